"""Whom the log names: read once, and from there on as the log grows."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.case.decisions import AsOf
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from replay.feed.read_once import ReadOnce

Everybody = Callable[[AsOf], Collection[str]]
"""Tells all cadres whom the log names, as of a moment; others cost folds, and tell nothing."""


class NamesSaid(ReadOnce):
    """The names under which the log says anything of cadres but decisions, each with the position
    that says it first."""

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, int] = {}

    def up_to(self, log: Log, position: int) -> list[str]:
        """The names that are said up to a position; only what was not read before is read."""
        self.read(log, position)
        with self.lock:
            return [name for name, first in self._first.items() if first <= position]

    def take(self, facts: Sequence[Fact]) -> None:
        """Notes the names of some facts."""
        for fact in facts:
            if fact.person is not None and fact.of_cadre and not isinstance(fact, Decision):
                self._first.setdefault(fact.person, fact.position)


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
