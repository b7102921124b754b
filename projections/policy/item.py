"""What an item of a policy says: which acts it values, in which category, how, and within what."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from lrs.message import message
from projections.exact import is_decimal, ratio
from projections.policy.groups import CATEGORY, KIND
from projections.policy.kinds import Amount, Choice, Flag, ListOf, Pair, Whole
from projections.policy.record import Record
from projections.policy.worth import (
    CADRE_LEVEL,
    FACTOR,
    MONTHS,
    ROUNDING,
    WORTH,
    Factor,
    Flat,
    Rate,
    Rounding,
    Table,
    Worth,
)

_DAYS: Final = ("days", "half_days", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What acts of one sort state: quantities and names that a worth may be read from, beside the
    level of the cadre."""

    quantities: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    once: str | None = "lifetime"
    approval: bool = True


ACTS: Final = {
    "class": Act(quantities=(*_DAYS, MONTHS), names=("appraisal", "organiser"), approval=False),
    "course": Act(quantities=("hours", "minutes", "credits"), approval=False),
    "activity": Act(quantities=_DAYS, names=("appraisal",), once=None, approval=False),
    "degree": Act(names=("level",)),
    "book": Act(names=("role",)),
    "article": Act(names=("role", "outlet_level")),
    "award": Act(names=("grade", "level")),
}
"""The acts that an item may value. `once` and `approval` hold where an item says nothing: a class,
a course, a programme or a work counts once in a lifetime, and a degree, a work or an award counts
when its credit has been approved.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a policy's list of what earns credits.

    `kinds` are the kinds of class or activity, or the catalogue's categories of a course; None: all
    that no other item names. With `from_days` or `to_days` (inclusive) it values only acts of so
    many days. `min_days` and `max_leave` (absent/scheduled, [1, 7]: one seventh) are conditions;
    `hours_per_day` stands in for hours that were not recorded. `factor` multiplies the worth,
    `round` rounds what comes of that, `cap` is then the most for one act.
    `once`: within what the same class, course or work counts a single time, or `never` limited.
    """

    fact: str
    category: str
    worth: Worth
    kinds: tuple[str, ...] | None = None
    from_days: int | None = None
    to_days: int | None = None
    min_days: Decimal | None = None
    max_leave: tuple[int, int] | None = None
    hours_per_day: Decimal | None = None
    factor: Factor | None = None
    round: Rounding | None = None
    cap: Decimal | None = None
    once: str | None = None
    approval: bool | None = None

    def __post_init__(self) -> None:
        act = ACTS[self.fact]
        _check_read(self.fact, self.worth, act)
        if self.factor is not None:
            _check_name("factor", self.fact, self.factor.by, act)
        self._check_rounding()
        self._check_conditions(act)

    def _check_rounding(self) -> None:
        endless = self._endless()
        if endless and self.round is None:
            raise ValueError(
                message(
                    "{endless} has no end as a decimal: say how to round ({round})",
                    endless=endless,
                    round=_ROUND,
                )
            )

    def _check_conditions(self, act: Act) -> None:
        if self.kinds and self.fact not in ("class", "course", "activity"):
            raise ValueError(message("kinds: {fact} has none, take them away", fact=self.fact))
        if not act.quantities or "days" not in act.quantities:
            for name in ("from_days", "to_days", "min_days", "max_leave", "hours_per_day"):
                if getattr(self, name) is not None:
                    raise ValueError(
                        message(
                            "{name}: {fact} has no days, take it away", name=name, fact=self.fact
                        )
                    )
        if self.approval and self.fact == "course":
            raise ValueError("approval: a course counts by its exam, take it away")
        if self.max_leave and self.fact != "class":
            raise ValueError("max_leave: only a class can be left, take it away")
        if self.to_days is not None and self.to_days < (self.from_days or 0):
            raise ValueError(
                message(
                    "to_days: {to_days} lies before from_days, exchange them", to_days=self.to_days
                )
            )

    @property
    def counts_once(self) -> str | None:
        """Within what the same thing counts a single time: lifetime, cycle, year, or None."""
        return None if self.once == "never" else self.once or ACTS[self.fact].once

    @property
    def needs_approval(self) -> bool:
        """Whether an act earns nothing until its credit has been approved."""
        return ACTS[self.fact].approval if self.approval is None else self.approval

    def _endless(self) -> str | None:
        """What of the worth may have no end as a decimal."""
        if isinstance(self.worth, Rate):
            if self.worth.per == MONTHS:
                return "worth: a thirtieth of a month"
            if not is_decimal(self.worth.rate):
                return f"worth: {ratio(self.worth.rate)}"
        factors: dict[str, Fraction] = dict(self.factor.table) if self.factor else {}
        return next(
            (f"factor: {ratio(one)}" for one in factors.values() if not is_decimal(one)), None
        )

    def holds(self, days: Decimal) -> bool:
        """Whether it values an act of so many days; 15.5 days still are 15."""
        low, high = self.from_days or 0, self.to_days
        return low <= days and (high is None or days < high + 1)

    def meets(self, other: "Item") -> bool:
        """Whether some act would be valued by both."""
        if self.fact != other.fact or bool(self.kinds) != bool(other.kinds):
            return False
        if self.kinds and other.kinds and set(self.kinds).isdisjoint(other.kinds):
            return False
        first, second = sorted((self, other), key=lambda item: item.from_days or 0)
        return first.to_days is None or (second.from_days or 0) <= first.to_days


def _check_read(fact: str, worth: Worth, act: Act) -> None:
    """Refuses a worth that is read from what such an act never states."""
    if isinstance(worth, Flat):
        return
    if isinstance(worth, Table):
        _check_name("worth", fact, worth.by, act)
    elif worth.quantity not in act.quantities:
        known = ", ".join(act.quantities) or "nothing to read a value from"
        raise ValueError(
            message(
                "worth: per or of: {fact} states no {quantity}: it states {known}",
                fact=fact,
                quantity=worth.quantity,
                known=known,
            )
        )


def _check_name(member: str, fact: str, by: str, act: Act) -> None:
    if by not in (*act.names, CADRE_LEVEL):
        known = ", ".join((*act.names, CADRE_LEVEL))
        raise ValueError(
            message(
                "{member}: by: {fact} states no {by}: it states {known}",
                member=member,
                fact=fact,
                by=by,
                known=known,
            )
        )


_ROUND: Final = "round: {to: 1, by: down}, or up, half_up, half_even"

_MEMBERS: Final[dict[str, Any]] = {
    "fact": Choice(tuple(ACTS)),
    "category": CATEGORY,
    "worth": WORTH,
    "kinds": ListOf(KIND),
    "from_days": Whole(),
    "to_days": Whole(),
    "min_days": Amount(),
    "max_leave": Pair(),
    "hours_per_day": Amount(maximum=24),
    "factor": FACTOR,
    "round": ROUNDING,
    "cap": Amount(),
    "once": Choice(("lifetime", "cycle", "year", "never")),
    "approval": Flag(),
}

ITEM: Final = Record(Item, _MEMBERS)
