"""What a unit owes the organisation department for a year: its result and its plan (R17, R18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.year_facts import PlanReported, ResultReported, YearFact
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.verdicts import Verdict

RESULT: Final = "annual_result"
PLAN: Final = "plan"

ON_TIME: Final = "on_time"
IN_GRACE: Final = "in_grace"
LATE: Final = "late"
MISSING: Final = "missing"

_LAST_OF_DECEMBER: Final = (12, 31)
_REASONS: Final = {
    (RESULT, LATE): Verdict.RESULT_LATE,
    (RESULT, MISSING): Verdict.RESULT_MISSING,
    (PLAN, IN_GRACE): Verdict.PLAN_IN_GRACE,
    (PLAN, LATE): Verdict.PLAN_LATE,
    (PLAN, MISSING): Verdict.PLAN_MISSING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A report that a unit owes."""

    unit: str
    year: int
    kind: str
    """What it owes: annual_result or plan."""
    due: date
    """The last day on which it is in time."""
    grace: date | None
    """The last day of the grace; null where there is none."""
    state: str
    """Where it stands: on_time, in_grace, late or missing."""
    reported_on: date | None
    """The day of the first report that stands; null where there is none."""
    overdue: bool
    """Whether it is missing and the last day has passed."""
    reason: Verdict | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def result_duty(
    unit: str, year: int, reference: Reference, as_of: AsOf, policies: Succession
) -> Duty | None:
    """The annual result, due by the end of December (A3-14).

    None where the policy closes no years, and so asks for no result.
    """
    terms = policies.of_year(year)
    if Terms.assessment.close_at not in terms:
        return None
    reports = _by(unit, reference.of_year(ResultReported, year, as_of))
    return _duty(
        unit,
        year,
        RESULT,
        due=date(year, *_LAST_OF_DECEMBER),
        grace=None,
        reports=reports,
        as_of=as_of,
        rule="R17",
        article=terms.article(Terms.assessment.close_at),
    )


def plan_duty(
    unit: str, year: int, reference: Reference, as_of: AsOf, policies: Succession
) -> Duty | None:
    """The training plan for a year, due the December before, with a grace (A3-14, M4-2, Q25).

    None where the policy asks for none.
    """
    days = plan_days(year, policies)
    if days is None:
        return None
    due, grace = days
    return _duty(
        unit,
        year,
        PLAN,
        due=due,
        grace=grace,
        reports=_by(unit, reference.of_year(PlanReported, year, as_of)),
        as_of=as_of,
        rule="R18",
        article=policies.of_day(policies.first_day(year)).article(Terms.assessment.plan_due),
    )


def plan_days(year: int, policies: Succession) -> tuple[date, date] | None:
    """When the plan for a year is due, and until when that is forgiven; None without such a duty.

    A day of the second half of a calendar year lies in the year before. A policy that states no
    grace forgives nothing.
    """
    terms = policies.of_day(policies.first_day(year))
    due, grace = (
        None if month_day is None else _near(year, month_day)
        for month_day in map(terms.get, (Terms.assessment.plan_due, Terms.assessment.plan_grace))
    )
    return None if due is None else (due, max(due, grace or due))


def _near(year: int, month_day: str) -> date:
    month, day = map(int, month_day.split("-"))
    return date(year - 1 if month > 6 else year, month, day)


def _by(unit: str, reports: Sequence[YearFact]) -> list[YearFact]:
    return [report for report in reports if report.unit == unit]


def _duty(
    unit: str,
    year: int,
    kind: str,
    *,
    due: date,
    grace: date | None,
    reports: Sequence[YearFact],
    as_of: AsOf,
    rule: str,
    article: str,
) -> Duty:
    first = reports[0] if reports else None
    reported_on = as_of.day(first.occurred) if first else None
    state = _state(reported_on, due, grace or due)
    return Duty(
        unit=unit,
        year=year,
        kind=kind,
        due=due,
        grace=grace,
        state=state,
        reported_on=reported_on,
        overdue=reported_on is None and as_of.today > (grace or due),
        reason=_REASONS.get((kind, state)),
        rule=rule,
        article=article,
        evidence=(first.statement_id,) if first else (),
    )


def _state(reported_on: date | None, due: date, grace: date) -> str:
    if reported_on is None:
        return MISSING
    if reported_on <= due:
        return ON_TIME
    return IN_GRACE if reported_on <= grace else LATE
