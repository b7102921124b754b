"""Which days and hours are possible at all: what no reading can make true is not read.

Ten calendar days hold no ninety-nine days of training, and no day has more than 24 hours. A value
like that is named in the fact's `unreadable` and stands as if it had not been said.
"""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from projections.calendar import day_after, days_from

HOURS_A_DAY: Final = 24
_DATES: Final = frozenset({"start", "end"})
_WITHIN_DATES: Final = ("scheduled_days", "attended_days", "hours")
"""What the dates of a class hold; its `end` stays the day that it counts on."""


def possible_class(said: dict[str, Any], occurred: date) -> dict[str, Any]:
    """What is said of a class, without the dates, days and hours that contradict each other.

    Dates of which one cannot be read, or that run backwards, hold no days and no hours. `said` has
    `start`, `end`, `scheduled_days`, `attended_days`, `hours` and `unreadable`. A class without an
    `end` ends on the day of `occurred` (UTC), in any time zone at most a day later.
    """
    start, end = said["start"], said["end"] or day_after(occurred)
    if not _is_period(said, start, end):
        return {**_without_start(said), **dict.fromkeys(_WITHIN_DATES)}
    calendar = None if start is None else Decimal(days_from(start, end))
    said = _at_most(said, "scheduled_days", calendar)
    said = _at_most(said, "attended_days", calendar)
    said = _at_most(said, "attended_days", said["scheduled_days"])
    known = (calendar, said["attended_days"], said["scheduled_days"])
    return possible_hours(said, next((days for days in known if days is not None), None))


def possible_outline(said: dict[str, Any]) -> dict[str, Any]:
    """What is planned of a class, without a last day that lies before the first."""
    start, end = said["start"], said["end"]
    return said if start is None or end is None or start <= end else _unread(said, "end")


def possible_period(said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a period, without hours that it cannot hold; `start`, `end` and `hours`.

    As of a class, a period that is none holds no hours.
    """
    start, end = said["start"], said["end"]
    if not _is_period(said, start, end):
        return {**_without_start(said), "hours": None}
    return possible_hours(said, Decimal(days_from(start, end)) if start and end else None)


def possible_hours(said: dict[str, Any], days: Decimal | None) -> dict[str, Any]:
    """What is said, without `hours` above 24 for each day or begun day; None: days are unknown."""
    if days is None or said["hours"] is None:
        return said
    whole = days.to_integral_value(ROUND_CEILING)
    return _at_most(said, "hours", whole * HOURS_A_DAY)


def _is_period(said: dict[str, Any], start: date | None, end: date | None) -> bool:
    """Whether the dates that are stated can be read and do not run backwards."""
    if not _DATES.isdisjoint(said["unreadable"]):
        return False
    return start is None or end is None or start <= end


def _at_most(said: dict[str, Any], name: str, most: Decimal | None) -> dict[str, Any]:
    value = said[name]
    return said if value is None or most is None or value <= most else _unread(said, name)


def _without_start(said: dict[str, Any]) -> dict[str, Any]:
    """Without the first day of a period that is none, which is named where no date is already."""
    if _DATES.isdisjoint(said["unreadable"]):
        return _unread(said, "start")
    return {**said, "start": None}


def _unread(said: dict[str, Any], name: str) -> dict[str, Any]:
    return {**said, name: None, "unreadable": (*said["unreadable"], name)}
