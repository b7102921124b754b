"""Lets one at a time make an answer: whoever asks for the same waits, and takes what was made."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

LOOK_SECONDS: Final = 0.2
"""How often who waits for his turn looks whether he still should."""


@dataclass(slots=True)
class _Turn:
    """A question's turn, with how many have it or wait for it: it is forgotten with the last."""

    lock: Lock = field(default_factory=Lock)
    takers: int = 0


class Turns:
    """The turns of the threads of one process, by question."""

    def __init__(self) -> None:
        self._turns: dict[Hashable, _Turn] = {}
        self._lock = Lock()

    def wanted(self, question: Hashable) -> int:
        """How many have the turn of a question or wait for it."""
        with self._lock:
            return self._turns[question].takers if question in self._turns else 0

    @contextmanager
    def of(self, question: Hashable, check: Callable[[], None]) -> Iterator[None]:
        """Has the turn of a question during the block. Raises what ``check`` raises to who waits,
        which goes no further then."""
        with self._lock:
            turn = self._turns.setdefault(question, _Turn())
            turn.takers += 1
        try:
            while not turn.lock.acquire(timeout=LOOK_SECONDS):
                check()
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._lock:
                turn.takers -= 1
                if not turn.takers:
                    del self._turns[question]
