"""The page of a cadre: how many credits, what is missing, why some acts earned nothing."""

from collections.abc import Mapping
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
from projections.case.dossier import Dossier
from projections.credits.balances import Balance
from projections.policy.years import ENDED
from projections.reports.answer import members
from projections.reports.cadre_follow_up import CadreFollowUpAnswer, cadre_answer
from projections.reports.personal_statement import PersonalStatementAnswer, personal_statement

router = APIRouter(route_class=AnswerRoute)

MOST_CLASSES: Final = 20
"""Classes whose follow-up the page shows; the rest is behind its own address."""


@dataclass(frozen=True, kw_only=True)
class CadrePage(PersonalStatementAnswer):
    """What stands of a cadre, a year of it open, and what followed his classes."""

    follow_up: CadreFollowUpAnswer
    """His years after each class."""


@router.get("/cadres/{cadre:path}", summary="A cadre, a year of his open")
async def cadre(asking: Asks, cadre: Cadre, year: Year = None) -> CadrePage:
    """Who he is, his balances, his ledger with the reason of each zero, hours, rights."""

    def read(answers: Answers, log: Log, basis: Basis) -> CadrePage:
        dossier = asking.dossier(answers, log, basis, cadre)
        asked = year_or(year, basis)
        found = personal_statement(dossier, basis, asked)
        return CadrePage(**members(found), follow_up=_follow_up(log, dossier, basis))

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
