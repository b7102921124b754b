"""Where charts are had: each as a picture of its own, which the officer can save."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, Protocol, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.audit.desk import desk
from api.http.language import language_of
from api.http.strict_route import StrictRoute
from api.pages.at_risk import at_risk
from api.pages.charts import credits as charts
from api.pages.charts import groups
from api.pages.charts.chart import Chart
from api.pages.charts.drawing import draw
from api.pages.charts.drift import drift
from api.pages.charts.findings import findings
from api.pages.charts.gaps import gaps
from api.pages.charts.unit_years import unit_years
from api.pages.rendering import SECURITY
from api.pages.wording import Texts, texts_in
from api.reports import ledgers, units, years
from api.reports.asking import MOST, After, Asks, Audits, Cadre, Day, InUnit, Limit, Unit, Year
from api.reports.learning import AsksLearning, catalogue, learning_report


class ChartRoute(StrictRoute):
    """A route that answers with a picture."""

    also = frozenset({"lang"})


router = APIRouter(route_class=ChartRoute, include_in_schema=False)

T = TypeVar("T", contravariant=True)
_WIDTHS: Final = {"wide": charts.WIDE, "narrow": charts.NARROW}


class Charting(Protocol[T]):
    """Makes the chart of an answer, or of a part of one."""

    def __call__(self, found: T, texts: Texts, /, *, width: int) -> Chart: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """How a picture is asked for: in which language, and how wide in pixels."""

    texts: Texts
    width: int

    async def of(self, chart_of: Charting[T], found: T) -> Response:
        """The picture of what was found."""
        chart = chart_of(found, self.texts, width=self.width)
        svg = await run_in_threadpool(draw, chart)
        headers = {
            **SECURITY,
            "Cache-Control": "private, max-age=60",
            "Vary": "Cookie, Accept-Language",
        }
        return Response(svg, headers=headers, media_type="image/svg+xml")


async def _picture(
    request: Request, width: Annotated[Literal["wide", "narrow"], Query()] = "wide"
) -> Picture:
    return Picture(texts_in(language_of(request)), _WIDTHS[width])


Pictured = Annotated[Picture, Depends(_picture)]


@router.get("/charts/years/{cadre:path}")
async def by_year(picture: Pictured, asking: Asks, cadre: Cadre) -> Response:
    """What each year of a cadre is made of."""
    found = await ledgers.balances(asking, cadre)
    return await picture.of(charts.by_year, found.annual.values())


@router.get("/charts/members/{unit:path}")
async def members(picture: Pictured, asking: Asks, unit: Unit, year: Year = None) -> Response:
    """Where the members of a unit stand in a year."""
    return await picture.of(charts.members, await ledgers.compliance(asking, unit, year))


@router.get("/charts/unit-years/{unit:path}")
async def over_the_years(
    picture: Pictured, asking: Asks, unit: Unit, years: units.LastYears = units.YEARS
) -> Response:
    """How a unit did over the years."""
    return await picture.of(unit_years, await units.over_the_years(asking, unit, years))


@router.get("/charts/unqualified")
async def unqualified(
    picture: Pictured, asking: Asks, year: Year = None, unit: InUnit = None
) -> Response:
    """The share of unqualified cadres of each unit in a year, of all or of those below one."""
    return await picture.of(charts.unqualified, await years.circular(asking, year, unit))


@router.get("/charts/drift")
async def drifted(
    picture: Pictured,
    asking: Asks,
    year: Year = None,
    against: Day = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = MOST,
) -> Response:
    """Whose credits of a year differ the most from what was known earlier."""
    found = await years.drift(asking, year, against, unit, after=after, limit=limit)
    return await picture.of(drift, found)


@router.get("/charts/findings")
async def found_amiss(picture: Pictured, asking: Audits) -> Response:
    """What is amiss, by kind, as the desk of the auditor counts it."""
    return await picture.of(findings, await desk(asking))


@router.get("/charts/cycle")
async def cycle_of(
    picture: Pictured, asking: Asks, year: Year = None, unit: InUnit = None
) -> Response:
    """The mean credits of each unit in a cycle."""
    return await picture.of(groups.cycle, await years.cycle(asking, year, unit))


@router.get("/charts/learning")
async def learned(picture: Pictured, asked: AsksLearning, asking: Asks) -> Response:
    """The credits of the learning that is asked for, by group."""
    return await picture.of(groups.learning, await learning_report(asked, asking))


@router.get("/charts/gaps")
async def gaps_of(picture: Pictured, asking: Asks, on: Day = None, unit: InUnit = None) -> Response:
    """How many miss how much of the year."""
    return await picture.of(gaps, await at_risk(asking, on, unit))


@router.get("/charts/catalogue")
async def catalogued(picture: Pictured, asking: Asks) -> Response:
    """How many courses each category has."""
    return await picture.of(groups.catalogue, await catalogue(asking, limit=1))
