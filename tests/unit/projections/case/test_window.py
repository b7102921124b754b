"""The state of something that is to be done within some days."""

from datetime import date

import pytest

from projections.case.window import State, Window

WINDOW = Window(opens=date(2010, 6, 1), due=date(2010, 7, 31))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2010, 5, 31), State.NOT_YET_OPEN),
        (date(2010, 6, 1), State.OPEN),
        (date(2010, 7, 31), State.OPEN),
        (date(2010, 8, 1), State.OVERDUE),
    ],
)
def test_what_is_not_done_is_overdue_after_the_due_day(today: date, state: State) -> None:
    assert WINDOW.state(None, today) is state


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (date(2010, 5, 31), State.DONE_EARLY),
        (date(2010, 6, 1), State.DONE),
        (date(2010, 7, 31), State.DONE),
        (date(2010, 8, 1), State.DONE_LATE),
    ],
)
def test_what_is_done_says_whether_it_was_in_time(done: date, state: State) -> None:
    assert WINDOW.state(done, date(2011, 1, 1)) is state
