"""The one present of all surfaces: the day by the clock, in the zone of the policy in force.

What is asked for without a day is answered as of this one, and the tables are folded to it.
"""

from datetime import date
from zoneinfo import ZoneInfo

from lrs.clock import Clock
from projections.policy.parameter import Policy
from projections.reference import NoPolicyError, Reference


def zone_of(reference: Reference, position: int, clock: Clock) -> ZoneInfo:
    """The zone that decides which day it is: that of the policy in force now, as known at a
    position. Raises NoPolicyError."""
    return policy_on(reference, position, clock().date()).zone


def present(reference: Reference, position: int, clock: Clock) -> tuple[Policy, date]:
    """The policy in force now, as known at a position, and the day. Raises NoPolicyError."""
    today = clock().astimezone(zone_of(reference, position, clock)).date()
    return policy_on(reference, position, today), today


def policy_on(reference: Reference, position: int, today: date) -> Policy:
    """The policy in force on a day, as known at a position. Raises NoPolicyError."""
    publication = reference.publication(known=position, today=today)
    if publication.policy is None:
        raise NoPolicyError(f"the policy of {publication.statement_id} cannot be read")
    return publication.policy
