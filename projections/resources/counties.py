"""Whether a county's plan was approved, and how its teaching was evaluated (M3-5, R73)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.finding import Found, unheeded, unread
from projections.case.subject import Subject
from projections.facts.resource_facts import (
    CountyFact,
    CountyPlanApproved,
    CountyTeachingEvaluated,
)
from projections.resources.asked import asked_of_year
from projections.resources.years import of_days_in
from projections.verdicts import Verdict

RULE: Final = "R73"
APPROVED: Final = "approved"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyYear:
    """The teaching of a county in a year."""

    unit: str
    plan: str
    """Whether its plan is approved, or missing."""
    approved_on: date | None
    """When it was first approved."""
    evaluation: str | None
    """The result of the latest evaluation; null where there was none, or it does not say one."""
    evaluated_on: date | None
    """When it was evaluated last."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str
    article: str


def county_year(subject: Subject, year: int) -> CountyYear | None:
    """The teaching of a county in a year; None where nothing was stated of it for that year."""
    own = _of_year(subject, year)
    if not own:
        return None
    plans = [one for one in own if isinstance(one, CountyPlanApproved)]
    evaluations = [one for one in own if isinstance(one, CountyTeachingEvaluated)]
    latest = evaluations[-1] if evaluations else None
    return CountyYear(
        unit=subject.key,
        plan=APPROVED if plans else MISSING,
        approved_on=subject.day(plans[0]) if plans else None,
        evaluation=latest.result if latest else None,
        evaluated_on=subject.day(latest) if latest else None,
        reason=None if plans else Verdict.COUNTY_PLAN_MISSING,
        evidence=tuple(one.statement_id for one in own),
        rule=RULE,
        article=asked_of_year(subject.policies, year).article("mid_year_from"),
    )


def findings_on_county(subject: Subject, year: int) -> tuple[Found, ...]:
    """What is amiss about what was stated of a county for a year."""
    ignored = of_days_in(subject, year, unheeded(subject, CountyFact, rule=RULE))
    return (*ignored, *unread(_of_year(subject, year), subject, rule=RULE))


def _of_year(subject: Subject, year: int) -> list[CountyFact]:
    return [one for one in subject.standing(CountyFact) if one.year == year]
