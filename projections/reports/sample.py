"""The answer on the sample of a class, with all that an auditor needs to draw it again."""

from dataclasses import dataclass

from projections.answers.basis import Basis
from projections.answers.follow_up import OfClass
from projections.case.training_class import name_of
from projections.follow_up.sample import Sample
from projections.follow_up.schedule import FollowUpItem
from projections.reports import answer
from projections.reports.answer import Answer
from projections.reports.class_follow_up import unfollowed


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCadre:
    """Somebody who was drawn, in a year of the follow-up."""

    cadre: str
    name: str | None
    unit: str | None
    """The unit that he belonged to on the last day of the class."""
    unit_name: str | None
    year_of_follow_up: int
    """Which year of the follow-up, from 1."""
    visit: FollowUpItem
    """The visit of that year."""


@dataclass(frozen=True, kw_only=True)
class SampleAnswer(Answer):
    """The sample of a class, with all that an auditor needs to draw it again (A4-6(2))."""

    training_class: str
    class_name: str | None
    state: str
    """Open, closed, not_held or not_applicable, as of its follow-up."""
    sample: Sample | None
    """The draw that counts; null where none stands."""
    drawn: tuple[DrawnCadre, ...]
    """Those drawn, each with the visits of every year."""

    def rows(self) -> tuple[DrawnCadre, ...]:
        """A row for each cadre and year."""
        return self.drawn


def sample_answer(found: OfClass, basis: Basis) -> SampleAnswer:
    """The sample of a class."""
    told = found.follow_up
    return SampleAnswer(
        **answer.basis_of(basis),
        training_class=found.subject.key,
        class_name=name_of(found.subject),
        state=told.state if told else unfollowed(found.subject)["state"],
        sample=told.sample if told else None,
        drawn=tuple(
            DrawnCadre(
                cadre=cadre,
                name=found.name(cadre),
                unit=found.unit(cadre),
                unit_name=answer.unit_name(found.unit(cadre), basis),
                year_of_follow_up=year,
                visit=visit,
            )
            for cadre, visits in (told.visits if told else {}).items()
            for year, visit in enumerate(visits, start=1)
        ),
    )
