"""The one present of all surfaces: the day by the clock, in the zone of the policy in force.

What is asked for without a day is answered as of this one, and the tables are folded to it.
"""

from datetime import date
from zoneinfo import ZoneInfo

from lrs.clock import Clock
from projections.policy.succession import Succession
from projections.reference import Reference


def zone_of(reference: Reference, position: int, clock: Clock) -> ZoneInfo:
    """The zone that decides which day it is: that of the policy in force now, as known at a
    position. Raises NoPolicyError."""
    return policies_on(reference, position, clock().date()).zone


def present(reference: Reference, position: int, clock: Clock) -> tuple[Succession, date]:
    """The policies that judge now, as known at a position, and the day. Raises NoPolicyError."""
    today = clock().astimezone(zone_of(reference, position, clock)).date()
    return policies_on(reference, position, today), today


def policies_on(reference: Reference, position: int, today: date) -> Succession:
    """The policies that judge on a day, as known at a position. Raises NoPolicyError."""
    return reference.succession(known=position, today=today)
