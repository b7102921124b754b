"""Who names which paper in the log: read once, and from there on as the log grows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from sys import intern
from typing import Final

from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.facts.declaration import papers_of
from projections.facts.fact import Fact
from projections.facts.learning_act import SPAN, facts_with_verb, verbs_of
from projections.facts.registry import FACTS
from replay.feed.read_once import ReadOnce

_DIGITS: Final = 32

_NAMING: Final = verbs_of(*(one for one in FACTS.values() if papers_of(one)))
"""The verbs of the statements that can name a paper: a seventh of those of a city."""

MOST_NAMES: Final = 1_000
"""Names under which a number stands for a paper. One that more give is a word such as "none", or
the list of a whole city: to judge it would mean to fold all of them for one page."""


def mark_of(number: str) -> str:
    """What a paper is called in places of the feed: a digest of its number, which is short whatever
    the number is, and tells it to nobody."""
    return sha256(number.encode()).hexdigest()[:_DIGITS]


class PapersSaid(ReadOnce):
    """The papers that more than one statement names, by their marks, with the names under which
    these do: a superset of what stands at any moment, which costs folds and tells nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[bytes, tuple[int, str]] = {}  # one for each number: kept small
        self._names: dict[str, dict[str, int]] = {}
        self._papers: dict[str, set[str]] = {}

    def facts_between(
        self, log: Log, *, after: int, until: int
    ) -> Iterator[tuple[list[Fact], int]]:
        """The facts of those kinds that can name a paper."""
        for begun in range(after, until, SPAN):
            end = min(begun + SPAN, until)
            yield list(facts_with_verb(log, *_NAMING, after=begun, until=end)), end

    def take(self, facts: Sequence[Fact]) -> None:
        """Notes the papers of some facts."""
        for fact in facts:
            if fact.person is not None and fact.of_cadre:
                for number in fact.documents:
                    self._add(mark_of(number), (fact.position, intern(fact.person)))

    def under(self, names: Iterable[str]) -> set[str]:
        """The papers that are named under some names."""
        with self.lock:
            return {paper for name in names for paper in self._papers.get(name, ())}

    def names(self, paper: str, *, known: int) -> list[str]:
        """The names under which a paper is named up to a position."""
        with self.lock:
            return [name for name, at in self._names.get(paper, {}).items() if at <= known]

    def _add(self, paper: str, named: tuple[int, str]) -> None:
        first = self._first.setdefault(bytes.fromhex(paper), named)
        if first[0] == named[0]:
            return
        names = self._names.setdefault(paper, {})
        for position, name in (first, named):
            names[name] = min(names.get(name, position), position)
            self._papers.setdefault(name, set()).add(paper)


class PaperIndex:
    """Finds the papers that cadres name, and the cadres who name a paper."""

    def __init__(self, log: Log, basis: Basis, said: PapersSaid) -> None:
        self._log, self._said = log, said
        self._related = basis.reference.identities.related

    def of(self, cadres: Collection[str], *, known: int) -> set[str]:
        """The papers that some cadres ever named up to a position, under any of their names; only
        those that more than one statement names."""
        if not cadres:
            return set()
        self._said.read(self._log, known)
        return self._said.under(name for one in cadres for name in self._related(one))

    def is_of_many(self, paper: str, *, known: int) -> bool:
        """Whether more names than MOST_NAMES gave a paper's number up to a position: true from
        there on, whatever is void since."""
        return len(self._said.names(paper, known=known)) > MOST_NAMES

    def who(self, paper: str, *, known: int) -> set[str]:
        """The cadres who ever named a paper up to a position, with all that links ever had to do
        with them."""
        names = self._said.names(paper, known=known)
        return {one for name in names for one in self._related(name)}


def papers_said(answers: Answers, basis: Basis) -> PapersSaid:
    """What all pages of the feed know of papers: read once, until something is erased."""
    always = replace(basis, position=0, today=date.min)
    return answers.once(always, "papers said in the log", PapersSaid)
