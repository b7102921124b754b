"""What an explanation of a balance tells of caps, values of the catalogue, and corrections."""

from datetime import date

from lrs.event.list_log import ListLog
from projections.credits.credit_ledger import ledger_of
from projections.policy.succession import succession_of
from replay.explain.balance import of_balance
from replay.explain.points import Point, Sources, Teller
from replay.explain.sentences import Says
from tests.unit.projections.history import BAOJI, History


def points(history: History, **parameters: object) -> list[Point]:
    policies = succession_of(BAOJI.with_overrides(parameters))
    basis = history.basis(date(2010, 12, 31), policies=policies)
    told = Teller(
        policies=policies,
        sources=Sources(ListLog(history.rows), basis),
    )
    dossier = history.dossier(parameters, today="2010-12-31")
    return list(of_balance(ledger_of(dossier, years=[2010]), 2010, policies, told))


def only(found: list[Point], says: Says) -> Point:
    (one,) = [one for one in found if one.says is says]
    return one


def test_a_course_rests_on_its_value_and_a_repeated_pass_says_on_which() -> None:
    history = History()
    value = history.catalogue("o1", "10")
    first = history.passed("p1", "o1", "2010-02-01")
    history.passed("p2", "o1", "2010-03-01")
    found = points(history)
    rests = [one for one in found if one.says is Says.RESTS_ON]
    assert [one.statements[0].statement_id for one in rests] == [
        value.statement_id,
        first.statement_id,
    ]
    zero = only(found, Says.CREDITED_NOTHING)
    assert zero.values["reason"] == "duplicate_course"
    assert "The same course has already been credited." in zero.en
    assert "同一课程已计学分" in zero.zh


def test_a_cap_is_told_below_the_line_that_it_cut() -> None:
    history = History()
    history.attended("k1", "K1", "2010-03-12", "10")
    found = points(history, category_cap={"basic": "30"})
    cut = only(found, Says.CUT)
    assert cut.values == {"cap": "category_cap.basic", "credits": "20"}
    assert found[found.index(cut) - 1].says is Says.CREDITED


def test_a_record_that_takes_the_place_of_a_voided_one_says_so() -> None:
    history = History()
    wrong = history.attended("k1", "K1", "2010-03-12", "10")
    void = history.record("act.voided", "v", target="k1", occurred="2010-04-01")
    history.attended("k2", "K1", "2010-03-12", "8", recorded="2010-04-02")
    found = points(history)
    replaces = only(found, Says.REPLACES)
    assert [one.statement_id for one in replaces.statements] == [
        wrong.statement_id,
        void.statement_id,
    ]
    decided = only(found, Says.DECIDED).values
    assert (decided["fact"], decided["who"]) == ("act.voided", "registrar")


def test_what_waits_for_an_approval_says_that_it_would_count_with_one() -> None:
    history = History()
    history.record("award.won", "a", achievement="x", grade="first", level="municipal",
                   occurred="2010-03-01")  # fmt: skip
    assert only(points(history), Says.PENDING).depth == 2
