"""What a target wants of somebody in a window: by his level, for how much of it, and until when.

The level is the one held on the last day of the window, and so is a mark that a target wants. Who
joined or left within the window may owe a part of it by months, and who rose to a level that more
is wanted of may have some months from that day on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from projections.calendar import day_before, first_of_months, months_after
from projections.case.membership import Membership, unit_on
from projections.case.roster import Roster
from projections.exact import ZERO
from projections.policy.targets import BEGUN, FIRST_DAY, Target, of_level


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom targets bind: what he was and where he belonged on any day, as of a day."""

    roster: Roster
    memberships: tuple[Membership, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A credit year or a cycle (`kind`): its name, how far it is, its days and its credit years,
    inclusive."""

    kind: str
    name: str
    state: str
    first: date
    last: date
    years: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """Who rose on the day `raised` has until `due` for `least`."""

    raised: date
    due: date
    least: Decimal

    def is_over(self, today: date) -> bool:
        """Whether what was wanted by then is now judged."""
        return today > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What is wanted: `least`, of which a share of `months` of the window counts.

    `level` is the one held at the end, `judged_as` the one whose amounts count: in a grace the one
    held before. `since` is the day from which the duty runs: where he joined within the window, the
    first of the months that count. `months` is None where the window counts whole.
    """

    level: str
    judged_as: str
    least: Decimal
    since: date
    months: tuple[int, int] | None
    grace: Grace | None

    def part(self, amount: Decimal) -> Fraction:
        """The share of an amount that is wanted."""
        if self.months is None:
            return Fraction(amount)
        return Fraction(amount) * self.months[0] / self.months[1]


def duty(target: Target, who: Who, window: Window) -> Duty | None:
    """The duty of a window; None where the target does not bind."""
    level = who.roster.level(window.last)
    least = of_level(target.least, level)
    day = window.first if target.holders_on == FIRST_DAY else window.last
    held = not target.holders or not set(target.holders).isdisjoint(who.roster.tags(day))
    if least is None or not held:
        return None
    counted = _counted(target, who, window)
    if counted is not None and not counted[0]:
        return None
    since, months = counted or ([window.first], None)
    grace = within = _grace(target, who, window, least, by=window.last)
    judged_as = level
    while within is not None and not within.is_over(who.today):
        before = day_before(within.raised)
        judged_as = who.roster.level(before)
        least = of_level(target.least, judged_as) or ZERO
        within = _grace(target, who, window, least, by=before)
    return Duty(
        level=level,
        judged_as=judged_as,
        least=least,
        since=since[0],
        months=months,
        grace=grace,
    )


def _counted(target: Target, who: Who, window: Window) -> tuple[list[date], tuple[int, int]] | None:
    """The first days of the months that count, and how many of how many they are; None where the
    window counts whole: also for whom nobody ever assigned to a unit."""
    if target.pro_rata is None or not who.memberships:
        return None
    begins = first_of_months(window.first, window.last)
    ends = [*(day_before(day) for day in begins[1:]), window.last]
    within = any if target.pro_rata == BEGUN else all
    counted = [
        begin
        for begin, end in zip(begins, ends, strict=True)
        if within(_belongs(who.memberships, begin, end))
    ]
    return None if len(counted) == len(begins) else (counted, (len(counted), len(begins)))


def _belongs(memberships: Sequence[Membership], begin: date, end: date) -> list[bool]:
    """Whether he belonged to a unit on the first of some days, and after each change among them."""
    changes = [begin, *(one.day for one in memberships if begin < one.day <= end)]
    return [unit_on(memberships, day) is not None for day in changes]


def _grace(target: Target, who: Who, window: Window, least: Decimal, *, by: date) -> Grace | None:
    """The time of who had risen by a day, so late in the window that it goes on beyond it; None for
    all others.

    It runs from the day since which at least so much has been wanted without interruption. Who
    came into the register at his level has not risen.
    """
    raised = _raised(target.least, who, by, least) if target.grace_months else None
    if raised is None:
        return None
    due = months_after(raised, target.grace_months or 0)
    return Grace(raised=raised, due=due, least=least) if due > window.last else None


def _raised(amounts: Mapping[str, Decimal], who: Who, day: date, least: Decimal) -> date | None:
    """Since when what is wanted of him has been at least so much; None: ever since he is known."""
    raised = day
    for held in reversed([one for one in who.roster.levels if one.day <= day]):
        if (of_level(amounts, held.value) or ZERO) < least:
            return raised
        raised = held.day
    before = day_before(raised)
    known = raised < day and unit_on(who.memberships, before) is not None
    rose = known and (of_level(amounts, who.roster.level(before)) or ZERO) < least
    return raised if rose else None
