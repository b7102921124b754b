"""What people call the cadres and units that an answer names by their ids, as the log knows it."""

from collections.abc import Collection, Mapping

from lrs.event.log import Log
from projections.answers.acts import acts_of, in_buckets
from projections.answers.basis import Basis
from projections.case.dossier import open_dossier


class Names:
    """The names beside the ids of one answer, as known at its basis; each is looked up once."""

    def __init__(self, log: Log, basis: Basis) -> None:
        self._log, self._basis = log, basis
        self._cadres: dict[str, str | None] = {}

    def unit(self, unit: str | None) -> str | None:
        """The name under which a unit was registered; None where nobody registered one."""
        return None if unit is None else self._basis.reference.units.name(unit, self._basis.as_of)

    def cadre(self, cadre: str) -> str | None:
        """A cadre's name in the register; None where none was ever stated."""
        return self.cadres([cadre])[cadre]

    def cadres(self, cadres: Collection[str]) -> Mapping[str, str | None]:
        """The names of cadres by their ids: ask for all of a page at once, in one look at the
        log."""
        basis = self._basis
        for bucket in in_buckets({*cadres} - self._cadres.keys()):
            acts = acts_of(bucket, self._log, basis.reference, basis.as_of)
            for cadre, facts in acts.items():
                dossier = open_dossier(basis.reference, cadre, facts, basis.policies, basis.as_of)
                self._cadres[cadre] = dossier.roster.name(basis.today)
        return {cadre: self._cadres[cadre] for cadre in cadres}
