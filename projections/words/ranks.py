"""What ranks above what: outlets, awards and degrees by the names that facts may give them."""

from collections.abc import Mapping
from typing import Final

LEVELS: Final[Mapping[str, int]] = {
    "unit": 0,
    "township": 1,
    "county": 2,
    "district": 2,
    "municipal_department": 3,
    "municipal": 4,
    "city": 4,
    "provincial_department": 5,
    "provincial": 6,
    "province": 6,
    "ministerial": 7,
    "national": 8,
    "state": 8,
    "international": 9,
}
"""Who publishes or awards (A3-9): counties and districts are one level, a department of the city
ranks below the city itself."""

NO_DEGREE: Final = "none"
UNKNOWN_DEGREE: Final = "unknown"

DEGREES: Final = (NO_DEGREE, "associate", "bachelor", "master", "doctor")
"""Degrees from the lowest up (A3-8)."""
