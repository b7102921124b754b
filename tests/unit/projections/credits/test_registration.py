"""Who registered what: findings, applications and the handbook that follow from the steps."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import structs

from lrs.event.list_log import ListLog
from projections.amiss import AMISS, Amiss
from projections.profile.writing import statement_id, to_statement
from projections.reports.ledgers import handbook
from tests.unit.projections.history import History

WRONG, MISSING = Amiss.WRONG_REGISTRAR, Amiss.MISSING_CERTIFICATE


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    assert set(AMISS) == set(Amiss)
    assert all(set(texts) == {"zh", "en"} and all(texts.values()) for texts in AMISS.values())


def registered(
    organiser: str | None, role: str | None, unit: str | None, **data: Any
) -> list[tuple[Amiss, str, str]]:
    history = History()
    managed_by = data.pop("managed_by", "unit")
    history.record("cadre.enrolled", "n", unit="A", managed_by=managed_by, occurred="2009-01-01")
    data |= {"organiser": organiser} if organiser else {}
    history.attended("k", "K", "2010-06-01", "5", **data)
    office = {"role": role, "unit": unit}
    stated = {name: value for name, value in office.items() if value}
    history.record("credit.registered", "r", target="k", occurred="2010-06-10", **stated)
    ledger = history.ledger()
    assert all(one.statement_id == statement_id("r") for one in ledger.findings)
    assert all(one.target == statement_id("k") for one in ledger.findings)
    return [(one.code, one.rule, one.article) for one in ledger.findings]


INSTITUTION, DISPATCHER = "training_institution", "dispatching_department"
DEPARTMENT, HR = "organization_department", "unit_hr"


@pytest.mark.parametrize(
    ("organiser", "role", "unit", "data", "expected"),
    [
        ("city", INSTITUTION, None, {}, []),
        ("city", DEPARTMENT, None, {"managed_by": "city"}, [(WRONG, "R13", "A3-12")]),
        ("city", HR, "A", {}, [(WRONG, "R13", "A3-12")]),
        ("province", DISPATCHER, None, {"certificate": "Z"}, []),
        ("national", DISPATCHER, None, {"certificate": "Z"}, []),
        ("province", DISPATCHER, None, {}, [(MISSING, "R14", "A3-12")]),
        ("province", HR, "A", {}, [(WRONG, "R14", "A3-12")]),
        ("county", HR, "A", {}, []),
        ("unit", HR, "B", {}, [(WRONG, "R12", "A3-11")]),
        ("unit", HR, None, {}, [(WRONG, "R12", "A3-11")]),
        ("unit", HR, "A", {"managed_by": "city"}, [(WRONG, "R12", "A3-11")]),
        ("unit", DEPARTMENT, None, {"managed_by": "city"}, []),
        ("unit", DEPARTMENT, None, {"managed_by": "county"}, [(WRONG, "R12", "A3-11")]),
        (None, HR, "A", {}, []),
        (None, None, None, {}, [(WRONG, "R12", "A3-11")]),
    ],
)
def test_who_may_register(
    organiser: str | None,
    role: str | None,
    unit: str | None,
    data: dict[str, str],
    expected: list[tuple[Amiss, str, str]],
) -> None:
    assert registered(organiser, role, unit, **data) == expected


def book(history: History, occurred: str = "2010-06-01", recorded: str = "2010-06-02") -> None:
    history.record(
        "book.published", "b", work="w", role="sole", occurred=occurred, recorded=recorded
    )


def test_an_assessment_is_held_to_the_same_order() -> None:
    history = History()
    history.attended("k", "K", "2010-06-01", "5", organiser="city")
    history.record("credit.assessed", "s", target="k", role=HR, unit="A", occurred="2010-06-02")
    assert [one.code for one in history.ledger().findings] == [WRONG]


def test_approving_oneself_is_found_under_any_name() -> None:
    history = History()
    history.record("cadre.identified", "i", identifier="mailto:c1@b.cn", occurred="2009-01-01")
    book(history)
    history.record(
        "credit.approved", "a", target="b", person="mailto:c1@b.cn", occurred="2010-06-10"
    )
    (finding,) = history.ledger().findings
    assert (finding.code, finding.statement_id) == (Amiss.SELF_APPROVED, statement_id("a"))
    assert finding.evidence == (statement_id("b"), statement_id("a"))


def test_a_decision_by_who_was_not_entitled_is_found_and_not_heeded() -> None:
    history = History()
    book(history)
    history.record("credit.approved", "a", target="b", occurred="2010-06-10", credential="stranger")
    ledger = history.ledger()
    (finding,) = ledger.findings
    assert (finding.code, finding.statement_id) == (Amiss.NOT_AUTHORISED, statement_id("a"))
    assert [one.state for one in ledger.applications] == ["pending"]


def test_an_act_that_fell_has_no_findings_and_no_application() -> None:
    history = History()
    book(history)
    history.record("credit.approved", "a", target="b", person="c1", occurred="2010-06-10")
    history.record("act.voided", "v", target="b", occurred="2010-07-01")
    ledger = history.ledger()
    assert ledger.findings == ()
    assert ledger.applications == ()
    history.record("void.withdrawn", "y", target="b", occurred="2010-08-01")
    ledger = history.ledger()
    assert [one.code for one in ledger.findings] == [Amiss.SELF_APPROVED]
    assert [one.state for one in ledger.applications] == ["approved"]


def test_pending_applications_come_first_the_oldest_before_the_younger() -> None:
    history = History()
    for id_, day in [("b3", "2010-03-01"), ("b1", "2010-01-01"), ("b2", "2010-02-01")]:
        history.record("book.published", id_, work=id_, role="sole", occurred=day)
    history.record("credit.approved", "a", target="b1", occurred="2010-04-01")
    found = history.ledger(today="2010-05-01").applications
    assert [(one.subject, one.state, one.age_days) for one in found] == [
        ("b2", "pending", 89),
        ("b3", "pending", 61),
        ("b1", "approved", 90),
    ]
    assert {(one.rule, one.category) for one in found} == {("R15", "reward.book")}


def test_an_application_counts_from_the_day_on_which_it_was_made() -> None:
    history = History()
    book(history, recorded="2010-07-01")
    history.record("credit.applied", "p", target="b", person="c1", occurred="2010-07-10")
    (found,) = history.ledger(today="2010-07-20").applications
    assert (found.age_days, found.evidence) == (10, (statement_id("p"),))


def test_the_handbook_has_a_page_for_each_kind_and_names_who_registered() -> None:
    history = History()
    history.attended("k", "K", "2010-06-01", "5", organiser="city", certificate="Z-1")
    history.record("credit.registered", "r", target="k", role=INSTITUTION, occurred="2010-06-02")
    history.attended("k2", "K2", "2010-06-05", "5")
    history.record("act.voided", "v", target="k2", occurred="2010-07-01", reason="wrong cadre")
    history.approved("degree.admitted", "d", "2010-09-01", programme="m1", level="master")
    book(history)
    history.record("credit.approved", "a", target="b", occurred="2010-06-10")
    history.record("unit.assigned", "m", unit="A", occurred="2009-01-01")
    history.record("handbook.issued", "h", number="H-17", occurred="2010-01-05")
    dossier = history.dossier(today="2011-12-31")
    basis = history.basis(date(2011, 12, 31), policies=dossier.case.policies)
    found = handbook(dossier, basis, ListLog(history.rows))
    assert (found.unit, found.number, found.issued) == ("A", "H-17", date(2010, 1, 5))
    assert {page: len(lines) for page, lines in found.pages.items()} == {
        "basic.off_job": 1,
        "basic.online": 0,
        "additional": 2,
        "reward": 1,
        "other": 0,
    }
    (line,) = found.pages["basic.off_job"]
    assert line.documents == ("Z-1",)
    assert line.registered is not None
    assert line.registered.role == INSTITUTION
    assert line.approved is None
    assert (line.registered.decided_by, line.registered.officer) == (None, "registrar")
    (correction,) = found.corrections
    assert correction.officer == "registrar"
    assert (correction.target, correction.reason) == (statement_id("k2"), "wrong cadre")
    assert [one.year for one in found.years] == [2009, 2010, 2011]


def test_only_what_has_a_credit_to_register_is_registered_late() -> None:
    history = History()
    history.catalogue("o", "5")
    for id_, course, data in [
        ("first", "o", {}),
        ("again", "o", {}),
        ("failed", "o", {"success": False}),
        ("unknown", "no-such-course", {}),
    ]:
        passed = {"fact": "course.passed", "id": id_, "cadre": "c1", "course": course, **data}
        history.receive(
            to_statement({**passed, "occurred": "2010-02-01"}), recorded=date(2010, 9, 1)
        )
    (finding,) = history.ledger().findings
    assert (finding.code, finding.statement_id) == (Amiss.LATE_REGISTRATION, statement_id("first"))
    assert finding.evidence == (finding.statement_id,)


@pytest.mark.parametrize(
    ("recorded", "days"),
    [
        (datetime(2010, 7, 1, 15, 59, tzinfo=UTC), []),  # 23:59 of the thirtieth day, in Shanghai
        (datetime(2010, 7, 1, 16, tzinfo=UTC), [31]),  # the same day in UTC, a day later there
        (datetime(2010, 6, 29, 16, tzinfo=UTC), []),
    ],
)
def test_what_is_late_is_late_by_the_days_of_the_policys_zone(
    recorded: datetime, days: list[int]
) -> None:
    history = History()
    history.attended("k", "K", "2010-06-01", "5")
    history.facts = [structs.replace(history.facts[0], stored=recorded)]
    found = history.ledger().findings
    assert [one.days for one in found if one.code is Amiss.LATE_REGISTRATION] == days
