"""The personal statement of a cadre: what stands of him in a year, the way it is handed to him."""

from collections.abc import Iterable
from dataclasses import dataclass

from projections.answers.basis import Basis
from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.credits.credit_ledger import ledger_of
from projections.reports import cadres, ledgers
from projections.reports.answer import Answer, basis_of
from projections.reports.cadres import BarsAnswer, EligibilityAnswer, HoursAnswer, WhoAnswer
from projections.reports.ledgers import BalancesAnswer, LedgerAnswer


@dataclass(frozen=True, kw_only=True)
class PersonalStatementAnswer(Answer):
    """What stands of a cadre, a year of it open: the answers on his credits, hours and rights,
    unchanged."""

    year: int
    who: WhoAnswer
    """Who he is."""
    balances: BalancesAnswer
    """His balances."""
    ledger: LedgerAnswer
    """The lines of all years."""
    hours: HoursAnswer
    """His hours."""
    eligibility: EligibilityAnswer
    """What stands in the way of a promotion."""
    bars: BarsAnswer
    """What he is barred from in the year."""

    def rows(self) -> Iterable[Entry]:
        """The lines of the year."""
        return (one for one in self.ledger.entries if one.year == self.year)


def personal_statement(dossier: Dossier, basis: Basis, year: int) -> PersonalStatementAnswer:
    """What stands of a cadre in a year."""
    found = ledger_of(dossier, years=[year] if dossier.is_known else ())
    return PersonalStatementAnswer(
        **basis_of(basis),
        year=year,
        who=cadres.cadre(dossier, basis),
        balances=ledgers.balances(found, basis),
        ledger=ledgers.ledger(found, basis),
        hours=cadres.hours(dossier, basis),
        eligibility=cadres.promotion(dossier, basis, basis.today),
        bars=cadres.barred(dossier, basis, year),
    )
