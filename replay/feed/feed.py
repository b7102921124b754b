"""The feed of results, page by page: what each position of the log, and each day that passed, did
to the numbers of cadres and to the states of classes and of their follow-up.

It is a function of the log alone: of each moment those are folded, before it and after it, whom it
may have moved. So it says the same while statements come in, a year later and after a rebuild,
whichever pages it is asked for in.
"""

from dataclasses import dataclass, replace
from typing import Final

from replay.feed.asked import Asked, FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.class_lives import ClassLives
from replay.feed.place import Place
from replay.feed.steps import Step, Steps
from replay.feed.unit_lives import UnitLives
from replay.feed.whom import Of, Whom

FOLDED: Final = 200
"""Cadres and classes that a page folds at most, each once for every moment that may have moved
it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page of the feed: `next` is where the following one begins; `more` whether there is more to
    tell already."""

    changes: tuple[FeedChange, ...]
    next: Place
    more: bool


def page_of(asked: Asked, after: Place, *, limit: int) -> FeedPage:
    """What became known after a place, up to `limit` changes, in the order of moments and within
    each of cadres and then of classes.

    A page scans and folds so much at most, so that it may be empty while more is to come. A day
    comes before all that was stored on it.
    """
    if after.position > asked.basis.position:  # of a standby that is behind, or a later log
        return FeedPage(changes=(), next=after, more=False)
    steps, lives = Steps(asked, after), _Lives(asked)
    found: list[FeedChange] = []
    place = after
    for step in steps:
        for whom in step.whom:
            if len(found) >= limit or lives.folded >= FOLDED:
                return FeedPage(changes=tuple(found), next=place, more=True)
            change = lives.change(whom, step)
            if change is not None:
                found.append(change)
            place = replace(step.done, whom=whom)
        place = step.done
    return FeedPage(changes=tuple(found), next=steps.end, more=steps.more)


class _Lives:
    """Whom a page is about, cadres and classes."""

    def __init__(self, asked: Asked) -> None:
        self._cadres, self._classes = CadreLives(asked), ClassLives(asked)
        self._units = UnitLives(asked, self._cadres)

    @property
    def folded(self) -> int:
        """How often somebody or something was folded."""
        return self._cadres.folded + self._classes.folded

    def change(self, whom: Whom, step: Step) -> FeedChange | None:
        """What a moment did; None where nothing, or nothing that who asks sees."""
        match whom.of:
            case Of.CADRE:
                return self._cadres.change(whom.key, step)
            case Of.CLASS:
                return self._classes.change(whom.key, step)
            case Of.UNIT:
                return self._units.change(whom.key, step)
