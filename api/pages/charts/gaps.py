"""The chart of who will miss the year: how many miss how much."""

from collections import Counter
from decimal import Decimal
from typing import Any, Final

from api.pages.at_risk import AtRiskPage, missing_of
from api.pages.charts.chart import Chart
from api.pages.charts.inks import BAR, CROSS, PALE
from api.pages.wording import Texts

STEP: Final = 10
"""What each column spans."""


def gaps(page: AtRiskPage, texts: Texts, *, width: int) -> Chart:
    """Columns of so many cadres who miss so much of the year, apart by whether their unit is at
    its limit."""
    at_limit = {one.unit for one in page.units if one.to_save}
    missing = [
        (missing_of(row.pace), row.unit in at_limit)
        for row in page.rows()
        if row.pace.window == str(page.year)
    ]
    names = {
        False: str(texts("at_risk.in_clear")),
        True: str(texts("at_risk.in_barred")),
    }
    counts = Counter((int(one // STEP), names[is_at_limit]) for one, is_at_limit in missing)
    last = max((step for step, _ in counts), default=0)
    of_step = Counter[int]()
    for (step, _), count in counts.items():
        of_step[step] += count
    most = max(of_step.values(), default=0)
    steps = [_name(step) for step in range(last + 1)]
    rows: list[dict[str, Any]] = [
        {"step": _name(step), "of": name, "cadres": counts[step, name]}
        for step in range(last + 1)
        for name in names.values()
        if counts[step, name]
    ]
    return Chart(
        title=str(texts("at_risk.chart")),
        finding=str(
            texts(
                "at_risk.finding",
                n=len(missing),
                few=sum(one < Decimal(STEP) for one, _ in missing),
            )
        ),
        spec={
            "width": width,
            "height": 200,
            "data": {"values": rows},
            "mark": BAR,
            "encoding": {
                "x": {
                    "field": "step",
                    "type": "ordinal",
                    "sort": steps,
                    "scale": {"domain": steps},
                    "title": str(texts("head.missing")),
                    "axis": {"labelAngle": 0 if len(steps) < STEP else -60},
                },
                "y": {
                    "field": "cadres",
                    "type": "quantitative",
                    "title": str(texts("unit.persons")),
                    "axis": {"format": "d", "tickCount": min(most, 6)},
                },
                "color": {
                    "field": "of",
                    "type": "nominal",
                    "scale": {
                        "domain": list(names.values()),
                        "range": [PALE, CROSS],
                    },
                },
            },
        },
    )


def _name(step: int) -> str:
    return f"{step * STEP}–{step * STEP + STEP - 1}"
