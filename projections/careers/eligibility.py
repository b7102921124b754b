"""Whether a cadre may become a candidate for inspection before promotion (R55, M4-5)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.credits.balances import EXCELLENT, NOT_ASSESSED, QUALIFIED, UNQUALIFIED, Balance
from projections.credits.credit_ledger import Credits
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED
from projections.verdicts import UNDECIDED, Verdict

_PASSED: Final = (QUALIFIED, EXCELLENT)
"""The grades of who was found qualified (合格); a year that no target binds has neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether a cadre may become a candidate on a reference date.

    `evidence` are the statements that earned the credits of the years that decide.
    """

    reference: date
    """The reference date."""
    years: tuple[int, ...]
    """The years that decide."""
    states: dict[int, str]
    """How far each of them is on the day, by year: not_begun, open or ended."""
    grades: dict[int, str]
    """The grade of each, by year; not_assessed of one in which he was not."""
    eligible: bool | str
    """Whether he may; `undecided` while it rests on a year that has not ended."""
    reason: Verdict | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def years_to_show(reference: date, policies: Succession) -> range:
    """The credit years that a ledger has to show for the answer on a reference date."""
    last = policies.year_of(reference) - 1
    terms = policies.of_day(reference)
    count = (
        terms.get(Terms.promotion.consecutive_years) or terms.get(Terms.promotion_barred_after) or 0
    )
    return range(min(policies.cycle_of(last).first, last - count + 1), last + 1)


def eligibility(
    ledger: Credits,
    reference: date,
    policies: Succession,
    *,
    spared: Collection[int] = (),
) -> Eligibility | None:
    """The eligibility on a reference date, by the ledger; no publication is needed (Q51).

    None where the policy asks for nothing of the kind. The years are the latest that were over by
    then. With `any_two_in_cycle` any such run of years in the cycle of the latest one serves. A
    policy may instead bar those alone who were unqualified in all of some years in a row; `spared`
    are years in which the cadre was not assessed: neither qualified nor unqualified. A year that
    has not ended decides nothing. Raises KeyError where the ledger does not show the years.
    """
    terms = policies.of_day(reference)
    last = policies.year_of(reference) - 1
    count = terms.get(Terms.promotion.consecutive_years)
    if count is None:
        return _unless_barred(ledger, reference, policies, spared)
    ends = [last]
    if terms.get(Terms.promotion.any_two_in_cycle):
        ends = list(range(last, policies.cycle_of(last).first + count - 2, -1)) or ends
    runs = [tuple(range(end - count + 1, end + 1)) for end in ends]
    passed = {
        run: _all(ledger, run, lambda one: one.year not in spared and one.grade in _PASSED)
        for run in runs
    }
    years = next((run for wanted in (True, None) for run in runs if passed[run] is wanted), runs[0])
    reasons = {True: None, None: Verdict.YEAR_NOT_ENDED, False: Verdict.YEARS_NOT_QUALIFIED}
    article = terms.article(Terms.promotion.consecutive_years)
    return _answer(ledger, reference, years, reasons[passed[years]], article, spared)


def _unless_barred(
    ledger: Credits, reference: date, policies: Succession, spared: Collection[int]
) -> Eligibility | None:
    """As `eligibility`, for a policy that bars after so many unqualified years."""
    terms = policies.of_day(reference)
    count = terms.get(Terms.promotion_barred_after)
    if count is None:
        return None
    last = policies.year_of(reference) - 1
    years = tuple(range(last - count + 1, last + 1))
    barred = _all(ledger, years, lambda one: one.year not in spared and one.grade == UNQUALIFIED)
    reasons = {True: Verdict.YEARS_UNQUALIFIED, None: Verdict.YEAR_NOT_ENDED, False: None}
    article = terms.article(Terms.promotion_barred_after)
    return _answer(ledger, reference, years, reasons[barred], article, spared)


def _all(ledger: Credits, years: Collection[int], holds: Callable[[Balance], bool]) -> bool | None:
    """Whether something holds in all of some years: not, where one that has ended says no; None
    where those say yes that have ended, and others have not."""
    balances = [ledger.balance(year) for year in years]
    ended = [one for one in balances if one.state == ENDED]
    if not all(map(holds, ended)):
        return False
    return True if len(ended) == len(balances) else None


def _answer(
    ledger: Credits,
    reference: date,
    years: tuple[int, ...],
    reason: Verdict | None,
    article: str,
    spared: Collection[int],
) -> Eligibility:
    balances = [ledger.balance(year) for year in years]
    return Eligibility(
        reference=reference,
        years=years,
        states={one.year: one.state for one in balances},
        grades={one.year: NOT_ASSESSED if one.year in spared else one.grade for one in balances},
        eligible=UNDECIDED if reason is Verdict.YEAR_NOT_ENDED else reason is None,
        reason=reason,
        rule="R55",
        article=article,
        evidence=tuple(one.statement_id for one in ledger.entries if one.year in years),
    )
