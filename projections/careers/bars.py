"""What an unqualified cadre is barred from in the year (R23, A3-18, Q31)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.credits.balances import UNQUALIFIED
from projections.credits.credit_ledger import Credits
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED
from projections.verdicts import UNDECIDED, Verdict

BARRED: Final = "barred"
ALLOWED: Final = "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The bars of one year; they follow the grade as known, and are undecided before the `state` of
    the year is `ended`."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    excellent_appraisal: str
    """Whether he may be appraised excellent for the year: barred, allowed or undecided."""
    commendation: str
    """Whether he may be commended for the year: barred, allowed or undecided."""
    reason: Verdict | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def bars(
    ledger: Credits,
    year: int,
    policies: Succession,
    *,
    spared: bool = False,
    exempt: tuple[UUID, ...] = (),
) -> Bars:
    """The bars of a cadre in a year.

    Who is `spared` was not assessed, so he is not barred; `exempt` are the statements that exempt
    him. Raises KeyError where the ledger does not show the year.
    """
    state = ledger.balance(year).state
    reason = None if spared else _reason(ledger, year, policies)
    verdict = BARRED if reason else ALLOWED
    if state != ENDED:
        verdict, reason = UNDECIDED, Verdict.YEAR_NOT_ENDED
    return Bars(
        year=year,
        state=state,
        excellent_appraisal=verdict,
        commendation=verdict,
        reason=reason,
        rule="R23",
        article=policies.of_year(year).article_if_stated(Terms.bars.on_cycle_failure),
        evidence=exempt or tuple(one.statement_id for one in ledger.entries if one.year == year),
    )


def _reason(ledger: Credits, year: int, policies: Succession) -> Verdict | None:
    """What the grades bar for. Where the policy lets a failed cycle bar, it does so in its last
    year."""
    if ledger.balance(year).grade == UNQUALIFIED:
        return Verdict.CREDITS_SHORT
    cycle = policies.cycle_of(year)
    if policies.of_year(year).get(Terms.bars.on_cycle_failure) and year == cycle.last:
        failed = ledger.cycle(str(cycle)).grade == UNQUALIFIED
        return Verdict.CYCLE_SHORT if failed else None
    return None
