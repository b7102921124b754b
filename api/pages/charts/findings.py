"""The chart of what is amiss: how often each kind of it was found, the gravest first."""

from typing import Any, Final

from api.audit.desk import AuditorsDesk
from api.pages.charts.chart import Chart
from api.pages.charts.inks import BAR, CROSS, GREY, HATCH
from api.pages.wording import Texts
from projections.reports.findings import Severity

MOST_BARS: Final = 30
"""Kinds that have a bar: those of which the most was found."""

_FILLS: Final = {
    Severity.HIGH: CROSS,
    Severity.MEDIUM: HATCH,
    Severity.LOW: GREY,
}


def findings(desk: AuditorsDesk, texts: Texts, *, width: int) -> Chart:
    """A bar for each kind of finding, by gravity; nothing of the past, of which a desk counts
    none."""
    ranked = sorted(desk.rows(), key=lambda one: (-one.count, one.code))[:MOST_BARS]
    graves = {one.value: str(texts.of_code("severity", one.value)) for one in Severity}
    order = list(graves)
    kinds = sorted(ranked, key=lambda one: (order.index(one.severity), -one.count, one.code))
    rows: list[dict[str, Any]] = [
        {
            "kind": getattr(one, texts.language),
            "count": one.count,
            "text": f"{one.count}+" if one.more else str(one.count),
            "grave": graves[one.severity],
        }
        for one in kinds
    ]
    y = {
        "field": "kind",
        "type": "nominal",
        "sort": [row["kind"] for row in rows],
        "title": None,
        "axis": {"labelLimit": 320 if width >= 300 else 150},
    }
    x = {
        "field": "count",
        "type": "quantitative",
        "title": str(texts("audit.findings")),
        "axis": {"format": "d", "tickMinStep": 1},
    }
    return Chart(
        title=str(texts("audit.chart")),
        finding="; ".join(f"{row['kind']}: {row['text']}" for row in rows),
        spec={
            "width": width,
            "height": {"step": 26},
            "data": {"values": rows},
            "layer": [
                {
                    "mark": BAR,
                    "encoding": {
                        "y": y,
                        "x": x,
                        "color": {
                            "field": "grave",
                            "type": "nominal",
                            "scale": {
                                "domain": list(graves.values()),
                                "range": [_FILLS[one] for one in Severity],
                            },
                        },
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"y": y, "x": x, "text": {"field": "text"}},
                },
            ],
        },
    )
