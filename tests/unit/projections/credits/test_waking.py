"""The day on which a ledger changes by itself."""

from datetime import date
from typing import Any

import pytest

from tests.unit.projections.history import History

STUDY = {"programme": "p1", "level": "master"}


def admitted(**data: Any) -> History:
    """A cadre who was admitted to a programme on 1 September 2008."""
    history = History()
    history.record("degree.admitted", "a", **STUDY, occurred="2008-09-01", **data)
    return history


@pytest.mark.parametrize(
    ("today", "wakes"),
    [
        ("2008-09-01", "2009-09-01"),
        ("2009-08-31", "2009-09-01"),
        ("2009-09-01", "2009-09-02"),
        ("2009-09-02", "2010-09-01"),
        ("2012-12-31", "2013-09-01"),
    ],
)
def test_who_studies_wakes_when_a_year_is_full_and_on_the_day_after(today: str, wakes: str) -> None:
    found = admitted().ledger(today=today)
    assert found.wakes_on == date.fromisoformat(wakes)


def test_who_studies_for_too_long_wakes_every_day() -> None:
    history = admitted(years=2)
    assert history.ledger(today="2010-09-01").wakes_on == date(2010, 9, 2)
    assert history.ledger(today="2010-09-02").wakes_on == date(2010, 9, 3)
    assert history.ledger(today="2010-12-05").wakes_on == date(2010, 12, 6)


def test_who_has_nothing_that_comes_round_never_wakes() -> None:
    history = History()
    history.attended("k", "K", "2010-03-12", "10")
    assert history.ledger(today="2010-06-01").wakes_on is None
