"""What an unqualified cadre is barred from in the year (R23, A3-18, Q31)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.credits.carry import UNQUALIFIED
from projections.credits.credit_ledger import Credits
from projections.policy.succession import Succession
from projections.verdicts import Verdict

BARRED: Final = "barred"
ALLOWED: Final = "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The bars of one year; they follow the grade as known."""

    year: int
    excellent_appraisal: str
    commendation: str
    reason: Verdict | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def bars(
    ledger: Credits, year: int, policies: Succession, *, exempt: tuple[UUID, ...] = ()
) -> Bars:
    """The bars of a cadre in a year.

    Who is `exempt` (by these statements) is not assessed, so he is not barred. Where the policy
    lets a failed cycle bar, it does so in its last year. Raises KeyError where the ledger does not
    show the year.
    """
    terms = policies.of_year(year)
    cycle = policies.cycle_of(year)
    reason: Verdict | None = None
    article = terms.article_if_stated("bars.on_cycle_failure")
    if ledger.balance(year).grade == UNQUALIFIED:
        reason = Verdict.CREDITS_SHORT
    elif terms.optional("bars.on_cycle_failure") and year == cycle.last:
        failed = ledger.cycle(str(cycle)).grade == UNQUALIFIED
        reason = Verdict.CYCLE_SHORT if failed else None
    if exempt:
        reason = None
    verdict = BARRED if reason else ALLOWED
    return Bars(
        year=year,
        excellent_appraisal=verdict,
        commendation=verdict,
        reason=reason,
        rule="R23",
        article=article,
        evidence=exempt or tuple(one.statement_id for one in ledger.entries if one.year == year),
    )
