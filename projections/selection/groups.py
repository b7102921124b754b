"""Whom the regulation lets be called to a class by name (M4-1, R49)."""

from dataclasses import dataclass
from datetime import date

from projections.case.roster import Roster
from projections.policy.succession import Succession
from projections.policy.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups that are called by name on a day, each a tag or a level, with their article."""

    names: frozenset[str]
    article: str

    def has(self, roster: Roster, day: date) -> bool:
        """Whether a cadre is of one of the groups on a day, by his tags and his level."""
        return not self.names.isdisjoint((*roster.tags(day), roster.level(day)))


def groups_on(day: date, policies: Succession) -> Groups | None:
    """The groups on a day; None where the policy calls whomever it likes."""
    terms = policies.of_day(day)
    named = terms.get(Terms.selection.nominated_groups)
    if named is None:
        return None
    article = terms.article(Terms.selection.nominated_groups)
    return Groups(names=frozenset(named), article=article)
