"""What the officer of a unit is told by the feed: everything of his unit, and nothing that names
anybody of another, whatever he asks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.facts.attendance_facts import ClassCompleted
from projections.follow_up.follow_up import follow_up_of
from projections.profile.writing import statement_id, to_statement
from replay.feed import feed
from replay.history import training_class
from tests.api.serving import serving, settings
from tests.database.test_set_aside import record_unbounded
from tests.recording import Hands, record

NOW = datetime(2010, 3, 1, tzinfo=UTC)

OTHERS = ("z~ y+汉" + "x" * 280, "mbox:secret@elsewhere.example", "zhangsan-b")
"""Cadres of the other unit, by ids of every kind."""

HELD = {"class": "K1", "start": "2010-05-10", "end": "2010-05-14", "scheduled_days": "5"}


@pytest.fixture
def store(published: RecordStore, clock: Hands) -> RecordStore:
    def add(fact: str, id_: str, occurred: str, **members: Any) -> None:
        record(published, {"fact": fact, "id": id_, "occurred": occurred, **members})

    for unit in ("A", "B-other"):
        add("unit.registered", unit, "2009-01-01", unit=unit)
    add("unit.assigned", "m1", "2010-01-01", cadre="c1", unit="A")
    for number, other in enumerate(OTHERS):
        name = f"李氏{number}"
        add("unit.assigned", f"mo{number}", "2010-01-01", cadre=other, unit="B-other", name=name)
    add("course.catalogued", "o1", "2010-01-01", course="o1", credits="10")
    plan = {"start": "2010-05-10", "end": "2010-05-14", "persons": 2, "institution": "S"}
    add("class.planned", "plan", "2010-02-28", **{"class": "K1"}, **plan)
    called = {"class": "K1", "reason": "named"}
    add("cadre.nominated", "n1", "2010-02-28", cadre="c1", **called)
    clock.now = datetime(2010, 6, 1, tzinfo=UTC)
    for number, who in enumerate((*OTHERS[:2], "c1", OTHERS[2])):
        numbers = {"certificate": "Z-1", "evidence": "Z-mine" if who == "c1" else "Z-theirs"}
        add("class.completed", f"k{number}", "2010-05-14", cadre=who, **HELD, **numbers)
        add("course.passed", f"p{number}", "2010-05-30", cadre=who, course="o1", by="exam")
        said = {"class": "K1", "cadre": who}
        add("self_evaluation.submitted", f"e{number}", "2010-05-20", **said)
    clock.now = datetime(2010, 7, 1, tzinfo=UTC)
    add("act.voided", "void", "2010-06-30", target="k1")
    clock.now = datetime(2011, 7, 1, tzinfo=UTC)
    return published


@pytest.fixture
def officer(client: httpx.Client, store: RecordStore) -> Iterator[httpx.Client]:
    made, secret = Credentials(store).add("A", scopes=["reports/read:A"])
    auth = (made.key, secret)
    with httpx.Client(base_url=client.base_url, auth=auth, timeout=30) as opened:
        yield opened


def pages(client: httpx.Client, after: str = "0", **asked: Any) -> Iterator[httpx.Response]:
    """All pages after a place as an integrator walks them."""
    more = True
    while more:
        answer = client.get("/changes", params={"after": after, **asked})
        assert answer.status_code == 200, answer.text
        yield answer
        after, more = answer.json()["next"], answer.json()["more"]


def walked(client: httpx.Client, after: str = "0", **asked: Any) -> list[Any]:
    return [one for page in pages(client, after, **asked) for one in page.json()["changes"]]


def named_in(answer: httpx.Response) -> set[str]:
    """What an answer names of the other unit."""
    told = answer.text + unquote(str(answer.headers))
    if is_zipfile(BytesIO(answer.content)):
        with ZipFile(BytesIO(answer.content)) as book:
            told += "".join(book.read(one).decode() for one in book.namelist())
    own = (f"李氏{number}" for number in range(len(OTHERS)))
    return {
        one for one in (*OTHERS, "secret", "zhangsan", "B-other", "Z-theirs", *own) if one in told
    }


def test_nothing_that_he_is_given_names_anybody_of_another_unit(
    officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "FOLDED", 1)
    walk = list(pages(officer))
    assert any("~sealed~" in one.json()["next"] for one in walk)
    assert "Z-1" in {change["paper"] for one in walk for change in one.json()["changes"]}
    for page in walk:
        assert named_in(page) == set()
        after = page.json()["next"]
        for form in ("csv", "xlsx"):
            table = officer.get("/changes", params={"after": after, "format": form})
            assert named_in(table) == set()
        shown = officer.get("/changes", params={"after": after}, headers={"Accept": "text/html"})
        assert named_in(shown) == set()


def of_class(client: httpx.Client) -> list[Any]:
    return [one for one in walked(client) if one["training_class"] == "K1"]


def test_of_a_class_he_is_told_the_statements_and_not_of_whom_they_are(
    client: httpx.Client, officer: httpx.Client
) -> None:
    whole, own = of_class(client), of_class(officer)
    actors = {cause["actor"] for one in whole for cause in one["causes"]}
    assert actors >= set(OTHERS)
    causes = [cause for one in own for cause in one["causes"]]
    assert {one["actor"] for one in causes if one["fact"] != "class.planned"} == {None, "c1"}
    assert str(statement_id("k0")) in {one["statement_id"] for one in causes}


def test_who_takes_an_account_from_his_cadre_is_not_named(
    client: httpx.Client, officer: httpx.Client, store: RecordStore
) -> None:
    linked = {"fact": "cadre.identified", "identifier": "account-7"}
    passed = {"fact": "course.passed", "course": "o1", "by": "exam", "cadre": "account-7"}
    record(store, {**passed, "id": "px", "occurred": "2010-07-30"})
    record(store, {**linked, "id": "l1", "cadre": "c1", "occurred": "2010-01-01"})
    record(store, {**linked, "id": "l2", "cadre": "zhangsan-b", "occurred": "2010-01-02"})
    taken = str(statement_id("l2"))
    whole, own = (
        {
            (change["cadre"], cause["actor"])
            for change in walked(each)
            for cause in change["causes"]
            if cause["statement_id"] == taken
        }
        for each in (client, officer)
    )
    assert ("c1", "zhangsan-b") in whole
    assert own == {("c1", None)}


def test_of_a_class_he_is_told_what_is_set_aside_of_his_own_cadres(
    client: httpx.Client, officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = {statement_id("k1"), statement_id("k2")}

    def followed(subject: Any, beside: Any) -> Any:
        if poison & {one.statement_id for one in subject.standing(ClassCompleted)}:
            raise ZeroDivisionError
        return follow_up_of(subject, beside)

    monkeypatch.setattr(training_class, "follow_up_of", followed)
    whole, own = (
        {
            one["of"]
            for change in of_class(each)
            for one in change["moved"]
            if one["kind"] == "set_aside"
        }
        for each in (client, officer)
    )
    assert whole == {str(one) for one in poison}
    assert own == {str(statement_id("k2"))}


def test_whose_name_is_too_long_to_be_read_is_named_to_nobody_of_another_unit(
    client: httpx.Client, officer: httpx.Client, store: RecordStore
) -> None:
    long = "q" * 2000
    numbers = {"certificate": "Z-9", "evidence": "Z-long"}
    completed = {"fact": "class.completed", "id": "long", "occurred": "2010-05-14", **HELD}
    record_unbounded(store, to_statement({**completed, "cadre": long, **numbers}))
    assert str(statement_id("long")) in client.get("/changes", params={"limit": 1000}).text
    for one in pages(officer, limit=1000):
        assert long not in one.text
        assert str(statement_id("long")) not in one.text


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_his_walk_is_the_same_list_however_long_its_pages_are(
    client: httpx.Client, officer: httpx.Client, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [one for one in walked(client) if one["unit"] == "A"]
    own = walked(officer)
    assert whole
    assert [one for one in own if one["unit"] == "A"] == whole
    assert [one["paper"] for one in own if one["unit"] is None] == ["Z-1"]
    for folded in (1, 200):
        monkeypatch.setattr(feed, "FOLDED", folded)
        assert walked(officer, limit=limit) == own


def test_what_he_makes_up_is_sealed_for_him_nowhere(
    officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal places are equal texts: who could have one of his choice sealed could try ids until
    he has whom a page ended behind; who could begin behind an id of his choice could find the ids
    between two by where pages end."""
    monkeypatch.setattr(feed, "FOLDED", 1)
    given = {one.json()["next"] for one in pages(officer)}
    for place in sorted(one for one in given if "~sealed~" in one):
        moment = place.partition("~sealed~")[0]
        for of, who in [("cadre", one) for one in OTHERS] + [("unit", "B-other")]:
            guessed = {"after": f"{moment}~{of}~{who}"}
            made_up = {"after": f"{moment}~cadre~nobody"}
            for asked in ({}, {"known_at": "1"}):
                told, other = (
                    officer.get("/changes", params={**one, **asked}).raise_for_status().json()
                    for one in (guessed, made_up)
                )
                assert told == other
                assert not asked or "~sealed~" not in told["next"]


def test_a_place_as_it_was_given_before_leads_to_where_its_moment_begins(
    client: httpx.Client, officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = walked(officer)
    monkeypatch.setattr(feed, "FOLDED", 1)
    places = [page.json()["next"] for page in pages(client)]
    within = [one for one in places if one.count("~") >= 3]
    assert {bool(one.split("~")[1]) for one in within} == {True, False}
    for place in within:
        found = walked(officer, place)
        rest = own[len(own) - len(found) :]
        assert found == rest
        position, day, *_ = place.split("~")
        moments = [one for one in own if (one["position"], one["day"]) == (None, day)] or [
            one for one in own if str(one["position"]) == position and not day
        ]
        assert all(one in found for one in moments)


def test_a_place_that_another_credential_was_given_leads_to_the_same(
    officer: httpx.Client, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "FOLDED", 1)
    sealed = [one.json()["next"] for one in pages(officer) if "~sealed~" in one.json()["next"]]
    made, secret = Credentials(store).add("B", scopes=["reports/read:S"])
    with httpx.Client(base_url=officer.base_url, auth=(made.key, secret), timeout=30) as other:
        for place in sealed:
            answer = other.get("/changes", params={"after": place})
            assert answer.status_code == 200
            assert {one["unit"] for one in answer.json()["changes"]} <= {"S"}


def test_each_process_of_a_store_opens_a_place_until_its_key_is_another(
    officer: httpx.Client, database: Database, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "FOLDED", 1)
    walk = list(pages(officer))
    place, rest = next(
        (one.json()["next"], after.json())
        for one, after in pairwise(walk)
        if "~sealed~" in one.json()["next"]
    )
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as beside:
        answer = officer.get(f"{beside}/changes", params={"after": place})
    assert answer.json() == rest
    assert database.owner is not None
    with psycopg.connect(database.owner, autocommit=True) as conn:
        conn.execute("UPDATE lrs.store SET term_key = sha256('another')")
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as restored:
        refused = officer.get(f"{restored}/changes", params={"after": place})
        assert refused.status_code == 400
    begun = refused.json()["error"]["message"].split("`")[1]
    told = walked(officer, begun)
    whole = [change for one in walk for change in one.json()["changes"]]
    assert told
    assert told == whole[len(whole) - len(told) :]


@pytest.mark.parametrize(
    ("moment", "begun"), [("5~", "4"), ("5~2010-12-31", "5~2010-12-30"), ("0~", "0")]
)
def test_who_has_a_place_that_cannot_be_opened_is_told_where_to_go_on(
    officer: httpx.Client, moment: str, begun: str
) -> None:
    answer = officer.get("/changes", params={"after": f"{moment}~sealed~{'A' * 128}"})
    assert answer.status_code == 400
    assert f"`{begun}`" in answer.json()["error"]["message"]
    officer.get("/changes", params={"after": begun}).raise_for_status()


@pytest.mark.parametrize(
    "rest", ["5~~cadre~%00", "5~~cadre~%FF", "5~~cadre~%ED%A0%80", f"5~~cadre~{'x' * 4000}"]
)
def test_no_place_raises_past_its_reader(
    client: httpx.Client, officer: httpx.Client, rest: str
) -> None:
    for each in (client, officer):
        answer = each.get(f"/changes?after={rest}")
        assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_who_reads_tables_sees_that_he_has_come_to_the_end_and_where_to_go_on(
    client: httpx.Client, officer: httpx.Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "FOLDED", 1)
    for each in (client, officer):
        address, *_, last = f"/changes?format={form}", *pages(each)
        while address:
            answer = each.get(address).raise_for_status()
            place = unquote(answer.headers["Next-Place"])
            address = answer.links["next"]["url"] if "next" in answer.links else ""
            assert not address or httpx.URL(address).params["after"] == place
        assert place == last.json()["next"]
