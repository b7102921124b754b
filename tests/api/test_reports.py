"""The reports over HTTP: exact, explained, as of any day, and only for whom they are meant."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.tables import tracking
from projections.tables.runner import Runner
from projections.words import vocabulary as v
from tests.api.asking import ask
from tests.recording import Hands, post, record

NOW = datetime(2010, 6, 1, tzinfo=UTC)
CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-12"}
MEMBER = {"fact": "unit.assigned", "occurred": "2009-01-01"}


@pytest.fixture
def store(published: RecordStore) -> RecordStore:
    record(
        published,
        {**MEMBER, "id": "m1", "cadre": "c1", "unit": "A"},
        {**MEMBER, "id": "m2", "cadre": "c2", "unit": "B"},
        {**CLASS, "id": "k1", "cadre": "c1", "class": "K1", "scheduled_days": "10"},
        {**CLASS, "id": "k2", "cadre": "c1", "class": "K2", "scheduled_days": "2"},
    )
    return published


def refused(client: httpx.Client, path: str, status: int, **parameters: Any) -> str:
    answer = client.get(path, params=parameters)
    assert answer.status_code == status, answer.text
    return str(answer.json()["error"]["message"])


def test_balances_are_exact_strings_with_their_position(client: httpx.Client) -> None:
    answer = ask(client, "/cadres/c1/balances")
    assert (answer["cadre"], answer["today"]) == ("c1", "2010-06-01")
    assert answer["position"] >= 5
    assert answer["policy"]["id"] == "baoji-2009"
    year = answer["annual"]["2010"]
    assert year["by_category"] == {"basic.off_job": "50"}
    assert (year["earned"], year["counted"], year["missing"]) == ("50", "50", "10")
    assert year["grade"] == "unqualified"
    assert answer["cycles"]["2008-2012"]["total"] == "50"


def test_every_line_names_statement_position_rule_article_and_reason(client: httpx.Client) -> None:
    lines = ask(client, "/cadres/c1/ledger")["entries"]
    assert [(line["subject"], line["credits"], line["rule"]) for line in lines] == [
        ("K1", "50", "R4"),
        ("K2", "0", "R4"),
    ]
    assert all(line["statement_id"] and line["position"] and line["article"] for line in lines)
    assert lines[0]["reason"] is None
    assert lines[1]["reason"]["code"] == "below_min_days"
    assert lines[1]["reason"]["zh"]
    assert lines[1]["reason"]["en"]


def test_known_at_is_a_day_or_an_instant(
    client: httpx.Client, store: RecordStore, clock: Hands
) -> None:
    clock.now = datetime(2010, 7, 1, 15, 59, 59, tzinfo=UTC)  # still 1 July in Shanghai
    record(store, {**CLASS, "id": "k3", "cadre": "c1", "class": "K3", "scheduled_days": "3"})
    clock.now = datetime(2010, 7, 1, 16, 0, 0, tzinfo=UTC)  # 2 July in Shanghai
    record(store, {**CLASS, "id": "k4", "cadre": "c1", "class": "K4", "scheduled_days": "4"})

    def earned(known_at: str) -> str:
        return str(
            ask(client, "/cadres/c1/balances", known_at=known_at)["annual"]["2010"]["earned"]
        )

    assert earned("2010-06-30") == "50"
    assert earned("2010-07-01") == "65"
    assert earned("2010-07-02") == "85"
    assert earned("2010-07-01T15:59:58Z") == "50"
    assert earned("2010-07-02T00:00:00+08:00") == "85"


def test_a_what_if_changes_no_answer_but_its_own(client: httpx.Client) -> None:
    changed = ask(client, "/cadres/c1/balances", **{"basic.off_job.min_days": "2"})
    assert changed["annual"]["2010"]["earned"] == "60"
    assert ask(client, "/cadres/c1/balances")["annual"]["2010"]["earned"] == "50"
    assert ask(client, "/cadres/c1/balances", policy="baoji-2009")["policy"]["id"] == "baoji-2009"


def test_a_unit_and_who_is_missing_what(client: httpx.Client) -> None:
    answer = ask(client, "/units/A/compliance", year=2010)
    assert (answer["assessed"], answer["unqualified"]) == (1, 1)
    assert (answer["state"], answer["verdict"]) == ("open", "undecided")
    assert answer["reason"]["code"] == "year_not_ended"
    ended = ask(client, "/units/A/compliance", year=2010, today="2010-12-31")
    assert (ended["state"], ended["verdict"]) == ("ended", "barred_from_advanced")
    [member] = answer["members"]
    assert (member["cadre"], member["counted"], member["missing"]) == ("c1", "50", "10")
    assert member["evidence"]
    assert ask(client, "/units/A/compliance")["year"] == 2010


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("/cadres/nobody/balances", {}, 404, "nobody"),
        ("/units/Z/compliance", {}, 404, "Z"),
        ("/cadres/c1/balances", {"known_at": "yesterday"}, 400, "known_at"),
        ("/cadres/c1/balances", {"today": "2010-13-01"}, 400, "today"),
        ("/cadres/c1/balances", {"today": "9999-12-31"}, 400, "2199"),
        ("/units/A/compliance", {"year": "9999"}, 400, "2199"),
        ("/cadres/c1/balances", {"carry.mood": "none"}, 400, "carry.mood"),
        ("/cadres/c1/balances", {"carry.mode": "sideways"}, 400, "chained"),
        ("/cadres/c1/balances", {"policy": "atlantis"}, 409, "atlantis"),
        (
            "/cadres/c1/balances",
            {"known_at": "2009-01-01"},
            409,
            "baoji-2009, was published at position 1",
        ),
        ("/units/A/compliance", {"year": "soon"}, 400, "year"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: httpx.Client, path: str, parameters: dict[str, str], status: int, words: str
) -> None:
    assert words in refused(client, path, status, **parameters)


def test_a_packaged_policy_can_be_tried_without_being_published(client: httpx.Client) -> None:
    tried = ask(client, "/cadres/c1/balances", policy="nanjing", known_at="2009-01-01")
    assert tried["policy"]["id"] == "nanjing"


def test_a_cadre_is_found_by_any_identifier(client: httpx.Client, store: RecordStore) -> None:
    path = "/cadres/mailto%3Aa%40b.cn/ledger"
    refused(client, path, 404)
    passed = {
        "actor": {"mbox": "mailto:a@B.cn"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": "https://courses.example/1"},
    }
    assert store.record([post(passed)]) == [None]
    (line,) = ask(client, path)["entries"]
    assert line["reason"]["code"] == "not_catalogued"
    assert ask(client, "/cadres/mailto%3Aa%40B.CN/ledger")["entries"] == [line]


def test_a_cadre_is_found_by_his_account_in_full(client: httpx.Client) -> None:
    account = quote(f"account {v.CADRES} c1", safe="")
    assert ask(client, f"/cadres/{account}/ledger") == ask(client, "/cadres/c1/ledger")


def test_reports_want_a_scope_for_all_or_for_the_unit(
    client: httpx.Client, store: RecordStore
) -> None:
    of_unit = Credentials(store).add("Unit A", scopes=["reports/read:A"])
    writer = Credentials(store).add("Platform", scopes=["statements/write"])
    auth = {name: (made[0].key, made[1]) for name, made in {"A": of_unit, "w": writer}.items()}

    def status(who: str, path: str) -> int:
        return client.get(path, auth=auth[who]).status_code

    assert status("A", "/cadres/c1/balances") == 200
    assert status("A", "/units/A/compliance") == 200
    assert status("A", "/cadres/c2/balances") == 403
    assert status("A", "/units/B/compliance") == 403
    for about in ("", "/ledger", "/balances", "/handbook", "/hours", "/bars"):
        answers = [
            client.get(f"/cadres/{cadre}{about}", auth=auth["A"]) for cadre in ("c2", "nobody")
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
        known, unknown = (answer.json()["error"] for answer in answers)
        assert known == unknown
    assert status("w", "/cadres/c1/ledger") == 403
    assert status("w", "/units/A/compliance") == 403
    assert httpx.get(f"{client.base_url}/cadres/c1/balances").status_code == 401


def test_an_auditor_reads_the_statements_ledgers_and_reports_of_all(
    client: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add("Auditor", scopes=["audit/read"])
    auth = (made.key, secret)
    for path in ("/cadres/c2/ledger", "/cadres/c2", "/units/A/compliance", "/reports/circular"):
        assert client.get(path, auth=auth).status_code == 200
    version = {"X-Experience-API-Version": "2.0.0"}
    found = client.get("/xapi/statements", auth=auth, headers=version).json()["statements"]
    assert found
    assert client.post("/xapi/statements", auth=auth, headers=version, json=[]).status_code == 403


def test_a_void_granted_within_a_unit_comes_in_and_counts_for_its_cadres(
    client: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add(
        "HR of A", scopes=["statements/write"], asserts=["act.voided@A"]
    )
    record(store, {**CLASS, "id": "k3", "cadre": "c2", "class": "K3", "scheduled_days": "10"})
    lines = {cadre: ask(client, f"/cadres/{cadre}/ledger")["entries"] for cadre in ("c1", "c2")}
    for target in (lines["c1"][0], lines["c2"][0]):
        assert target["reason"] is None
        void = {
            "actor": {"mbox": "mailto:hr@a.cn"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
            "object": {"objectType": "StatementRef", "id": target["statement_id"]},
        }
        answer = client.post(
            "/xapi/statements",
            json=void,
            auth=(made.key, secret),
            headers={"X-Experience-API-Version": "2.0.0"},
        )
        assert answer.status_code == 200
    mine, theirs = (ask(client, f"/cadres/{cadre}/ledger") for cadre in ("c1", "c2"))
    assert mine["entries"][0]["reason"]["code"] == "voided"
    assert theirs["entries"][0]["reason"] is None
    assert "not_authorised" in [one["code"] for one in theirs["findings"]]


def test_the_lag_of_the_tables_is_told(
    client: httpx.Client, store: RecordStore, database: Database, clock: Hands
) -> None:
    behind = ask(client, "/health/projections")
    assert (behind["settled"], behind["lag"]) == (0, behind["head"])
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
        assert ask(client, "/health/projections")["lag"] == 0
        conn.execute("SET search_path TO projections")
        tracking.mark(conn, "ledgers", {"c1": 2})
    assert ask(client, "/health/projections")["stale"] == 1
