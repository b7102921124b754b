"""The lines of all acts: Baoji's own rules where a policy states them, its items for the rest."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, Final, TypeAlias

from projections.credits import degrees, items, off_job, online, other_activities, rewards
from projections.credits.case import Case, Entry, Refusal
from projections.credits.handling import CLAIMS
from projections.facts.credit_facts import DegreeFact, OtherActivityDone, Reward
from projections.facts.fact import ClassCompleted, CoursePassed, Fact, Kinds, SetAside, Unknown
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


def entries(case: Case, facts: Kinds, level_on: items.LevelOn) -> tuple[Entry, ...]:
    """The lines of all facts that claim credits and of all that we do not know, by day.

    `level_on` tells the cadre's level on a day.
    """
    lines = [_unknown(case, fact) for fact in facts.of(Unknown)]
    for kind, group, rule in RULES:
        acts = facts.of(kind)
        if case.policies.states(group):
            lines += rule(case, acts)
        else:
            claims = [act for act in acts if isinstance(act, CLAIMS)]
            lines += items.entries(case, claims, level_on)
    return tuple(sorted(lines, key=attrgetter("day", "position", "year")))


def _unknown(case: Case, fact: Fact) -> Entry:
    aside = isinstance(fact, SetAside)
    refusal = Refusal(reason=Reason.SET_ASIDE if aside else Reason.UNKNOWN_STATEMENT)
    return case.refused(fact, refusal, None, year=case.look(fact).year)
