"""Which unit a cadre belongs to, on a day and for a year (A3-18, Q32)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from projections.policy.succession import Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A cadre belongs to a unit from a day on, until a later membership begins."""

    day: date
    """The first day."""
    unit: str | None
    """The unit's short id; null where he left."""
    statement_id: UUID
    managed_by: str | None = None
    """Who manages him from then on, city or unit; null: whoever did before (A3-10, A3-11)."""
    left: str | None = None
    """The reason for which he left; null where he did not, or none is given."""


def unit_on(memberships: Sequence[Membership], day: date) -> str | None:
    """The unit on `day`; of several memberships that begin on one day the last holds."""
    for membership in reversed(memberships):
        if membership.day <= day:
            return membership.unit
    return None


def manager_on(memberships: Sequence[Membership], day: date) -> str | None:
    """Who manages the cadre on `day`: city, county or unit; None where nobody ever said."""
    told = [one.managed_by for one in memberships if one.day <= day and one.managed_by]
    return told[-1] if told else None


def unit_of_year(memberships: Sequence[Membership], year: int, policies: Succession) -> str | None:
    """The unit in which the cadre is assessed for a credit year, by the policy's basis.

    `longest` counts the days in each unit; of equals the unit held later wins.
    """
    start, end = policies.first_day(year), policies.last_day(year)
    basis = policies.of_day(end).membership_basis
    if basis == "year_start":
        return unit_on(memberships, start)
    if basis == "longest":
        return _longest(memberships, start, end)
    return unit_on(memberships, end)


def _longest(memberships: Sequence[Membership], start: date, end: date) -> str | None:
    days: dict[str, tuple[int, date]] = {}
    after = [membership.day for membership in memberships[1:]]
    for membership, until in zip(memberships, [*after, end + timedelta(days=1)], strict=False):
        begins, ends = max(membership.day, start), min(until, end + timedelta(days=1))
        if membership.unit is not None and begins < ends:
            before = days.get(membership.unit, (0, start))[0]
            days[membership.unit] = (before + (ends - begins).days, ends)
    return max(days, key=lambda unit: days[unit], default=None)
