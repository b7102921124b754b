"""The years that the store knows: of a timestamp that comes in, and of what is asked."""

from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
