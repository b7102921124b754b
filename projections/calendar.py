"""Months on the calendar: the same day some months later, clipped to the month's end."""

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import Final


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where it has no such day, and the last
    day that there is where there is no such month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of_months(begin: date, end: date) -> list[date]:
    """The first day of each month from `begin` on that lies before or on `end`."""
    days, months = [begin], 1
    while days[-1] < (following := months_after(begin, months)) <= end:
        days.append(following)
        months += 1
    return days


def months_and_days(begin: date, end: date) -> tuple[int, int]:
    """How long it is from one day to another, both counted: whole months, and the days beyond."""
    after = max(day_after(end), begin)
    months = 12 * (after.year - begin.year) + after.month - begin.month
    if months_after(begin, months) > after:
        months -= 1
    return months, (after - months_after(begin, months)).days


THIRTY: Final = 30
"""Days beyond whole months are so many parts of one."""


def thirtieths(begin: date, end: date) -> int:
    """How long it is from one day to another, both counted, in thirtieths of a month."""
    months, days = months_and_days(begin, end)
    return THIRTY * months + days


def days_from(begin: date, end: date) -> int:
    """How many days from one day to another, both counted; 0 where the end lies before."""
    return max((end - begin).days + 1, 0)


def day_before(day: date) -> date:
    """The day before; of the first day that there is, that day."""
    return day if day == date.min else day - timedelta(days=1)


def day_after(day: date) -> date:
    """The day after; of the last day that there is, that day."""
    return day if day == date.max else day + timedelta(days=1)
