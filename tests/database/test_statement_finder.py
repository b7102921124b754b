"""Queries find what a naive reading of xAPI finds, page by page, while others write."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count, pairwise
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.xapi.statement_query import read_query
from lrs.event.credentials import Credential
from lrs.log.arrays import register_arrays
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.search.query import StatementQuery
from lrs.search.statement_finder import StatementFinder
from tests.database.logbook import (
    ANN,
    BOB,
    WARDEN,
    Statement,
    clear,
    identity,
    positions,
    reference,
    statement,
    times,
    void,
)
from tests.database.naive_finder import Known, NaiveFinder, Parameters
from tests.posting import Hands, post

PROPERTY = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
)
AGENTS: list[Statement] = [
    {"mbox": "mailto:Ada@example.com"},
    {"mbox": "mailto:Ada@EXAMPLE.com", "name": "the same"},
    {"mbox": "mailto:ada@example.com"},
    {"mbox_sha1sum": "ab" * 20},
    {"mbox_sha1sum": "AB" * 20, "objectType": "Agent"},
    {"openid": "http://me.example.com/"},
    {"account": {"homePage": "http://example.com", "name": "a"}},
    {"account": {"name": "a b", "homePage": "http://example.com"}},
    ANN.agent,
]
VERBS = [f"http://example.com/verbs/{number}" for number in range(2)]
ACTIVITIES = [f"http://example.com/activities/{number}" for number in range(3)]
REGISTRATIONS = [str(UUID(int=0xA0 + number, version=4)) for number in range(2)]
READERS = [ANN, BOB]

agents = st.sampled_from(AGENTS)
groups = st.builds(
    lambda members, own: {"objectType": "Group", "member": members, **own},
    st.lists(agents, min_size=1, max_size=2),
    st.sampled_from(
        [{}, {"mbox": "mailto:team@example.com"}, {"openid": "http://me.example.com/"}]
    ),
)
actors = agents | groups
things = st.builds(lambda iri: {"id": iri}, st.sampled_from(ACTIVITIES))
registrations = st.sampled_from([*REGISTRATIONS, REGISTRATIONS[0].upper()])
contexts = st.fixed_dictionaries(
    {},
    optional={
        "registration": registrations,
        "instructor": actors,
        "team": groups,
        "contextActivities": st.dictionaries(
            st.sampled_from(["parent", "grouping", "category", "other"]),
            things | st.lists(things, min_size=1, max_size=2),
            max_size=2,
        ),
        "contextAgents": st.lists(
            st.builds(lambda one: {"objectType": "contextAgent", "agent": one}, agents), max_size=1
        ),
        "contextGroups": st.lists(
            st.builds(lambda one: {"objectType": "contextGroup", "group": one}, groups), max_size=1
        ),
    },
)


def typed(agent: Statement) -> Statement:
    return {"objectType": "Agent", **agent}


def references(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Statement]:
    return st.builds(lambda number: {"objectType": "StatementRef", "id": identity(number)}, numbers)


def stated(number: int, highest: int) -> st.SearchStrategy[Statement]:
    """A statement of this number; it may refer to others up to the highest, or void them."""
    aims = references(st.integers(0, highest))
    verbs = st.builds(lambda iri: {"id": iri}, st.sampled_from(VERBS))
    objects = things | agents.map(typed) | groups | aims
    within = st.fixed_dictionaries(
        {"objectType": st.just("SubStatement"), "actor": actors, "verb": verbs, "object": objects},
        optional={"context": contexts},
    )
    plain = st.fixed_dictionaries(
        {
            "id": st.just(identity(number)),
            "actor": actors,
            "verb": verbs,
            "object": objects | aims | within,
        },
        optional={"context": contexts},
    )
    return plain | st.builds(void, st.just(number), st.integers(0, highest))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Statement, Credential]]:
    """Statements and the credentials that they come under, in order of arrival."""
    size = draw(st.integers(1, 12))
    credentials = st.sampled_from([ANN, ANN, BOB, WARDEN])
    order = draw(st.permutations(range(size)))
    return [(draw(stated(number, size)), draw(credentials)) for number in order]


filters = st.fixed_dictionaries(
    {},
    optional={
        "agent": agents.map(json.dumps),
        "related_agents": st.sampled_from(["true", "false"]),
        "verb": st.sampled_from(VERBS),
        "activity": st.sampled_from(ACTIVITIES),
        "related_activities": st.sampled_from(["true", "false"]),
        "registration": registrations,
        "since": st.integers(-1, 12),
        "until": st.integers(-1, 12),
        "ascending": st.sampled_from(["true", "false"]),
    },
)


@pytest.fixture
def conn(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.service, autocommit=True) as conn:
        register_arrays(conn)
        yield conn


class Library:
    """A store that remembers what it was given."""

    def __init__(self, store: RecordStore, conn: psycopg.Connection[Any], hands: Hands) -> None:
        self._store, self._conn, self._hands = store, conn, hands
        self._given: dict[int, tuple[Statement, Credential]] = {}
        self.begin = hands.now

    def record(self, history: Sequence[tuple[Statement, Credential]]) -> None:
        """Records each alone, a second apart; what is refused is not remembered."""
        for one, credential in history:
            self._hands.now += timedelta(seconds=1)
            if self._store.record([post(one, credential=credential)]) == [None]:
                self._given[UUID(one["id"]).int & 0xFFFF] = one, credential

    def naive(self) -> NaiveFinder:
        rows = zip(positions(self._store), times(self._store), strict=True)
        return NaiveFinder(
            [
                Known(
                    position=position,
                    stored=stored,
                    statement=self._given[number][0],
                    credential=self._given[number][1],
                )
                for (position, number), stored in rows
            ]
        )

    def finder(
        self, reader: Credential, *, page_limit: int = 100, page_bytes: int = 10**6
    ) -> StatementFinder:
        return StatementFinder(
            self._conn,
            self._store.hash_term,
            reader,
            page_limit=page_limit,
            page_bytes=page_bytes,
        )

    def parameters(self, drawn: dict[str, Any]) -> Parameters:
        """Drawn filters with their seconds turned into times."""
        return {
            name: (self.begin + timedelta(seconds=value)).isoformat()
            if isinstance(value, int)
            else value
            for name, value in drawn.items()
        }


@pytest.fixture
def library(store: RecordStore, conn: psycopg.Connection[Any], hands: Hands) -> Library:
    return Library(store, conn, hands)


def pages(finder: StatementFinder, parameters: Parameters) -> Iterator[list[int]]:
    """The positions on each page."""
    query = read_query(parameters)
    for _ in range(1000):
        answer = finder.find(query)
        yield [found.position for found in answer.statements]
        if answer.more is None:
            return
        query = StatementQuery.from_token(answer.more)


@PROPERTY
@given(history=histories(), asked=st.lists(filters, min_size=5, max_size=5))
def test_a_query_finds_what_a_naive_reading_finds(
    database: Database, store: RecordStore, conn: psycopg.Connection[Any], history: Any, asked: Any
) -> None:
    clear(database)
    library = Library(store, conn, Hands())
    store._clock = store.log._clock = library._hands
    library.record(history)
    naive = library.naive()
    for reader in READERS:
        for drawn in asked:
            parameters = library.parameters(drawn)
            [found] = pages(library.finder(reader), parameters)
            assert found == naive.find(parameters, reader), parameters


@PROPERTY
@given(
    history=histories(),
    drawn=filters,
    limit=st.integers(1, 3),
    split=st.integers(1, 11),
    reader=st.sampled_from(READERS),
    page_bytes=st.sampled_from([1, 400, 1000, 10**6]),
)
def test_paging_to_the_end_while_others_write(
    database: Database,
    store: RecordStore,
    conn: psycopg.Connection[Any],
    history: Any,
    drawn: Any,
    limit: int,
    split: int,
    reader: Credential,
    page_bytes: int,
) -> None:
    """No page repeats or misses what was there at the first, and none has what came later."""
    clear(database)
    library = Library(store, conn, Hands())
    store._clock = store.log._clock = library._hands
    library.record(history[:split])
    later = iter(history[split:])
    parameters = library.parameters(drawn)
    at_first = library.naive().find(parameters, reader)
    ceiling = min(split, len(positions(store)))
    found: list[int] = []
    for page in pages(
        library.finder(reader, page_bytes=page_bytes), {**parameters, "limit": str(limit)}
    ):
        assert len(page) <= (1 if page_bytes == 1 else limit)
        found += page
        library.record([one for one, _ in zip(later, range(2), strict=False)])
    direction = 1 if parameters.get("ascending") == "true" else -1
    assert all((after - before) * direction > 0 for before, after in pairwise(found))
    assert all(position <= ceiling for position in found)
    at_last = library.naive()
    still = set(at_last.find(parameters, reader))
    assert set(at_first) & still <= set(found)
    # A target that comes meanwhile may add a reference, a void may take what was on an early page.
    assert set(found) <= set(at_first) | still


@pytest.mark.parametrize("limit", ["0", "1", "2", "3", "999999999"])
@pytest.mark.parametrize("order", ["true", "false"])
def test_limits(library: Library, limit: str, order: str) -> None:
    library.record([(statement(number), BOB) for number in range(7)])
    found = list(pages(library.finder(BOB, page_limit=3), {"limit": limit, "ascending": order}))
    size = min(int(limit) or 3, 3)
    flat = [position for page in found for position in page]
    assert flat == (list(range(1, 8)) if order == "true" else list(range(7, 0, -1)))
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)
    assert found[-1]


@pytest.mark.parametrize("order", ["true", "false"])
def test_a_page_ends_by_bytes(
    library: Library, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more is read than the answer has, but for the statement that did not fit."""
    large = [{**statement(number), "result": {"response": "x" * 9_000}} for number in range(9)]
    library.record([(one, BOB) for one in large])
    finder = library.finder(BOB, page_bytes=20_000)
    rows, read = finder._rows, []

    def counted(*arguments: Any, **options: Any) -> list[Any]:
        found = rows(*arguments, **options)
        read.append(sum(len(row[3]) for row in found if len(row) > 3))
        return found

    monkeypatch.setattr(finder, "_rows", counted)
    found = list(pages(finder, {"ascending": order}))
    assert [len(page) for page in found] == [2, 2, 2, 2, 1]
    assert max(read) < 20_000 + 10_000
    library.record([(void(100 + number, number), BOB) for number in range(1, 9)])
    until = (library.begin + timedelta(seconds=9)).isoformat()
    assert list(pages(finder, {"ascending": order, "until": until})) == [[1]]


def test_an_empty_store_answers_nothing(library: Library) -> None:
    for parameters in ({}, {"verb": VERBS[0]}, {"since": "2020-01-01T00:00:00Z"}):
        assert list(pages(library.finder(BOB), parameters)) == [[]]


@pytest.mark.parametrize("order", ["true", "false"])
def test_since_excludes_and_until_includes_the_microsecond(library: Library, order: str) -> None:
    library.record([(statement(number), BOB) for number in range(3)])
    stored = library.begin + timedelta(seconds=2)
    tick = timedelta(microseconds=1)

    def find(name: str, offset: timedelta) -> set[int]:
        parameters = {name: (stored + offset).isoformat(), "ascending": order}
        [found] = pages(library.finder(BOB), parameters)
        return set(found)

    assert find("since", -tick) == {2, 3}
    assert find("since", 0 * tick) == {3}
    assert find("until", -tick) == {1}
    assert find("until", 0 * tick) == {1, 2}


@pytest.mark.parametrize("order", ["true", "false"])
def test_many_voided_statements_are_passed_in_few_steps(
    library: Library, conn: psycopg.Connection[Any], order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.record([(statement(0), ANN)])
    library.record([(statement(number), ANN) for number in range(1, 60)])
    library.record([(void(100 + number, number), ANN) for number in range(1, 60)])
    library.record([(statement(300), ANN)])
    finder = library.finder(BOB, page_limit=50)
    asked = count()
    rows = finder._rows
    monkeypatch.setattr(finder, "_rows", lambda *a, **k: (next(asked), rows(*a, **k))[1])
    parameters = {"activity": "http://example.com/activities/0", "ascending": order}
    query = read_query({"until": (library.begin + timedelta(seconds=60)).isoformat(), "limit": "1"})
    assert [found.position for found in finder.find(query).statements] == [1]
    assert next(asked) <= 8
    assert list(pages(library.finder(BOB), parameters)) == [[1]]


def test_a_voided_statement_is_found_by_its_id_alone(library: Library) -> None:
    library.record([(statement(1), ANN), (void(2, 1), BOB), (void(3, 1), ANN), (statement(4), BOB)])
    found = library.finder(BOB).by_id(UUID(identity(1)))
    assert found
    assert found.voided
    assert list(pages(library.finder(BOB), {})) == [[3, 2]]  # BOB's own void was refused
    voiding = library.finder(BOB).by_id(UUID(identity(3)))
    assert voiding
    assert not voiding.voided
    assert library.finder(BOB).by_id(UUID(identity(99))) is None


def test_a_void_without_right_that_came_first_voids_nothing(library: Library) -> None:
    library.record([(void(2, 1), BOB), (statement(1), ANN)])
    found = library.finder(BOB).by_id(UUID(identity(1)))
    assert found
    assert not found.voided
    library.record([(void(3, 1), WARDEN)])
    found = library.finder(BOB).by_id(UUID(identity(1)))
    assert found
    assert found.voided


def test_a_reader_of_his_own_sees_nothing_else(library: Library) -> None:
    library.record([(statement(1), ANN), (statement(2), BOB), (reference(3, 2), ANN)])
    mine = library.finder(ANN)
    assert list(pages(mine, {})) == [[3, 1]]
    assert mine.by_id(UUID(identity(2))) is None
    assert mine.by_id(UUID(identity(1)))
    of_bob = json.dumps(statement(2)["actor"])
    assert list(pages(mine, {"agent": of_bob})) == [[3]]
    about_ann = json.dumps(ANN.agent)
    library.record([(statement(4, actor=ANN.agent), BOB)])
    assert list(pages(mine, {"agent": about_ann})) == [[]]


def test_the_answer_is_the_statement_with_the_members_of_the_server(library: Library) -> None:
    library.record([(statement(1), ANN)])
    [found] = library.finder(BOB).find(read_query({})).statements
    stored = (library.begin + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    server = {"timestamp": stored, "version": "2.0.0", "stored": stored, "authority": ANN.agent}
    assert json.loads(found.returned()) == statement(1) | server
