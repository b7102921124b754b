"""The charts of groups: bars, months in their order, a heat map of two dimensions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from api.pages.charts.chart import Chart
from api.pages.charts.credits import WIDE
from api.pages.charts.inks import BAR, HATCH, PALE
from api.pages.charts.labels import apart
from api.pages.codes import value_called
from api.pages.views import named
from api.pages.wording import Texts
from projections.reports.catalogue import CatalogueAnswer
from projections.reports.telling import told
from projections.reports.years import CycleAnswer
from projections.tables.learning import LearningAnswer, LearningGroup

MOST_BARS: Final = 30
"""Groups that have a bar of their own; the last one is of all others."""
MOST_ROWS: Final = 24
MOST_COLUMNS: Final = 18

_LIGHT, _DARK = "#eef3f9", "#86aad4"
"""The ends of the heat map: on both, the ink of the numbers can be read."""

Sums = Mapping[str, Decimal]


def learning(found: LearningAnswer, texts: Texts, *, width: int) -> Chart:
    """The credits of the groups of an answer, by one dimension or by two."""
    if len(found.by) > 1:
        return _heat(found, texts, width=width)
    if found.by in (("month",), ("year",)):
        return _in_time(_sums(found, found.by[0], texts), texts, width=width)
    return _bars(_sums(found, found.by[0], texts), texts, width=width)


def _sums(found: LearningAnswer, dimension: str, texts: Texts) -> dict[str, Decimal]:
    """The credits of each value of a dimension, by what it is called, in the order of groups."""
    labels = _labels(found, dimension, texts)
    sums: dict[str, Decimal] = {}
    for one in found.groups:
        label = labels[getattr(one, dimension)]
        sums[label] = sums.get(label, Decimal()) + one.credits
    return sums


def _labels(found: LearningAnswer, dimension: str, texts: Texts) -> dict[str | None, str]:
    """What each value of a dimension is called."""

    def called(one: LearningGroup) -> str:
        value = getattr(one, dimension)
        return named(found.glossary, one, dimension) or value_called(dimension, value, texts)

    return apart({getattr(one, dimension): called(one) for one in found.groups})


def catalogue(found: CatalogueAnswer, texts: Texts, *, width: int) -> Chart:
    """How many courses each category has."""
    unnamed = str(texts("catalogue.no_category"))
    counts = {name or unnamed: Decimal(count) for name, count in found.categories.items()}
    most, count = max(counts.items(), key=lambda one: one[1], default=("", 0))
    return Chart(
        title=str(texts("catalogue.chart")),
        finding=str(texts("catalogue.finding", shown=len(counts), most=most, count=count)),
        spec=_barred(counts, texts, _amounts(str(texts("catalogue.courses"))), width=width),
    )


def cycle(found: CycleAnswer, texts: Texts, *, width: int) -> Chart:
    """The mean credits of each unit in a cycle."""
    names = apart(
        {
            unit: found.unit_names.get(unit) or unit or value_called("unit", None, texts)
            for unit in found.units
        }
    )
    known = {
        names[unit]: one.mean_credits
        for unit, one in found.units.items()
        if one.mean_credits is not None
    }
    return Chart(
        title=str(texts("cycle.chart")),
        finding=_finding(sorted(known.items(), key=lambda one: -one[1]), texts),
        spec=_barred(known, texts, _credits(texts), width=width),
    )


def _bars(sums: Sums, texts: Texts, *, width: int) -> Chart:
    """A bar for each group, the longest first."""
    return Chart(
        title=str(texts("learning.chart")),
        finding=_finding(sorted(sums.items(), key=lambda one: -one[1]), texts),
        spec=_barred(sums, texts, _credits(texts), width=width),
    )


def _barred(sums: Sums, texts: Texts, x: dict[str, Any], *, width: int) -> dict[str, Any]:
    """Bars of so much each, the longest first; of very many the last one is of all others."""
    ranked = sorted(sums.items(), key=lambda one: -one[1])
    some, rest = ranked[:MOST_BARS], ranked[MOST_BARS:]
    if rest:
        others = str(texts("learning.others", n=len(rest)))
        some.append((others, sum((one for _, one in rest), Decimal())))
    rows = list(_rows(some))
    y = {
        "field": "of",
        "type": "nominal",
        "sort": [row["of"] for row in rows],
        "title": None,
        "axis": {"labelLimit": 170},
    }
    bar = {**BAR, "fill": PALE}
    number = {"type": "text", "align": "left", "dx": 5}
    return {
        "width": width,
        "height": {"step": 24},
        "data": {"values": rows},
        "layer": [
            {"mark": bar, "encoding": {"y": y, "x": x}},
            {"mark": number, "encoding": {"y": y, "x": x, "text": {"field": "text"}}},
        ],
    }


def _in_time(sums: Sums, texts: Texts, *, width: int) -> Chart:
    """A column for each month or year, also for those in which nothing was learned."""
    spans = list(_all_between(list(sums)))
    rows = list(_rows((one, sums.get(one, Decimal())) for one in spans))
    ranked = sorted(sums.items(), key=lambda one: -one[1])
    x = {
        "field": "of",
        "type": "ordinal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": -60, "labelOverlap": True},
    }
    most, earned = ranked[0] if ranked else ("", Decimal())
    return Chart(
        title=str(texts("learning.chart")),
        finding=str(
            texts(
                "learning.finding_months",
                first=spans[0] if spans else "",
                last=spans[-1] if spans else "",
                most=most,
                credits=told(earned),
            )
        ),
        spec={
            "width": 2 * width if width >= WIDE else width,
            "height": 220,
            "data": {"values": rows},
            "mark": {**BAR, "fill": HATCH},
            "encoding": {"x": x, "y": _credits(texts)},
        },
    )


def _all_between(spans: Sequence[str]) -> Iterator[str]:
    """All years, or months such as 2025-03, from the first to the last of some."""
    if not spans:
        return
    first, last = min(spans), max(spans)
    if "-" not in first:
        yield from map(str, range(int(first), int(last) + 1))
        return
    months = [12 * int(one[:4]) + int(one[5:]) - 1 for one in (first, last)]
    for month in range(months[0], months[1] + 1):
        yield f"{month // 12:04}-{month % 12 + 1:02}"


def _heat(found: LearningAnswer, texts: Texts, *, width: int) -> Chart:
    """A cell for each pair of values, with its credits; of many the greatest."""
    columns = MOST_COLUMNS if width >= WIDE else MOST_COLUMNS // 3
    rows_of, columns_of = _kept(found, 0, MOST_ROWS, texts), _kept(found, 1, columns, texts)
    sums_of: dict[tuple[str, str], Decimal] = {}
    labels = [(name, _labels(found, name, texts)) for name in found.by[:2]]
    for one in found.groups:  # of three dimensions or more there are several of a pair
        row, column = (called[getattr(one, name)] for name, called in labels)
        if row in rows_of and column in columns_of:
            sums_of[row, column] = sums_of.get((row, column), Decimal()) + one.credits
    cells = [
        {"row": row, "column": column, "of": float(sum_), "text": f"{sum_.quantize(Decimal(1))}"}
        for (row, column), sum_ in sums_of.items()
    ]
    y = {
        "field": "row",
        "type": "nominal",
        "sort": rows_of,
        "title": None,
        "axis": {"labelLimit": 150, "grid": False},
    }
    x = {
        "field": "column",
        "type": "nominal",
        "sort": columns_of,
        "title": None,
        "axis": {"orient": "top", "labelAngle": -40, "labelLimit": 110},
    }
    sums = _sums(found, found.by[0], texts)
    return Chart(
        title=str(texts("learning.chart_pair")),
        finding=_finding(sorted(sums.items(), key=lambda one: -one[1]), texts),
        spec={
            "width": {"step": 44},
            "height": {"step": 24},
            "data": {"values": cells},
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": "#ffffff"},
                    "encoding": {
                        "y": y,
                        "x": x,
                        "color": {
                            "field": "of",
                            "type": "quantitative",
                            "scale": {"range": [_LIGHT, _DARK]},
                            "legend": None,
                        },
                    },
                },
                {
                    "mark": {"type": "text"},
                    "encoding": {"y": y, "x": x, "text": {"field": "text"}},
                },
            ],
        },
    )


def _kept(found: LearningAnswer, place: int, most: int, texts: Texts) -> list[str]:
    """The values that a heat map has room for: the last of time, else those of most credits."""
    name = found.by[place]
    sums = _sums(found, name, texts)
    if name in ("month", "year"):
        return sorted(sums)[-most:]
    return sorted(sums, key=lambda one: -sums[one])[:most]


def _rows(sums: Iterable[tuple[str, Decimal]]) -> Iterator[dict[str, Any]]:
    for name, earned in sums:
        yield {"of": name, "amount": float(earned), "text": str(told(earned))}


def _credits(texts: Texts) -> dict[str, Any]:
    return _amounts(str(texts("unit.credits")))


def _amounts(title: str) -> dict[str, Any]:
    return {"field": "amount", "type": "quantitative", "title": title}


def _finding(ranked: Sequence[tuple[str, Decimal]], texts: Texts) -> str:
    """What bars show, in a sentence."""
    most, earned = ranked[0] if ranked else ("", Decimal())
    return str(texts("learning.finding", shown=len(ranked), most=most, credits=told(earned)))
