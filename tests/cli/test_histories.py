"""`lrs history` and `lrs as-of`: a year published, an award revoked, a class registered late."""

import json
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from lrs.clock import system_clock
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Question
from projections.profile.writing import statement_id
from replay.history.answer import Asked, biography_answer, steps_of
from tests.cli.conftest import Run
from tests.recording import Hands, open_store, publish, record

CLASS = {"fact": "class.completed", "cadre": "c1", "scheduled_days": "8"}
AWARD = {"fact": "award.won", "cadre": "c1", "achievement": "x", "level": "municipal"}
LIFE: list[tuple[str, dict[str, Any]]] = [
    ("2009-01-02", {"fact": "unit.registered", "id": "u", "unit": "A"}),
    ("2009-01-02", {"fact": "cadre.enrolled", "id": "e", "cadre": "c1", "unit": "A"}),
    ("2010-03-13", {**CLASS, "id": "k1", "class": "K1", "start": "2010-03-01"}),
    ("2010-09-01", {**AWARD, "id": "a1", "grade": "first"}),
    ("2010-09-02", {"fact": "credit.approved", "id": "p", "target": "a1"}),
    ("2011-02-01", {"fact": "act.voided", "id": "v", "target": "a1"}),
    ("2011-03-01", {**CLASS, "id": "k2", "class": "K2", "start": "2010-11-01"}),
]
ENDS = {"k1": "2010-03-08", "k2": "2010-11-08"}


@pytest.fixture
def told(environment: Database) -> Database:
    clock = Hands(datetime(2009, 1, 1, tzinfo=UTC))
    store = open_store(environment.service, clock)
    publish(store)
    for day, fact in LIFE:
        clock.now = datetime.fromisoformat(f"{day}T08:00:00+00:00")
        end = ENDS.get(fact["id"])
        record(store, {**fact, **({"end": end} if end else {"occurred": day})})
    store.close()
    return environment


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_history_of_a_year_names_what_changed_it_by_whom_and_how_late(
    lrs: Run, told: Database
) -> None:
    found = lrs("history", "c1", "--year", "2010")
    assert found.code == 0, found.err
    counted = [one for one in rows(found.out) if one["member"] == "counted"]
    assert [(one["before"], one["after"], one["fact"]) for one in counted] == [
        (None, "0", None),
        ("0", "40", "class.completed"),
        ("40", "45", "credit.approved"),
        ("45", "40", "act.voided"),
        ("40", "80", "class.completed"),
    ]
    late = counted[-1]
    assert late["statement_id"] == str(statement_id("k2"))
    assert (late["late_days"], late["authority"]) == (113, "Operator of the store")
    whole = json.loads(lrs("history", "c1", "--year", "2010", "--json").out)
    assert whole["cadre"] == "c1"
    ended = next(
        one
        for one in whole["changes"]
        if any(each["member"] == "state" and each["after"] == "ended" for each in one["moved"])
    )
    assert (ended["position"], ended["day"], ended["causes"]) == (None, "2010-12-31", [])


def test_as_of_tells_both_axes_and_what_was_learned_since(lrs: Run, told: Database) -> None:
    found = lrs("as-of", "c1", "--year", "2010", "--known-at", "2010-12-31", "--json")
    assert found.code == 0, found.err
    answer = json.loads(found.out)
    assert answer["today"] == "2010-12-31"
    numbers = {one["member"]: one for one in answer["numbers"] if one["kind"] == "balance"}
    assert (numbers["counted"]["then"], numbers["counted"]["now"]) == ("45", "80")
    assert (numbers["grade"]["then"], numbers["grade"]["now"]) == ("unqualified", "qualified")
    assert not numbers["state"]["differs"]
    assert [one["causes"][0]["fact"] for one in answer["changes"]] == [
        "act.voided",
        "class.completed",
    ]
    revoked, late = (str(statement_id(one)) for one in ("v", "k2"))
    assert numbers["counted"]["because"] == [revoked, late]
    assert numbers["grade"]["because"] == [late]
    assert numbers["state"]["because"] == []
    (counted,) = [
        one
        for one in rows(lrs("as-of", "c1", "--year", "2010", "--known-at", "2010-12-31").out)
        if (one["kind"], one["member"]) == ("balance", "counted")
    ]
    assert counted["because"] == [revoked, late]
    position = str(answer["then_position"])
    by_position = lrs("as-of", "c1", "--year", "2010", "--known-at", position, "--json")
    assert json.loads(by_position.out)["then_position"] == answer["then_position"]
    beyond = lrs("history", "c1", "--known-at", "99999")
    assert (beyond.code, "the log has come to" in beyond.err) == (1, True)
    unit = json.loads(
        lrs("as-of", "--unit", "A", "--year", "2010", "--known-at", "2010-12-31", "--json").out
    )
    verdict = next(one for one in unit["numbers"] if one["member"] == "verdict")
    assert (verdict["then"], verdict["now"]) == ("barred_from_advanced", "clear")
    assert verdict["because"] == [late]
    member = next(one for one in unit["numbers"] if one["member"] == "counted")
    assert (member["cadre"], set(member["because"])) == ("c1", {revoked, late})
    year = json.loads(lrs("as-of", "--year", "2010", "--known-at", "2010-12-31", "--json").out)
    grades = {one["member"]: (one["then"], one["now"]) for one in year["numbers"]}
    assert grades["unqualified"] == (1, None)
    assert grades["qualified"] == (None, 1)
    own = {one["member"]: one for one in year["numbers"] if one["cadre"] == "c1"}
    assert (own["counted"]["then"], own["counted"]["now"]) == ("45", "80")
    assert (own["grade"]["then"], own["grade"]["now"]) == ("unqualified", "qualified")
    assert set(own["counted"]["because"]) == {revoked, late}
    assert len(own["grade"]["positions"]) == 2
    assert year["next"] is None
    table = lrs("as-of", "--year", "2010", "--known-at", "2010-12-31", "--csv").out.splitlines()
    assert sum(",c1," in one for one in table) == 2


def test_a_unit_and_a_class_have_histories_too(lrs: Run, told: Database) -> None:
    unit = rows(lrs("history", "--unit", "A", "--year", "2010").out)
    assert [one["after"] for one in unit if one["member"] == "verdict"] == [
        "undecided",
        "barred_from_advanced",
        "clear",
    ]
    of_class = rows(lrs("history", "--class", "K1").out)
    assert {one["kind"] for one in of_class} == {"class", "item"}
    assert lrs("history", "--unit", "A", "--csv").out.startswith("﻿position,day,kind")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("history",), "name one of"),
        (("history", "c1", "--unit", "A"), "name one of"),
        (("history", "c1", "--kind", "amount"), "amount"),
        (("history", "nobody"), "nobody"),
        (("history", "--class", "none"), "none"),
        (("as-of", "c1"), "--known-at"),
        (("as-of", "nobody", "--known-at", "2010-12-31"), "nobody"),
    ],
)
def test_bad_input_is_refused_with_what_was_expected(
    lrs: Run, told: Database, arguments: tuple[str, ...], said: str
) -> None:
    refused = lrs(*arguments)
    assert refused.code in (1, 2)
    assert said in refused.err
    assert "Traceback" not in refused.err


def test_who_may_only_read_is_told_the_same(lrs: Run, told: Database) -> None:
    with psycopg.connect(told.owner or "", autocommit=True) as conn:
        conn.execute("DROP ROLE IF EXISTS auditor")
        conn.execute("CREATE ROLE auditor ROLE CURRENT_USER")
        conn.execute("GRANT USAGE ON SCHEMA lrs TO auditor")
        conn.execute("GRANT SELECT ON lrs.log, lrs.posting, lrs.voiding, lrs.store TO auditor")
        conn.execute("GRANT EXECUTE ON FUNCTION lrs.position_at TO auditor")
        try:
            conn.execute("SET ROLE auditor")
            log = LogReader(conn)
            basis = Answers(system_clock).basis(log, Question())
            asked = Asked(cadre="c1", year=2010)
            answer = biography_answer(steps_of(log, asked, basis), asked, basis)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute("DELETE FROM lrs.log")
        finally:
            conn.execute("RESET ROLE")
            conn.execute("DROP OWNED BY auditor")
            conn.execute("DROP ROLE auditor")
    assert len(list(answer.rows())) == len(rows(lrs("history", "c1", "--year", "2010").out))
