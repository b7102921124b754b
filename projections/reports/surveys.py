"""The answers on surveys: pages of them, and what is published of one (A1-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from projections.answers.basis import Basis
from projections.needs.surveys import Published, Survey, SurveyResult
from projections.policy.terms import Terms
from projections.reports.answer import OfPart, Page, basis_of, members, part_of
from projections.reports.paging import page


@dataclass(frozen=True, kw_only=True)
class SurveysAnswer(OfPart, Page):
    """The surveys that were opened or closed, with no word of their answers."""

    surveys: tuple[Survey, ...]
    """The surveys, by id."""

    def rows(self) -> Iterable[Survey]:
        """The surveys."""
        return self.surveys


def surveys_answer(
    found: Iterable[Survey], basis: Basis, *, kind: str | None, after: str, limit: int
) -> SurveysAnswer:
    """A page of the surveys of a kind, None: of all; `next` goes into `after`."""
    wanted = (one for one in found if kind is None or one.kind == kind)
    some, following = page(wanted, attrgetter("survey"), after=after, limit=limit)
    return SurveysAnswer(
        **basis_of(basis),
        part=part_of(basis, Terms.needs_survey),
        surveys=tuple(some),
        next=following,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCount:
    """A choice of a question, with how many made it."""

    question: str
    """The question."""
    choice: str
    """The choice."""
    count: int | None
    """How many made it; null where that is withheld."""
    total: int | None
    """How many answered the question; null where one of its choices is withheld."""


@dataclass(frozen=True, kw_only=True)
class SurveyAnswer(SurveyResult, OfPart):
    """A survey and what is published of its answers."""

    def rows(self) -> Iterable[ChoiceCount]:
        """The choices of each question."""
        return choices(self.published, self)


def choices(published: Published, found: SurveyResult) -> list[ChoiceCount]:
    """Every choice with its count, by question and choice."""
    return [
        ChoiceCount(question=question, choice=choice, count=count, total=found.totals.get(question))
        for question, made in sorted(published.items())
        for choice, count in sorted(made.items())
    ]


def survey_answer(found: SurveyResult, basis: Basis) -> SurveyAnswer:
    """The answer on one survey."""
    part = part_of(basis, Terms.needs_survey)
    return SurveyAnswer(**basis_of(basis), **members(found), part=part)
