"""The chart of a unit over the years: how many of a hundred fell short, and how many bar it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from api.pages.charts.chart import Chart
from api.pages.charts.inks import BAR, CROSS, DOTS, PALE, RED
from api.pages.rendering import amount
from api.pages.wording import Texts
from projections.compliance.unit_compliance import BARRED
from projections.policy.years import ENDED
from projections.reports.unit_years import UnitYearsAnswer
from projections.year_close.unit_years import UnitYear

_FILLS: Final = (PALE, CROSS, DOTS)
"""Of years that are clear, barred, and open."""


def unit_years(found: UnitYearsAnswer, texts: Texts, *, width: int) -> Chart:
    """A column a year: the share of those who fell short, and above which of them the unit is
    barred."""
    kinds = [str(texts(f"unit_years.{name}")) for name in ("as_clear", "as_barred", "as_open")]
    rows = list(_rows(found.years, kinds))
    years = [row["year"] for row in rows]
    x = {
        "field": "year",
        "type": "ordinal",
        "sort": years,
        "title": None,
        "axis": {"labelAngle": 0 if 40 * len(years) <= width else -60},
    }
    y = {
        "field": "short",
        "type": "quantitative",
        "title": str(texts("unit_years.short_percent")),
        "axis": {"tickCount": 5},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": BAR,
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "kind",
                    "type": "nominal",
                    "scale": {"domain": kinds, "range": list(_FILLS)},
                    "legend": {"columns": 1 if width < 300 else 3},
                },
            },
        },
        {
            "mark": {"type": "tick", "color": RED, "thickness": 2.5, "bandSize": 30},
            "encoding": {"x": x, "y": {"field": "limit", "type": "quantitative"}},
        },
        {
            "mark": {"type": "text", "dy": -8},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    return Chart(
        title=str(texts("unit_years.chart")),
        finding="; ".join(f"{row['year']}: {row['text']}%" for row in rows),
        spec={
            "width": max(width, 34 * len(rows)),
            "height": 220,
            "data": {"values": rows},
            "layer": layers,
        },
    )


def _rows(years: tuple[UnitYear, ...], kinds: list[str]) -> Iterator[dict[str, Any]]:
    """The years in which somebody is assessed."""
    for one in years:
        if one.qualified_percent is not None:
            short = 100 - one.qualified_percent
            kind = 2 if one.state != ENDED else 1 if one.verdict == BARRED else 0
            yield {
                "year": str(one.year),
                "short": float(short),
                "limit": _limit(one),
                "text": amount(short),
                "kind": kinds[kind],
            }


def _limit(one: UnitYear) -> float | None:
    """The share at which the unit is barred; None where no ratio bars it."""
    return float(Decimal(100 * one.limit) / one.assessed) if one.limit else None
