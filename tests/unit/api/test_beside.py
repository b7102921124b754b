"""How soon a process beside the server is replaced, and how several of them end."""

import signal
import threading
from itertools import accumulate, repeat
from pathlib import Path

from api.operations.beside import LOOK_SECONDS, MOST_PAUSE, pause_after, running_beside
from tests.faults.waiting import eventually


def test_a_process_that_lived_long_is_replaced_at_once() -> None:
    assert pause_after(3600, MOST_PAUSE, died=True) == LOOK_SECONDS


def test_a_process_that_ended_well_begins_anew_at_once_whatever_became_of_those_before() -> None:
    assert pause_after(5, MOST_PAUSE, died=False) == LOOK_SECONDS


def test_one_that_dies_again_and_again_is_replaced_less_and_less_often() -> None:
    def after(before: float, lived: float) -> float:
        return pause_after(lived, before, died=True)

    pauses = list(accumulate(repeat(0.5, 7), after, initial=LOOK_SECONDS))
    assert pauses == [1, 2, 4, 8, 16, MOST_PAUSE, MOST_PAUSE, MOST_PAUSE]


def end_after(own: Path, other: Path) -> None:
    """Ends when this process was asked to and the other one was, too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    own.with_suffix(".begun").touch()
    signal.sigwait({signal.SIGTERM})
    own.with_suffix(".asked").touch()
    eventually(other.with_suffix(".asked").exists)
    own.with_suffix(".ended").touch()


def test_processes_that_end_together_do_not_wait_for_each_other(tmp_path: Path) -> None:
    ended, one, other = threading.Event(), tmp_path / "one", tmp_path / "other"
    with (
        running_beside("one", end_after, one, other, ended=ended),
        running_beside("other", end_after, other, one, ended=ended),
    ):
        for path in (one, other):
            eventually(path.with_suffix(".begun").exists)
    assert {path.name for path in tmp_path.glob("*.ended")} == {"one.ended", "other.ended"}
