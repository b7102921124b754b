"""Walks through the moments at which something may have changed, in the order of knowledge."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from replay.history.change import Moved, State, moved_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known up to `known`, on the day `today`; `position` is what was recorded then, None
    where the day alone has come."""

    position: int | None
    known: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The numbers of a moment, and the next day on which they change by themselves."""

    state: State
    wakes_on: date | None = None


Fold = Callable[[Moment], Folded]
"""Folds the numbers of a moment."""


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


def changed(span: Span, fold: Fold) -> Iterator[Changed]:
    """The moments of a span at which something changed, with what did.

    The beginning is folded once, and each moment that may have changed something. A day lies before
    what was stored on it, and what it brings is known as of the last position before.
    """
    return _Walk(span, fold).steps()


class _Walk:
    """A walk through a span: what is known, the day, and the numbers there."""

    def __init__(self, span: Span, fold: Fold) -> None:
        self._fold, self._span = fold, span
        self._days = sorted({day for day in span.days if day <= span.last})
        self._known, self._at = span.after, Folded(state={})
        self._today = span.first
        if span.first is not None:
            self._at = fold(Moment(position=None, known=span.after, today=span.first))

    def steps(self) -> Iterator[Changed]:
        for position, day in sorted(self._span.touching.items()):
            yield from self._pass_to(day)
            yield from self._step(position, max(day, self._today or day))
        yield from self._pass_to(self._span.last)

    def _pass_to(self, until: date) -> Iterator[Changed]:
        """Lets the days pass; before the first position there are none."""
        while self._today is not None and (day := self._next(self._today, until)) is not None:
            yield from self._step(None, day)

    def _next(self, after: date, until: date) -> date | None:
        """The next day on which something may change: one that is known, or that what was folded
        last wakes on."""
        place = bisect_right(self._days, after)
        ahead = (*self._days[place : place + 1], self._at.wakes_on)
        return min((day for day in ahead if day is not None and after < day <= until), default=None)

    def _step(self, position: int | None, today: date) -> Iterator[Changed]:
        self._today = today
        self._known = self._known if position is None else position
        moment = Moment(position=position, known=self._known, today=today)
        before, self._at = self._at, self._fold(moment)
        if moved := moved_between(before.state, self._at.state):
            yield moment, moved
