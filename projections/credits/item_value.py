"""What an item makes of an act: its value by the quantity or name that it states, times its factor,
rounded, up to the cap."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from projections.calendar import THIRTY, months_and_days, thirtieths
from projections.case.item_match import days_of
from projections.exact import decimal_of
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.credit_facts import DegreeConferred, OtherActivityDone, Reward
from projections.facts.fact import Fact
from projections.policy.item import Item
from projections.policy.worth import CADRE_LEVEL, MONTHS, Flat, Steps, Table
from projections.reasons import Reason

_FAILED: Final = "fail"
_HALF: Final = Decimal("0.5")


def value(
    item: Item, fact: Fact, catalogued: CourseCatalogued | None, level: str
) -> Decimal | Reason:
    """The credits of an act that stands, or why it earns none.

    `catalogued` is the catalogue's entry where the act is a course, `level` the cadre's on its day.
    """
    failed = _course_fault(fact, catalogued) or _days_fault(item, fact)
    if failed:
        return failed
    if isinstance(fact, ClassCompleted | OtherActivityDone) and fact.appraisal == _FAILED:
        return Reason.APPRAISAL_FAILED
    worth = _worth(item, fact, catalogued, level)
    if not isinstance(worth, Fraction):
        return worth or Reason.NOT_VALUED
    if item.factor is not None:
        worth *= item.factor.of_name(_name(item.factor.by, fact, level))
    amount = decimal_of(worth) if item.round is None else item.round.of(worth)
    if item.cap is not None:
        amount = min(amount, item.cap)
    return amount or Reason.NOT_VALUED


def _course_fault(fact: Fact, catalogued: CourseCatalogued | None) -> Reason | None:
    if not isinstance(fact, CoursePassed):
        return None
    if catalogued is None:
        return Reason.NOT_CATALOGUED
    return None if fact.success else Reason.NOT_PASSED


def _days_fault(item: Item, fact: Fact) -> Reason | None:
    """Days that cannot be, are too few, or from which too many are missing."""
    days = days_of(fact)
    if days is None:
        asks = item.from_days or item.to_days or item.min_days or item.max_leave
        return Reason.UNKNOWN_VALUE if asks else None
    if item.min_days is not None and days < item.min_days:
        return Reason.BELOW_MIN_DAYS
    if isinstance(fact, ClassCompleted):
        return _class_fault(item, fact)
    return None


def _class_fault(item: Item, fact: ClassCompleted) -> Reason | None:
    if item.max_leave is None:
        return None
    if not fact.scheduled_days:
        return Reason.UNKNOWN_VALUE
    return Reason.LEAVE_EXCEEDED if fact.leave_exceeds(item.max_leave) else None


def _worth(
    item: Item, fact: Fact, catalogued: CourseCatalogued | None, level: str
) -> Fraction | Reason | None:
    worth = item.worth
    if isinstance(worth, Flat):
        return Fraction(worth.flat) or None
    if isinstance(worth, Table):
        name = _name(worth.by, fact, level)
        return Reason.UNKNOWN_VALUE if name is None else worth.of_name(name) or None
    if worth.quantity == MONTHS:
        quantity = _months(fact, whole=isinstance(worth, Steps))
    else:
        stated = _quantity(worth.quantity, item, fact, catalogued)
        quantity = None if stated is None else Fraction(stated)
    return Reason.UNKNOWN_VALUE if quantity is None else worth.of_quantity(quantity) or None


def _months(fact: Fact, *, whole: bool) -> Fraction | None:
    """How long a class lasts by the calendar, in whole months or with the days beyond as thirtieths
    of one; None where that is not known."""
    if not isinstance(fact, ClassCompleted) or fact.start is None or fact.end is None:
        return None
    if whole:
        return Fraction(months_and_days(fact.start, fact.end)[0])
    return Fraction(thirtieths(fact.start, fact.end), THIRTY)


def _name(member: str, fact: Fact, level: str) -> str | None:
    """The name that an act states: a role and a grade are the merit of a work or an award."""
    if member == CADRE_LEVEL:
        return level
    if isinstance(fact, ClassCompleted) and member == "organiser":
        return fact.organiser
    if isinstance(fact, Reward):
        return fact.merit if member in ("role", "grade") else fact.level
    if isinstance(fact, DegreeConferred):
        return fact.level
    return fact.appraisal if isinstance(fact, ClassCompleted | OtherActivityDone) else None


def _quantity(
    name: str, item: Item, fact: Fact, catalogued: CourseCatalogued | None
) -> Decimal | None:
    """What an act states of a quantity, None where it does not or cannot be read.

    Half days are counted whole. Hours that were not recorded are those of the days.
    """
    if catalogued is not None:
        return {
            "hours": catalogued.hours,
            "minutes": catalogued.minutes,
            "credits": catalogued.credits,
        }[name]
    days = days_of(fact)
    if name == "hours":
        return _hours(item, fact, days)
    return days if days is None or name == "days" else days // _HALF


def _hours(item: Item, fact: Fact, days: Decimal | None) -> Decimal | None:
    if not isinstance(fact, ClassCompleted | OtherActivityDone) or "hours" in fact.unreadable:
        return None
    if fact.hours is not None or days is None or item.hours_per_day is None:
        return fact.hours
    return days * item.hours_per_day
