"""Degrees in service: the yearly credit line by line, its evidence, and the certificate's."""

from datetime import date
from typing import Any

import pytest

from projections.amiss import Amiss
from projections.credits.credit_ledger import Ledger
from projections.exact import plain
from projections.profile.writing import statement_id, to_statement
from projections.reasons import Reason
from projections.words import vocabulary as v
from tests.unit.projections.history import History, entry, reason

MASTER = {"programme": "m1", "level": "master"}


def admitted(occurred: str = "2010-08-20", **data: Any) -> History:
    history = History()
    history.approved("degree.admitted", "d", occurred, **MASTER, **data)
    return history


def yearly(ledger: Ledger) -> list[tuple[date, int, str]]:
    return [
        (line.day, line.year, plain(line.credits))
        for line in ledger.entries
        if line.category == "additional.annual"
    ]


def test_each_year_has_a_line_on_the_day_on_which_it_arises() -> None:
    assert yearly(admitted().ledger(today="2012-02-01")) == [
        (date(2010, 8, 20), 2010, "5"),
        (date(2011, 1, 1), 2011, "5"),
        (date(2012, 1, 1), 2012, "5"),
    ]


def test_every_line_names_rule_article_and_approval() -> None:
    for line in admitted().ledger().entries:
        assert (line.rule, line.article, line.subject) == ("R7", "A3-8", "m1")
        assert line.evidence == (statement_id("d approved"),)


def test_a_year_that_begins_in_december_is_credited_in_december() -> None:
    ledger = admitted().ledger({"calendar.year_start": "12-01"}, today="2010-12-01")
    assert yearly(ledger) == [(date(2010, 8, 20), 2010, "5"), (date(2010, 12, 1), 2011, "5")]


def test_a_certificate_ends_the_study_even_before_its_own_approval() -> None:
    history = admitted()
    history.record("degree.conferred", "g", **MASTER, certificate="degree", occurred="2011-06-30")
    ledger = history.ledger(today="2013-12-31")
    assert [year for _, year, _ in yearly(ledger)] == [2010, 2011]
    assert reason(ledger, "g") is Reason.PENDING_OR_REJECTED


def test_what_nobody_was_entitled_to_say_ends_nothing() -> None:
    history = admitted()
    history.record(
        "degree.withdrawn", "x", programme="m1", occurred="2010-10-01", credential="nobody"
    )
    assert len(yearly(history.ledger(today="2012-12-31"))) == 3


def test_an_end_before_the_letter_belongs_to_an_earlier_study() -> None:
    history = admitted()
    history.record("degree.withdrawn", "x", programme="m1", occurred="2010-08-19")
    assert len(yearly(history.ledger(today="2012-12-31"))) == 3


def test_an_open_degree_ends_with_today() -> None:
    lines = yearly(admitted("2012-02-29").ledger(today="2100-12-31"))
    assert len(lines) == 2100 - 2012 + 1


def test_the_anniversary_of_29_february_falls_on_the_28th() -> None:
    basis = {"additional.annual_basis": "anniversary"}
    days = [day for day, _, _ in yearly(admitted("2012-02-29").ledger(basis, today="2016-12-31"))]
    assert days == [
        date(2012, 2, 29),
        date(2013, 2, 28),
        date(2014, 2, 28),
        date(2015, 2, 28),
        date(2016, 2, 29),
    ]


def test_the_award_year_may_be_left_with_nothing_but_the_award() -> None:
    history = admitted("2010-03-01")
    history.approved("degree.conferred", "g", "2010-11-01", **MASTER, certificate="degree")
    ledger = history.ledger({"additional.conferral_year_keeps_annual": False})
    assert reason(ledger, "d") is Reason.NOT_VALUED
    assert plain(entry(ledger, "g").credits) == "6"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, None),
        ({"holds_degree": "bachelor"}, None),
        ({"holds_degree": "none"}, None),
        ({"holds_degree": "unknown"}, None),
        ({"holds_degree": "master"}, Reason.NOT_ABOVE_EXISTING_DEGREE),
        ({"holds_degree": "doctor"}, Reason.NOT_ABOVE_EXISTING_DEGREE),
        ({"holds_degree": "wisdom"}, Reason.UNKNOWN_VALUE),
    ],
)
def test_the_degree_must_be_above_the_one_held(
    data: dict[str, str], expected: Reason | None
) -> None:
    assert reason(admitted("2012-08-20", **data).ledger(), "d") is expected


def test_without_a_level_only_what_needs_none_is_judged() -> None:
    history = History()
    history.approved("degree.admitted", "d1", "2012-08-20", programme="m1")
    history.approved("degree.admitted", "d2", "2012-08-20", programme="m2", holds_degree="none")
    history.approved("degree.conferred", "g", "2012-09-20", programme="m3")
    ledger = history.ledger()
    assert [reason(ledger, one) for one in ("d1", "d2", "g")] == [
        None,
        Reason.UNKNOWN_VALUE,
        Reason.UNKNOWN_VALUE,
    ]


def test_the_certificate_leans_on_what_the_letter_said_of_the_degree_held() -> None:
    history = admitted(holds_degree="master")
    history.approved("degree.conferred", "g", "2012-06-30", **MASTER, certificate="degree")
    line = entry(history.ledger(), "g")
    assert line.reason is Reason.NOT_ABOVE_EXISTING_DEGREE
    assert line.evidence == (statement_id("d"),)


def test_the_second_certificate_names_the_first() -> None:
    history = History()
    for id_, day, kind in [("g1", "2012-06-25", "graduation"), ("g2", "2012-06-30", "degree")]:
        history.approved("degree.conferred", id_, day, **MASTER, certificate=kind)
    line = entry(history.ledger(), "g2")
    assert line.reason is Reason.SECOND_CERTIFICATE_SAME_PROGRAMME
    assert line.evidence == (statement_id("g1"),)


def test_a_certificate_of_unknown_kind_uses_nothing_up() -> None:
    history = History()
    history.approved("degree.conferred", "g1", "2012-06-25", **MASTER, certificate="attendance")
    history.approved("degree.conferred", "g2", "2012-06-30", **MASTER, certificate="degree")
    ledger = history.ledger()
    assert reason(ledger, "g1") is Reason.UNKNOWN_VALUE
    assert reason(ledger, "g2") is None


def test_a_rejected_letter_earns_nothing_and_leaves_its_years_to_another() -> None:
    history = History()
    history.record("degree.admitted", "d1", **MASTER, occurred="2011-09-01")
    history.record("credit.rejected", "r1", target="d1", occurred="2011-09-10")
    history.approved("degree.admitted", "d2", "2011-10-01", **MASTER)
    ledger = history.ledger(today="2011-12-31")
    assert reason(ledger, "d1") is Reason.PENDING_OR_REJECTED
    assert reason(ledger, "d2") is None


@pytest.mark.parametrize(
    ("years", "today", "days"),
    [
        ("2", "2012-08-20", []),
        ("2", "2012-08-21", [1]),
        ("1.5", "2012-08-21", [1]),
        ("900000000", "2012-08-21", []),
        ("many", "2012-08-21", []),
    ],
)
def test_a_study_that_lasts_too_long_is_flagged_and_still_credited(
    years: str, today: str, days: list[int]
) -> None:
    history = History()
    statement = to_statement(
        {
            "fact": "degree.admitted",
            "id": "d",
            "cadre": "c1",
            "occurred": "2010-08-20",
            **MASTER,
        }
    )
    statement["context"]["extensions"][v.extension("years")] = years
    history.receive(statement, recorded=date(2010, 8, 20))
    history.record("credit.approved", "a", target="d", occurred="2010-09-01")
    ledger = history.ledger(today=today)
    assert [one.days for one in ledger.findings] == days
    assert all(one.code is Amiss.BEYOND_NOMINAL_LENGTH for one in ledger.findings)
    assert len(yearly(ledger)) == 3


def test_a_study_that_ended_in_time_is_not_flagged_later() -> None:
    history = admitted(years="3")
    history.approved("degree.conferred", "g", "2013-06-25", **MASTER, certificate="degree")
    assert history.ledger(today="2020-12-31").findings == ()
