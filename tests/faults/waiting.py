"""Waiting for a condition in tests, never for time alone."""

import time
from collections.abc import Callable

ATTEMPTS = 6000
PAUSE = 0.01
PATIENCE = ATTEMPTS * PAUSE
"""Seconds after which a test gives up; nothing here comes near it."""


def eventually(condition: Callable[[], object]) -> None:
    """Returns as soon as the condition holds."""
    for _ in range(ATTEMPTS):
        if condition():
            return
        time.sleep(PAUSE)
    raise AssertionError("it never came true")
