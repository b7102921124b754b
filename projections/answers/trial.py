"""All that is judged of a single cadre or another subject, to find out whether it can be."""

from collections.abc import Callable, Mapping
from typing import Final

from projections.careers.in_post import in_post_trainings
from projections.careers.register import registration
from projections.case.dossier import Dossier
from projections.case.subject import Subject
from projections.compliance.members import member_of
from projections.compliance.scorecard import online_year
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import hours_of
from projections.follow_up.follow_up import follow_up_of

_OF_SUBJECTS: Final[Mapping[str, tuple[Callable[[Subject], object], ...]]] = {
    "class": (follow_up_of,),
}
"""What judges a subject, by its kind."""


def judge_all(opened: Dossier | Subject) -> None:
    """Judges a cadre or a subject in every way, for nothing but the error that it may raise."""
    if isinstance(opened, Subject):
        for judge in _OF_SUBJECTS.get(opened.kind.name, ()):
            judge(opened)
        return
    case = opened.case
    year = case.policies.year_of(case.as_of.today)
    ledger_of(opened)
    hours_of(opened, [year])
    in_post_trainings(opened)
    registration(opened)
    online_year(member_of(opened, year))
