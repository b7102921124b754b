"""A chart: what it draws, and what it says in words."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: its specification in Vega-Lite, without schema and without style."""

    title: str
    finding: str
    """What it shows, in a sentence for who cannot see it."""
    spec: dict[str, Any]
