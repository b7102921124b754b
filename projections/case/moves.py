"""The moves of a cadre between units: each by who was entitled to state it (R1, A3-18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from projections.case.decisions import AsOf, Decisions
from projections.case.membership import Membership
from projections.case.reference import Reference
from projections.facts.order import in_order
from projections.facts.roster_facts import CadreLeft, Moving, UnitAssigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A cadre comes to `unit`, None where he leaves; `before` is the unit that he belonged to until
    then, None for one who belonged to none.

    `foreign`: who stated it may not move cadres of the unit before, and that unit has not released
    him either.
    """

    fact: Moving
    unit: str | None
    before: str | None
    foreign: bool

    def membership(self, as_of: AsOf) -> Membership:
        """The membership that begins with the move."""
        fact = self.fact
        return Membership(
            day=as_of.day(fact.occurred),
            unit=self.unit,
            statement_id=fact.statement_id,
            managed_by=fact.managed_by if isinstance(fact, UnitAssigned) else None,
            left=fact.reason if isinstance(fact, CadreLeft) else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The moves that a cadre made, and the facts of who was not entitled to move him."""

    made: tuple[Move, ...]
    refused: tuple[Moving, ...]

    def memberships(self, as_of: AsOf) -> tuple[Membership, ...]:
        """Where he belonged over time."""
        return tuple(one.membership(as_of) for one in self.made)

    @property
    def foreign(self) -> tuple[Move, ...]:
        """The moves that the unit before had no hand in."""
        return tuple(one for one in self.made if one.foreign)


def moves_in_register(reference: Reference, cadre: str, as_of: AsOf) -> Moves:
    """The moves of a cadre, under whatever name, as his dossier has them."""
    stated = [
        move
        for move in reference.register.moves(reference.identities.names(cadre))
        if move.person is not None
        and reference.identities.person(move.person, move.occurred, as_of) == cadre
    ]
    return moves_of(reference, stated, as_of, reference.decisions)


def moves_of(
    reference: Reference, facts: Iterable[Moving], as_of: AsOf, decisions: Decisions
) -> Moves:
    """The moves that stand, in the order of timestamp and position.

    A grant for a unit covers moves into that unit and leaving it, and the decisions on these. Who
    returns without a unit comes back to the last one; where there is none, he does not move.
    """
    made: list[Move] = []
    refused: list[Moving] = []
    unit: str | None = None
    last: str | None = None
    for fact in in_order(one for one in facts if as_of.sees(one)):
        to = _destination(fact, last)
        concerned = to or last
        allows = partial(reference.allows, unit=concerned)
        if decisions.void_of(fact, as_of, allows) is not None:
            continue
        if not reference.authorises(fact, concerned):
            refused.append(fact)
        elif to or isinstance(fact, CadreLeft):
            taken = None not in (unit, to) and unit != to
            foreign = taken and not reference.authorises(fact, unit)
            made.append(Move(fact=fact, unit=to, before=unit, foreign=foreign))
            unit, last = to, to or last
    return Moves(made=tuple(made), refused=tuple(refused))


def _destination(fact: Moving, last: str | None) -> str | None:
    if isinstance(fact, CadreLeft):
        return None
    return fact.unit or last
