"""Whether a unit is barred, decided in integers (R24, A3-18)."""

from dataclasses import replace

import pytest

from projections.credit_ledger import Ledger
from projections.exact import plain
from projections.unit_compliance import UnitCompliance, compliance
from tests.unit.projections.history import BAOJI, History


def ledger(person: str, days: str | None, unit: str = "A") -> Ledger:
    """The ledger of a member who attended so many days in 2010."""
    history = History()
    history.record("unit.assigned", "m", unit=unit, occurred="2009-01-01")
    if days:
        history.attended("k", "K", "2010-03-20", days)
    return replace(history.ledger(), person=person)


def standing(unqualified: int, members: int, **parameters: object) -> UnitCompliance:
    ledgers = [
        ledger(f"c{number}", "5" if number < unqualified else "12") for number in range(members)
    ]
    outsider = ledger("x", "5", unit="B")
    policy = BAOJI.with_overrides(parameters)
    return compliance("A", 2010, [*reversed(ledgers), outsider], policy)


@pytest.mark.parametrize(
    ("unqualified", "members", "verdict", "limit", "until_barred", "to_clear"),
    [
        (0, 0, "not_applicable", 0, 0, 0),
        (0, 1, "clear", 1, 1, 0),
        (1, 1, "barred_from_advanced", 1, 0, 1),
        (2, 6, "barred_from_advanced", 2, 0, 1),
        (2, 7, "clear", 3, 1, 0),
        (3, 7, "barred_from_advanced", 3, 0, 1),
        (1, 4, "clear", 2, 1, 0),
        (4, 5, "barred_from_advanced", 2, 0, 3),
    ],
)
def test_a_third_or_more_bars(
    unqualified: int, members: int, verdict: str, limit: int, until_barred: int, to_clear: int
) -> None:
    found = standing(unqualified, members)
    assert (found.assessed, found.unqualified) == (members, unqualified)
    assert found.verdict == verdict
    assert (found.limit, found.until_barred, found.to_clear) == (limit, until_barred, to_clear)


def test_the_ratio_is_a_parameter() -> None:
    ratio = {"thresholds.unit_unqualified_ratio": [2, 5]}
    assert standing(2, 5, **ratio).verdict == "barred_from_advanced"
    assert standing(1, 5, **ratio).verdict == "clear"
    assert standing(1, 3, **ratio).verdict == "clear"


def test_who_is_missing_how_much_by_which_article() -> None:
    found = standing(1, 2)
    assert [(m.person, plain(m.counted), plain(m.missing), m.grade) for m in found.members] == [
        ("c0", "25", "35", "unqualified"),
        ("c1", "60", "0", "qualified"),
    ]
    assert (found.rule, found.article) == ("R24", "A3-18")


def test_a_member_without_acts_is_unqualified() -> None:
    found = compliance("A", 2010, [_asked(2010)], BAOJI)
    assert (found.assessed, found.unqualified) == (1, 1)


def _asked(year: int) -> Ledger:
    history = History()
    history.record("unit.assigned", "m", unit="A", occurred="2009-01-01")
    return history.ledger(years=[year])


def test_a_ledger_that_does_not_show_the_year_is_an_error() -> None:
    with pytest.raises(KeyError, match="2020"):
        compliance("A", 2020, [_asked(2010)], BAOJI)
