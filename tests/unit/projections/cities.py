"""Policies for tests: what every policy states, and the mechanisms that a test is about."""

from collections.abc import Mapping
from typing import Any

from projections.policy.parameter import Policy
from projections.policy.reading import policy_of

START = "2008-01-01"
ALWAYS = {
    "calendar.year_start": "01-01",
    "calendar.cycle_years": 5,
    "calendar.cycle_anchor": 2008,
    "time_zone": "Asia/Shanghai",
    "effective_from": START,
    "late_registration": "act_year",
    "membership_basis": "year_end",
}


def dated(value: Any, effective: str = START) -> dict[str, Any]:
    """A dated value."""
    return {"value": value, "effective": effective, "enacted": START, "article": "Art. 1"}


def content(values: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical data of a city with these values, each for all time."""
    parameters = {name: [dated(value)] for name, value in {**ALWAYS, **values}.items()}
    return {"id": "city", "title": "A city", "parameters": parameters}


def city(values: Mapping[str, Any]) -> Policy:
    """A city with these values. Raises PolicyError."""
    return policy_of(content(values), place="city")


def item(fact: str = "class", category: str = "required", **members: Any) -> dict[str, Any]:
    """An item; `worth` is flat 1 unless it is given."""
    return {"fact": fact, "category": category, "worth": {"flat": 1}, **members}


def rate(per: str, amount: Any = 1) -> dict[str, Any]:
    return {"rate": amount, "per": per}


def bands(*rows: tuple[int, int | None, Any], of: str = "days", **members: Any) -> dict[str, Any]:
    """A step table of (from, to, value)."""
    table = [{"from": low, "to": high, "value": value} for low, high, value in rows]
    return {"bands": table, "of": of, **members}
