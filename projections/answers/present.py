"""The one present of all surfaces: the day by the clock, in the zone of the policy in force.

What is asked for without a day is answered as of this one, and the tables are folded to it.
"""

from datetime import date

from lrs.clock import Clock
from projections.case.reference import Reference
from projections.policy.succession import Succession


def present(reference: Reference, position: int, clock: Clock) -> tuple[Succession, date]:
    """The policies that judge, as known at a position, and the day. Raises NoPolicyError."""
    policies = reference.succession(known=position)
    return policies, day_in(policies, clock)


def day_in(policies: Succession, clock: Clock) -> date:
    """The day by a clock in the zone of some policies."""
    return clock().astimezone(policies.zone).date()
