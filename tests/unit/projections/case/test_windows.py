"""Windows include both of their ends, and half-years follow each other without a gap."""

from datetime import date

import pytest

from projections.case.windows import Half, State, Window, half_named, half_of, halves

JUNE = Window(opens=date(2010, 6, 1), due=date(2010, 6, 30))


@pytest.mark.parametrize(
    ("done", "today", "state"),
    [
        (None, date(2010, 5, 31), State.NOT_YET_OPEN),
        (None, date(2010, 6, 1), State.OPEN),
        (None, date(2010, 6, 30), State.OPEN),
        (None, date(2010, 7, 1), State.OVERDUE),
        (date(2010, 5, 31), date(2010, 7, 1), State.DONE_EARLY),
        (date(2010, 6, 1), date(2010, 7, 1), State.DONE),
        (date(2010, 6, 30), date(2010, 7, 1), State.DONE),
        (date(2010, 7, 1), date(2010, 7, 1), State.DONE_LATE),
    ],
)
def test_both_ends_belong_to_a_window(done: date | None, today: date, state: State) -> None:
    assert JUNE.state(done, today) is state


def test_half_years_are_named_and_follow_each_other() -> None:
    found = halves(date(2010, 6, 30), date(2011, 1, 1))
    assert [str(one) for one in found] == ["2010-H1", "2010-H2", "2011-H1"]
    assert [half_named(str(one)) for one in found] == list(found)
    assert half_of(date(2010, 7, 1)) == Half(year=2010, number=2)


@pytest.mark.parametrize("text", ["2010-H3", "2010-h1", "0001-H1", "2010-H1 ", "H1"])
def test_what_is_no_half_year_is_none(text: str) -> None:
    assert half_named(text) is None
