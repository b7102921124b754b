"""Whom the log names: read once, and from there on as the log grows."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

from lrs.event.log import Log, Recorded, pages
from projections.answers.basis import Answers, Basis
from projections.case.decisions import AsOf
from projections.facts.decision_facts import Decision
from projections.facts.learning_act import read_fact

Everybody = Callable[[AsOf], Collection[str]]
"""Tells all cadres whom the log names, as of a moment; others cost folds, and tell nothing."""


class NamesSaid:
    """The names under which the log says anything of cadres but decisions, each with the position
    that says it first.

    It grows page by page, and keeps the pages that it has read where a reading is stopped. No lock
    is held while it reads: where two read the same page, they find the same in it.
    """

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._position = 0
        self._lock = Lock()

    def up_to(self, log: Log, position: int) -> list[str]:
        """The names that are said up to a position; only what was not read before is read."""
        for page in pages(log, after=self._position, until=position):
            self._take(page, until=page[-1].position)
        self._take((), until=position)
        with self._lock:
            return [name for name, first in self._first.items() if first <= position]

    def _take(self, page: Sequence[Recorded], *, until: int) -> None:
        facts = map(read_fact, page)
        named = [
            (fact.person, fact.position)
            for fact in facts
            if fact.person is not None and fact.of_cadre and not isinstance(fact, Decision)
        ]
        with self._lock:
            for name, position in named:
                self._first.setdefault(name, position)
            self._position = max(self._position, until)


def everybody_of(answers: Answers, log: Log, basis: Basis) -> Everybody:
    """Tells all cadres whom the log names: of all pages of the feed together it is read once, until
    something is erased. Neither the tables nor anything beside the log is asked."""
    always = replace(basis, position=0, today=date.min)
    said = answers.once(always, "names said in the log", NamesSaid)
    return lambda as_of: everybody_by(said, log, basis, as_of)


def everybody_by(said: NamesSaid, log: Log, basis: Basis, as_of: AsOf) -> Collection[str]:
    """The cadres behind the names that are said up to a moment, with all that links ever had to do
    with these."""
    related = basis.reference.identities.related
    return {one for name in said.up_to(log, as_of.known) for one in related(name)}
