"""The page of a cadre: how many credits, what is missing, why some acts earned nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter

from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.views import Said, View
from api.reports.answering import AnswerRoute
from api.reports.asking import Asks, Cadre, Year, year_or
from lrs.event.log import Log
from projections.answers import follow_up as follow_ups
from projections.answers.basis import Answers, Basis
from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.credits.balances import Balance
from projections.credits.credit_ledger import ledger_of
from projections.policy.years import ENDED
from projections.reports import cadres, ledgers
from projections.reports.answer import Answer, basis_of
from projections.reports.cadre_follow_up import CadreFollowUpAnswer, cadre_answer
from projections.reports.cadres import BarsAnswer, EligibilityAnswer, HoursAnswer, WhoAnswer
from projections.reports.ledgers import BalancesAnswer, LedgerAnswer

router = APIRouter(route_class=AnswerRoute)

MOST_CLASSES: Final = 20
"""Classes whose follow-up the page shows; the rest is behind its own address."""


@dataclass(frozen=True, kw_only=True)
class CadrePage(Answer):
    """All that stands of a cadre, a year of it open: the answers of its parts, unchanged."""

    year: int
    who: WhoAnswer
    """Who he is."""
    balances: BalancesAnswer
    """His balances."""
    ledger: LedgerAnswer
    """The lines of all years."""
    hours: HoursAnswer
    """His hours."""
    eligibility: EligibilityAnswer
    """What stands in the way of a promotion."""
    bars: BarsAnswer
    """What he is barred from in the year."""
    follow_up: CadreFollowUpAnswer
    """His years after each class."""

    def rows(self) -> Iterable[Entry]:
        """The lines of the year."""
        return (one for one in self.ledger.entries if one.year == self.year)


@router.get("/cadres/{cadre:path}", summary="A cadre, a year of his open")
async def cadre(asking: Asks, cadre: Cadre, year: Year = None) -> CadrePage:
    """Who he is, his balances, his ledger with the reason of each zero, hours, rights."""

    def read(answers: Answers, log: Log, basis: Basis) -> CadrePage:
        dossier = asking.dossier(answers, log, basis, cadre)
        asked = year_or(year, basis)
        found = ledger_of(dossier, years=[asked] if dossier.is_known else ())
        return CadrePage(
            **basis_of(basis),
            year=asked,
            who=cadres.cadre(dossier, basis),
            balances=ledgers.balances(found, basis),
            ledger=ledgers.ledger(found, basis),
            hours=cadres.hours(dossier, basis),
            eligibility=cadres.promotion(dossier, basis, basis.today),
            bars=cadres.barred(dossier, basis, asked),
            follow_up=_follow_up(log, dossier, basis),
        )

    return await asking.answer(read)


def _follow_up(log: Log, person: Dossier, basis: Basis) -> CadreFollowUpAnswer:
    ends = follow_ups.attended_by(person)
    some = sorted(ends)[:MOST_CLASSES]
    found = follow_ups.cadre_follow_ups(log, person, [ends[one] for one in some], basis)
    return cadre_answer(person, found, basis, following=None)


def _shown(page: CadrePage, frame: Frame) -> Mapping[str, Any]:
    balance = page.balances.annual.get(str(page.year))
    lines = list(page.rows())
    hours = list(page.hours.cycles.values())
    return {
        "balance": balance,
        "total": _cycle(page),
        "studied": hours[-1] if hours else None,
        "credited": [one for one in lines if one.reason is None],
        "zero": [one for one in lines if one.reason is not None],
        "said": balance and _said(balance, page, frame),
    }


def _cycle(page: CadrePage) -> Any:
    """The total of the cycle that holds the year."""
    for one in page.balances.cycles.values():
        first, _, last = one.cycle.partition("-")
        if int(first) <= page.year <= int(last or first):
            return one
    return None


def _said(balance: Balance, page: CadrePage, frame: Frame) -> Said | None:
    """How the year stands, in a sentence."""
    t = frame.texts
    if balance.missing is None:
        return None
    told = {
        "year": balance.year,
        "counted": amount(balance.counted),
        "required": amount(balance.required),
        "missing": amount(balance.missing),
    }
    if not balance.missing:
        return Said("good", t("cadre.said_enough", **told))
    if balance.state != ENDED:
        return Said("", t("cadre.said_open", **told), t("cadre.said_until", year=balance.year))
    bar = t("cadre.said_bar", article=page.bars.article) if page.bars.reason else None
    return Said("bad", t("cadre.said_short", **told), bar)


VIEW: Final = View("cadre.html", _shown)
