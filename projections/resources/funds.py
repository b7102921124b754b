"""Whether units set aside as much for training as they should, and what for (M4-4, R54)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.finding import Found, found, unheeded, unread
from projections.case.subject import Subject
from projections.exact import ZERO
from projections.facts.resource_facts import (
    BudgetRecorded,
    FundFact,
    FundSpent,
)
from projections.resources.asked import Asked, asked_of_year
from projections.resources.years import as_of_year, happened_in, of_days_in
from projections.verdicts import Verdict
from projections.words.closed_lists import (
    AGENCY,
    ENTERPRISE,
    FULLY_FUNDED_INSTITUTION,
    OTHER_INSTITUTION,
)

RULE: Final = "R54"
_RATES: Final[Mapping[str | None, str]] = {
    AGENCY: "agency_rate",
    FULLY_FUNDED_INSTITUTION: "agency_rate",
    OTHER_INSTITUTION: "enterprise_rate",
    ENTERPRISE: "enterprise_rate",
}
"""Which rate measures a unit, by its kind (Q50)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFunds:
    """The training funds of a unit in a credit year; all amounts are exact."""

    unit: str
    kind: str | None
    """What the unit is at the end of the year, or by now; null where nobody said."""
    payroll: Decimal | None
    """Its payroll in the year, by its latest budget."""
    rate: Decimal | None
    """The share of the payroll that a unit of this kind sets aside; null where none is known."""
    required: Decimal | None
    """That share of the payroll, not rounded."""
    amount: Decimal | None
    """What the unit sets aside by its latest budget of the year."""
    met: bool | None
    """Whether the amount is at least what is required; null where either is not known."""
    short_by: Decimal | None
    """How much it is less than that."""
    spent: Decimal
    """What it has spent by now."""
    by_purpose: Mapping[str, Decimal]
    """What was spent, by purpose as it was stated; without one, under an empty name."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str
    article: str


def unit_funds(subject: Subject, year: int) -> UnitFunds | None:
    """The funds of a unit in a credit year; None where nothing was stated of them.

    The latest budget of a year replaces those before it.
    """
    own = [one for one in subject.standing(FundFact) if one.year == year]
    if not own:
        return None
    budgets = [one for one in own if isinstance(one, BudgetRecorded)]
    spent = [one for one in own if isinstance(one, FundSpent)]
    budget = budgets[-1] if budgets else None
    kind = _kind(subject, year)
    asked = asked_of_year(subject.policies, year)
    rate = _rate(kind, asked)
    payroll, amount = (budget.payroll, budget.amount) if budget else (None, None)
    required = None if rate is None or payroll is None else payroll * rate
    short_by = None if required is None or amount is None else max(required - amount, ZERO)
    return UnitFunds(
        unit=subject.key,
        kind=kind,
        payroll=payroll,
        rate=rate,
        required=required,
        amount=amount,
        met=None if short_by is None else not short_by,
        short_by=short_by,
        spent=_sum(spent),
        by_purpose=_by_purpose(spent),
        reason=_reason(budget, rate, short_by),
        evidence=tuple(one.statement_id for one in ([budget] if budget else []) + spent),
        rule=RULE,
        article=asked.article(_RATES.get(kind, "agency_rate")),
    )


def findings_on_funds(subject: Subject, year: int) -> tuple[Found, ...]:
    """What is amiss about what was stated of a unit's funds in a credit year."""
    return tuple(_findings(subject, year))


def _kind(subject: Subject, year: int) -> str | None:
    registration = subject.reference.units.registration(subject.key, as_of_year(subject, year))
    return registration.kind if registration else None


def _rate(kind: str | None, asked: Asked) -> Decimal | None:
    part = _RATES.get(kind)
    return None if part is None else getattr(asked, part)


def _sum(facts: Iterable[FundFact]) -> Decimal:
    return sum((one.amount for one in facts if one.amount is not None), ZERO)


def _by_purpose(spent: Iterable[FundSpent]) -> dict[str, Decimal]:
    """What was spent, by purpose; what was spent without one stands under an empty text."""
    purposes = sorted({one.purpose or "" for one in spent})
    return {name: _sum(one for one in spent if (one.purpose or "") == name) for name in purposes}


def _reason(
    budget: BudgetRecorded | None, rate: Decimal | None, short_by: Decimal | None
) -> Verdict | None:
    if budget is None:
        return Verdict.BUDGET_MISSING
    if rate is None:
        return Verdict.UNIT_KIND_UNKNOWN
    return Verdict.FUNDS_SHORT if short_by else None


def _findings(subject: Subject, year: int) -> Iterable[Found]:
    own = [one for one in subject.standing(FundFact) if one.year == year]
    nowhere = [one for one in happened_in(subject, year, FundFact) if one.year is None]
    yield from of_days_in(subject, year, unheeded(subject, FundFact, rule=RULE))
    yield from unread([*own, *nowhere], subject, rule=RULE)
    budgets = [one for one in own if isinstance(one, BudgetRecorded) and one.amount is not None]
    if not budgets:
        return
    total = ZERO
    for one in own:
        if isinstance(one, FundSpent):
            total += one.amount or ZERO
            if total > (budgets[-1].amount or ZERO):
                yield found(Amiss.SPENT_MORE_THAN_SET_ASIDE, one, subject, rule=RULE)
                return
