"""The chart of a drift: how far the credits of those moved who moved the most, then and now."""

from typing import Any, Final

from api.pages.charts.chart import Chart
from api.pages.charts.inks import BLUE, LINE, RED, SOFT
from api.pages.comparing import Drifted, drifted
from api.pages.wording import Texts
from projections.credits.balances import UNQUALIFIED
from projections.reports.drift import DriftAnswer

MOST_ROWS: Final = 24
"""Cadres that are drawn: those who moved the furthest."""

_MARKS: Final = ("square", "circle", "cross")
"""What was known then; what is known now; the same of whom it leaves unqualified."""
_COLOURS: Final = (SOFT, BLUE, RED)


def drift(found: DriftAnswer, texts: Texts, *, width: int) -> Chart:
    """A line for each cadre from the credits that counted then to those that count now."""
    every = [one for one in drifted(found) if one.counted]
    furthest = sorted(every, key=lambda one: (-abs(one.change), one.cadre))[:MOST_ROWS]
    names = [str(texts(f"drift.{name}")) for name in ("as_then", "as_now", "as_unqualified")]
    rows = [row for one in furthest for row in _rows(one, names)]
    y = {
        "field": "who",
        "type": "nominal",
        "sort": [_called(one) for one in furthest],
        "title": None,
        "axis": {"labelLimit": 150},
    }
    x = {"field": "credits", "type": "quantitative", "title": str(texts("unit.credits"))}
    scale = {"domain": names}
    return Chart(
        title=str(texts("drift.chart")),
        finding=str(texts("drift.chart_finding", n=len(furthest), of=len(every))),
        spec={
            "width": width,
            "height": {"step": 24},
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "line", "stroke": LINE, "strokeWidth": 2},
                    "encoding": {"y": y, "x": x, "detail": {"field": "who"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                    "encoding": {
                        "y": y,
                        "x": x,
                        "shape": {
                            "field": "when",
                            "type": "nominal",
                            "scale": {**scale, "range": list(_MARKS)},
                            "legend": {"columns": 1 if width < 300 else 3},
                        },
                        "color": {
                            "field": "when",
                            "type": "nominal",
                            "scale": {**scale, "range": list(_COLOURS)},
                        },
                    },
                },
            ],
        },
    )


def _rows(one: Drifted, names: list[str]) -> list[dict[str, Any]]:
    """The two ends of a cadre's line."""
    if one.counted is None:
        return []
    is_unqualified = one.is_graver and one.grade[1] == UNQUALIFIED
    ends = zip(one.counted, (names[0], names[2 if is_unqualified else 1]), strict=True)
    return [{"who": _called(one), "credits": float(sum_), "when": when} for sum_, when in ends]


def _called(one: Drifted) -> str:
    return f"{one.name} {one.cadre}" if one.name else one.cadre
