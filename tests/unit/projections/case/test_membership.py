"""In which unit a cadre is assessed (A3-18, Q32)."""

import pytest

from projections.case.membership import unit_of_year
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI, History

Move = tuple[str, str]


def unit(basis: str, year: int, *moves: Move) -> str | None:
    history = History()
    for number, (day, to) in enumerate(moves):
        history.record("unit.assigned", f"m{number}", unit=to, occurred=day)
    ledger = history.ledger()
    policy = BAOJI.with_overrides({"membership_basis": basis})
    return unit_of_year(ledger.memberships, year, succession_of(policy))


MOVED = (("2009-01-01", "A"), ("2010-07-01", "B"))


@pytest.mark.parametrize(
    ("basis", "moves", "expected"),
    [
        ("year_end", MOVED, "B"),
        ("year_start", MOVED, "A"),
        ("longest", MOVED, "B"),
        ("longest", (("2009-01-01", "A"), ("2010-07-03", "B")), "A"),
        ("year_end", (("2009-01-01", "A"), ("2010-12-31", "B")), "B"),
        ("year_end", (("2009-01-01", "A"), ("2011-01-01", "B")), "A"),
        ("year_start", (("2009-01-01", "A"), ("2010-01-01", "B")), "B"),
        ("year_start", (("2009-01-01", "A"), ("2010-01-02", "B")), "A"),
        ("year_end", (), None),
        ("longest", (), None),
        ("longest", (("2011-01-01", "A"),), None),
        ("year_start", (("2010-03-01", "A"),), None),
        ("longest", (("2010-12-31", "A"),), "A"),
        (
            "longest",
            (("2009-01-01", "A"), ("2010-04-01", "B"), ("2010-09-01", "A"), ("2010-11-15", "B")),
            "B",
        ),
    ],
)
def test_the_unit_of_2010(basis: str, moves: tuple[Move, ...], expected: str | None) -> None:
    assert unit(basis, 2010, *moves) == expected


def test_of_equally_long_memberships_the_later_counts() -> None:
    moves = (("2009-01-01", "A"), ("2010-03-01", "C"), ("2010-08-06", "B"))
    assert unit("longest", 2010, *moves) == "C"
    assert unit("longest", 2012, ("2012-01-01", "A"), ("2012-07-02", "B")) == "B"


def test_an_enrolment_is_a_membership_and_voided_or_unauthorised_moves_are_none() -> None:
    history = History()
    history.record("cadre.enrolled", "n", unit="A", occurred="2009-01-01")
    history.record("unit.assigned", "m1", unit="B", occurred="2010-02-01")
    history.record("unit.assigned", "m2", unit="C", occurred="2010-03-01", credential="nobody")
    history.record("act.voided", "v", target="m1", occurred="2010-04-01")
    units = [
        unit_of_year(history.ledger(known=n).memberships, 2010, succession_of(BAOJI))
        for n in (1, 2, 3, 4)
    ]
    assert units == ["A", "B", "B", "A"]


def test_a_grant_for_a_unit_covers_that_units_members() -> None:
    history = History()
    history.reference.grant(
        position=0,
        credential="p",
        asserts=("unit.assigned@A", "class.completed@A", "act.voided@A"),
    )
    history.record("unit.assigned", "m1", unit="A", occurred="2009-01-01", credential="p")
    history.record("unit.assigned", "m2", unit="B", occurred="2010-06-01", credential="p")
    history.attended("k1", "K1", "2010-05-01", "5", credential="p")
    history.record("unit.assigned", "m3", unit="B", occurred="2010-07-01")
    history.attended("k2", "K2", "2010-08-01", "5", credential="p")
    history.record("act.voided", "v", target="m3", occurred="2010-09-01", credential="p")
    ledger = history.ledger()
    assert [member.unit for member in ledger.memberships] == ["A", "B"]
    assert [line.reason for line in ledger.entries] == [None, "not_authorised"]
