"""How long work tells whoever waits for it how far it is."""

from typing import Protocol


class Advance(Protocol):
    """Called with how much is done by now, and of how much where the work comes to know it itself;
    what is counted, the work says."""

    def __call__(self, done: int, total: int | None = None, /) -> None: ...


def unwatched(_done: int, _total: int | None = None, /) -> None:
    """For work that nobody waits for by watching."""
