"""The feed of results over HTTP: what statements earned, page by page, as it happens and later."""

import threading
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import httpx
import orjson
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.case import scope
from projections.credits import off_job
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.roster_facts import UnitAssigned
from projections.follow_up.follow_up import follow_up_of
from projections.profile.writing import statement_id
from replay.feed import feed
from replay.history import training_class
from replay.rebuild import rebuild
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, record

NOW = datetime(2010, 3, 1, tzinfo=UTC)


def learned(id_: str, cadre: str, course: str, day: str) -> dict[str, Any]:
    return {
        "fact": "course.passed",
        "id": id_,
        "cadre": cadre,
        "course": course,
        "by": "exam",
        "occurred": day,
    }


@pytest.fixture
def store(published: RecordStore) -> RecordStore:
    for unit, above in (("A", {}), ("A1", {"parent": "A"}), ("B", {})):
        record(
            published,
            {
                "fact": "unit.registered",
                "id": unit,
                "unit": unit,
                "occurred": "2009-01-01",
                **above,
            },
        )
    for cadre, unit in (("c1", "A1"), ("c2", "B")):
        at = {"unit": unit, "occurred": "2010-01-01"}
        record(published, {"fact": "unit.assigned", "id": f"m{cadre}", "cadre": cadre, **at})
    value = {"course": "o1", "credits": "10", "occurred": "2010-01-01"}
    record(published, {"fact": "course.catalogued", "id": "o1", **value})
    return published


def page(client: httpx.Client, **asked: Any) -> Any:
    answer = client.get("/changes", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def walked(client: httpx.Client, after: str = "0", **asked: Any) -> tuple[list[Any], str]:
    found: list[Any] = []
    while True:
        one = page(client, after=after, **asked)
        found += one["changes"]
        after = one["next"]
        if not one["more"]:
            return found, after


def moved(change: Any, kind: str) -> dict[str, tuple[Any, Any]]:
    return {
        one["member"]: (one["before"], one["after"])
        for one in change["moved"]
        if one["kind"] == kind
    }


def test_the_platform_learns_what_each_of_its_statements_earned(
    client: httpx.Client, store: RecordStore, clock: Hands
) -> None:
    _, after = walked(client)
    clock.now = datetime(2010, 6, 1, tzinfo=UTC)
    record(store, learned("p1", "c1", "o1", "2010-05-30"))
    record(store, learned("p2", "c1", "o1", "2010-05-31"))
    record(store, {"fact": "act.voided", "id": "v", "target": "p1", "occurred": "2010-06-01"})
    first, second, void = walked(client, after)[0]
    assert {one["cadre"] for one in (first, second, void)} == {"c1"}
    assert (first["unit"], first["causes"][0]["statement_id"]) == ("A1", str(statement_id("p1")))
    assert moved(first, "line")["credits"] == (None, "10")
    assert moved(first, "balance")["counted"] == ("0", "10")
    assert moved(second, "line")["reason"] == (None, "duplicate_course")
    assert moved(second, "balance") == {}
    of = {one["of"]: one for one in void["moved"] if one["member"] == "reason"}
    assert of[str(statement_id("p1"))]["after"] == "voided"
    assert of[str(statement_id("p2"))]["after"] is None
    assert void["position"] == second["position"] + 1


def test_it_is_the_same_byte_for_byte_live_later_and_after_a_rebuild(
    client: httpx.Client, store: RecordStore, clock: Hands, database: Database
) -> None:
    live, after = walked(client, limit=2)
    for number, (cadre, day) in enumerate([("c1", 5), ("c2", 6), ("c1", 40), ("c9", 41)]):
        clock.now = datetime(2010, 6, 1, tzinfo=UTC) + timedelta(days=day)
        record(store, learned(f"p{number}", cadre, f"o{number % 2}", "2010-05-30"))
        some, after = walked(client, after, limit=1)
        live += some
    clock.now = datetime(2011, 2, 1, tzinfo=UTC)
    some, after = walked(client, after, limit=3)
    assert any(one["position"] is None and one["day"] == "2011-01-01" for one in some)
    live += some
    record(store, learned("late", "c2", "o1", "2010-12-30"))
    some, after = walked(client, after)
    live += some
    clock.now = datetime(2012, 1, 20, tzinfo=UTC)
    later, _ = walked(client, limit=1000, known_at="2011-02-01", today="2011-02-01")
    assert orjson.dumps(later) == orjson.dumps(live)
    renamed = {"cadre": "c1", "unit": "B", "name": "李四", "occurred": "2009-06-01"}
    record(store, {"fact": "unit.assigned", "id": "named", **renamed})
    catch_up(database, clock)
    rebuilt, _ = walked(client, known_at="2011-02-01", today="2011-02-01")
    assert orjson.dumps(rebuilt) == orjson.dumps(live)


def test_an_officer_of_a_unit_sees_those_who_belonged_to_it_then(
    client: httpx.Client, store: RecordStore, clock: Hands
) -> None:
    made, secret = Credentials(store).add("A", scopes=["reports/read:A"])
    clock.now = datetime(2010, 6, 1, tzinfo=UTC)
    record(store, learned("p1", "c1", "o1", "2010-05-30"))
    record(store, learned("p2", "c2", "o1", "2010-05-30"))
    clock.now = datetime(2010, 7, 1, tzinfo=UTC)
    moves = {"cadre": "c1", "unit": "B", "occurred": "2010-07-01"}
    record(store, {"fact": "unit.assigned", "id": "away", **moves})
    clock.now = datetime(2010, 8, 1, tzinfo=UTC)
    record(store, learned("p3", "c1", "o2", "2010-07-30"))
    whole, end = walked(client)
    client.auth = (made.key, secret)
    own, own_end = walked(client, limit=1)
    assert own == [one for one in whole if one["unit"] in ("A", "A1")]
    assert {one["cadre"] or one["unit"] for one in own} == {"c1", "A1"}
    assert own_end == end
    nothing, secret = Credentials(store).add("N", scopes=["statements/read"])
    client.auth = (nothing.key, secret)
    assert client.get("/changes", params={"wait": 1}).status_code == 403


def test_the_place_of_an_officer_names_nobody(
    client: httpx.Client, store: RecordStore, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "FOLDED", 1)
    made, secret = Credentials(store).add("A", scopes=["reports/read:A"])
    clock.now = datetime(2010, 6, 1, tzinfo=UTC)
    for cadre in ("c1", "c2"):
        record(store, learned(f"p-{cadre}", cadre, "o1", "2010-05-30"))
    clock.now = datetime(2011, 2, 1, tzinfo=UTC)
    whole, end = walked(client)
    client.auth = (made.key, secret)
    places, found, more = ["0"], [], True
    while more:
        one = page(client, after=places[-1])
        found += one["changes"]
        places, more = [*places, one["next"]], one["more"]
    assert found == [one for one in whole if one["unit"] in ("A", "A1")]
    assert any("~sealed~" in one for one in places)
    assert not any("~cadre~" in one or "~unit~" in one for one in places)
    assert places[-1] == end


def test_the_standing_of_units_is_told_under_their_names_of_then(
    client: httpx.Client, store: RecordStore, clock: Hands, database: Database
) -> None:
    made, secret = Credentials(store).add("A", scopes=["reports/read:A"])
    named = {"fact": "unit.registered", "parent": "A", "unit": "A1", "name": "财政局"}
    record(store, named | {"id": "named", "occurred": "2010-02-01"})
    clock.now = datetime(2010, 6, 1, tzinfo=UTC)
    for number in range(6):
        value = {"course": f"o{number + 2}", "credits": "10", "occurred": "2010-01-01"}
        record(store, {"fact": "course.catalogued", "id": f"o{number + 2}", **value})
        record(store, learned(f"p{number}", "c1", f"o{number + 2}", "2010-05-30"))
    clock.now = datetime(2011, 3, 1, tzinfo=UTC)
    renamed = named | {"name": "财政局新", "id": "renamed", "occurred": "2011-03-01"}
    record(store, renamed)
    void = {"fact": "act.voided", "id": "v", "target": "p1", "occurred": "2011-03-01"}
    record(store, void)
    whole, _ = walked(client)
    units = [one for one in whole if one["cadre"] is None and one["training_class"] is None]
    told = [
        (one["unit_name"], one["day"], of_year(one, "2010"), causes_of(one))
        for one in units
        if one["unit"] == "A1" and of_year(one, "2010")
    ]
    earned, ended, voided = told[-3:]
    assert earned[:2] == ("财政局", "2010-06-01")
    assert earned[2]["unqualified"] == (1, 0)
    assert earned[3] == [str(statement_id("p5"))]
    assert ended[:2] == ("财政局", "2010-12-31")
    assert (ended[2]["verdict"], ended[3]) == (("undecided", "clear"), [])
    assert voided[0] == "财政局新"
    assert voided[2]["verdict"] == ("clear", "barred_from_advanced")
    assert voided[3] == [str(statement_id("v"))]
    with psycopg.connect(database.projector, autocommit=True) as conn:
        rebuild(conn, unwatched, clock=clock)
    second = create_app(settings(), database=database, clock=clock)
    with (
        serving(second) as address,
        httpx.Client(base_url=address, auth=(KEY, SECRET), timeout=30) as beside,
    ):
        for limit in (1, 3):
            assert orjson.dumps(walked(beside, limit=limit)[0]) == orjson.dumps(whole)
    within = page(client, after=f"{voided_at(whole)}~~unit~A")
    assert within["changes"][0]["unit"] == "A1"
    client.auth = (made.key, secret)
    own = walked(client, limit=1)[0]
    assert own == [one for one in whole if one["unit"] in ("A", "A1")]


def of_year(change: Any, year: str) -> dict[str, tuple[Any, Any]]:
    """What a change moved of a unit's standing in a year."""
    return moved({"moved": [one for one in change["moved"] if one["of"] == year]}, "unit")


def causes_of(change: Any) -> list[str]:
    return [one["statement_id"] for one in change["causes"]]


def voided_at(found: list[Any]) -> int:
    return next(int(one["position"]) for one in reversed(found) if one["position"])


@pytest.mark.parametrize("after", ["x", "-1", "1~today", "1" * 30, "1~2010-13-01"])
def test_a_place_that_there_is_not_is_refused(client: httpx.Client, after: str) -> None:
    answer = client.get("/changes", params={"after": after, "wait": 1})
    assert answer.status_code == 400
    assert "after" in answer.json()["error"]["message"]


@pytest.mark.parametrize("wait", ["-1", "x", "61"])
def test_a_wait_has_its_bounds(client: httpx.Client, wait: str) -> None:
    assert client.get("/changes", params={"wait": wait}).status_code == 400


def test_beyond_the_log_there_is_nothing_and_the_place_is_kept(client: httpx.Client) -> None:
    found = page(client, after="99999")
    assert (found["changes"], found["next"], found["more"]) == ([], "99999", False)


def test_who_waits_is_told_as_soon_as_something_is_recorded(
    client: httpx.Client, store: RecordStore
) -> None:
    _, after = walked(client)
    posted = threading.Timer(0.3, record, (store, learned("p1", "c1", "o1", "2010-02-01")))
    posted.start()
    began = monotonic()
    found = page(client, after=after, wait=20)
    posted.join()
    assert monotonic() - began < 15
    assert [one["cadre"] for one in found["changes"]] == ["c1"]


def test_a_statement_that_cannot_be_read_is_told_and_stops_nobody(
    client: httpx.Client, store: RecordStore
) -> None:
    _, after = walked(client)
    record(store, learned("bad", "c1", "o1", "2010-02-01") | {"by": "dice"})
    record(store, learned("good", "c2", "o1", "2010-02-01"))
    bad, good = walked(client, after)[0]
    assert moved(bad, "line")["reason"][1] is not None
    assert moved(good, "line")["credits"] == (None, "10")


def test_as_a_table_each_member_that_moved_is_a_row(client: httpx.Client) -> None:
    answer = client.get("/changes", params={"format": "csv"})
    heading, first, *_ = answer.text.lstrip("\ufeff").splitlines()
    assert heading.split(",")[:4] == ["position", "day", "stored", "cadre"]
    assert "unit.assigned" not in first


HELD = {"class": "K1", "start": "2010-05-10", "end": "2010-05-14", "scheduled_days": "5"}


def a_class_is_held(store: RecordStore, clock: Hands) -> None:
    clock.now = datetime(2010, 4, 1, tzinfo=UTC)
    plan = {"start": "2010-05-10", "end": "2010-05-14", "persons": 2, "name": "经济班"}
    planned = {"fact": "class.planned", "id": "plan", "class": "K1", "institution": "S", **plan}
    record(store, planned | {"occurred": "2010-03-31"})
    clock.now = datetime(2010, 5, 20, tzinfo=UTC)
    for cadre in ("c1", "c2"):
        record(store, {"fact": "class.completed", "id": f"k{cadre}", "cadre": cadre, **HELD})
    clock.now = datetime(2010, 5, 21, tzinfo=UTC)
    evaluated = {"cadre": "c1", "class": "K1", "occurred": "2010-05-20"}
    record(store, {"fact": "self_evaluation.submitted", "id": "e", **evaluated})
    clock.now = datetime(2011, 6, 1, tzinfo=UTC)


def items(found: list[Any], item: str, member: str = "state") -> list[Any]:
    return [
        (change["day"], change["position"] is None, one["cadre"], one["before"], one["after"])
        for change in found
        for one in change["moved"]
        if (one["kind"], one["of"], one["member"]) == ("item", item, member)
    ]


def test_classes_and_what_falls_due_of_their_follow_up_are_told(
    client: httpx.Client, store: RecordStore, clock: Hands, database: Database
) -> None:
    a_class_is_held(store, clock)
    whole, _ = walked(client)
    found = [one for one in whole if one["training_class"] == "K1"]
    assert {(one["cadre"], one["class_name"], one["unit"]) for one in found} == {
        (None, "经济班", "S")
    }
    lives = [
        (change["day"], one["before"], one["after"])
        for change in found
        for one in change["moved"]
        if (one["kind"], one["of"]) == ("class", "life")
    ]
    assert lives == [
        ("2010-04-01", None, "planned"),
        ("2010-05-10", "planned", "running"),
        ("2010-05-15", "running", "not_held"),
        ("2010-05-20", "not_held", "completed"),
    ]
    assert ("2010-05-21", False, "c1", "overdue", "done_late") in items(found, "self_evaluation")
    seminar = items(found, "seminar")
    assert [one[-1] for one in seminar] == ["not_yet_open", "open", "overdue"]
    assert [by_day for _, by_day, *_ in seminar] == [False, True, True]
    with psycopg.connect(database.projector, autocommit=True) as conn:
        rebuild(conn, unwatched, clock=clock)
    second = create_app(settings(), database=database, clock=clock)
    with (
        serving(second) as address,
        httpx.Client(base_url=address, auth=(KEY, SECRET), timeout=30) as beside,
    ):
        for asked in (client, beside):
            assert orjson.dumps(walked(asked, limit=3)[0]) == orjson.dumps(whole)


def test_an_officer_sees_of_a_class_his_trainees_and_who_reads_its_institution_all(
    client: httpx.Client, store: RecordStore, clock: Hands
) -> None:
    made = {
        unit: Credentials(store).add(unit, scopes=[f"reports/read:{unit}"])
        for unit in ("A", "S", "C")
    }
    a_class_is_held(store, clock)
    whole = [one for one in walked(client)[0] if one["training_class"]]
    told = {}
    for unit, (credential, secret) in made.items():
        client.auth = (credential.key, secret)
        told[unit] = [one for one in walked(client)[0] if one["training_class"]]
    assert told["S"] == whole
    assert told["C"] == []
    who = {one["cadre"] for change in told["A"] for one in change["moved"]}
    assert who == {None, "c1"}
    assert items(told["A"], "seminar") == items(whole, "seminar")


def test_what_cannot_be_judged_is_set_aside_and_the_feed_goes_on(
    client: httpx.Client, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = off_job._refusal

    def refusal(case: Any, fact: Any, *others: Any) -> Any:
        if fact.training_class == "bad":
            raise ZeroDivisionError
        return sound(case, fact, *others)

    def followed(subject: Any, beside: Any) -> Any:
        if any(one.statement_id == statement_id("b") for one in subject.standing(ClassCompleted)):
            raise ZeroDivisionError
        return follow_up_of(subject, beside)

    monkeypatch.setattr(off_job, "_refusal", refusal)
    monkeypatch.setattr(training_class, "follow_up_of", followed)
    _, after = walked(client)
    for id_, name, cadre in (("b", "bad", "c1"), ("k", "K1", "c2")):
        attended = {"id": id_, "cadre": cadre, "start": "2010-02-01", "end": "2010-02-05"}
        days = {"class": name, "scheduled_days": "5"}
        record(store, {"fact": "class.completed", **attended, **days})
    found, _ = walked(client, after)
    aside = {
        one["cadre"] or one["training_class"]: moved(one, "set_aside")
        for one in found
        if moved(one, "set_aside")
    }
    assert aside == {who: {"cannot_be_judged": (None, True)} for who in ("c1", "bad")}
    assert {one["training_class"] for one in found if moved(one, "class")} == {"K1"}


@pytest.mark.parametrize("place", ["credits", "membership"])
def test_what_cannot_be_judged_of_a_member_keeps_no_unit_from_being_judged(
    client: httpx.Client,
    store: RecordStore,
    clock: Hands,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    sound, sound_day = off_job._refusal, scope._day

    def refusal(case: Any, fact: Any, *others: Any) -> Any:
        if fact.training_class == "bad":
            raise ZeroDivisionError
        return sound(case, fact, *others)

    def day(dossier: Any, year: int) -> Any:
        if any(one.statement_id == statement_id("b") for one in dossier.kinds.of(UnitAssigned)):
            raise ZeroDivisionError
        return sound_day(dossier, year)

    broken = (off_job, "_refusal", refusal) if place == "credits" else (scope, "_day", day)
    monkeypatch.setattr(*broken)
    assigned = {"fact": "unit.assigned", "unit": "A1", "occurred": "2010-01-01"}
    record(store, {**assigned, "id": "m3", "cadre": "c3"})
    _, after = walked(client)
    attended = {"fact": "class.completed", "start": "2010-01-05", "end": "2010-01-16"}
    days = {"class": "bad", "scheduled_days": "12"}
    stated = {"credits": {**attended, **days}, "membership": {**assigned, "unit": "B"}}[place]
    record(store, {**stated, "id": "b", "cadre": "c1"})
    record(store, {**attended, **days, "id": "k", "cadre": "c3", "class": "K1"})
    clock.now = datetime(2011, 2, 1, tzinfo=UTC)
    found, end = walked(client, after)
    aside = [one["cadre"] for one in found if moved(one, "set_aside")]
    assert aside == ["c1"]
    of_unit = [
        one
        for one in found
        if (one["cadre"], one["training_class"], one["unit"]) == (None, None, "A1")
    ]
    asked = {"unit": "A1", "since": after.partition("~")[0], "kind": "unit"}
    told = client.get("/audit/history", params=asked).raise_for_status().json()["changes"]
    assert [moved(one, "unit") for one in of_unit] == [moved(one, "unit") for one in told]
    verdicts = [moved(one, "unit").get("verdict") for one in of_unit]
    assert ("undecided", "barred_from_advanced") in verdicts
    assert walked(client, after, limit=1) == (found, end)
