"""As of when the results of a year were fixed, where nobody asks as of a moment of his own (Q24).

A publication names its cut-off, else it is the close of the year. A log that took a backlog knew
nothing by then; what it learned first is the earliest that can be told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, Question, end_of
from projections.case.publications import NoPolicyError
from projections.facts.learning_act import verbs_of
from projections.facts.roster_facts import UnitAssigned
from projections.facts.year_facts import YearDecision
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.words.readings import day, instant_of
from projections.year_close.year_state import publications

Moment = date | datetime


class CutOff(StrEnum):
    """What the cut-off of an answer on a year is."""

    ASKED = "asked"
    PUBLICATION = "publication"
    CLOSE = "close_of_year"
    FIRST_KNOWN = "first_known"
    NOW = "now"


SENTENCES: Final[Mapping[CutOff, Mapping[str, str]]] = {
    CutOff.ASKED: {"zh": "按所询问的时点。", "en": "As of the moment that was asked about."},
    CutOff.PUBLICATION: {
        "zh": "按公布结果时所依据的截止时点。",
        "en": "As of the cut-off that the publication of the year rests on.",
    },
    CutOff.CLOSE: {"zh": "按年度结算时点。", "en": "As of the close of the year."},
    CutOff.FIRST_KNOWN: {
        "zh": "结算时系统尚无任何办法或人员记录，故按首次有记录之日。",
        "en": "At the cut-off the log knew no policy or nobody in a unit: as of the end of the "
        "first day on which it knew both.",
    },
    CutOff.NOW: {
        "zh": "年度尚未结算，按目前所知。",
        "en": "The year has not been closed: as of all that is known.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the results of a year rest on, and by which cut-off; `known_at` is a moment or
    a position of the log, None: all is known."""

    basis: Basis
    by: CutOff
    known_at: Moment | int | None


def fixed_on(answers: Answers, reader: Log, basis: Basis, question: Question, year: int) -> Fixed:
    """The basis at the cut-off of a year's results, unless the question names its own.

    `basis` is that of the question. A cut-off before the log knew anything is passed over.
    """
    if question.known_at is not None:
        return Fixed(basis=basis, by=CutOff.ASKED, known_at=question.known_at)
    first = first_known(reader, basis)
    for by, known_at in cut_offs(year, basis):
        try:
            then = answers.basis(reader, replace(question, known_at=known_at), beside=basis)
        except NoPolicyError:
            continue
        if then.position >= first:
            return Fixed(basis=then, by=by, known_at=known_at)
    if closes_by(year, basis) is None:
        return Fixed(basis=basis, by=CutOff.NOW, known_at=None)
    known_at = _day_of(reader, first, basis)
    then = answers.basis(reader, replace(question, known_at=known_at), beside=basis)
    return Fixed(basis=then, by=CutOff.FIRST_KNOWN, known_at=known_at)


def cut_off(year: int, basis: Basis) -> Moment | None:
    """What was known when a year's results were fixed: the cut-off of the last publication for all,
    else the close of the year (Q24); None while that lies ahead of `today`."""
    return next((known_at for _, known_at in cut_offs(year, basis)), None)


def cut_offs(year: int, basis: Basis) -> Iterator[tuple[CutOff, Moment]]:
    """The cut-offs of a year in the order in which they are heeded, each with what it is."""
    found = publications(year, basis.reference, basis.as_of)
    stated = [moment for one in found if one.unit is None and (moment := stated_by(one))]
    if stated:
        yield CutOff.PUBLICATION, stated[-1]
    close = closes_by(year, basis)
    if close is not None:
        yield CutOff.CLOSE, close


def stated_by(decision: YearDecision) -> Moment | None:
    """The cut-off that a decision on a year states."""
    return None if decision.known_at is None else stated_moment(decision.known_at)


def stated_moment(text: str) -> Moment | None:
    """The day or the instant that a cut-off names; None where it is neither."""
    return day(text) or instant_of(text)


def closes_by(year: int, basis: Basis) -> datetime | None:
    """The close of a year, None while it lies ahead of `today`."""
    close = close_of(year, basis.policies)
    today = datetime.combine(basis.today, time.max, basis.policies.zone)
    return close if close <= today else None


def close_of(year: int, policies: Succession) -> datetime:
    """The last instant that counts for the results of a year (Q24): 24:00 is the day's own end.

    A moment of the first half of a calendar year is one after the year's end.
    """
    stated = policies.of_year(year).get(Terms.assessment.close_at)
    if stated is None:
        return datetime.combine(policies.last_day(year), time.max, policies.zone)
    month_day, _, clock = stated.partition("T")
    hours, minutes = (int(part) for part in clock.split(":"))
    after = year + 1 if month_day < "07" else year
    begin = datetime.combine(date.fromisoformat(f"{after:04}-{month_day}"), time(), policies.zone)
    return begin + timedelta(hours=hours, minutes=minutes, microseconds=-1)


def first_known(reader: Log, basis: Basis) -> int:
    """The position from which on the log knew a policy and somebody in a unit; what it never knew
    is not waited for. A policy that was replaced since was known, too."""
    member = reader.first_with_verb(*verbs_of(UnitAssigned), until=basis.position)
    judging = min(one.position or 0 for one in basis.policies.tenures)
    told = basis.reference.publications.told(known=basis.position)
    return max(min([judging, *(one.publication.position for one in told)]), member)


def position_of(reader: Log, known_at: Moment, basis: Basis) -> int:
    """The last position of the log at a moment."""
    return reader.position_at(end_of(known_at, basis.policies.zone))


def _day_of(reader: Log, position: int, basis: Basis) -> date:
    """The day in the policy's zone on which a position was stored; `today` where there is none."""
    stored = reader.stored_at(position)
    return basis.today if stored is None else stored.astimezone(basis.policies.zone).date()
