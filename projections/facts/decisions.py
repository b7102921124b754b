"""Which statements stand: voids, reinstatements and approvals, whatever order they arrived in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from uuid import UUID

from projections.facts.fact import (
    ActVoided,
    CreditApproved,
    CreditRejected,
    Decision,
    Fact,
    VoidWithdrawn,
)
from projections.facts.order import in_order
from projections.facts.sifting import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """What is asked about: known up to position `known`, happened up to the end of `today`.

    `without` are statements that are looked away from, to find out what they changed. `watch` notes
    what is set aside meanwhile; it is no part of the question.
    """

    known: int
    today: date
    zone: tzinfo
    without: frozenset[UUID] = frozenset()
    watch: Watch | None = field(default=None, compare=False, repr=False)

    def day(self, instant: datetime) -> date:
        """The day of an instant in the policy's zone."""
        return instant.astimezone(self.zone).date()

    def sees(self, fact: Fact) -> bool:
        """Whether the fact is known and has happened."""
        return self.knows(fact) and self.day(fact.occurred) <= self.today

    def known_of(self, facts: Iterable[Fact]) -> list[Fact]:
        """Those of some facts that are known."""
        found = [fact for fact in facts if fact.position <= self.known]
        return [fact for fact in found if self.knows(fact)] if self.without else found

    def knows(self, fact: Fact) -> bool:
        """Whether the fact is known, whenever it happens."""
        if fact.position > self.known:
            return False
        return not self.without or fact.statement_id not in self.without


Allows = Callable[[Decision, Fact], bool]
"""Whether who took a decision was entitled to take it on that fact."""


class Decisions:
    """The decisions on some statements, by target."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        # By the number of the target's id: unlike the id itself it is hashed without a call.
        self._by_target: dict[int, dict[UUID, Decision]] = {}
        for decision in decisions:
            self.add(decision)

    def add(self, decision: Decision) -> None:
        """Takes a decision in; the same one twice changes nothing."""
        on_target = self._by_target.setdefault(decision.target.int, {})
        on_target.setdefault(decision.statement_id, decision)

    def __contains__(self, fact: Fact) -> bool:
        """Whether anybody ever decided on the fact; nobody does on most."""
        return fact.statement_id.int in self._by_target

    def void_of(
        self, fact: Fact, as_of: AsOf, allows: Allows, *, above: frozenset[UUID] = frozenset()
    ) -> UUID | None:
        """The statement that voids `fact`; None where it stands.

        A fact is void when some void and no standing reinstatement of it is known. A void cannot be
        voided itself; a reinstatement and an approval can, so `above` guards against circles.
        """
        on_it = self._on(fact, as_of, allows) if fact in self else ()
        if not on_it or isinstance(fact, ActVoided):
            return None
        voids = [decision for decision in on_it if isinstance(decision, ActVoided)]
        above |= {fact.statement_id}
        reinstated = any(
            isinstance(decision, VoidWithdrawn)
            and decision.statement_id not in above
            and self.void_of(decision, as_of, allows, above=above) is None
            for decision in on_it
        )
        return voids[0].statement_id if voids and not reinstated else None

    def standing(self, fact: Fact, as_of: AsOf, allows: Allows) -> list[Decision]:
        """The decisions on `fact` that count and are not void, in order."""
        return [
            decision
            for decision in self._on(fact, as_of, allows)
            if self.void_of(decision, as_of, allows) is None
        ]

    def ignored(self, fact: Fact, as_of: AsOf, allows: Allows) -> list[Decision]:
        """The decisions on `fact` by who was not entitled to take them."""
        return [one for one in self._seen(fact, as_of) if not allows(one, fact)]

    def _on(self, fact: Fact, as_of: AsOf, allows: Allows) -> list[Decision]:
        """The decisions on a fact that count, in the order of timestamp and position."""
        return in_order(one for one in self._seen(fact, as_of) if allows(one, fact))

    def _seen(self, fact: Fact, as_of: AsOf) -> list[Decision]:
        """The decisions on a fact that are known and have happened."""
        found = self._by_target.get(fact.statement_id.int)
        return [one for one in list(found.values()) if as_of.sees(one)] if found else []


def ruling(standing: Iterable[Decision]) -> Decision | None:
    """The last approval or rejection among the standing decisions on a fact."""
    rulings = [one for one in standing if isinstance(one, CreditApproved | CreditRejected)]
    return rulings[-1] if rulings else None
