"""The page of a unit: whether it is barred, who is short, what is due, and what lies below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter

from api.pages.frame import Frame
from api.pages.views import Said, View
from api.reports.answering import AnswerRoute
from api.reports.asking import Asks, Unit, Year, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.policy.years import ENDED
from projections.reports import ledgers, units
from projections.reports.answer import Answer, basis_of
from projections.reports.ledgers import ComplianceAnswer, MemberRow
from projections.reports.units import WhichUnitAnswer

router = APIRouter(route_class=AnswerRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """A unit above or below the one of the page."""

    unit: str
    unit_name: str | None


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

    def rows(self) -> Iterable[MemberRow]:
        """The members."""
        return self.compliance.rows()


@router.get("/units/{unit:path}", summary="A unit in a year")
async def unit(asking: Asks, unit: Unit, year: Year = None) -> UnitPage:
    """Whether it is barred from honours, who is short, who answers for it, what lies below it."""

    def read(answers: Answers, log: Log, basis: Basis) -> UnitPage:
        asking.check_unit(unit, basis)
        asked = year_or(year, basis)
        which = units.unit(unit, basis)
        return UnitPage(
            **basis_of(basis),
            year=asked,
            which=which,
            compliance=ledgers.unit(answers.compliance(log, unit, basis, year=asked), basis),
            above=tuple(NamedUnit(unit=one, unit_name=None) for one in which.above),
            below=tuple(NamedUnit(unit=one, unit_name=None) for one in which.below),
        )

    return await asking.answer(read)


def _shown(page: UnitPage, frame: Frame) -> Mapping[str, Any]:
    found = page.compliance
    worst = sorted(found.members, key=lambda one: (-(one.missing or Decimal()), one.cadre))
    return {
        "short": [one for one in worst if one.missing or one.missing_by_target],
        "done": [one for one in worst if not (one.missing or one.missing_by_target)],
        "said": _said(found, frame),
    }


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
