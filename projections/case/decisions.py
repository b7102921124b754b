"""Which statements stand, and which decisions on them count: voids, withdrawals, approvals."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from operator import attrgetter
from uuid import UUID

from projections.case.sifting import Watch
from projections.facts.decision_facts import (
    ActVoided,
    CreditApproved,
    CreditRejected,
    Decision,
    VoidWithdrawn,
)
from projections.facts.fact import Fact
from projections.facts.order import in_order


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

    def about(self, fact: Fact) -> list[Decision]:
        """Every decision on a fact, on these, and so on; entitled or not."""
        found: dict[int, Decision] = {}
        further: list[Fact] = [fact]
        for one in further:  # it grows by the decisions on what was walked to
            on_it = self._by_target.get(one.statement_id.int, {}).values()
            fresh = [each for each in on_it if each.position not in found]
            found |= {each.position: each for each in fresh}
            further += fresh
        return list(found.values())

    def void_of(self, fact: Fact, as_of: AsOf, allows: Allows) -> UUID | None:
        """The statement that voids `fact`, the first that is not undone; None where it stands.

        A void is undone by a withdrawal that stands and that the log has after it: `v w` stands,
        `w v` and `v w v` are void. A withdrawal may be void itself and a void may not, so it stands
        by what stands in the end without its own help: withdrawals in a circle help nobody.
        """
        if fact not in self or isinstance(fact, ActVoided):
            return None
        walked = [(fact, self._on(fact, as_of, allows))]
        seen = {fact.statement_id}
        for _, decisions in walked:  # it grows by the withdrawals of what was walked to
            fresh = [one for one in decisions if isinstance(one, VoidWithdrawn)]
            fresh = [one for one in fresh if one.statement_id not in seen]
            seen.update(one.statement_id for one in fresh)
            walked += [(one, self._on(one, as_of, allows)) for one in fresh]
        void: ActVoided | None = None
        undone: dict[int, int] = {}
        for one, decisions in reversed(walked):
            void = _first_void(decisions, after=undone.get(one.statement_id.int, 0))
            if void is None and isinstance(one, VoidWithdrawn):
                undone[one.target.int] = max(undone.get(one.target.int, 0), one.position)
        return void.statement_id if void else None

    def idle(self, fact: Fact, as_of: AsOf, allows: Allows) -> Iterator[VoidWithdrawn]:
        """The withdrawals about `fact` that stand and undo nothing: no void comes before them in
        the log that an earlier one does not undo."""
        on_it = sorted(self.standing(fact, as_of, allows), key=attrgetter("position"))
        undone = void = 0
        for one in on_it:
            if isinstance(one, ActVoided):
                void = one.position
            elif isinstance(one, VoidWithdrawn):
                if void <= undone:
                    yield one
                undone = one.position

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
        """The decisions on a fact that are known and, where they do more than say that a record is
        wrong or right, have happened."""
        found = self._by_target.get(fact.statement_id.int)
        return [one for one in list(found.values()) if _counts(one, as_of)] if found else []


def _counts(decision: Decision, as_of: AsOf) -> bool:
    """Whether a decision counts at all: a void says that a record is wrong, whatever its date."""
    if isinstance(decision, ActVoided | VoidWithdrawn):
        return as_of.knows(decision)
    return as_of.sees(decision)


def _first_void(decisions: Iterable[Decision], *, after: int) -> ActVoided | None:
    """The first void that the log has behind a position."""
    voids = (one for one in decisions if isinstance(one, ActVoided) and one.position > after)
    return min(voids, key=attrgetter("position"), default=None)


def ruling(standing: Iterable[Decision]) -> Decision | None:
    """The last approval or rejection among the standing decisions on a fact."""
    rulings = [one for one in standing if isinstance(one, CreditApproved | CreditRejected)]
    return rulings[-1] if rulings else None
