"""The charts of credits: the years of a cadre, the members of a unit, the units of a year."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from api.pages.charts.chart import Chart
from api.pages.charts.inks import BAR, BLUE, CROSS, DOTS, GREY, HATCH, INK, PALE, RED
from api.pages.charts.labels import apart
from api.pages.wording import Texts
from projections.compliance.unit_compliance import BARRED, MemberStanding
from projections.credits.balances import Balance
from projections.reports.ledgers import ComplianceAnswer
from projections.reports.telling import told
from projections.reports.years import CircularAnswer

WIDE: Final = 400
NARROW: Final = 240

MOST_DOTS: Final = 60
"""Members that are drawn one by one: more make a picture longer than any screen."""
BAND: Final = 10
"""Credits of a bar where they are not."""

_LIMIT: Final = {"type": "rule", "strokeDash": [6, 4], "stroke": RED, "strokeWidth": 1.5}
_FILLS: Final = (BLUE, HATCH, DOTS, PALE, GREY)


def by_year(balances: Iterable[Balance], texts: Texts, *, width: int) -> Chart:
    """What each year of a cadre is made of, against what it asks for."""
    found = list(balances)
    carried = str(texts("head.carried_in"))
    rows: list[dict[str, Any]] = []
    for one in found:
        parts = {carried: one.carried_in} if one.carried_in else {}
        parts |= {
            str(texts.of_code("category", name)): sum_ for name, sum_ in one.by_category.items()
        }
        rows += [
            {"year": str(one.year), "part": part, "credits": _number(sum_), "order": order}
            for order, (part, sum_) in enumerate(parts.items())
        ]
    parts_ = list(dict.fromkeys(row["part"] for row in rows))
    y = {"field": "year", "type": "ordinal", "title": None}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": rows},
            "mark": {**BAR, "height": 22},
            "encoding": {
                "y": y,
                "x": {
                    "field": "credits",
                    "type": "quantitative",
                    "title": str(texts("unit.credits")),
                },
                "color": {
                    "field": "part",
                    "type": "nominal",
                    "scale": {
                        "domain": parts_,
                        "range": [_FILLS[place % len(_FILLS)] for place in range(len(parts_))],
                    },
                },
                "order": {"field": "order"},
            },
        },
        {
            "data": {"values": [_counted(one) for one in found]},
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {
                "y": y,
                "x": {"field": "counted", "type": "quantitative"},
                "text": {"field": "text"},
            },
        },
        *_limit(max((one.required for one in found if one.required is not None), default=None)),
    ]
    return Chart(
        title=str(texts("chart.by_year")),
        finding="; ".join(f"{one.year}: {told(one.counted)}" for one in found),
        spec={"width": width, "height": {"step": 36}, "layer": layers},
    )


def members(found: ComplianceAnswer, texts: Texts, *, width: int) -> Chart:
    """Where the members of a unit stand: each from the least to the most, of many how many have how
    much."""
    return (_spread if is_spread(found) else _dots)(found, texts, width=width)


def is_spread(found: ComplianceAnswer) -> bool:
    """Whether a unit has so many members that they are not drawn one by one."""
    return len(found.members) > MOST_DOTS


def _spread(found: ComplianceAnswer, texts: Texts, *, width: int) -> Chart:
    counts = Counter((int(one.counted // BAND), has_enough(one)) for one in found.members)
    rows = [
        {
            "from": BAND * band,
            "to": BAND * (band + 1),
            "below": counts[band, False] if enough else 0,
            "above": number + (counts[band, False] if enough else 0),
            "enough": enough,
        }
        for (band, enough), number in sorted(counts.items())
    ]
    credits_ = str(texts("unit.credits"))
    return Chart(
        title=str(texts("chart.spread")),
        finding=_finding(found, texts, "chart.spread_finding"),
        spec={
            "width": width,
            "height": 220,
            "layer": [
                {
                    "data": {"values": rows},
                    "mark": BAR,
                    "encoding": {
                        "x": {"field": "from", "type": "quantitative", "title": credits_},
                        "x2": {"field": "to"},
                        "y": {
                            "field": "below",
                            "type": "quantitative",
                            "title": str(texts("chart.persons")),
                        },
                        "y2": {"field": "above"},
                        "color": {
                            "field": "enough",
                            "scale": {
                                "domain": [True, False],
                                "range": [PALE, CROSS],
                            },
                            "legend": None,
                        },
                    },
                },
                *_limit_of(found),
            ],
        },
    )


def has_enough(one: MemberStanding) -> bool:
    """Whether nothing is missing of what is asked of a member."""
    return not (one.missing or one.missing_by_target)


def _finding(found: ComplianceAnswer, texts: Texts, key: str) -> str:
    short = sum(not has_enough(one) for one in found.members)
    return str(texts(key, n=len(found.members), short=short))


def _limit_of(found: ComplianceAnswer) -> list[dict[str, Any]]:
    """The dashed line at what is asked of the members."""
    required = [one.counted + one.missing for one in found.members if one.missing]
    return _limit(max(required, default=None))


def _dots(found: ComplianceAnswer, texts: Texts, *, width: int) -> Chart:
    names = apart({one.cadre: one.name or one.cadre for one in found.members})
    rows = [
        {
            "who": names[one.cadre],
            "counted": _number(one.counted),
            "enough": has_enough(one),
        }
        for one in sorted(found.members, key=lambda one: (one.counted, one.cadre))
    ]
    return Chart(
        title=str(texts("chart.members")),
        finding=_finding(found, texts, "chart.members_finding"),
        spec={
            "width": width,
            "height": {"step": 20},
            "layer": [
                {
                    "data": {"values": rows},
                    "mark": {"type": "point", "filled": True, "size": 60, "stroke": INK},
                    "encoding": {
                        "y": {
                            "field": "who",
                            "type": "nominal",
                            "sort": [row["who"] for row in rows],
                            "title": None,
                        },
                        "x": {
                            "field": "counted",
                            "type": "quantitative",
                            "title": str(texts("unit.credits")),
                        },
                        "shape": {
                            "field": "enough",
                            "scale": {"domain": [True, False], "range": ["circle", "cross"]},
                            "legend": None,
                        },
                        "color": {
                            "field": "enough",
                            "scale": {"domain": [True, False], "range": [BLUE, RED]},
                            "legend": None,
                        },
                    },
                },
                *_limit_of(found),
            ],
        },
    )


def unqualified(found: CircularAnswer, texts: Texts, *, width: int) -> Chart:
    """The share of unqualified cadres of each unit, the greatest first."""
    names = apart({one.unit: one.unit_name or one.unit for one in found.units})
    rows: list[dict[str, Any]] = [
        {
            "unit": names[one.unit],
            "share": float(Decimal(100 * one.unqualified) / one.assessed),
            "barred": one.verdict == BARRED,
        }
        for one in found.units
        if one.assessed
    ]
    rows.sort(key=lambda row: (-row["share"], row["unit"]))
    return Chart(
        title=str(texts("chart.unqualified")),
        finding=str(texts("chart.unqualified_finding", n=sum(row["barred"] for row in rows))),
        spec={
            "width": width,
            "height": {"step": 24},
            "data": {"values": rows[:40]},
            "mark": BAR,
            "encoding": {
                "y": {
                    "field": "unit",
                    "type": "nominal",
                    "sort": [row["unit"] for row in rows],
                    "title": None,
                    "axis": {"labelLimit": 160},
                },
                "x": {"field": "share", "type": "quantitative", "title": "%"},
                "color": {
                    "field": "barred",
                    "scale": {"domain": [False, True], "range": [PALE, CROSS]},
                    "legend": None,
                },
            },
        },
    )


def _counted(one: Balance) -> dict[str, Any]:
    return {"year": str(one.year), "counted": _number(one.counted), "text": str(told(one.counted))}


def _limit(required: Decimal | None) -> list[dict[str, Any]]:
    """A dashed line at what is asked for, with its number."""
    if required is None:
        return []
    x = {"datum": _number(required), "type": "quantitative"}
    return [{"data": {"values": [{}]}, "mark": _LIMIT, "encoding": {"x": x}}]


def _number(value: Decimal) -> float:
    """An amount as the length of a mark; what is read is told as text, exactly."""
    return float(value)
