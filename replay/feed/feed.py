"""The feed of results, page by page: what each position of the log, and each day that passed, did
to the numbers of cadres, to the states of classes and of their follow-up, to papers that are used
twice, and to the standing of units.

It is a function of the log alone: of each moment those are folded, before it and after it, whom it
may have moved. So it says the same while statements come in, a year later and after a rebuild,
whichever pages it is asked for in.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from replay.feed.asked import Asked, FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.class_lives import ClassLives
from replay.feed.handed_over import Handed
from replay.feed.member_years import MemberYears
from replay.feed.paper_lives import PaperLives
from replay.feed.place import Place
from replay.feed.steps import Step, Steps
from replay.feed.unit_lives import UnitLives
from replay.feed.whom import Of, Whom

FOLDED: Final = 200
"""Cadres and classes that a page folds before it ends, each once for every moment that may have
moved it; the members of one unit, or who names one paper, may come on top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page of the feed: `next` is where the following one begins; `more` whether there is more to
    tell already."""

    changes: tuple[FeedChange, ...]
    next: Place
    more: bool


def page_of(asked: Asked, after: Place, *, limit: int) -> FeedPage:
    """What became known after a place, up to `limit` changes, in the order of moments and within
    each of cadres, then of classes, then of papers, then of units.

    A page scans and folds so much at most, so that it may be empty while more is to come. A day
    comes before all that was stored on it.
    """
    if after.position > asked.basis.position:  # of a standby that is behind, or a later log
        return FeedPage(changes=(), next=after, more=False)
    steps = Steps(asked, after)
    lives = _Lives(asked, after, steps)
    page = _told(steps, lives, after, limit=limit)
    lives.hand_over(page.next)
    return page


def _told(steps: Steps, lives: "_Lives", after: Place, *, limit: int) -> FeedPage:
    found: list[FeedChange] = []
    place = after
    for step in steps:
        lives.begin(step)
        for whom in step.whom:
            if len(found) >= limit or lives.folded >= FOLDED:
                return FeedPage(changes=tuple(found), next=place, more=True)
            change = lives.change(whom, step)
            if change is not None:
                found.append(change)
            place = replace(step.done, whom=whom)
        place = step.done
    lives.end()
    return FeedPage(changes=tuple(found), next=steps.end, more=steps.more)


class _Lives:
    """Whom a page is about: cadres, classes, papers and units."""

    def __init__(self, asked: Asked, after: Place, steps: Steps) -> None:
        self._asked, self._steps = asked, steps
        self._cadres, self._classes = CadreLives(asked), ClassLives(asked)
        handed = asked.handed.at(self._mark(after)) or Handed(whole=after.position == 0)
        within = after.whom is not None
        self._members = MemberYears(self._cadres, handed, within=within)
        self._papers = PaperLives(
            asked, self._cadres, self._members, naming=handed.naming, within=within
        )
        self._units = UnitLives(asked, self._members)
        self._today: date | None = None

    @property
    def folded(self) -> int:
        """How often somebody or something was folded."""
        return self._cadres.folded + self._classes.folded

    def begin(self, step: Step) -> None:
        """Goes on to a moment."""
        self._members.begin(resumed=step.resumed)
        self._papers.begin(resumed=step.resumed)
        self._today = step.moment.today

    def end(self) -> None:
        """Ends the last moment."""
        self._members.begin()

    def change(self, whom: Whom, step: Step) -> FeedChange | None:
        """What a moment did; None where nothing, or nothing that who asks sees."""
        match whom.of:
            case Of.CADRE:
                self._members.compare([whom.key], step)
                return self._cadres.change(whom.key, step)
            case Of.CLASS:
                return self._classes.change(whom.key, step)
            case Of.PAPER:
                return self._papers.change(whom.key, step)
            case Of.UNIT:
                return self._units.change(whom.key, step)

    def hand_over(self, place: Place) -> None:
        """Lets who goes on at a place begin with what was folded; not where the page
        came to a later day than that on which the next one begins, as where the zone of the
        policies is another one since."""
        stands = self._steps.stands_on(place)
        if self._today is None or (stands is not None and self._today <= stands):
            handed = replace(self._members.handed(), naming=self._papers.handed())
            self._asked.handed.keep(self._mark(place), handed)

    def _mark(self, place: Place) -> Hashable:
        """What tells a place apart from others: also the day on which it stands, which is another
        one where today is asked about as of before."""
        return str(place), self._steps.stands_on(place), self._asked.log.stored_at(place.position)
