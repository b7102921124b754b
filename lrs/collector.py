"""How often Python searches objects for garbage in cycles: seldom, for little of ours is any."""

import gc

YOUNG = 10_000
"""New containers that make a search due. Python's own 700 is reached by a dozen statements, whose
parts are in use, so that they are searched in vain again and again."""


def collect_seldom() -> None:
    """For this process; what it holds already is never searched again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
