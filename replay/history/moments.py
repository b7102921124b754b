"""Walks through the moments at which something may have changed, in the order of knowledge."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from replay.history.change import Moved, Parts, moved_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known up to `known`, on the day `today`; `position` is what was recorded then, None
    where the day alone has come."""

    position: int | None
    known: int
    today: date


S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Generic[S]):
    """What a moment was folded to, and the next day on which that changes by itself."""

    state: S
    wakes_on: date | None = None


Fold = Callable[[Moment], Folded[S] | None]
"""Folds a moment; None where there is nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is walked through: from a position and its day, both left out, to a last day.

    `touching` are the positions that may change something, each with the day on which it was
    stored; `days` those days on which something that is known ahead happens, or a policy turns.
    """

    after: int
    first: date | None
    last: date
    touching: Mapping[int, date]
    days: Collection[date]


Changed = tuple[Moment, tuple[Moved, ...]]
"""A moment at which something changed, with what did."""


def changed(span: Span, fold: Fold[Parts]) -> Iterator[Changed]:
    """The moments of a span at which a member changed, with all that did."""
    walk: Walk[Parts] = Walk(span, fold, nothing={})
    before = walk.begun
    for moment, after in walk.steps():
        if moved := moved_between(before, after):
            yield moment, moved
        before = after


class Walk(Generic[S]):
    """A walk through the moments of a span that may have changed something.

    The beginning is folded once, and so is each moment. A day lies before what was stored on it,
    and what it brings is known as of the last position before. `nothing` stands where there is
    nothing yet.
    """

    def __init__(self, span: Span, fold: Fold[S], *, nothing: S) -> None:
        self._fold, self._span, self._nothing = fold, span, Folded(state=nothing)
        self._days = sorted({day for day in span.days if day <= span.last})
        self._known, self._today, self._at = span.after, span.first, self._nothing
        if span.first is not None:
            begin = Moment(position=None, known=span.after, today=span.first)
            self._at = fold(begin) or self._nothing

    @property
    def begun(self) -> S:
        """What there is where the walk stands: before its first step, at the beginning."""
        return self._at.state

    def steps(self) -> Iterator[tuple[Moment, S]]:
        """Each moment, with what it was folded to."""
        for position, day in sorted(self._span.touching.items()):
            yield from self._pass_to(day)
            yield self._step(position, max(day, self._today or day))
        yield from self._pass_to(self._span.last)

    def _pass_to(self, until: date) -> Iterator[tuple[Moment, S]]:
        """Lets the days pass; before the first position there are none."""
        while self._today is not None and (day := self._next(self._today, until)) is not None:
            yield self._step(None, day)

    def _next(self, after: date, until: date) -> date | None:
        """The next day on which something may change: one that is known, or that what was folded
        last wakes on."""
        place = bisect_right(self._days, after)
        ahead = (*self._days[place : place + 1], self._at.wakes_on)
        return min((day for day in ahead if day is not None and after < day <= until), default=None)

    def _step(self, position: int | None, today: date) -> tuple[Moment, S]:
        self._today = today
        self._known = self._known if position is None else position
        moment = Moment(position=position, known=self._known, today=today)
        self._at = self._fold(moment) or self._nothing
        return moment, self._at.state
