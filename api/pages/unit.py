"""The page of a unit: whether it is barred, who is short, what is due, and what lies below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter

from api.pages.charts.credits import has_enough, is_spread
from api.pages.choosing import NamedUnit
from api.pages.frame import Frame
from api.pages.views import Said, View
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, Unit, Year, year_or
from api.reports.ledgers import standing
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.compliance.unit_compliance import MemberStanding
from projections.policy.years import ENDED
from projections.reports import units
from projections.reports.answer import Answer, basis_of
from projections.reports.ledgers import ComplianceAnswer, MemberRow
from projections.reports.units import WhichUnitAnswer

router = APIRouter(route_class=AnswerRoute)

MOST_SHOWN: Final = 500
"""Members that a page shows; all of them are in its table."""


@dataclass(frozen=True, kw_only=True)
class UnitPage(Answer):
    """A unit in a year: the answers of its parts, unchanged."""

    year: int
    which: WhichUnitAnswer
    """Where it stands in the tree, and who answers for it."""
    compliance: ComplianceAnswer
    """Its standing in the year, and each member's."""
    above: tuple[NamedUnit, ...]
    """The units above it, the nearest first."""
    below: tuple[NamedUnit, ...]
    """The units right below it."""
    after: str
    """The cadre behind whom the page begins with the members; empty: with the first."""

    def rows(self) -> Iterable[MemberRow]:
        """The members."""
        return self.compliance.rows()


@router.get("/units/{unit:path}", summary="A unit in a year")
async def unit(asking: Asks, unit: Unit, year: Year = None, after: After = "") -> UnitPage:
    """Whether it is barred from honours, who is short, who answers for it, what lies below it. Of a
    large unit it shows its members in pages, those who are short first: those after a cadre."""

    def read(answers: Answers, log: Log, basis: Basis) -> UnitPage:
        asking.check_unit(unit, basis)
        asked = year_or(year, basis)
        which = units.unit(unit, basis)
        return UnitPage(
            **basis_of(basis),
            year=asked,
            which=which,
            compliance=standing(asking, answers, reader=log, basis=basis, unit=unit, year=asked),
            above=tuple(NamedUnit(unit=one, unit_name=None) for one in which.above),
            below=tuple(NamedUnit(unit=one, unit_name=None) for one in which.below),
            after=after,
        )

    return await asking.answer(read)


def _shown(page: UnitPage, frame: Frame) -> Mapping[str, Any]:
    found = page.compliance
    worst = sorted(found.members, key=_place)
    first = next((at for at, one in enumerate(worst, 1) if one.cadre == page.after), 0)
    shown = worst[first : first + MOST_SHOWN]
    enough = sum(map(has_enough, worst))
    return {
        "short": [one for one in shown if not has_enough(one)],
        "done": [one for one in shown if has_enough(one)],
        "how_many": {"short": len(worst) - enough, "done": enough},
        "following": shown[-1].cadre if first + len(shown) < len(worst) else None,
        "is_spread": is_spread(found),
        "said": _said(found, frame),
    }


def _place(one: MemberStanding) -> tuple[bool, Decimal, str]:
    """The place of a member where who is short of the most comes first."""
    return has_enough(one), -(one.missing or Decimal()), one.cadre


def _said(found: ComplianceAnswer, frame: Frame) -> Said:
    t = frame.texts
    told = {
        "year": found.year,
        "unqualified": found.unqualified,
        "assessed": found.assessed,
        "limit": found.limit,
    }
    if found.state != ENDED:
        more = t("unit.said_to_clear", n=found.to_clear) if found.to_clear else None
        return Said("", t("unit.said_open", **told), more)
    if found.verdict == "barred_from_advanced":
        return Said("bad", t("unit.said_barred", **told), t("unit.said_bar", article=found.article))
    return Said("good", t("unit.said_clear", **told), t("unit.said_far", n=found.until_barred))


VIEW: Final = View("unit.html", _shown)
