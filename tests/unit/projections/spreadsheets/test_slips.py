"""Ids that are a slip away from what somebody typed."""

import pytest

from projections.spreadsheets.slips import near

KNOWN = ("c000270", "c000271", "c000720", "k1", "0301", "c2", "培训班（一）")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("c00270", "c000270"),
        ("c0000270", "c000270"),
        ("C000270", "c000270"),
        ("c0002770", "c000270"),
        ("c000207", "c000270"),
        ("301", "0301"),
        ("3010", "0301"),
        ("03010", "0301"),
        ("培训班(一)", "培训班（一）"),
        ("", None),
        ("王芳", None),
    ],
)
def test_the_nearest_is_a_slip_away(typed: str, meant: str | None) -> None:
    found = near([typed], KNOWN)[typed]
    assert (found[0] if found else None) == meant


def test_two_that_are_exchanged_come_before_two_slips() -> None:
    assert near(["c000702"], KNOWN)["c000702"][0] == "c000720"
    assert near(["c000279"], KNOWN)["c000279"] == ["c000270", "c000271"]


def test_an_id_without_end_is_looked_for_as_it_is() -> None:
    endless = "0" * 2_000
    assert near([endless], [*KNOWN, endless[1:]])[endless] == []


def test_nothing_is_near_where_nothing_is_asked_or_known() -> None:
    assert near([], KNOWN) == {}
    assert near(["c1"], []) == {"c1": []}
