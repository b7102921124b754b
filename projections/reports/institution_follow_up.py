"""The half-year follow-up report of a training institution (A4-7(3))."""

from collections.abc import Mapping
from dataclasses import dataclass

from projections.answers.basis import Basis
from projections.answers.people import Person
from projections.follow_up.half_year import ClassInHalf, InstitutionHalf
from projections.policy.terms import Terms
from projections.reports import answer
from projections.reports.answer import OfPart, part_of
from projections.reports.class_follow_up import NamedVisit


@dataclass(frozen=True, kw_only=True)
class InstitutionFollowUpAnswer(InstitutionHalf, OfPart):
    """What a training institution follows up in a half-year, and its two reports on that."""

    institution: str
    """The institution's short id."""
    institution_name: str | None
    visits: tuple[NamedVisit, ...]
    """The visits of the half-year, with what was found in words."""

    def rows(self) -> tuple[ClassInHalf, ...]:
        """A row for each class."""
        return self.classes


def institution_answer(
    institution: str, found: InstitutionHalf, basis: Basis, persons: Mapping[str, Person]
) -> InstitutionFollowUpAnswer:
    """The half-year report of an institution; `persons` are the cadres who were visited."""
    return InstitutionFollowUpAnswer(
        **answer.basis_of(basis),
        part=part_of(basis, Terms.follow_up),
        **{name: one for name, one in answer.members(found).items() if name != "visits"},
        visits=tuple(
            NamedVisit(**answer.members(one), name=persons[one.cadre].name) for one in found.visits
        ),
        institution=institution,
        institution_name=answer.unit_name(institution, basis),
    )
