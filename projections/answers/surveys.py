"""Surveys as of a basis: what of their answers is published, counted as they are read."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from lrs.event.log import Log
from lrs.message import message
from projections.answers.basis import Basis, UnknownSubjectError
from projections.case.decisions import AsOf
from projections.case.publications import NoPolicyError
from projections.case.reference import Reference
from projections.facts.learning_act import read_fact
from projections.facts.needs_facts import SurveyAnswered, SurveyClosed
from projections.needs.surveys import SurveyResult, result_of, survey_of
from projections.needs.tally import Tally
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.words.things import SURVEY

SPAN: Final = 5_000
"""Positions of the log whose answers are held at a time, however many a census has."""


def survey_result(log: Log, survey: str, basis: Basis) -> SurveyResult:
    """What is published of a survey. Raises UnknownSubjectError where no statement is about it."""
    if not log.has_activity(SURVEY.iri(survey)):
        raise UnknownSubjectError(
            message("no statement is about the survey {survey!r}", survey=survey)
        )
    return counted(log, survey, basis)


def counted(log: Log, survey: str, basis: Basis) -> SurveyResult:
    """What is published of a survey, whether or not any statement is about it."""
    found = survey_of(survey, basis.reference, basis.as_of)
    day = found.closed_on or basis.today
    return result_of(
        found,
        tally_of(log, survey, basis.reference, basis.as_of),
        least_told(basis, day),
        basis.policies.of_day(day).article_if_stated(Terms.needs_publication.min_cell),
    )


def tally_of(log: Log, survey: str, reference: Reference, as_of: AsOf) -> Tally:
    """The answers to a survey, counted; of the log some are held at a time."""
    closings = reference.ever_of_needs(SurveyClosed, as_of)
    own = sorted((one for one in closings if one.survey == survey), key=lambda one: one.position)
    tally = Tally(reference=reference, as_of=as_of, closings=own)
    if not own:  # nothing of the answers is told before there is a closing
        return tally
    for answer, body in _answers(log, survey, as_of.known):
        tally.add(answer, body)
    return tally


def _answers(log: Log, survey: str, until: int) -> Iterator[tuple[SurveyAnswered, bytes]]:
    for after in range(0, until, SPAN):
        span = min(after + SPAN, until)
        for recorded in log.with_activity(SURVEY.iri(survey), after=after, until=span):
            fact = read_fact(recorded)
            if isinstance(fact, SurveyAnswered) and fact.survey == survey:
                yield fact, recorded.body


def least_told(basis: Basis, day: date) -> int | None:
    """How many answers or ratings are told of at least, by the policy of a day (A1-5, Q53); None
    where it does not say.

    A what-if may only ask for more than the policy that was in force and known: otherwise whoever
    asks could have the few told.
    """
    asked = _least(basis.policies, day)
    try:
        in_force = _least(basis.reference.succession(known=basis.position), day)
    except NoPolicyError:
        in_force = None
    return None if asked is None else max(asked, in_force or 0)


def _least(policies: Succession, day: date) -> int | None:
    return policies.of_day(day).get(Terms.needs_publication.min_cell)
