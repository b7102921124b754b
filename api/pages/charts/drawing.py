"""Draws a specification: the same picture on page and paper, without script and without the net.

vl-convert holds the interpreter's lock while it draws (40 to 280 ms), so pictures are kept by what
they show: the same specification is drawn once.
"""

import re
from functools import lru_cache
from typing import Any, Final

import orjson
import vl_convert
from markupsafe import escape

from api.pages.charts.chart import Chart
from api.pages.charts.inks import INK, LINE, PATTERNS, SOFT

KEPT: Final = 512
"""Pictures that a process keeps; one has 7 to 45 KB."""

_LINE_ENDS: Final = re.compile("\u2028|\u2029".encode())
"""They end a line of Vega's expressions, in which it puts the names that an axis is sorted by."""

_CONFIG: Final = {
    "aria": False,  # Vega would describe the picture in English
    "background": "#ffffff",
    "font": "Noto Sans CJK SC",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": "#e6e9ec",
        "domainColor": LINE,
        "tickColor": LINE,
    },
    "legend": {"labelFontSize": 13, "title": None, "orient": "top", "symbolStrokeColor": INK},
    "text": {"fontSize": 13, "color": INK},
}


def draw(chart: Chart) -> bytes:
    """The picture of a chart, with its title and description for who cannot see it."""
    spec = orjson.dumps({**chart.spec, "config": _CONFIG}, option=orjson.OPT_SORT_KEYS)
    return _drawn(_LINE_ENDS.sub(b" ", spec), chart.title, chart.finding)


@lru_cache(maxsize=KEPT)
def _drawn(spec: bytes, title: str, finding: str) -> bytes:
    svg: str = vl_convert.vegalite_to_svg(_with_schema(spec), allowed_base_urls=[])
    opening, _, rest = svg.partition(">")
    told = f'<title id="t">{escape(title)}</title><desc id="d">{escape(finding)}</desc>'
    named = ' role="img" aria-labelledby="t d">'
    return f"{opening}{named}{told}{PATTERNS}{rest}".encode()


def _with_schema(spec: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(spec)
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **found}
