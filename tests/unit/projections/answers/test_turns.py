"""One at a time makes an answer, and a turn is forgotten with the last who wants it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest

from projections.answers.turns import Turns
from tests.faults.waiting import PATIENCE, eventually


class HaltedError(Exception):
    """What a reading is stopped with."""


def stop() -> None:
    raise HaltedError


def nothing() -> None:
    """Nobody is stopped."""


def test_a_third_comer_waits_for_the_second_though_the_first_has_gone() -> None:
    turns, at_once, most = Turns(), [0], [0]
    entered, may_go = [Event() for _ in range(3)], [Event() for _ in range(3)]

    def take(number: int) -> None:
        with turns.of("question", nothing):
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
            entered[number].set()
            assert may_go[number].wait(PATIENCE)
            at_once[0] -= 1

    with ThreadPoolExecutor() as pool:
        first = pool.submit(take, 0)
        assert entered[0].wait(PATIENCE)
        second = pool.submit(take, 1)
        eventually(lambda: turns.wanted("question") == 2)
        may_go[0].set()
        first.result(PATIENCE)
        assert entered[1].wait(PATIENCE)
        third = pool.submit(take, 2)
        eventually(lambda: turns.wanted("question") == 2)
        assert not entered[2].is_set()
        may_go[1].set()
        may_go[2].set()
        second.result(PATIENCE)
        third.result(PATIENCE)
    assert most == [1]
    assert turns.wanted("question") == 0


def test_who_is_stopped_waits_no_longer_and_takes_nothing_along() -> None:
    turns = Turns()
    with turns.of("question", stop), ExitStack() as stack, pytest.raises(HaltedError):
        stack.enter_context(turns.of("question", stop))
    with turns.of("question", stop), turns.of("another", stop):
        assert turns.wanted("question") == 1
    assert turns.wanted("question") == 0
