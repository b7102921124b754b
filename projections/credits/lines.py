"""The lines of all acts, each by what is in force on its own day.

Those are the rules of Baoji's sheet where its policy states them, its items for all else.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, TypeAlias

from projections.case.case import Case, Entry, Refusal
from projections.credits import degrees, items, off_job, online, other_activities, rewards
from projections.credits.claims import Claim, settle
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import (
    DegreeAdmitted,
    DegreeConferred,
    DegreeFact,
    OtherActivityDone,
    Reward,
)
from projections.facts.fact import Fact, Kinds, SetAside, Unknown
from projections.policy.declaration import Named
from projections.policy.terms import Terms
from projections.reasons import Reason

ClaimOf: TypeAlias = Callable[[Case, Any], Claim]

RULES: Final[tuple[tuple[type[Fact], Named, ClaimOf], ...]] = (
    (ClassCompleted, Terms.off_job, off_job.claim),
    (CoursePassed, Terms.online, online.claim),
    (Reward, Terms.reward, rewards.claim),
    (OtherActivityDone, Terms.other_activities, other_activities.claim),
)
"""For each kind of act the parameters that state the rule of Baoji's sheet, and that rule."""


def entries(case: Case, facts: Kinds, level_on: items.LevelOn) -> tuple[Entry, ...]:
    """The lines of all facts that claim credits and of all that we do not know, by day.

    `level_on` tells the cadre's level on a day.
    """
    lines = [_unknown(case, fact) for fact in facts.of(Unknown)]
    claims: list[Claim] = []
    for kind, group, rule in RULES:
        for act in facts.of(kind):
            own = case.look(act).terms.states(group)
            claims.append(rule(case, act) if own else items.claim(case, act, level_on))
    studies = facts.of(DegreeFact)
    if studies:
        lines += degrees.yearly(case, studies)
        claims += _of_studies(case, studies, level_on)
    lines += settle(case, claims)
    return tuple(sorted(lines, key=attrgetter("day", "position", "year")))


def _of_studies(
    case: Case, facts: Sequence[DegreeFact], level_on: items.LevelOn
) -> Iterator[Claim]:
    """The claims of certificates, and of letters that no policy credits year by year."""
    held = degrees.degrees_held(case, facts)
    for fact in facts:
        if isinstance(fact, DegreeAdmitted) and not degrees.credits_years(case, fact):
            yield items.claim(case, fact, level_on)
        elif isinstance(fact, DegreeConferred):
            own = case.look(fact).terms.states(Terms.additional)
            if own:
                yield degrees.claim(case, fact, held.get(fact.programme))
            else:
                yield items.claim(case, fact, level_on)


def _unknown(case: Case, fact: Fact) -> Entry:
    aside = isinstance(fact, SetAside)
    refusal = Refusal(reason=Reason.SET_ASIDE if aside else Reason.UNKNOWN_STATEMENT)
    return case.refused(fact, refusal, None, year=case.look(fact).year)
