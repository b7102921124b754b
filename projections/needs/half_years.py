"""The report on needs of each half-year: filed with the superior and published (A1-8, R63)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.case.windows import Half, State, Window
from projections.facts.needs_facts import NeedsReportFact, NeedsReportFiled, NeedsReportPublished
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.verdicts import Verdict

RULE: Final = "R63"
_HALF_A_YEAR: Final = 6
_REASONS: Final = {
    State.DONE_LATE: Verdict.NEEDS_REPORT_LATE,
    State.OVERDUE: Verdict.NEEDS_REPORT_MISSING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsReport:
    """The report on the needs of a half-year."""

    half: str
    """The half-year, such as 2010-H1."""
    opens: date
    """The first day on which it may be filed."""
    due: date
    """The last day on which it is filed in time."""
    filed: State
    """How far the filing is: not_yet_open, open, done, done_early, done_late or overdue."""
    filed_on: date | None
    """The day on which it was filed; null before."""
    published: bool
    """Whether it is published."""
    published_on: date | None
    """The day on which it was published; null before."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str
    article: str


def needs_report(
    half: Half, reference: Reference, as_of: AsOf, policies: Succession
) -> NeedsReport | None:
    """The report of a half-year; None where the policy asks for none on half-years."""
    terms = policies.of_day(half.last)
    if terms.get(Terms.needs_survey.report_every_months) != _HALF_A_YEAR:
        return None
    filed = _first(NeedsReportFiled, half, reference, as_of)
    published = _first(NeedsReportPublished, half, reference, as_of)
    window = Window(opens=half.first, due=half.last)
    filed_on = as_of.day(filed.occurred) if filed else None
    state = window.state(filed_on, as_of.today)
    return NeedsReport(
        half=str(half),
        opens=window.opens,
        due=window.due,
        filed=state,
        filed_on=filed_on,
        published=published is not None,
        published_on=as_of.day(published.occurred) if published else None,
        reason=_REASONS.get(state),
        evidence=tuple(one.statement_id for one in (filed, published) if one is not None),
        rule=RULE,
        article=terms.article(Terms.needs_survey.report_every_months),
    )


def _first(
    kind: type[NeedsReportFact], half: Half, reference: Reference, as_of: AsOf
) -> NeedsReportFact | None:
    """The first fact of a kind about a half-year that has happened."""
    found = reference.of_needs(kind, as_of)
    of_half = (one for one in found if one.half == str(half))
    return next((one for one in of_half if as_of.day(one.occurred) <= as_of.today), None)
