"""Where a cadre belongs when he leaves, returns and is moved, and by whom (A3-18, R1)."""

from datetime import date

import pytest

from projections.amiss import AMISS, Amiss
from projections.case.membership import unit_of_year, unit_on
from projections.exact import plain
from projections.policy.folder import load_packaged
from projections.policy.parameter import Policy
from projections.profile.writing import statement_id
from tests.unit.projections.history import BAOJI, History, entry

IN_A = {"unit": "A", "occurred": "2009-01-01"}


def unit(history: History, day: str) -> str | None:
    return unit_on(history.ledger().memberships, date.fromisoformat(day))


def left(reason: str = "retired") -> History:
    history = History()
    history.record("unit.assigned", "m", **IN_A)
    history.attended("k", "K", "2010-03-05", "5")
    history.record("cadre.left", "l", reason=reason, occurred="2010-07-01")
    return history


@pytest.mark.parametrize("reason", ["retired", "resigned", "died", "transferred_out"])
def test_from_the_day_of_leaving_a_cadre_belongs_to_no_unit(reason: str) -> None:
    history = left(reason)
    assert [unit(history, day) for day in ("2010-06-30", "2010-07-01")] == ["A", None]
    assert history.ledger().memberships[-1].left == reason


def test_his_past_and_his_credits_stay() -> None:
    ledger = left().ledger()
    assert plain(ledger.balance(2010).earned) == "25"
    assert entry(ledger, "k").reason is None


@pytest.mark.parametrize(
    ("basis", "expected"), [("year_end", None), ("year_start", "A"), ("longest", "A")]
)
def test_he_is_assessed_where_the_policy_counts_him(basis: str, expected: str | None) -> None:
    policies = left().dossier({"membership_basis": basis}).case.policies
    memberships = left().ledger().memberships
    assert unit_of_year(memberships, 2010, policies) == expected
    assert unit_of_year(memberships, 2011, policies) is None


def test_he_returns_to_the_unit_that_he_left_or_to_another() -> None:
    history = left()
    history.record("cadre.returned", "r", occurred="2010-09-01")
    assert [unit(history, day) for day in ("2010-08-31", "2010-09-01")] == [None, "A"]
    history.record("cadre.left", "l2", reason="retired", occurred="2010-10-01")
    history.record("cadre.returned", "r2", unit="B", occurred="2010-11-01")
    assert [unit(history, day) for day in ("2010-10-01", "2010-11-01")] == [None, "B"]


def test_who_never_was_in_a_unit_returns_to_none() -> None:
    history = History()
    history.record("cadre.returned", "r", occurred="2010-09-01")
    assert history.ledger().memberships == ()


def test_a_leaving_that_is_void_is_none() -> None:
    history = left()
    history.record("act.voided", "v", target="l", occurred="2010-08-01")
    assert unit(history, "2010-12-31") == "A"


def test_of_a_leaving_and_an_arrival_of_one_day_the_last_of_the_log_holds() -> None:
    for ids in (("l", "m2"), ("m2", "l")):
        history = History()
        history.record("unit.assigned", "m", **IN_A)
        for id_ in ids:
            fact = "cadre.left" if id_ == "l" else "unit.assigned"
            data = {"reason": "transferred_out"} if id_ == "l" else {"unit": "B"}
            history.record(fact, id_, occurred="2010-07-01", **data)
        assert unit(history, "2010-07-01") == ("B" if ids[-1] == "m2" else None)
        assert history.ledger().findings == ()


def granted(*asserts: str) -> History:
    history = History()
    history.reference.grant(position=0, credential="hr", asserts=asserts)
    history.record("unit.assigned", "m", unit="B", occurred="2009-01-01")
    return history


def found(history: History, policy: Policy = BAOJI) -> list[tuple[Amiss, str, tuple[str, ...]]]:
    names = {statement_id(id_): id_ for id_ in ("m", "m2", "l", "a", "r", "w", "w2", "k", "v")}
    return [
        (one.code, names[one.statement_id], one.units)
        for one in history.ledger(policy=policy).findings
    ]


def test_a_unit_that_pulls_in_a_cadre_of_another_is_found_and_moves_him() -> None:
    history = granted("unit.assigned@A")
    history.record("unit.assigned", "m2", unit="A", occurred="2010-01-01", credential="hr")
    assert unit(history, "2010-01-01") == "A"
    assert found(history) == [(Amiss.MOVED_BY_RECEIVING_UNIT, "m2", ("B", "A"))]


def test_who_may_move_cadres_of_both_units_is_not_found() -> None:
    history = granted("unit.assigned@A", "unit.assigned@B")
    history.record("unit.assigned", "m2", unit="A", occurred="2010-01-01", credential="hr")
    assert found(history) == []


def test_whom_his_unit_released_may_be_taken_in() -> None:
    history = granted("unit.assigned@A")
    history.reference.grant(position=0, credential="old", asserts=("cadre.left@B",))
    history.record(
        "cadre.left", "l", reason="transferred_out", occurred="2009-12-31", credential="old"
    )
    history.record("unit.assigned", "m2", unit="A", occurred="2010-01-01", credential="hr")
    assert unit(history, "2010-01-01") == "A"
    assert found(history) == []


def test_a_unit_releases_nobody_of_another() -> None:
    history = granted("cadre.left@A")
    history.record("cadre.left", "l", reason="retired", occurred="2010-01-01", credential="hr")
    assert unit(history, "2010-12-31") == "B"
    assert found(history) == [(Amiss.NOT_AUTHORISED, "l", ())]


def test_two_units_of_one_day_are_found() -> None:
    history = History()
    history.record("unit.assigned", "m", unit="B", occurred="2010-01-01")
    history.record("unit.assigned", "m2", unit="A", occurred="2010-01-01")
    assert found(history) == [(Amiss.TWO_UNITS, "m2", ("B", "A"))]
    assert unit(history, "2010-12-31") == "A"


def test_of_one_day_the_later_timestamp_holds_however_stored() -> None:
    afternoon = {"occurred_at": "2010-01-01T15:00:00+08:00", "recorded": "2010-01-02"}
    morning = {"occurred_at": "2010-01-01T09:00:00+08:00", "recorded": "2010-01-03"}
    history = History()
    history.record("unit.assigned", "m", unit="B", **afternoon)
    history.record("unit.assigned", "m2", unit="A", **morning)
    history.attended("k", "K", "2009-03-05", "3")
    history.record("credit.approved", "a", target="k", **afternoon)
    history.record("credit.rejected", "r", target="k", **morning)
    assert unit(history, "2010-12-31") == "B"
    assert history.ledger().entries[0].reason is None
    assert found(history) == [(Amiss.TWO_UNITS, "m", ("A", "B")), (Amiss.OPPOSITE_RULINGS, "a", ())]
    for code in (Amiss.TWO_UNITS, Amiss.OPPOSITE_RULINGS):
        assert "timestamp" in AMISS[code]["en"]


def test_the_same_unit_twice_on_one_day_is_not_found() -> None:
    history = History()
    history.record("unit.assigned", "m", unit="A", occurred="2010-01-01")
    history.record("unit.assigned", "m2", unit="A", occurred="2010-01-01")
    assert found(history) == []


@pytest.mark.parametrize("policy", ["baoji-2009", "nanjing"])
def test_opposite_rulings_of_one_day_are_found_under_any_policy(policy: str) -> None:
    history = History()
    history.attended("k", "K", "2010-03-05", "3")
    history.record("credit.approved", "a", target="k", occurred="2010-04-01")
    history.record("credit.rejected", "r", target="k", occurred="2010-04-01")
    assert found(history, load_packaged(policy)) == [(Amiss.OPPOSITE_RULINGS, "r", ())]
    history.record("act.voided", "v", target="a", occurred="2010-04-02")
    assert found(history) == []


def test_a_change_of_mind_on_another_day_is_not_found() -> None:
    history = History()
    history.attended("k", "K", "2010-03-05", "3")
    history.record("credit.approved", "a", target="k", occurred="2010-04-01")
    history.record("credit.rejected", "r", target="k", occurred="2010-04-02")
    assert found(history) == []


def test_a_withdrawal_that_undoes_nothing_is_found() -> None:
    history = History()
    history.attended("k", "K", "2010-03-05", "3")
    history.record("void.withdrawn", "w", target="k", occurred="2010-04-01")
    assert found(history) == [(Amiss.NOTHING_WITHDRAWN, "w", ())]
    history.record("act.voided", "v", target="k", occurred="2010-04-02")
    history.record("void.withdrawn", "w2", target="k", occurred="2010-03-01")
    assert found(history) == [(Amiss.NOTHING_WITHDRAWN, "w", ())]


def test_who_voids_for_a_unit_voids_what_its_cadres_did_there_and_no_more() -> None:
    history = granted("act.voided@A")
    history.record("unit.assigned", "m2", unit="A", occurred="2010-06-01")
    history.attended("k", "K", "2010-03-05", "5")
    history.record("act.voided", "v", target="k", occurred="2010-07-01", credential="hr")
    assert entry(history.ledger(), "k").reason is None
    history.attended("k2", "K2", "2010-06-04", "4", start="2010-06-01")
    history.record("act.voided", "v2", target="k2", occurred="2010-01-01", credential="hr")
    assert entry(history.ledger(), "k2").evidence == (statement_id("v2"),)
