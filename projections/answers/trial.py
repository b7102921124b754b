"""All that is judged of a single cadre, to find out whether it can be."""

from projections.careers.in_post import in_post_trainings
from projections.careers.register import registration
from projections.case.dossier import Dossier
from projections.compliance.members import member_of
from projections.compliance.scorecard import online_year
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import hours_of


def judge_all(dossier: Dossier) -> None:
    """Judges a cadre in every way, for nothing but the error that it may raise."""
    case = dossier.case
    year = case.policies.year_of(case.as_of.today)
    ledger_of(dossier)
    hours_of(dossier, [year])
    in_post_trainings(dossier)
    registration(dossier)
    online_year(member_of(dossier, year))
