"""The page of who will miss the year, by unit: first the units that an officer can still save."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter

from api.pages.choosing import NamedUnit, units_to_choose
from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.views import Said, View
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, Day, InUnit, Limit
from api.reports.years import behind_pace, circular_of, on_day
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.cut_off import CutOff, Fixed
from projections.compliance.pace import AtRisk, Pace
from projections.compliance.unit_compliance import limit_of
from projections.policy.terms import Terms
from projections.reports.answer import Answer, basis_of
from projections.reports.years import AtRiskRow, targets_of
from projections.year_close.circular import UnitLine

router = APIRouter(route_class=AnswerRoute)

MOST_ROWS: Final = 200
"""Targets of cadres that the page lists; all of them are in its table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAtRisk:
    """How near a unit is to being barred, if nobody who is behind makes up for it."""

    unit: str | None
    """Null: of those who are in none."""
    unit_name: str | None
    assessed: int
    """How many members are assessed in the year."""
    behind: int
    """How many of them are behind the pace of the year."""
    behind_cycle: int
    """How many members are behind the pace of the cycle."""
    limit: int
    """How many unqualified members bar the unit; 0 where the policy has no such ratio."""
    to_save: int
    """How many of those behind must catch up so that it is not barred; 0 where it is not near."""
    least: Decimal | None
    """The credits that these miss, if they are those who miss least; null where that is in more
    than one unit of measure, or nobody must catch up."""

    @property
    def until_barred(self) -> int:
        """How many more may fall behind before the limit is reached."""
        return max(self.limit - self.behind, 0)


@dataclass(frozen=True, kw_only=True)
class AtRiskPage(Answer):
    """Who is behind the pace of the year or the cycle, by unit."""

    year: int
    last_day: date
    """The last day of the year."""
    unit: str | None
    """The unit that was asked for; null: all that one may see."""
    total: int
    """How many cadres are behind."""
    units: tuple[UnitAtRisk, ...]
    """The units of who is behind: first those that are to be saved, the easiest first."""
    cadres: tuple[AtRisk, ...]
    """Who is behind, in the order of the units; in each who misses least first."""
    choices: tuple[NamedUnit, ...]
    """The units that one may choose."""

    def rows(self) -> Iterator[AtRiskRow]:
        """Each target in which a cadre is behind."""
        return (row for row in targets_of(self.cadres) if row.pace.behind)


@router.get("/reports/at-risk", summary="Who will miss the year, by unit")
async def at_risk(
    asking: Asks, on: Day = None, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> AtRiskPage:
    """Who is behind, with what is missing, by unit with its distance to the limit. It is one page:
    where a list begins is asked of its table alone."""
    del after, limit
    asking = on_day(asking, on)

    def read(answers: Answers, log: Log, basis: Basis) -> AtRiskPage:
        return page_of(asking, answers, log, basis, unit=unit)

    return await asking.answer(read)


def page_of(
    asking: Asking, answers: Answers, log: Log, basis: Basis, *, unit: str | None
) -> AtRiskPage:
    """Who is behind, of the units below one or of all that one may see."""
    year = basis.policies.year_of(basis.today)
    behind, units = judged(asking, answers, log, basis, unit=unit)
    return AtRiskPage(
        **basis_of(basis),
        year=year,
        last_day=basis.policies.last_day(year),
        unit=unit,
        total=len(behind),
        units=units,
        cadres=behind,
        choices=units_to_choose(asking, basis),
    )


def judged(
    asking: Asking, answers: Answers, log: Log, basis: Basis, *, unit: str | None = None
) -> tuple[tuple[AtRisk, ...], tuple[UnitAtRisk, ...]]:
    """Who is behind and their units, both in the order of the page; made once of a basis."""
    year = basis.policies.year_of(basis.today)

    def judge() -> tuple[tuple[AtRisk, ...], tuple[UnitAtRisk, ...]]:
        behind = behind_pace(asking, answers, reader=log, basis=basis, unit=unit)
        fixed = Fixed(basis=basis, by=CutOff.NOW, known_at=None)
        whole = circular_of(
            asking, answers, reader=log, basis=basis, fixed=fixed, year=year, unit=unit
        )
        ratio = basis.policies.of_year(year).get(Terms.thresholds.unit_unqualified_ratio)
        units = units_at_risk(behind, whole.units, year=str(year), ratio=ratio)
        places = {one.unit: place for place, one in enumerate(units)}
        ordered = sorted(
            behind, key=lambda one: (places[one.unit], *_ease(one, str(year)), one.cadre)
        )
        return tuple(ordered), tuple(units)

    about = ("at risk by unit", asking.among(unit, basis), tuple(asking.own(basis)))
    return answers.once(basis, about, judge)


def units_at_risk(
    behind: Iterable[AtRisk],
    lines: Iterable[UnitLine],
    *,
    year: str,
    ratio: tuple[int, int] | None,
) -> list[UnitAtRisk]:
    """The units of who is behind. First come those whose limit is reached, where the fewest must
    catch up; then those that are nearest to it. `year` is how the paces of the year call it."""
    of_unit: dict[str | None, list[AtRisk]] = defaultdict(list)
    for one in behind:
        of_unit[one.unit].append(one)
    assessed = {line.unit: line.assessed for line in lines}
    found = (
        _unit(some, assessed.get(unit or "", 0), year, ratio) for unit, some in of_unit.items()
    )
    return sorted(found, key=_hope)


def _unit(
    some: Sequence[AtRisk], assessed: int, year: str, ratio: tuple[int, int] | None
) -> UnitAtRisk:
    of_year = [one for one in some if _lags_of(one, year)]
    limit = limit_of(assessed, ratio) if ratio else 0
    to_save = max(len(of_year) - limit + 1, 0) if limit else 0
    return UnitAtRisk(
        unit=some[0].unit,
        unit_name=some[0].unit_name,
        assessed=assessed,
        behind=len(of_year),
        behind_cycle=sum(
            any(pace.behind and pace.window != year for pace in one.targets.values())
            for one in some
        ),
        limit=limit,
        to_save=to_save,
        least=_least(of_year, year, to_save),
    )


def _least(behind: Iterable[AtRisk], year: str, count: int) -> Decimal | None:
    """What so many who miss least miss together, where all is in one unit of measure."""
    lags = [_lags_of(one, year) for one in behind]
    if not count or len({pace.unit for some in lags for pace in some}) != 1:
        return None
    missing = sorted(sum((missing_of(pace) for pace in some), Decimal()) for some in lags)
    return sum(missing[:count], Decimal())


def _hope(one: UnitAtRisk) -> tuple[bool, bool, int, Decimal, str]:
    """The place of a unit: the fewer must catch up, the sooner it is looked after; one without a
    limit comes last."""
    distance = one.to_save or one.until_barred
    return not one.to_save, not one.limit, distance, one.least or Decimal(), one.unit or ""


def _lags_of(one: AtRisk, year: str) -> list[Pace]:
    """The paces of the year in which a cadre is behind."""
    return [pace for pace in one.targets.values() if pace.behind and pace.window == year]


def _ease(one: AtRisk, year: str) -> tuple[bool, Decimal]:
    """How soon a cadre has caught up: by what he misses of the year; who has that comes last."""
    missing = [missing_of(pace) for pace in _lags_of(one, year)]
    return not missing, sum(missing, Decimal())


def missing_of(pace: Pace) -> Decimal:
    """What is still missing of what is required."""
    return max(pace.required - pace.reached, Decimal())


def _shown(page: AtRiskPage, frame: Frame) -> Mapping[str, Any]:
    rows = list(page.rows())
    some = rows[:MOST_ROWS]
    by_unit: dict[str | None, list[AtRiskRow]] = {}
    for row in some:
        by_unit.setdefault(row.unit, []).append(row)
    return {
        "said": _said(page, frame),
        "days": max((page.last_day - page.today).days, 0),
        "groups": [(one, by_unit[one.unit]) for one in page.units if one.unit in by_unit],
        "more": len(rows) - len(some),
        "missing_of": missing_of,
        "gap_of": lambda pace: max(pace.expected - pace.reached, Decimal()),
        "query": {name: frame.query[name] for name in ("unit", "on") if name in frame.query},
    }


def _said(page: AtRiskPage, frame: Frame) -> Said:
    t = frame.texts
    of_year = sum(one.behind for one in page.units)
    near = [one for one in page.units if one.to_save]
    if not frame.reads_units:
        return (
            Said("bad", t("at_risk.said_own"))
            if page.total
            else Said("good", t("at_risk.said_own_not"))
        )
    if not page.total:
        return Said("good", t("at_risk.said_nobody"))
    first = next(iter(near), None)
    sentence = t("at_risk.said", n=of_year, year=page.year)
    if first is None:
        return Said("", sentence, t("at_risk.said_no_unit"))
    sentence += t("at_risk.said_units", n=len(near))
    name = first.unit_name or first.unit or ""
    told = {"unit": name, "n": first.to_save}
    if first.least is None:
        return Said("bad", sentence, t("at_risk.said_save", **told))
    told["least"] = amount(first.least)
    return Said("bad", sentence, t("at_risk.said_save_least", **told))


VIEW: Final = View("at_risk.html", _shown)
