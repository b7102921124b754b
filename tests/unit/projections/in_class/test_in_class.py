"""Learning within a class: bad input is a finding, and nobody's credits suffer from it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from lrs.event.list_log import ListLog
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.in_class import class_learning
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.profile.writing import statement_id
from projections.reports import in_class as reports
from tests.unit.projections.history import BAOJI, History


def attended(*facts: dict[str, Any]) -> History:
    history = History()
    history.record("unit.assigned", "u1", cadre="c1", unit="A", occurred="2009-01-01")
    history.record("unit.assigned", "u2", cadre="c2", unit="B", occurred="2009-01-01")
    for cadre in ("c1", "c2"):
        history.attended(f"k {cadre}", "K", "2010-05-14", "5", cadre=cadre)
    for number, fact in enumerate(facts):
        of_class = {} if "target" in fact else {"class": "K"}
        history.record(**{"id_": f"f{number}", "occurred": "2010-05-12", **of_class, **fact})
    return history


def basis_of(history: History, *, policy: str = "") -> Basis:
    return history.basis(
        date(2010, 6, 1), policies=succession_of(load_packaged(policy) if policy else BAOJI)
    )


@pytest.mark.parametrize(
    ("fact", "member"),
    [
        ({"fact": "problem.submitted", "kind": "gossip"}, "kind"),
        ({"fact": "reading_club.attended", "kind": "speed", "size": 0}, "size"),
        ({"fact": "reading_club.attended", "kind": "loud", "size": 6}, "kind"),
    ],
)
def test_what_cannot_be_read_counts_as_not_said(fact: dict[str, Any], member: str) -> None:
    history = attended(fact)
    found = class_learning(ListLog(history.rows), "K", basis_of(history)).in_class
    findings = (*found.findings_on_problems, *found.findings_on_learning)
    assert [(one.reason.value, one.members, one.cadre) for one in findings] == [
        ("unknown_value", (member,), "c1")
    ]
    assert [one.speed for one in found.learning.trainees] == ["missing", "missing"]
    assert history.ledger().balance(2010).earned == 25


def test_a_class_that_nobody_names_is_unknown() -> None:
    history = attended()
    with pytest.raises(UnknownSubjectError, match="K9"):
        class_learning(ListLog(history.rows), "K9", basis_of(history))


def test_who_reads_a_unit_is_told_of_its_trainees_and_their_problems() -> None:
    problem = {"fact": "problem.submitted", "kind": "theory"}
    history = attended({**problem, "cadre": "c1"}, {**problem, "cadre": "c2"})
    found, basis = class_learning(ListLog(history.rows), "K", basis_of(history)), basis_of(history)
    problems = reports.problems(found, basis, units={"A"}, after="", limit=None)
    assert [one.cadre for one in problems.problems] == ["c1"]
    assert [(one.cadre, one.kinds) for one in problems.missing] == [("c1", ("practice",))]
    assert (problems.submitted, problems.expected) == (2, 4)
    learning = reports.learning(found, basis, units={"A"}, after="", limit=None)
    assert [(one.cadre, one.unit) for one in learning.trainees] == [("c1", "A")]


def test_pages_follow_each_other() -> None:
    problem = {"fact": "problem.submitted", "kind": "theory"}
    history = attended(*({**problem, "cadre": "c1"} for _ in range(5)))
    found, basis = class_learning(ListLog(history.rows), "K", basis_of(history)), basis_of(history)
    told: list[UUID] = []
    after = ""
    while len(told) < 9:
        page = reports.problems(found, basis, units=None, after=after, limit=2)
        told += [one.statement_id for one in page.problems]
        if page.next is None:
            break
        after = page.next
    assert sorted(told) == sorted(statement_id(f"f{number}") for number in range(5))


@pytest.mark.parametrize("policy", ["cn-national-2023", "nanjing", "huaian"])
def test_a_policy_without_these_parts_says_that_they_do_not_apply(policy: str) -> None:
    history = attended({"fact": "problem.submitted", "kind": "theory"})
    basis = basis_of(history, policy=policy)
    found = class_learning(ListLog(history.rows), "K", basis)
    problems = reports.problems(found, basis, units=None, after="", limit=None)
    assert (problems.state, problems.expected, problems.problems) == ("not_applicable", 0, ())
    learning = reports.learning(found, basis, units=None, after="", limit=None)
    assert learning.book_list.state == "not_applicable"
    assert {(one.elective, one.intensive, one.speed) for one in learning.trainees} == {
        ("not_applicable", "not_applicable", "not_applicable")
    }
