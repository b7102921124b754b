"""The one order of facts: by timestamp, and of equal timestamps by position in the log.

Where the last of some facts holds (a ruling, a membership, a link) it is the last in this order;
where the first counts (a pass, a claim) it is the first.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from projections.facts.fact import Fact

_F = TypeVar("_F", bound=Fact)


def moment(fact: Fact) -> tuple[datetime, int]:
    """When a fact happened and, to tell apart what happened at once, where it stands in the log."""
    return fact.occurred, fact.position


def in_order(facts: Iterable[_F]) -> list[_F]:
    """The facts from the earliest moment to the latest."""
    return sorted(facts, key=moment)
