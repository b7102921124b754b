"""What all pages of the feed read from the log once, and from there on as it grows."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from threading import Lock

from lrs.event.log import Log, pages
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact


class ReadOnce(ABC):
    """Something that the log says, noted as it is read.

    It grows page by page, and keeps the pages that it has read where a reading is stopped. The lock
    is not held while it reads: where two read the same page, they note the same.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self._position = 0

    def read(self, log: Log, position: int) -> None:
        """Reads the log up to a position; only what was not read before."""
        if position <= self._position:
            return
        for facts, until in self.facts_between(log, after=self._position, until=position):
            self._note(facts, until=until)
        self._note((), until=position)

    def facts_between(
        self, log: Log, *, after: int, until: int
    ) -> Iterator[tuple[list[Fact], int]]:
        """The facts after a position, some at a time, each time with the position up to which these
        are all. Where only some kinds count, it passes over the statements of others."""
        for page in pages(log, after=after, until=until):
            yield [read_fact(one) for one in page], page[-1].position

    @abstractmethod
    def take(self, facts: Sequence[Fact]) -> None:
        """Notes what some facts say; the same facts may come twice."""

    def _note(self, facts: Sequence[Fact], *, until: int) -> None:
        with self.lock:
            self.take(facts)
            self._position = max(self._position, until)
