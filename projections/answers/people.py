"""Who the cadres of an answer are, so that names and units stand beside their ids."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from projections.answers.basis import Basis
from projections.case.membership import Membership, unit_on
from projections.case.moves import moves_in_register
from projections.case.roster import roster_of
from projections.facts.roster_facts import UnitAssigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A cadre of an answer: what the register says of him."""

    name: str | None
    """His name in the register on the day of the question; None where none was ever stated."""
    memberships: tuple[Membership, ...]
    """Where he belonged over time."""

    def unit(self, day: date) -> str | None:
        """The unit that he belongs to on a day."""
        return unit_on(self.memberships, day)


def names_of(cadres: Collection[str], basis: Basis) -> Mapping[str, str | None]:
    """The names of cadres in the register, by id."""
    return {cadre: person.name for cadre, person in people(cadres, basis).items()}


def people(cadres: Collection[str], basis: Basis) -> Mapping[str, Person]:
    """Some cadres, by id; by the reference alone, so that it is quick however many they are."""
    return {cadre: _person(cadre, basis) for cadre in cadres}


def _person(cadre: str, basis: Basis) -> Person:
    reference, as_of = basis.reference, basis.as_of
    moves = moves_in_register(reference, cadre, as_of)
    aside = reference.register.aside(reference.identities.names(cadre))
    basis.watch.note(cadre, (one for one in aside if as_of.knows(one)))
    assigned = [one.fact for one in moves.made if isinstance(one.fact, UnitAssigned)]
    return Person(
        name=roster_of(assigned, as_of).name(as_of.today),
        memberships=moves.memberships(as_of),
    )
