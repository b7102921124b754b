"""Who the cadres of an answer are, so that names and units stand beside their ids."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from lrs.event.log import Log
from projections.answers.acts import acts_of, in_buckets
from projections.answers.basis import Basis
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A cadre of an answer, with all that is known of him."""

    dossier: Dossier

    @property
    def name(self) -> str | None:
        """His name in the register on the day of the question; None where none was ever stated."""
        return self.dossier.roster.name(self.dossier.case.as_of.today)

    def unit(self, day: date) -> str | None:
        """The unit that he belongs to on a day."""
        return unit_on(self.dossier.case.memberships, day)


def names_of(cadres: Collection[str], log: Log, basis: Basis) -> Mapping[str, str | None]:
    """The names of cadres in the register, by id; however many they are, some are read at a
    time."""
    return {
        cadre: person.name
        for bucket in in_buckets(cadres)
        for cadre, person in people(bucket, log, basis).items()
    }


def people(cadres: Collection[str], log: Log, basis: Basis) -> Mapping[str, Person]:
    """Some cadres, by id; read from the log at once."""
    acts = acts_of(cadres, log, basis.reference, basis.as_of) if cadres else {}
    return {
        cadre: Person(
            dossier=open_dossier(basis.reference, cadre, facts, basis.policies, basis.as_of)
        )
        for cadre, facts in acts.items()
    }
