"""How soon a process beside the server is replaced."""

from itertools import accumulate, repeat

from api.operations.beside import LOOK_SECONDS, MOST_PAUSE, pause_after


def test_a_process_that_lived_long_is_replaced_at_once() -> None:
    assert pause_after(3600, MOST_PAUSE) == LOOK_SECONDS


def test_one_that_dies_again_and_again_is_replaced_less_and_less_often() -> None:
    pauses = list(accumulate(repeat(0.5, 7), lambda before, lived: pause_after(lived, before),
                             initial=LOOK_SECONDS))  # fmt: skip
    assert pauses == [1, 2, 4, 8, 16, MOST_PAUSE, MOST_PAUSE, MOST_PAUSE]
