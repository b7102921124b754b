"""How often Python searches objects for garbage in cycles: seldom, for little of ours is any."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 10_000
"""New containers that make a search due. Python's own 700 is reached by a dozen statements, whose
parts are in use, so that they are searched in vain again and again."""


def collect_seldom() -> None:
    """For this process; what it holds already is never searched again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """Within the block nothing is searched: for work that makes much, keeps it, and ends."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()
