"""Surveys of what training is needed: how far each is, and what of its answers is published (A1-5).

Who answered what is nowhere to be found, and a count of a few is not told (Q53).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.case.windows import half_of
from projections.facts.needs_facts import SurveyClosed, SurveyFact, SurveyOpened
from projections.needs.tally import Tally, counts
from projections.words.names import name_in

RULE: Final = "R61"
CENSUS: Final = "census"
KEY_CLASS: Final = "key_class"
STANDING: Final = "standing"

NOT_OPENED: Final = "not_opened"
OPEN: Final = "open"
CLOSED: Final = "closed"

Published = Mapping[str, Mapping[str, int | None]]
"""By question and choice how many chose it; None where that is withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A survey on a day, with no word of its answers."""

    survey: str
    """The survey's short id."""
    survey_name: str | None
    """What it is called; null where nobody said."""
    kind: str | None
    """census, key_class or standing, by the first opening; null where nobody said."""
    training_class: str | None
    """The class that it is held for, by its short id; null where it is for none."""
    opened_on: date | None
    """The day of the first opening; null before it."""
    closed_on: date | None
    """The day of the first closing, behind which no answer counts; null before it."""
    state: str
    """not_opened, open or closed."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResult:
    """What is published of a survey."""

    survey: Survey
    """How far the survey is."""
    published: Published
    """By question and choice how many chose it, null where fewer than `min_cell` did or a
    difference would tell of fewer; empty before the survey is closed."""
    totals: Mapping[str, int | None]
    """By question how many answered it; null where one of its choices is withheld."""
    min_cell: int | None
    """Fewer answers than these are not told; null where the policy does not say how many, and
    then nothing is published."""
    amiss: tuple[Amiss, ...]
    """What was found wrong with its answers as a whole, once it is closed."""
    rule: str
    article: str


def surveys(reference: Reference, as_of: AsOf) -> list[Survey]:
    """All surveys that were opened or closed by `today`, by id."""
    by_survey: dict[str, list[SurveyFact]] = {}
    for kind in (SurveyOpened, SurveyClosed):
        for fact in reference.of_needs(kind, as_of):
            by_survey.setdefault(fact.survey, []).append(fact)
    found = [_survey(key, facts, as_of) for key, facts in sorted(by_survey.items())]
    return [one for one in found if one.state != NOT_OPENED]


def survey_of(key: str, reference: Reference, as_of: AsOf) -> Survey:
    """One survey; one that nobody opened has the state not_opened."""
    facts: list[SurveyFact] = [
        fact
        for kind in (SurveyOpened, SurveyClosed)
        for fact in reference.of_needs(kind, as_of)
        if fact.survey == key
    ]
    return _survey(key, facts, as_of)


def _survey(key: str, facts: list[SurveyFact], as_of: AsOf) -> Survey:
    happened = [fact for fact in facts if as_of.day(fact.occurred) <= as_of.today]
    opened = next((fact for fact in happened if isinstance(fact, SurveyOpened)), None)
    closed = closing([fact for fact in facts if isinstance(fact, SurveyClosed)])
    if closed not in happened:
        closed = None
    stated = [fact for fact in (opened, closed) if fact is not None]
    return Survey(
        survey=key,
        survey_name=name_in(opened.label) if opened else None,
        kind=opened.kind if opened else None,
        training_class=opened.training_class if opened else None,
        opened_on=as_of.day(opened.occurred) if opened else None,
        closed_on=as_of.day(closed.occurred) if closed else None,
        state=CLOSED if closed else OPEN if opened else NOT_OPENED,
        evidence=tuple(fact.statement_id for fact in stated),
    )


def closing(closed: list[SurveyClosed]) -> SurveyClosed | None:
    """The closing that holds of those that stand: the first in the log, since answers count by
    where they stand there."""
    return min(closed, key=lambda fact: fact.position, default=None)


def closed_at(reference: Reference, as_of: AsOf) -> Mapping[str, int]:
    """At which position each survey was closed that is closed on the day."""
    found: dict[str, list[SurveyClosed]] = {}
    for fact in reference.of_needs(SurveyClosed, as_of):
        found.setdefault(fact.survey, []).append(fact)
    first = {survey: closing(facts) for survey, facts in found.items()}
    return {
        survey: fact.position
        for survey, fact in first.items()
        if fact is not None and as_of.day(fact.occurred) <= as_of.today
    }


def result_of(survey: Survey, tally: Tally, least: int | None, article: str) -> SurveyResult:
    """What is published of a survey: nothing before it is closed, and nothing under a policy that
    does not say how many make a count (`least` None)."""
    published: dict[str, dict[str, int | None]] = {}
    amiss = set(_amiss(survey, tally))
    if survey.state == CLOSED:
        amiss |= tally.amiss
    if survey.state == CLOSED and least is not None:
        for (question, choice), count in counts(tally, least).items():
            published.setdefault(question, {})[choice] = count
    return SurveyResult(
        survey=survey,
        published=published,
        totals={question: _total(choices) for question, choices in published.items()},
        min_cell=least,
        amiss=tuple(sorted(amiss)),
        rule=RULE,
        article=article,
    )


def _total(choices: Mapping[str, int | None]) -> int | None:
    """How many answered a question; None where it would give a choice that is withheld away."""
    told = [count for count in choices.values() if count is not None]
    return sum(told) if len(told) == len(choices) else None


def _amiss(survey: Survey, tally: Tally) -> list[Amiss]:
    if survey.opened_on is None:
        return [Amiss.SURVEY_NOT_OPENED]
    answered = tally.answered_on
    if survey.kind != STANDING or answered is None:
        return []
    same = half_of(answered) == half_of(survey.opened_on)
    return [] if same else [Amiss.STANDING_BEYOND_ITS_HALF]
