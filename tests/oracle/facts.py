"""What is known, what stands and what has happened, of facts in short form in the log's order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

Fact = Mapping[str, Any]
"""A fact as scenario files write it, with `place`, its position in the log, and `recorded`."""

ZONE: Final = timezone(timedelta(hours=8))


def instant(fact: Fact) -> datetime:
    """When it happened: a class at its end, all else when it says."""
    if "occurred_at" in fact:
        return datetime.fromisoformat(fact["occurred_at"]).astimezone(ZONE)
    return datetime.combine(day_of(fact), time(12), ZONE)


def day_of(fact: Fact) -> date:
    """The day on which it happened, in the zone of the policy."""
    if "occurred_at" in fact:
        return datetime.fromisoformat(fact["occurred_at"]).astimezone(ZONE).date()
    return date.fromisoformat(fact.get("end") or fact.get("occurred") or fact["recorded"])


def order(fact: Fact) -> tuple[datetime, int]:
    """By what facts are ordered: when they happened, then where the log has them."""
    return instant(fact), fact["place"]


def known(facts: Iterable[Fact], until: date | None) -> list[Fact]:
    """The facts that were recorded by the end of a day, the first of every id."""
    seen: dict[str, Fact] = {}
    for fact in facts:
        if until is None or date.fromisoformat(fact["recorded"]) <= until:
            seen.setdefault(fact["id"], fact)
    return list(seen.values())


def void(facts: Sequence[Fact]) -> set[str]:
    """The ids of what is void: of which some void is not undone by a withdrawal that stands.

    Withdrawals stand from nothing upwards, until no more do: one never helps itself.
    """
    withdrawals: list[Fact] = []
    while True:
        gone = {
            one["target"]
            for one in facts
            if one["fact"] == "act.voided"
            and not any(
                other["target"] == one["target"] and other["place"] > one["place"]
                for other in withdrawals
            )
        }
        standing = [
            one for one in facts if one["fact"] == "void.withdrawn" and one["id"] not in gone
        ]
        if len(standing) == len(withdrawals):
            return gone
        withdrawals = standing
