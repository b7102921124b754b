"""Which rows of a page of the past are others by what is known now, so that they can say so."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import psycopg

from api.http.problems import status_of
from api.pages.around import Later, nothing_later
from api.pages.cadre import CadrePage
from api.pages.unit import UnitPage
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, Question
from projections.answers.drift_inquiry import drift_of, touched_by
from projections.facts.trouble import OF_THE_MACHINE
from projections.reports.answer import Answer
from projections.reports.years import CircularAnswer
from replay.history.both_axes import later_of_cadre

MOST_RECORDS: Final = 5000
"""Records since: beyond so many it is not looked for which rows they changed; the comparison is."""

MOST_TOUCHED: Final = 300
"""Cadres whom something was recorded about since; beyond so many the same."""


def later_of(answer: Any) -> Later:
    """What is to be asked about an answer that was looked at as of earlier."""
    if isinstance(answer, CadrePage):
        find = partial(_of_cadre, answer.who.cadre)
    elif isinstance(answer, UnitPage):
        find = partial(_of_members, {answer.which.unit}, answer.year)
    elif isinstance(answer, CircularAnswer):
        find = partial(_of_members, {one.unit for one in answer.units}, answer.year)
    else:
        return nothing_later
    return partial(_found, answer, find)


_Find = Callable[[Log, Basis, Basis], Iterable[str]]
"""What differs between two bases of one day."""


def _found(answer: Answer, find: _Find, answers: Answers, log: Log, basis: Basis) -> frozenset[str]:
    """What differs; nothing where too much came since, where something else is tried than what
    judged, or where a statement keeps somebody from being judged: the comparison sets it aside."""
    if not 0 < basis.position - answer.position <= MOST_RECORDS:
        return frozenset()
    then = answers.basis(log, Question(known_at=answer.position, today=answer.today))
    if then.policies.digest != answer.policy.digest:
        return frozenset()
    try:
        return frozenset(find(log, then, replace(basis, today=answer.today)))
    except Exception as error:
        if isinstance(error, (*OF_THE_MACHINE, psycopg.Error)) or status_of(error) is not None:
            raise
        return frozenset()


def _of_cadre(cadre: str, log: Log, then: Basis, now: Basis) -> Iterable[str]:
    return later_of_cadre(log, cadre, then=then, now=now)


def _of_members(
    units: Collection[str], year: int, log: Log, then: Basis, now: Basis
) -> Iterable[str]:
    touched = touched_by(log, year, then=then, now=now, units=units)
    if len(touched.persons) > MOST_TOUCHED:
        return ()
    found = drift_of(log, year, then=then, now=now, touched=touched, units=units).drift
    return {*found.changed, *found.regraded}
