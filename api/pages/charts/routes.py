"""Where charts are had: each as a picture of its own, which the officer can save."""

from typing import Annotated, Final, Literal, Protocol, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.http.language import language_of
from api.http.strict_route import StrictRoute
from api.pages.at_risk import at_risk
from api.pages.charts import credits as charts
from api.pages.charts import groups
from api.pages.charts.chart import Chart
from api.pages.charts.drawing import draw
from api.pages.charts.gaps import gaps
from api.pages.rendering import SECURITY
from api.pages.wording import Texts, texts_in
from api.reports import ledgers, years
from api.reports.asking import Asks, Cadre, Day, InUnit, Unit, Year
from api.reports.learning import AsksLearning, catalogue, learning_report


class ChartRoute(StrictRoute):
    """A route that answers with a picture."""

    also = frozenset({"lang"})


router = APIRouter(route_class=ChartRoute, include_in_schema=False)

T = TypeVar("T", contravariant=True)
Width = Annotated[Literal["wide", "narrow"], Query()]
_WIDTHS: Final = {"wide": charts.WIDE, "narrow": charts.NARROW}


@router.get("/charts/years/{cadre:path}")
async def by_year(request: Request, asking: Asks, cadre: Cadre, width: Width = "wide") -> Response:
    """What each year of a cadre is made of."""
    found = await ledgers.balances(asking, cadre)
    return await _picture(request, width, charts.by_year, found.annual.values())


@router.get("/charts/members/{unit:path}")
async def members(
    request: Request, asking: Asks, unit: Unit, year: Year = None, width: Width = "wide"
) -> Response:
    """Where the members of a unit stand in a year."""
    found = await ledgers.compliance(asking, unit, year)
    return await _picture(request, width, charts.members, found)


@router.get("/charts/unqualified")
async def unqualified(
    request: Request,
    asking: Asks,
    year: Year = None,
    unit: InUnit = None,
    width: Width = "wide",
) -> Response:
    """The share of unqualified cadres of each unit in a year, of all or of those below one."""
    found = await years.circular(asking, year, unit)
    return await _picture(request, width, charts.unqualified, found)


@router.get("/charts/cycle")
async def cycle_of(
    request: Request,
    asking: Asks,
    year: Year = None,
    unit: InUnit = None,
    width: Width = "wide",
) -> Response:
    """The mean credits of each unit in a cycle."""
    found = await years.cycle(asking, year, unit)
    return await _picture(request, width, groups.cycle, found)


@router.get("/charts/learning")
async def learned(
    request: Request, asked: AsksLearning, asking: Asks, width: Width = "wide"
) -> Response:
    """The credits of the learning that is asked for, by group."""
    found = await learning_report(asked, asking)
    return await _picture(request, width, groups.learning, found)


@router.get("/charts/gaps")
async def gaps_of(
    request: Request, asking: Asks, on: Day = None, unit: InUnit = None, width: Width = "wide"
) -> Response:
    """How many miss how much of the year."""
    found = await at_risk(asking, on, unit)
    return await _picture(request, width, gaps, found)


@router.get("/charts/catalogue")
async def catalogued(request: Request, asking: Asks, width: Width = "wide") -> Response:
    """How many courses each category has."""
    found = await catalogue(asking, limit=1)
    return await _picture(request, width, groups.catalogue, found)


class Charting(Protocol[T]):
    """Makes the chart of an answer, or of a part of one."""

    def __call__(self, found: T, texts: Texts, /, *, width: int) -> Chart: ...


async def _picture(request: Request, width: Width, chart_of: Charting[T], found: T) -> Response:
    """The picture of what was found, in the language of who asks and as wide as he wants it."""
    chart = chart_of(found, texts_in(language_of(request)), width=_WIDTHS[width])
    svg = await run_in_threadpool(draw, chart)
    headers = {
        **SECURITY,
        "Cache-Control": "private, max-age=60",
        "Vary": "Cookie, Accept-Language",
    }
    return Response(svg, headers=headers, media_type="image/svg+xml")
