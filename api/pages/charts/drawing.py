"""Draws a specification: the same picture on page and paper, without script and without the net.

vl-convert holds the interpreter's lock while it draws (40 to 280 ms), so pictures are kept by what
they show: the same specification is drawn once.
"""

from functools import lru_cache
from typing import Any, Final

import orjson
import vl_convert
from markupsafe import escape

from api.pages.charts.chart import Chart

KEPT: Final = 512
"""Pictures that a process keeps; one has 7 to 45 KB."""

_PATTERNS: Final = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    '<rect width="2.4" height="6" fill="#174a86"/></pattern>'
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.5" fill="#4b5663"/>'
    '</pattern><pattern id="cross" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7" fill="#fcebe8"/>'
    '<path d="M0 0H7M0 0V7" stroke="#8f1d14" stroke-width="2.6"/></pattern></defs>'
)
"""Fills that differ in grey, too; vl-convert passes `url(#hatch)` on."""

_CONFIG: Final = {
    "aria": False,  # Vega would describe the picture in English
    "background": "#ffffff",
    "font": "Noto Sans CJK SC",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": "#1b242e",
        "titleColor": "#4b5663",
        "gridColor": "#e6e9ec",
        "domainColor": "#6d7884",
        "tickColor": "#6d7884",
    },
    "legend": {"labelFontSize": 13, "title": None, "orient": "top", "symbolStrokeColor": "#1b242e"},
    "text": {"fontSize": 13, "color": "#1b242e"},
}


def draw(chart: Chart) -> bytes:
    """The picture of a chart, with its title and description for who cannot see it."""
    spec = orjson.dumps({**chart.spec, "config": _CONFIG}, option=orjson.OPT_SORT_KEYS)
    return _drawn(spec, chart.title, chart.finding)


@lru_cache(maxsize=KEPT)
def _drawn(spec: bytes, title: str, finding: str) -> bytes:
    svg: str = vl_convert.vegalite_to_svg(_with_schema(spec), allowed_base_urls=[])
    opening, _, rest = svg.partition(">")
    told = f'<title id="t">{escape(title)}</title><desc id="d">{escape(finding)}</desc>'
    named = ' role="img" aria-labelledby="t d">'
    return f"{opening}{named}{told}{_PATTERNS}{rest}".encode()


def _with_schema(spec: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(spec)
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **found}
