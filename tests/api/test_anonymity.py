"""Nobody can tell who answered what: two cities in which persons answered each the other's answers
cannot be told apart by anything that the store holds, answers or logs."""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from projections.facts.learning_act import read_fact
from projections.facts.registry import ANONYMOUS
from projections.profile.anonymous import Collection, answers, ratings
from projections.profile.writing import to_statement
from projections.words import vocabulary as v
from projections.words.persons import agent_of, identifier_of
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.api.test_tables import PATHS
from tests.conftest import Postgres
from tests.recording import Hands, open_store, publish, record

NOW = datetime(2010, 12, 1, tzinfo=UTC)
VERSION = {"X-Experience-API-Version": "1.0.3"}
PERSONS = [f"c{number}" for number in range(1, 13)]
CHOICES = ["law"] * 6 + ["economy"] * 4 + ["culture"] * 2
GIVEN = [5, 5, 4, 4, 3, 2, 1, 4, 5, 3, 2, 4]
"""What is chosen and which rating is given, by places that persons take."""

SCHOOL = "party-school"
BY_SCHOOL = {"id": "x", "survey": "S1", "occurred": "2010-06-30"}


@dataclass(frozen=True)
class Told:
    """Everything that somebody with all rights gets to see, by where he looked."""

    reports: Mapping[str, str]
    statements: Mapping[str, str]
    views: Mapping[str, str]
    log: Sequence[tuple[Any, ...]]
    server: str


def collected(order: Sequence[str]) -> Iterator[bytes]:
    """What the school posts of one city, whose persons sat down in this order."""
    survey = Collection(survey="S1", institution=SCHOOL, ended=NOW)
    place = {person: PERSONS.index(person) for person in order}
    yield from answers((("content", CHOICES[place[one]], 1) for one in order), survey)
    peers = Collection(survey="P1", institution=SCHOOL, ended=NOW)
    yield from ratings((("c1", str(GIVEN[place[one]]), 1) for one in order), peers, year=2010)


@contextmanager
def city(database: Database, clock: Hands) -> Iterator[tuple[httpx.Client, tuple[str, str]]]:
    """A served city of all persons, and the sign-in of its school, which rejects what is wrong."""
    with closing(open_store(database.service, clock)) as store:
        publish(store)
        for one in PERSONS:
            unit = {"fact": "unit.assigned", "unit": "A", "occurred": "2009-01-01"}
            record(store, {**unit, "id": f"m{one}", "cadre": one})
        opened = {"fact": "survey.opened", "kind": "census", "occurred": "2010-06-01"}
        record(store, {**opened, "id": "o", "survey": "S1"})
        attended = {"fact": "class.completed", "class": "K", "start": "2010-03-01"}
        record(store, {**attended, "id": "k", "cadre": "c1", "end": "2010-03-05"})
        app = create_app(settings(), database=database, clock=clock)
        with (
            serving(app) as address,
            httpx.Client(base_url=address, auth=(KEY, SECRET)) as client,
        ):
            made, secret = Credentials(store).add(
                SCHOOL, scopes=["statements/write"], asserts=["*"], key="school", templates="reject"
            )
            yield client, (made.key, secret)


def told(postgres: Postgres, migrated: str, order: Sequence[str], caplog: Any) -> Told:
    clock = Hands(NOW)
    with postgres.database(template=migrated) as database, city(database, clock) as served:
        client, school = served
        caplog.clear()
        posted = list(collected(order))
        for begin in range(0, len(posted), 7):
            body = b"[" + b",".join(posted[begin : begin + 7]) + b"]"
            headers = {**VERSION, "Content-Type": "application/json"}
            answer = client.post("/xapi/statements", content=body, headers=headers, auth=school)
            assert answer.status_code == 200, answer.text
        catch_up(database, clock)
        return Told(
            reports=dict(reports(client)),
            statements=dict(by_person(client)),
            views=dict(views(database)),
            log=log_of(database),
            server=caplog.text,
        )


def reports(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """Every report on everything, as JSON and as a table."""
    paths = [*PATHS.values(), "/integrations/school/reconciliation?from=2010-12-01&list=all"]
    paths += [
        "/surveys/S1?needs_publication.min_cell=1",
        "/surveys/S1?needs_publication.min_cell=9",
    ]
    paths += ["/integrations/school/rejections", *(f"/cadres/{one}/ledger" for one in PERSONS)]
    for path in paths:
        for form in ("json", "csv"):
            answer = client.get(f"{path}{'&' if '?' in path else '?'}format={form}")
            yield f"{path} {form}", f"{answer.status_code} {answer.text}"


def by_person(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """The statements that each person is found by, however far."""
    for one in PERSONS:
        for related in ("false", "true"):
            asked = {"agent": json.dumps(agent_of(one)), "related_agents": related}
            answer = client.get("/xapi/statements", params=asked, headers=VERSION)
            assert answer.status_code == 200
            yield f"{one} {related}", answer.text


def views(database: Database) -> Iterator[tuple[str, str]]:
    """Every view of the analysts' role, whole."""
    names = "SELECT table_name FROM information_schema.views WHERE table_schema = 'projections'"
    with psycopg.connect(database.report, autocommit=True) as conn:
        for (name,) in conn.execute(names).fetchall():
            rows = conn.execute(f"SELECT v::text FROM projections.{name} v")
            yield name, str(sorted(rows.fetchall()))


def log_of(database: Database) -> list[tuple[Any, ...]]:
    """The log: position, time, id, bytes; and what the persons are found by in its index."""
    with psycopg.connect(database.service, autocommit=True) as conn:
        reader = LogReader(conn)
        rows = reader.read(after=0, until=reader.head(), limit=1000)
        found = reader.concerning(map(identifier_of, PERSONS), until=reader.head())
    return [
        *((one.position, one.stored, one.statement_id, one.body) for one in rows),
        *((one.position, read_fact(one).name) for one in found),
    ]


@pytest.fixture(scope="module")
def cities(postgres: Postgres, migrated: str, module_caplog: Any) -> tuple[Told, Told]:
    """Two cities, whose persons sat down in another order and answered each the other's."""
    one = told(postgres, migrated, PERSONS, module_caplog)
    return one, told(postgres, migrated, [*PERSONS[5:], *reversed(PERSONS[:5])], module_caplog)


@pytest.fixture(scope="module")
def module_caplog() -> Iterator[Any]:
    """All that is logged while the module is tested."""

    class Kept(logging.Handler):
        def __init__(self) -> None:
            super().__init__(logging.DEBUG)
            self.clear()

        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("http"):  # those of the client of this test
                self.lines.append(f"{record.name} {record.getMessage()}")

        def clear(self) -> None:
            self.lines: list[str] = []

        @property
        def text(self) -> str:
            return "\n".join(self.lines)

    kept, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)


def test_nothing_tells_who_answered_what(cities: tuple[Told, Told]) -> None:
    one, other = cities
    assert one.log == other.log
    assert one.views == other.views
    assert one.statements == other.statements
    assert one.reports.keys() == other.reports.keys()
    for path, text in one.reports.items():
        assert text == other.reports[path], path
    assert sum(text.startswith("200") for text in one.reports.values()) > len(PATHS)


def test_the_reports_tell_counts_and_no_single_answer(cities: tuple[Told, Told]) -> None:
    found, _ = cities
    survey = json.loads(found.reports["/surveys/S1 json"].partition(" ")[2])
    assert survey["published"] == {"content": {"law": 6, "economy": None, "culture": None}}
    assert survey["totals"] == {"content": None}
    assert survey["amiss"] == []
    single = ids_of_singles(found)
    assert len(single) == len(CHOICES) + len(GIVEN)
    for path, text in {**found.reports, **found.views}.items():
        assert not any(one in text for one in single), path


def test_a_what_if_may_withhold_more_and_never_less(cities: tuple[Told, Told]) -> None:
    found, _ = cities
    counts = {}
    for least in (1, 9):
        path = f"/surveys/S1?needs_publication.min_cell={least} json"
        counts[least] = json.loads(found.reports[path].partition(" ")[2])["published"]["content"]
    assert counts == {
        1: {"law": 6, "economy": None, "culture": None},
        9: {"law": None, "economy": None, "culture": None},
    }


def names(text: str, *persons: str) -> list[str]:
    """The persons that a text names, as words of their own: digests hold "c7" by chance."""
    return [one for one in persons if re.search(rf"\b{one}\b", text)]


def ids_of_singles(found: Told) -> list[str]:
    """The ids of the answers and ratings."""
    rows = [one for one in found.log if len(one) == 4]
    return [str(one[2]) for one in rows if b"/answered" in one[3] or b"verb/rated" in one[3]]


def test_no_answer_is_found_by_a_person_and_a_rating_by_who_is_rated_alone(
    cities: tuple[Told, Told],
) -> None:
    found, _ = cities
    for where, text in found.statements.items():
        assert "verbs/answered" not in text
        assert ("verb/rated" in text) == where.startswith("c1 "), where
    assert all(name != "survey.answered" for _, name in (one for one in found.log if len(one) == 2))


def test_the_server_logs_nothing_of_what_was_answered(cities: tuple[Told, Told]) -> None:
    for found in cities:
        assert not any(word in found.server for word in ("economy", "culture"))
        assert not names(found.server, *PERSONS[1:])


def test_how_many_answered_is_told_to_the_school_alone(cities: tuple[Told, Told]) -> None:
    found, _ = cities
    path = "/integrations/school/reconciliation?from=2010-12-01&list=all json"
    report = json.loads(found.reports[path].partition(" ")[2])
    assert {one["fact"] for one in report["statements"]} == {"survey.closed"}
    assert (report["received"], report["stored"], report["other"]) == (2, 2, 2)


def test_what_is_amiss_with_answers_is_found_without_a_word_of_them(
    postgres: Postgres, migrated: str
) -> None:
    clock = Hands(NOW)
    with postgres.database(template=migrated) as database, city(database, clock) as served:
        client, _ = served
        posted = b"[" + b",".join(collected_answers()) + b"]"
        headers = {**VERSION, "Content-Type": "application/json"}
        assert client.post("/xapi/statements", content=posted, headers=headers).status_code == 200
        late = {"fact": "survey.answered", "question": "content", "choice": "law", **BY_SCHOOL}
        named = {**to_statement(late), "actor": v.cadre_agent("c7")}
        assert client.post("/xapi/statements", json=named, headers=VERSION).status_code == 200
        catch_up(database, clock)
        survey = client.get("/surveys/S1").json()
        assert survey["published"]["content"]["law"] == 6
        assert [one["code"] for one in survey["amiss"]] == ["answered_late", "names_a_person"]
        found = client.get("/reports/findings").json()["findings"]
        told = {(one["code"], one["value"], one["rule"], one["cadre"]) for one in found}
        assert told >= {(one["code"], "S1", "R61", None) for one in survey["amiss"]}
        assert named["id"] not in json.dumps(found)
        ledger = client.get("/cadres/c7/ledger").text
        assert named["id"] not in ledger


def collected_answers() -> list[bytes]:
    survey = Collection(survey="S1", institution=SCHOOL, ended=NOW)
    return answers((("content", one, 1) for one in CHOICES), survey)


def test_an_answer_that_names_a_person_is_refused_and_kept_nowhere(
    postgres: Postgres, migrated: str
) -> None:
    clock = Hands(NOW)
    with postgres.database(template=migrated) as database, city(database, clock) as served:
        client, school = served
        made = to_statement(
            {"fact": "survey.answered", "question": "content", "choice": "law", **BY_SCHOOL}
        )
        made["actor"] = v.cadre_agent("c7")
        answer = client.post("/xapi/statements", json=made, headers=VERSION, auth=school)
        assert answer.status_code == 400
        error = answer.json()["error"]
        assert (error["code"], error["path"]) == ("template", "actor")
        assert "institution" in error["expected"]
        refused = client.get("/integrations/school/rejections").text
        assert "actor" in refused
        assert not names(answer.text + refused, "c7")
        with psycopg.connect(database.service, autocommit=True) as conn:
            assert b"answered" not in b"".join(
                one.body for one in LogReader(conn).read(after=0, until=99, limit=99)
            )


def test_the_facts_without_names_are_those_of_surveys_and_ratings() -> None:
    assert set(ANONYMOUS) == {"survey.answered", "peer.rated"}
