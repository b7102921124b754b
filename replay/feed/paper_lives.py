"""What moments did to papers: whose number stands for several acts, or for several cadres."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from projections.credits.papers import Paper, used_twice
from replay.feed.asked import Asked, FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.handed_over import MovedMember, Naming
from replay.feed.member_years import MemberYears
from replay.feed.papers_said import PaperIndex, mark_of
from replay.feed.sight import Sight
from replay.feed.steps import Step
from replay.feed.whom import Of, Whom
from replay.history.causes import with_causes
from replay.history.change import WHOLE, Key, Kind, State, moved_between
from replay.history.judges import Judges

MOST: Final = 50_000
"""Acts whose papers are handed over at most, those left out that were judged the longest ago."""


class PaperLives:
    """The papers of a page, of which a moment is judged where it made others of the papers of a
    cadre who names one. Who names a paper is folded once it is judged, and is kept from there on:
    whoever else comes to name it, or does so no more, is a cadre whom a moment touches."""

    def __init__(
        self,
        asked: Asked,
        cadres: CadreLives,
        members: MemberYears,
        *,
        naming: Mapping[str, Naming],
        within: bool,
    ) -> None:
        """`naming` is what the page before handed over; `within`: the page goes on within a
        moment."""
        self._asked, self._judges = asked, Judges(asked.basis)
        self._cadres, self._members, self._sight = cadres, members, Sight(asked)
        self._index = PaperIndex(asked.log, asked.basis, asked.papers)
        self._naming, self._within = dict(naming), within

    def begin(self, *, resumed: bool) -> None:
        """Begins with a moment; `resumed`: the page before ended within this very moment."""
        if self._within and not resumed:  # a clock was set back: the moment is yet to come
            self._naming.clear()
        self._within = False

    def change(self, mark: str, step: Step) -> FeedChange | None:
        """What a moment did to a paper; None where nothing, nothing that who asks sees, or where
        its number is of too many to be judged."""
        if self._index.is_of_many(mark, known=step.moment.known):
            self._naming.pop(mark, None)
            return None
        ever = self._index.who(mark, known=step.moment.known)
        self._members.compare(ever & step.cadres, step)
        movers = {one: by for one in ever if (by := self._moved(mark, one)) is not None}
        if not movers:
            return None
        before = self._before(mark, movers, step)
        after = {**before, **{one: _named(mark, by.papers) for one, by in movers.items()}}
        after = {cadre: papers for cadre, papers in after.items() if papers}
        self._naming.pop(mark, None)
        self._naming[mark] = after
        moved = moved_between({WHOLE: _state(before)}, {WHOLE: _state(after)})
        moved = tuple(one for one in moved if one.cadre and self._sight.sees(one.cadre, step))
        if not moved:
            return None
        facts = {fact.position: fact for one in movers.values() for fact in one.facts}
        facts |= {fact.position: fact for fact in self._judges.facts}
        (change,) = with_causes(
            self._asked.log,
            [(step.moment, moved)],
            self._judges,
            [facts[at] for at in sorted(facts)],
        )
        return FeedChange(
            whom=Whom(Of.PAPER, mark),
            name=_number({**before, **after}),
            unit=None,
            known=step.moment.known,
            change=self._sight.told(change, facts.values(), step),
        )

    def handed(self) -> dict[str, Naming]:
        """What the next page goes on from."""
        kept: dict[str, Naming] = {}
        acts = 0
        for mark, naming in reversed(self._naming.items()):
            acts += sum(map(len, naming.values())) + 1
            if acts > MOST:
                break
            kept[mark] = naming
        return dict(reversed(kept.items()))

    def _moved(self, mark: str, cadre: str) -> MovedMember | None:
        """How the moment moved a cadre, where it made another of what he names a paper as."""
        moved = self._members.moved.get(cadre)
        if moved is None or _named(mark, moved.papers_before) == _named(mark, moved.papers):
            return None
        return moved

    def _before(self, mark: str, movers: Mapping[str, MovedMember], step: Step) -> Naming:
        """Who names a paper just before a moment, as what."""
        if mark in self._naming:
            return self._naming[mark]
        found: dict[str, Sequence[Paper]] = {}
        for cadre in sorted(self._index.who(mark, known=step.before.known)):
            moved = movers.get(cadre)
            papers = moved.papers_before if moved else self._cadres.papers(cadre, step.before)
            if named := _named(mark, papers):
                found[cadre] = named
        return found


def _named(mark: str, papers: Iterable[Paper]) -> list[Paper]:
    """What some acts name a paper as."""
    return [one for one in papers if mark_of(one.document) == mark]


def _state(naming: Naming) -> State:
    """That each finding on a paper is there, by the act and the cadre."""
    code = used_twice(naming)
    if code is None:
        return {}
    return {
        Key(Kind.FINDING, str(one.statement_id), None, code.value, cadre): True
        for cadre, papers in naming.items()
        for one in papers
    }


def _number(naming: Naming) -> str:
    return next(one.document for papers in naming.values() for one in papers)
