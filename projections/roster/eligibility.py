"""Whether a cadre may become a candidate for inspection before promotion (R55, M4-5)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.credits.carry import EXCELLENT, QUALIFIED, UNQUALIFIED
from projections.credits.credit_ledger import Credits
from projections.policy.succession import Succession
from projections.verdicts import Verdict

BARRED_AFTER: Final = "promotion_barred_after"
_PASSED: Final = (QUALIFIED, EXCELLENT)
"""The grades of who was found qualified (合格); a year that no target binds has neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """The answer on a reference date: `years` are those that decide, with their grades.

    `evidence` are the statements that earned the credits of these years.
    """

    reference: date
    years: tuple[int, ...]
    grades: dict[int, str]
    eligible: bool
    reason: Verdict | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def years_to_show(reference: date, policies: Succession) -> range:
    """The credit years that a ledger has to show for the answer on a reference date."""
    last = policies.year_of(reference) - 1
    terms = policies.of_day(reference)
    count = terms.optional("promotion.consecutive_years") or terms.optional(BARRED_AFTER) or 0
    return range(min(policies.cycle_of(last).first, last - count + 1), last + 1)


def eligibility(ledger: Credits, reference: date, policies: Succession) -> Eligibility | None:
    """The eligibility on a reference date, by the ledger; no publication is needed (Q51).

    None where the policy asks for nothing of the kind. The years are the latest that were over by
    then. With `any_two_in_cycle` any such run of years in the cycle of the latest one serves. A
    policy may instead bar those alone who were unqualified in all of some years in a row. Raises
    KeyError where the ledger does not show the years.
    """
    terms = policies.of_day(reference)
    last = policies.year_of(reference) - 1
    count = terms.optional("promotion.consecutive_years")
    if count is None:
        return _unless_barred(ledger, reference, policies)
    ends = [last]
    if terms.optional("promotion.any_two_in_cycle"):
        ends = list(range(last, policies.cycle_of(last).first + count - 2, -1)) or ends
    runs = [tuple(range(end - count + 1, end + 1)) for end in ends]
    years = next((run for run in runs if _qualified(ledger, run)), runs[0])
    reason = None if _qualified(ledger, years) else Verdict.YEARS_NOT_QUALIFIED
    article = terms.article("promotion.consecutive_years")
    return _answer(ledger, reference, years, reason, article)


def _unless_barred(ledger: Credits, reference: date, policies: Succession) -> Eligibility | None:
    """As `eligibility`, for a policy that bars after so many unqualified years; those before it
    took effect are none."""
    terms = policies.of_day(reference)
    count = terms.optional(BARRED_AFTER)
    if count is None:
        return None
    last = policies.year_of(reference) - 1
    years = tuple(range(last - count + 1, last + 1))
    barred = all(
        policies.last_day(year) >= policies.effective_from
        and ledger.balance(year).grade == UNQUALIFIED
        for year in years
    )
    reason = Verdict.YEARS_UNQUALIFIED if barred else None
    return _answer(ledger, reference, years, reason, terms.article(BARRED_AFTER))


def _answer(
    ledger: Credits, reference: date, years: tuple[int, ...], reason: Verdict | None, article: str
) -> Eligibility:
    return Eligibility(
        reference=reference,
        years=years,
        grades={year: ledger.balance(year).grade for year in years},
        eligible=reason is None,
        reason=reason,
        rule="R55",
        article=article,
        evidence=tuple(one.statement_id for one in ledger.entries if one.year in years),
    )


def _qualified(ledger: Credits, years: tuple[int, ...]) -> bool:
    return all(ledger.balance(year).grade in _PASSED for year in years)
