"""The credit years of cadres at the moments of a page, which the next page goes on from."""

from collections.abc import Collection, Mapping
from typing import Final

from replay.feed.cadre_lives import CadreLives
from replay.feed.handed_over import Handed, MovedMember
from replay.feed.steps import Step
from replay.history.unit import Years

MOST: Final = 50_000
"""Cadres whose years are handed over at most, those that changed the longest ago left out; a cadre
takes some kilobytes."""

_NO_YEARS: Final[Years] = {}


class MemberYears:
    """The years of cadres from moment to moment: of whom a page goes on from, and of whom it folds
    anyway; others are folded where a unit wants them."""

    def __init__(self, cadres: CadreLives, begun: Handed, *, within: bool) -> None:
        """`within`: the page goes on within a moment."""
        self._cadres, self._within = cadres, within
        self._known, self._whole = dict(begun.known), begun.whole
        self._taken, self._moved = set(begun.taken), dict(begun.moved)

    @property
    def moved(self) -> Mapping[str, MovedMember]:
        """The cadres of whose years or papers this moment made others, as far as they were
        compared."""
        return self._moved

    def begin(self, *, resumed: bool = False) -> None:
        """Ends the last moment and goes on to the next; where the page goes on within it, what was
        compared before is kept."""
        if self._within and not resumed:  # a clock was set back: the moment is yet to come
            self._known, self._whole, self._moved = {}, False, {}
        self._within = False
        if resumed:
            return
        for cadre, moved in self._moved.items():
            self._known.pop(cadre, None)
            self._known[cadre] = moved.years
        self._taken, self._moved = set(), {}

    def compare(self, cadres: Collection[str], step: Step) -> None:
        """Compares the years and papers of some cadres with those of before the moment."""
        for cadre in sorted({*cadres} - self._taken):
            before = self._cadres.years(cadre, step.before)
            after = self._cadres.years(cadre, step.moment)
            papers_before = self._cadres.papers(cadre, step.before)
            papers = self._cadres.papers(cadre, step.moment)
            self._known[cadre] = before
            if before != after or papers_before != papers:
                self._moved[cadre] = MovedMember(
                    years=after,
                    papers_before=papers_before,
                    papers=papers,
                    facts=tuple(self._cadres.behind(cadre, step.moment)),
                )
            self._taken.add(cadre)

    def before(self, cadre: str, step: Step) -> Years:
        """The years of a cadre just before the moment."""
        if cadre not in self._known:
            if self._whole:
                return _NO_YEARS
            self._known[cadre] = self._cadres.years(cadre, step.before)
        return self._known[cadre]

    def after(self, cadre: str, step: Step) -> Years:
        """The years of a cadre since the moment; who may have been moved has to be compared."""
        moved = self._moved.get(cadre)
        return self.before(cadre, step) if moved is None else moved.years

    def handed(self) -> Handed:
        """What the next page goes on from; nothing where the moment moved too many."""
        if len(self._taken) > MOST:
            return Handed()
        known = {cadre: years for cadre, years in self._known.items() if years or not self._whole}
        whole = self._whole and len(known) <= MOST
        return Handed(
            known=dict(list(known.items())[-MOST:]),
            whole=whole,
            taken=frozenset(self._taken),
            moved=dict(self._moved),
        )
