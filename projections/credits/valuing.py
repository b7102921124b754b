"""The lines of all acts: Baoji's own rules where a policy states them, its items for the rest."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from projections.credits import degrees, items, off_job, online, other_activities, rewards
from projections.credits.case import Case, Entry, Refusal
from projections.credits.handling import CLAIMS
from projections.facts.credit_facts import DegreeFact, OtherActivityDone, Reward
from projections.facts.fact import ClassCompleted, CoursePassed, Fact, Unknown
from projections.reasons import Reason

Rule: TypeAlias = Callable[[Case, Iterable[Any]], Iterator[Entry]]

RULES: Final[tuple[tuple[type[Fact], str, Rule], ...]] = (
    (ClassCompleted, "basic.off_job", off_job.entries),
    (CoursePassed, "basic.online", online.entries),
    (DegreeFact, "additional", degrees.entries),
    (Reward, "reward", rewards.entries),
    (OtherActivityDone, "other_activities", other_activities.entries),
)
"""For each kind of act the parameters that state the rule of Baoji's sheet, and that rule."""


def entries(case: Case, facts: Iterable[Fact]) -> tuple[Entry, ...]:
    """The lines of all facts that claim credits and of all that we do not know, by day."""
    by_type: dict[type[Fact], list[Fact]] = {}
    for fact in facts:
        by_type.setdefault(type(fact), []).append(fact)
    lines = [_unknown(case, fact) for fact in by_type.get(Unknown, ())]
    for kind, group, rule in RULES:
        types = [one for one in by_type if issubclass(one, kind)]
        acts = [fact for one in types for fact in by_type[one]]
        if case.policy.states(group):
            lines += rule(case, acts)
        else:
            lines += items.entries(case, [act for act in acts if isinstance(act, CLAIMS)])
    return tuple(sorted(lines, key=lambda line: (line.day, line.statement_id, line.year)))


def _unknown(case: Case, fact: Fact) -> Entry:
    refusal = Refusal(reason=Reason.UNKNOWN_STATEMENT)
    return case.refused(fact, refusal, None, year=case.look(fact).year)
