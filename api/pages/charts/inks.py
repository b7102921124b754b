"""What charts are drawn with: the colours of the pages (`lrs.css`), fills that differ in grey, too,
and the bar of every chart."""

from collections.abc import Mapping
from typing import Final

INK: Final = "#1b242e"
SOFT: Final = "#4b5663"
LINE: Final = "#6d7884"
BLUE: Final = "#174a86"
PALE: Final = "#7f9fc6"
GREY: Final = "#d9dee3"
RED: Final = "#8f1d14"

HATCH: Final = "url(#hatch)"
DOTS: Final = "url(#dots)"
CROSS: Final = "url(#cross)"

PATTERNS: Final = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    f'<rect width="2.4" height="6" fill="{BLUE}"/></pattern>'
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.5" fill="{SOFT}"/>'
    '</pattern><pattern id="cross" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7" fill="#fcebe8"/>'
    f'<path d="M0 0H7M0 0V7" stroke="{RED}" stroke-width="2.6"/></pattern></defs>'
)
"""What the fills are called by; vl-convert passes `url(#hatch)` on."""

BAR: Final[Mapping[str, object]] = {"type": "bar", "stroke": INK, "strokeWidth": 1}
