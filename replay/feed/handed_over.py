"""What pages of the feed hand over to those that go on where they ended."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Final

from projections.answers.basis import Answers, Basis
from projections.credits.papers import Paper
from projections.facts.fact import Fact
from replay.history.unit import Years

PLACES: Final = 4
"""Places of which something is kept: one for each who follows the feed at the same time."""

Naming = Mapping[str, Sequence[Paper]]
"""The cadres whose acts name one paper, each with what they name it as; nobody else does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedMember:
    """The years of a cadre since a moment that made others of them or of his papers, these just
    before it and since, and the facts behind it."""

    years: Years
    papers_before: tuple[Paper, ...]
    papers: tuple[Paper, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The years of cadres at a place, for who goes on from there.

    `known` are the years of some cadres; where they are `whole`, nobody else has any. Where the
    place lies within a moment, `known` is just before it, `taken` are the cadres who were compared
    with it already, and `moved` those of them whose years or papers are others since.

    `naming` are the papers that were judged, by their marks, each with the cadres whose acts name
    it: as they are once it is told, or else just before the moment.
    """

    known: Mapping[str, Years] = field(default_factory=dict)
    whole: bool = False
    taken: frozenset[str] = frozenset()
    moved: Mapping[str, MovedMember] = field(default_factory=dict)
    naming: Mapping[str, Naming] = field(default_factory=dict)


class HandedOver:
    """The years of cadres, and who names which papers, at the places where pages ended, kept in
    memory for those that begin there. Where nothing is kept, a page folds the members of the units,
    and who names the papers, that it tells of: it costs more, and tells the same."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Handed] = OrderedDict()
        self._lock = Lock()

    def at(self, place: Hashable) -> Handed | None:
        """What is kept of a place."""
        with self._lock:
            return self._kept.get(place)

    def keep(self, place: Hashable, handed: Handed) -> None:
        """Keeps what holds at a place, and forgets the place that was reached the longest ago."""
        with self._lock:
            self._kept[place] = handed
            self._kept.move_to_end(place)
            while len(self._kept) > PLACES:
                self._kept.popitem(last=False)


def handed_over(answers: Answers, basis: Basis) -> HandedOver:
    """What pages hand over under the policies of a basis, until something is erased."""
    always = replace(basis, position=0, today=date.min)
    return answers.once(always, "handed over by pages of the feed", HandedOver)
