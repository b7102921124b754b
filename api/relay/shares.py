"""Has the cadres of a report folded by several processes: the one that was asked takes them from
the front, those that help it from the end, a bucket at a time.

Nothing depends on who helps: what does not come back is folded by the one that was asked.
"""

import pickle
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

from lrs.event.log import Log
from projections.answers.acts import BUCKET, in_buckets
from projections.answers.basis import Basis
from projections.answers.sharing import ALONE
from projections.policy.succession import Succession

T = TypeVar("T")

PATIENCE: Final = 3.0
"""Seconds that are waited for the last buckets of who helps, before they are folded here, too."""

LOOK_SECONDS: Final = 0.2
"""How often who waits for them looks whether he still should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody is told who is to help: the basis but its reference, which he reads for
    himself, and what to make of each bucket of cadres."""

    position: int
    today: date
    policies: Succession
    without: frozenset[UUID]
    trial: Callable[[Any], object] | None
    erased: int
    """The last erasure that the reference knows: who knows another one is of no help."""
    make: Callable[[Sequence[str], Log, Basis], Any]


class Shared:
    """Folds with the help of as many processes as listen at a socket; it is a `Sharing`.

    They are told by pickle: the socket stands in a folder that is closed to other users.
    """

    def __init__(self, path: Path, *, helpers: int, size: int = BUCKET) -> None:
        self._path = path
        self._helpers = helpers
        self._size = size

    def each(
        self,
        make: Callable[[Sequence[str], Log, Basis], T],
        persons: Iterable[str],
        reader: Log,
        basis: Basis,
    ) -> Iterator[T]:
        """What each bucket of the persons comes to, in their order; all are made before the first
        is given."""
        buckets = list(in_buckets(persons, size=self._size))
        if len(buckets) < 2:
            return ALONE.each(make, (one for some in buckets for one in some), reader, basis)
        work = _Work(buckets)
        asked = _asked(make, basis)
        helpers = [_Helper(self._path, asked, work) for _ in range(self._helpers)]
        try:
            while (number := work.next_here(reader.check)) is not None:
                work.give(number, (make(buckets[number], reader, basis), {}))
        finally:
            for one in helpers:
                one.end()
        made = [work.made[number] for number in range(len(buckets))]
        for _, aside in made:
            basis.watch.found.update(aside)
        return (one for one, _ in made)


def _asked(make: Callable[[Sequence[str], Log, Basis], Any], basis: Basis) -> Asked:
    return Asked(
        position=basis.position,
        today=basis.today,
        policies=basis.policies,
        without=basis.without,
        trial=basis.watch.trial,
        erased=basis.reference.erased,
        make=make,
    )


class _Work:
    """The buckets of a report: those that nobody has taken, those that are lent to who helps, and
    what was made, with what was set aside for it."""

    def __init__(self, buckets: Sequence[Sequence[str]]) -> None:
        self.buckets = buckets
        self.made: dict[int, Any] = {}
        self._left = deque(range(len(buckets)))
        self._lent: set[int] = set()
        self._changed = threading.Condition()

    def next_here(self, check: Callable[[], None]) -> int | None:
        """The next bucket to be made here, None when all are made; one that is lent only when it is
        the last and does not come back. Raises what `check` does to who waits for it."""
        waited = 0.0
        with self._changed:
            while not self._left and self._lent:
                if waited >= PATIENCE:
                    return min(self._lent)
                self._changed.wait(LOOK_SECONDS)
                waited += LOOK_SECONDS
                check()
            return self._left.popleft() if self._left else None

    def lend(self) -> int | None:
        """The last bucket that nobody has taken, for who helps; None where there is none."""
        with self._changed:
            if not self._left:
                return None
            number = self._left.pop()
            self._lent.add(number)
            return number

    def give(self, number: int, made: Any) -> None:
        """A bucket is made, be it for the second time."""
        with self._changed:
            self.made.setdefault(number, made)
            self._lent.discard(number)
            self._changed.notify()

    def take_back(self, number: int) -> None:
        """A bucket that was lent is not made."""
        with self._changed:
            if number in self._lent:
                self._lent.remove(number)
                self._left.append(number)
            self._changed.notify()


class _Helper:
    """A thread that lends buckets to one process, for as long as that one gives them back."""

    def __init__(self, path: Path, asked: Asked, work: _Work) -> None:
        self._path, self._asked, self._work = path, asked, work
        self._socket = socket.socket(socket.AF_UNIX)
        self._thread = threading.Thread(target=self._lend, name="lend", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Hangs up, whatever is lent."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _lend(self) -> None:
        lent: int | None = None
        try:
            # Not to wait where too many do: then the others are helped.
            self._socket.setblocking(False)
            self._socket.connect(str(self._path))
            self._socket.setblocking(True)
            with self._socket.makefile("rwb") as file:
                tell(file, self._asked)
                hear(file)  # he has begun, and waits for the first bucket
                while (lent := self._work.lend()) is not None:
                    tell(file, self._work.buckets[lent])
                    self._work.give(lent, hear(file))
        except (OSError, EOFError, pickle.PickleError):
            pass  # it is made by who was asked
        finally:
            if lent is not None:
                self._work.take_back(lent)


def tell(file: Any, what: object) -> None:
    """Sends something to the other side."""
    pickle.dump(what, file, protocol=pickle.HIGHEST_PROTOCOL)
    file.flush()


def hear(file: Any) -> Any:
    """What the other side sends. Raises EOFError when it has hung up."""
    return pickle.load(file)  # noqa: S301 - who can write to the socket is this user
