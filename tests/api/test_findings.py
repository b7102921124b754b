"""The findings of all cadres in one list, through posted statements and live projections."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import httpx
import psycopg
import pytest

from api.app import create_app
from api.audit import findings as audited
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.profile.writing import statement_id, to_statement
from projections.tables.findings import Rows, Wanted, findings_as_known
from projections.words.vocabulary import CADRES, PROFILE
from replay.erasure import erase, fold_anew, of_cadre
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, open_store, publish

VERSION = {"X-Experience-API-Version": "1.0.3"}
MOVES = ("moved_by_receiving_unit", "two_units")
ANSWERED = "http://example.com/answered"
REFERS = "credit.approved"
"""What is posted of such a decision with another verb refers to a statement and decides nothing."""
NOWHERE = "5d0ab8d6-3c0f-4a54-9f5a-3b6a1f0f7f01"
FACTS: tuple[dict[str, Any], ...] = (
    {"fact": "unit.registered", "id": "u", "unit": "A", "occurred": "2009-01-01"},
    {"fact": "cadre.enrolled", "id": "m1", "cadre": "c1", "unit": "A", "level": "county"},
    {"fact": "cadre.enrolled", "id": "m2", "cadre": "c2", "unit": "B", "level": "county_and_above"},
    {"fact": "course.catalogued", "id": "o", "course": "o1", "credits": "99"},
    {"fact": "course.passed", "id": "p", "cadre": "c1", "course": "o1"},
    {"fact": "credit.approved", "id": "a", "target": NOWHERE},
    {"fact": "class.completed", "id": "k1", "cadre": "c2", "class": "K1", "start": "2010-03-01"}
    | {"end": "2010-03-05", "scheduled_days": "5"},
    {"fact": "class.completed", "id": "k2", "cadre": "c2", "class": "K2", "start": "2010-03-03"}
    | {"end": "2010-03-07", "scheduled_days": "5"},
)


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    clock = Hands(datetime(2010, 3, 9, tzinfo=UTC))
    store: RecordStore = open_store(database.service, clock)
    publish(store)
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        posted = [to_statement({"occurred": "2010-03-08", **fact}) for fact in FACTS]
        opened.post("/xapi/statements", json=posted, headers=VERSION).raise_for_status()
        catch_up(database, clock)
        yield opened
    store.close()


def test_whatever_is_amiss_stands_in_one_list_with_what_was_found_fault_with(
    client: httpx.Client,
) -> None:
    report = client.get("/reports/findings").raise_for_status().json()
    found = {(one["code"], one["cadre"], one["value"]) for one in report["findings"]}
    assert found == {
        ("catalogue_credits_out_of_range", "c1", "o1"),
        ("overlapping_classes", "c2", None),
        ("unknown_level", "c1", "county"),
        ("unknown_target", None, NOWHERE),
        ("unregistered_unit", "c2", "B"),
    }
    assert all(one["zh"] and one["en"] and one["statement_id"] for one in report["findings"])


def test_the_list_comes_by_pages_and_by_code(client: httpx.Client) -> None:
    whole = client.get("/reports/findings").json()["findings"]
    paged: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/reports/findings", params={"limit": 2, "after": after}).json()
        paged += page["findings"]
        after = page["next"]
    assert paged == whole
    only = client.get("/reports/findings", params={"code": "unknown_level"}).json()["findings"]
    assert [one["code"] for one in only] == ["unknown_level"]
    refused = client.get("/reports/findings", params={"code": "amiss"})
    assert refused.status_code == 400
    assert "unknown_level" in refused.text


def test_the_list_is_a_table_as_well(client: httpx.Client) -> None:
    text = client.get("/reports/findings", params={"format": "csv"}).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 5


def test_a_move_by_the_receiving_unit_is_seen_by_both_units_and_no_third(
    client: httpx.Client, database: Database
) -> None:
    clock = Hands(datetime(2010, 3, 9, tzinfo=UTC))
    store = open_store(database.service, clock)
    taking, key = Credentials(store).add(
        "HR of C", scopes=["statements/write"], asserts=["unit.assigned@C"]
    )
    readers = {
        unit: Credentials(store).add(unit, scopes=[f"reports/read:{unit}"]) for unit in "ABC"
    }
    store.close()
    moved = to_statement(
        {"fact": "unit.assigned", "id": "x", "cadre": "c2", "unit": "C", "occurred": "2010-03-09"}
    )
    posted = client.post("/xapi/statements", json=[moved], headers=VERSION, auth=(taking.key, key))
    posted.raise_for_status()
    catch_up(database, clock)

    def seen(auth: tuple[str, str]) -> list[tuple[str, str, str]]:
        found = client.get("/reports/findings", auth=auth).raise_for_status().json()["findings"]
        return [(one["code"], one["cadre"], one["value"]) for one in found if one["code"] in MOVES]

    found = [("moved_by_receiving_unit", "c2", "B C")]
    assert seen((KEY, SECRET)) == found
    for unit, (reader, secret) in readers.items():
        assert seen((reader.key, secret)) == ([] if unit == "A" else found)
    assert client.get("/cadres/c2", auth=(KEY, SECRET)).json()["unit"] == "C"


UNENTITLED: tuple[dict[str, Any], ...] = (
    {"fact": "course.catalogued", "id": "v1", "course": "o2", "credits": "5"},
    {"fact": "cadre.identified", "id": "v2", "cadre": "c1", "identifier": "mailto:li@x.cn"},
    {"fact": "unit.registered", "id": "v3", "unit": "Z"},
    {"fact": "annual_result.reported", "id": "v4", "unit": "A", "year": 2009},
)
QUIETLY: tuple[dict[str, Any], ...] = (
    {"fact": "level.changed", "id": "w1", "cadre": "c1", "level": "county_and_above"},
    {"fact": "tag.given", "id": "w2", "cadre": "c1", "tag": "young"},
    {"fact": "appointment.made", "id": "w3", "cadre": "c1", "post": "head"},
)


def test_what_moves_no_credit_and_was_not_to_be_stated_is_a_finding_too(
    client: httpx.Client, database: Database
) -> None:
    clock = Hands(datetime(2010, 3, 9, tzinfo=UTC))
    store = open_store(database.service, clock)
    made, key = Credentials(store).add("P", scopes=["statements/write"], asserts=["course.passed"])
    store.close()
    sent = [to_statement({"occurred": "2010-03-08", **fact}) for fact in QUIETLY]
    void = {"fact": "act.voided", "id": "w4", "target": "w3", "occurred": "2010-03-08"}
    for batch in (sent, [to_statement(void)]):
        posted = client.post("/xapi/statements", json=batch, headers=VERSION, auth=(made.key, key))
        posted.raise_for_status()
    catch_up(database, clock)
    asked = {"code": "not_authorised"}
    found = client.get("/reports/findings", params=asked).json()["findings"]
    assert {one["statement_id"] for one in found} == {one["id"] for one in sent[:2]}


def test_what_a_credential_was_not_entitled_to_state_is_a_finding_and_a_zero_with_its_reason(
    client: httpx.Client, database: Database
) -> None:
    clock = Hands(datetime(2010, 3, 9, tzinfo=UTC))
    store = open_store(database.service, clock)
    given = ("statements/write", ["course.passed"])
    made, key = Credentials(store).add("P", scopes=[given[0]], asserts=given[1])
    Credentials(store).add(
        "Q", scopes=["statements/write"], asserts=["*"], key="q", secret="q" * 40
    )
    store.close()
    for auth, day in ((made.key, key), "2010-03-08"), (("q", "q" * 40), "2010-03-07"):
        sent = [
            to_statement({"occurred": day, **fact, "id": f"{fact['id']} {day}"})
            for fact in UNENTITLED
        ]
        posted = client.post("/xapi/statements", json=sent, headers=VERSION, auth=auth)
        posted.raise_for_status()
    catch_up(database, clock)

    found = client.get("/reports/findings", params={"code": "not_authorised"}).json()["findings"]
    assert sorted(one["value"] for one in found) == sorted(one["fact"] for one in UNENTITLED)
    told = client.get(f"/integrations/{made.key}/reconciliation").json()
    assert [one["reason"]["code"] for one in told["statements"]] == ["not_authorised"] * 4
    assert told["zero"]["reasons"]["not_authorised"]["count"] == 4
    assert client.get("/integrations/q/reconciliation").json()["other"] == 4


def chained(kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """Statements, each on the next one and the last one on none that is there: some decide on it,
    some only refer to it."""
    ids = [str(statement_id(f"{' '.join(kinds)} {at}")) for at in range(len(kinds) + 1)]
    links = [
        to_statement({"fact": kind, "id": one, "target": other, "occurred": "2010-03-08"})
        for kind, one, other in zip(kinds, ids, ids[1:], strict=False)
    ]
    for kind, link in zip(kinds, links, strict=True):
        if kind == REFERS:
            link["verb"] = {"id": ANSWERED}
    return links


@pytest.mark.parametrize("backwards", [False, True])
def test_a_decision_is_on_what_is_not_there_where_nothing_but_decisions_leads_to_it(
    client: httpx.Client, database: Database, backwards: bool
) -> None:
    kinds = ("credit.rejected", REFERS)
    chains = [chained(one) for length in (1, 2, 3) for one in product(kinds, repeat=length)]
    for at in range(3):
        some = [chain[-1 - at if backwards else at] for chain in chains if at < len(chain)]
        client.post("/xapi/statements", json=some, headers=VERSION).raise_for_status()
    catch_up(database, Hands(datetime(2010, 3, 9, tzinfo=UTC)))

    asked = {"code": "unknown_target"}
    live = client.get("/reports/findings", params=asked).raise_for_status().json()["findings"]
    then = {**asked, "known_at": "2010-03-09"}
    assert live == client.get("/reports/findings", params=then).json()["findings"]
    decides = [[one["verb"]["id"] != ANSWERED for one in chain] for chain in chains]
    expected = {
        (one["id"], chain[-1]["object"]["id"])
        for chain, own in zip(chains, decides, strict=True)
        for at, one in enumerate(chain)
        if all(own[at:])
    }
    found = {(one["statement_id"], one["value"]) for one in live}
    assert found - {(str(statement_id("a")), NOWHERE)} == expected


def test_who_was_erased_is_no_stranger_to_his_class(
    client: httpx.Client, database: Database
) -> None:
    came: dict[str, Any] = {"fact": "class.completed", "class": "K1"}
    came |= {"start": "2010-03-01", "end": "2010-03-05"}
    posted = [
        {"fact": "cadre.enrolled", "id": "m3", "cadre": "c3", "unit": "A"},
        {"fact": "cadre.enrolled", "id": "m4", "cadre": "c4", "unit": "A"},
        {**came, "id": "k3", "cadre": "c3", "scheduled_days": "5"},
        {"fact": "seminar.held", "id": "s", "class": "K1", "attendees": ["c2", "c3", "c4"]},
    ]
    sent = [to_statement({"occurred": "2010-03-09", **fact}) for fact in posted]
    client.post("/xapi/statements", json=sent, headers=VERSION).raise_for_status()
    clock = Hands(datetime(2010, 3, 10, tzinfo=UTC))
    catch_up(database, clock)

    def strangers(path: str, **asked: str) -> list[str]:
        found = client.get(path, params=asked).raise_for_status().json()["findings"]
        return [one["cadre"] for one in found if "not_a_trainee" in str(one["code"])]

    asked: tuple[tuple[str, dict[str, str]], ...] = (
        ("/reports/findings", {}),
        ("/reports/findings", {"known_at": "2010-03-09"}),
        ("/classes/K1/follow-up", {}),
    )
    assert [strangers(path, **some) for path, some in asked] == [["c4"]] * 3
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as conn:
        erase(conn, of_cadre(conn, "c3", clock=clock), reason="17/2010", clock=clock)
    fold_anew(database.projector, clock=clock)
    assert [strangers(path, **some) for path, some in asked] == [["c4"]] * 3


def test_who_reads_one_unit_sees_what_is_found_of_its_cadres(
    client: httpx.Client, database: Database
) -> None:
    store = open_store(database.service, Hands(datetime(2010, 3, 9, tzinfo=UTC)))
    made, secret = Credentials(store).add("HR of A", scopes=["reports/read:A"])
    report = client.get("/reports/findings", auth=(made.key, secret)).raise_for_status().json()
    store.close()
    assert {(one["code"], one["cadre"]) for one in report["findings"]} == {
        ("catalogue_credits_out_of_range", "c1"),
        ("unknown_level", "c1"),
    }


def test_one_account_of_two_cadres_and_two_cadres_as_one_person_are_found(
    client: httpx.Client, database: Database
) -> None:
    other = {"mbox": "mailto:a@b.cn"}, {"account": {"homePage": CADRES, "name": "c2"}}
    links = [
        _link("c1", other[0]),
        _link("c2", other[0]),
        _link("c1", {"mbox": "mailto:c@b.cn"}),
        _link("c1", {"mbox": "mailto:c@b.cn"}),
        _link("c1", {"account": {"homePage": CADRES, "name": "never-enrolled"}}),
    ]
    ids = client.post("/xapi/statements", json=links, headers=VERSION).raise_for_status().json()
    catch_up(database, Hands(datetime(2010, 3, 9, tzinfo=UTC)))
    found = _of_links(client)
    assert [(one["code"], one["cadre"], one["value"]) for one in found] == [
        ("two_cadres_one_account", "c2", "c1")
    ]
    assert found[0]["statement_id"] == ids[1]
    merged = client.post("/xapi/statements", json=_link("c1", other[1]), headers=VERSION)
    catch_up(database, Hands(datetime(2010, 3, 9, tzinfo=UTC)))
    (one,) = _of_links(client)  # c1 and c2 are one person now, whom the account means
    assert (one["code"], one["cadre"], one["value"]) == ("two_cadres_one_person", "c1", "c2")
    assert [one["statement_id"]] == merged.raise_for_status().json()
    assert one["zh"]
    assert one["en"]


def _link(cadre: str, agent: dict[str, Any]) -> dict[str, Any]:
    return {
        "actor": {"account": {"homePage": CADRES, "name": cadre}},
        "verb": {"id": PROFILE + "verb/identified"},
        "object": {"objectType": "Agent", **agent},
        "timestamp": "2010-01-01T00:00:00+08:00",
    }


def _of_links(client: httpx.Client) -> list[dict[str, Any]]:
    report = client.get("/reports/findings").raise_for_status().json()
    return [one for one in report["findings"] if one["code"].startswith("two_cadres")]


def test_a_page_begins_after_a_place_that_a_page_told(client: httpx.Client) -> None:
    whole = client.get("/reports/findings").json()["findings"]
    assert len(whole) > 1
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/reports/findings", params={"limit": 1, "after": after}).json()
        found += page["findings"]
        after = page["next"]
    assert found == whole
    refused = client.get("/reports/findings", params={"after": "unknown_level soon c1"})
    assert refused.status_code == 400
    assert "after" in refused.json()["error"]["message"]


def test_what_was_folded_as_known_earlier_is_asked_for_once_and_not_with_each_page(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Wanted] = []

    def counted(*given: Any, wanted: Wanted, **named: Any) -> Rows:
        asked.append(wanted)
        return findings_as_known(*given, wanted=wanted, **named)

    monkeypatch.setattr(audited, "findings_as_known", counted)
    questions: list[dict[str, str]] = [{}, {"cadre": "c2"}, {"severity": "high"}]
    for wanted in questions:
        known = {**wanted, "known_at": "2010-03-09"}
        whole = client.get("/reports/findings", params=known).raise_for_status().json()["findings"]
        live = client.get("/reports/findings", params=wanted).raise_for_status().json()["findings"]
        assert whole == live
        pages: list[Any] = []
        after: str | None = ""
        while after is not None:
            params = {**known, "limit": "1", "after": after}
            page = client.get("/reports/findings", params=params).raise_for_status().json()
            pages += page["findings"]
            after = page["next"]
        assert pages == whole
    assert len(asked) == 3
