"""The page of the register: who is where, and what each has and misses of a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from psycopg import Connection

from api.pages.choosing import NamedUnit, units_to_choose
from api.pages.frame import Frame
from api.pages.views import View
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, InUnit, Limit, Year, year_or
from api.reports.cadres import Sought, register_of
from lrs.event.log import Log
from projections.answers.acts import each_with_acts
from projections.answers.basis import Answers, Basis
from projections.case.dossier import open_dossier
from projections.compliance.members import member_of
from projections.credits.balances import Balance
from projections.reports.answer import members
from projections.tables.register import RegisterAnswer

router = APIRouter(route_class=AnswerRoute)

CADRES: Final = 50
"""Cadres of a page; folding one takes a millisecond or two."""


@dataclass(frozen=True, kw_only=True)
class CadresPage(RegisterAnswer):
    """A page of the register, with the balance of each cadre of it."""

    year: int
    unit: str | None
    """The unit of whom and below it; null: all whom one may see."""
    balances: Mapping[str, Balance]
    """The balances of the year, by cadre."""
    choices: tuple[NamedUnit, ...]
    """The units that one may choose."""


@router.get("/cadres", summary="The register, with what each has and misses of a year")
async def cadres(
    asking: Asks,
    unit: InUnit = None,
    q: Sought = None,
    year: Year = None,
    after: After = "",
    limit: Limit = CADRES,
) -> CadresPage:
    """The cadres whom one may see, or of them those who fit what is looked for."""
    most = min(limit, CADRES)

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> CadresPage:
        found = register_of(
            asking, answers, log, conn, basis, unit=unit, q=q, after=after, limit=most
        )
        asked, shown = year_or(year, basis), [one.cadre for one in found.cadres]
        balances = answers.once(
            basis, ("balances", asked, tuple(shown)), lambda: _balances(log, basis, shown, asked)
        )
        return CadresPage(
            **members(found),
            year=asked,
            unit=unit,
            balances=balances,
            choices=units_to_choose(asking, basis),
        )

    return await asking.answer_from_both(read)


def _balances(log: Log, basis: Basis, cadres: list[str], year: int) -> dict[str, Balance]:
    """The balances of some cadres in a year, by cadre."""
    reference, as_of = basis.reference, basis.as_of
    return {
        person: member_of(
            open_dossier(reference, person, acts, basis.policies, as_of), year
        ).balance
        for person, acts in each_with_acts(cadres, log, reference, as_of)
    }


def _shown(_: CadresPage, frame: Frame) -> Mapping[str, Any]:
    asked = {name: frame.query[name] for name in ("unit", "q", "after") if name in frame.query}
    return {"of_register": asked}


VIEW: Final = View("cadres.html", _shown)
