"""How soon a process beside the server is replaced."""

from itertools import accumulate, repeat

from api.operations.beside import LOOK_SECONDS, MOST_PAUSE, pause_after


def test_a_process_that_lived_long_is_replaced_at_once() -> None:
    assert pause_after(3600, MOST_PAUSE, died=True) == LOOK_SECONDS


def test_a_process_that_ended_well_begins_anew_at_once_whatever_became_of_those_before() -> None:
    assert pause_after(5, MOST_PAUSE, died=False) == LOOK_SECONDS


def test_one_that_dies_again_and_again_is_replaced_less_and_less_often() -> None:
    def after(before: float, lived: float) -> float:
        return pause_after(lived, before, died=True)

    pauses = list(accumulate(repeat(0.5, 7), after, initial=LOOK_SECONDS))
    assert pauses == [1, 2, 4, 8, 16, MOST_PAUSE, MOST_PAUSE, MOST_PAUSE]
