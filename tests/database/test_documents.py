"""A document, its trace in the log and its content beside it: all or none, and provable later."""

import hmac
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.documents.document_reader import DocumentReader, HistoryEntry, LostContentError
from lrs.documents.document_store import DocumentBusyError, DocumentStore, Origin, Upload
from lrs.documents.documents import (
    DocumentScope,
    DocumentTooLargeError,
    MergeError,
    PreconditionFailedError,
    Preconditions,
    UnconditionalPutError,
    etag,
    identity,
)
from lrs.documents.retention import Expired, Retention, expire
from lrs.event.document_events import DocumentDeleted, DocumentKey, DocumentStored
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from lrs.statement.versions import V1_0_3, V2_0_0
from tests.recording import Hands, open_store, post

ACTIVITY = "http://example.com/course"
AGENT = {"mbox": "mailto:ada@example.com"}
REGISTRATION = UUID("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
SCOPE = DocumentScope(resource="state", activity=ACTIVITY, agent=AGENT)
STATE = SCOPE.key("bookmark")
PROFILE = DocumentScope(resource="activity_profile", activity=ACTIVITY).key("settings")
LIMIT = 1000
FIRST, SECOND = Origin(credential="k1", version=V1_0_3), Origin(credential="k2", version=V2_0_0)
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> Hands:
    return Hands(START)


@pytest.fixture
def store(database: Database, clock: Hands) -> Iterator[DocumentStore]:
    opened = DocumentStore(database.service, clock=clock, pool_size=4, max_bytes=LIMIT)
    with closing(opened):
        yield opened


@pytest.fixture
def conn(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.service, autocommit=True) as opened:
        yield opened


@pytest.fixture
def reader(conn: psycopg.Connection[Any]) -> DocumentReader:
    return DocumentReader(conn)


def upload(content: bytes, *, media_type: str = "application/json", **conditions: str) -> Upload:
    return Upload(content=content, media_type=media_type, preconditions=Preconditions(**conditions))


def history(reader: DocumentReader, key: DocumentKey = STATE) -> list[HistoryEntry]:
    return reader.history(key, after=0, limit=100)


def content(reader: DocumentReader, key: DocumentKey = STATE) -> bytes | None:
    document = reader.see(key).document
    return document.content if document else None


def test_what_was_stored_is_read_back_byte_for_byte(
    store: DocumentStore, reader: DocumentReader
) -> None:
    body = bytes(range(256))
    store.put(STATE, upload(body, media_type='text/x; charset="a\xe9"'), FIRST)
    document = reader.see(STATE).document
    assert document
    assert document.content == body
    assert document.event.media_type == 'text/x; charset="a\xe9"'
    assert document.stored == START
    assert document.etag == etag(body)


def test_each_change_is_an_event_of_the_log_with_who_and_what(
    store: DocumentStore, reader: DocumentReader
) -> None:
    store.put(STATE, upload(b"one", media_type="text/plain"), FIRST)
    store.put(STATE, upload(b"{}"), FIRST)
    store.post(STATE, upload(b'{"a":1}'), SECOND)
    store.delete(STATE, Preconditions(), SECOND)
    store.put(STATE, upload(b"again"), FIRST)
    entries = history(reader)
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.event.originator_version for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.stored for entry in entries] == [
        START + timedelta(microseconds=number) for number in range(5)
    ]
    one, _, three, four, _ = (entry.event for entry in entries)
    assert isinstance(one, DocumentStored)
    assert (one.document, one.credential, one.version) == (STATE, "k1", "1.0.3")
    assert (one.method, one.media_type, one.size) == ("PUT", "text/plain", 3)
    assert isinstance(three, DocumentStored)
    assert (three.method, three.credential, three.version) == ("POST", "k2", "2.0.0")
    assert four == DocumentDeleted(
        originator_version=4, document=STATE, credential="k2", version="2.0.0"
    )


def test_the_digest_proves_the_content_with_its_key_alone(
    store: DocumentStore, reader: DocumentReader, conn: psycopg.Connection[Any]
) -> None:
    other = SCOPE.key("copy")
    for key in (STATE, other):
        store.put(key, upload(b"yes"), FIRST)
    [one], [two] = history(reader), history(reader, other)
    for entry in (one, two):
        assert isinstance(entry.event, DocumentStored)
        assert entry.digest_key
        assert entry.event.digest == hmac.digest(entry.digest_key, b"yes", "sha256").hex()
        nonces = conn.execute("SELECT nonce FROM lrs.log").fetchall()
        assert all(
            hmac.digest(nonce, b"yes", "sha256").hex() != entry.event.digest for (nonce,) in nonces
        )
    assert one.digest_key != two.digest_key
    assert one.event != two.event
    states = conn.execute("SELECT state FROM lrs.log").fetchall()
    assert not any(etag(b"yes").strip('"').encode() in state for (state,) in states)


def test_equal_content_lies_there_once(store: DocumentStore, conn: psycopg.Connection[Any]) -> None:
    for name in ("a", "b"):
        store.put(SCOPE.key(name), upload(b"same"), FIRST)
    found = conn.execute(
        "SELECT (SELECT count(*) FROM lrs.content), (SELECT count(*) FROM lrs.content_use)"
    )
    assert found.fetchone() == (1, 2)


def test_a_refused_change_leaves_nothing(
    store: DocumentStore, reader: DocumentReader, conn: psycopg.Connection[Any]
) -> None:
    store.put(STATE, upload(b"[]"), FIRST)
    tag = etag(b"[]")
    with pytest.raises(PreconditionFailedError, match=tag):
        store.put(STATE, upload(b"{}", if_match='"1234"'), FIRST)
    with pytest.raises(PreconditionFailedError):
        store.put(STATE, upload(b"{}", if_none_match="*"), FIRST)
    with pytest.raises(PreconditionFailedError):
        store.delete(STATE, Preconditions(if_match='"1234"'), FIRST)
    with pytest.raises(PreconditionFailedError):
        store.delete_all(SCOPE, Preconditions(if_match='"1234"'), FIRST)
    with pytest.raises(UnconditionalPutError):
        store.put(STATE, upload(b"{}"), SECOND)
    with pytest.raises(MergeError):
        store.post(STATE, upload(b"{}"), FIRST)
    with pytest.raises(PreconditionFailedError, match="no document"):
        store.post(PROFILE, upload(b"{}", if_match="*"), FIRST)
    assert content(reader) == b"[]"
    assert conn.execute("SELECT count(*) FROM lrs.log").fetchone() == (1,)
    assert conn.execute("SELECT count(*) FROM lrs.content").fetchone() == (1,)


def test_what_a_merge_makes_is_bounded(store: DocumentStore, reader: DocumentReader) -> None:
    store.post(STATE, upload(b'{"a":"%s"}' % (b"x" * 600)), FIRST)
    with pytest.raises(DocumentTooLargeError, match=str(LIMIT)):
        store.post(STATE, upload(b'{"b":"%s"}' % (b"x" * 600)), FIRST)
    store.post(STATE, upload(b'{"a":"%s"}' % (b"y" * 600)), FIRST)
    assert content(reader) == b'{"a":"%s"}' % (b"y" * 600)


def test_a_document_that_is_not_there_is_deleted_already(
    store: DocumentStore, reader: DocumentReader
) -> None:
    store.delete(STATE, Preconditions(), FIRST)
    store.delete_all(SCOPE, Preconditions(), FIRST)
    assert history(reader) == []


def test_a_scope_is_deleted_with_an_event_for_each(
    store: DocumentStore, reader: DocumentReader
) -> None:
    with_registration = DocumentScope(
        resource="state", activity=ACTIVITY, agent=AGENT, registration=REGISTRATION
    )
    elsewhere = DocumentScope(resource="state", activity=ACTIVITY + "/2", agent=AGENT)
    keys = [STATE, SCOPE.key("b"), with_registration.key("bookmark"), elsewhere.key("bookmark")]
    for key in keys:
        store.put(key, upload(b"x"), FIRST)
    store.delete_all(with_registration, Preconditions(), SECOND)
    assert reader.listing(SCOPE).names == ("b", "bookmark")
    assert content(reader, keys[2]) is None
    store.delete_all(SCOPE, Preconditions(if_match=reader.listing(SCOPE).etag), SECOND)
    assert reader.listing(SCOPE).names == ()
    assert reader.listing(elsewhere).names == ("bookmark",)
    assert [len(history(reader, key)) for key in keys] == [2, 2, 2, 1]


def test_a_list_begins_after_since(store: DocumentStore, reader: DocumentReader) -> None:
    for name in ("a", "b"):
        store.put(SCOPE.key(name), upload(b"x"), FIRST)
    assert reader.listing(SCOPE, since=START).names == ("b",)
    assert reader.listing(SCOPE).last_stored == START + timedelta(microseconds=1)
    assert reader.listing(SCOPE, since=START + timedelta(days=1)).last_stored is None


def test_writers_at_the_same_time_lose_no_member(
    store: DocumentStore, reader: DocumentReader
) -> None:
    def add(number: int) -> None:
        while True:
            try:
                store.post(STATE, upload(b'{"m%d":%d}' % (number, number)), FIRST)
            except DocumentBusyError:
                continue
            return

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(40)))
    merged = content(reader)
    assert merged
    assert orjson.loads(merged) == {f"m{number}": number for number in range(40)}
    assert [entry.event.originator_version for entry in history(reader)] == list(range(1, 41))


def test_of_writers_with_one_etag_one_wins(store: DocumentStore, reader: DocumentReader) -> None:
    store.put(STATE, upload(b"0"), FIRST)

    def replace(number: int) -> bool:
        try:
            store.put(STATE, upload(b"%d" % number, if_match=etag(b"0")), FIRST)
        except PreconditionFailedError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(replace, range(1, 13))) == 1
    assert len(history(reader)) == 2


changes = st.tuples(
    st.sampled_from(["put", "post", "delete", "delete_all"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([None, REGISTRATION]),
    st.sampled_from([b"{}", b'{"x":1}', b'{"y":[2]}']),
)


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(changes, max_size=12))
def test_the_index_of_the_log_is_the_live_one(
    store: DocumentStore, reader: DocumentReader, made: list[tuple[str, str, Any, bytes]]
) -> None:
    for change, name, registration, body in made:
        scope = DocumentScope(
            resource="state", activity=ACTIVITY, agent=AGENT, registration=registration
        )
        match change:
            case "put":
                store.put(scope.key(name), upload(body), FIRST)
            case "post":
                store.post(scope.key(name), upload(body), FIRST)
            case "delete":
                store.delete(scope.key(name), Preconditions(), FIRST)
            case _:
                store.delete_all(scope, Preconditions(), FIRST)
    assert list(reader.index_from_log()) == list(reader.index())


def test_readers_of_statements_skip_documents(
    database: Database, store: DocumentStore, conn: psycopg.Connection[Any], clock: Hands
) -> None:
    statement = {
        "actor": AGENT,
        "verb": {"id": "http://example.com/did"},
        "object": {"id": ACTIVITY},
    }
    store.put(STATE, upload(b"{}"), FIRST)
    with closing(open_store(database.service, clock)) as records:
        assert records.record([post(statement)]) == [None]
    store.delete(STATE, Preconditions(), FIRST)
    log = LogReader(conn)
    assert log.head() == 3
    assert [one.position for one in log.read(after=0, until=3, limit=9)] == [2]
    assert log.grants(until=3) == []


def test_expired_content_goes_and_events_stay(
    store: DocumentStore, reader: DocumentReader, conn: psycopg.Connection[Any], clock: Hands
) -> None:
    gone = SCOPE.key("gone")
    store.put(STATE, upload(b"old"), FIRST)
    store.put(gone, upload(b"shared"), FIRST)
    store.put(PROFILE, upload(b"old profile", if_none_match="*"), FIRST)
    clock.now += timedelta(days=1)
    store.put(STATE, upload(b"shared"), FIRST)
    store.delete(gone, Preconditions(), FIRST)
    store.put(PROFILE, upload(b"new profile", if_match="*"), FIRST)
    policy: Retention = {"state": 2, "activity_profile": None, "agent_profile": 0}
    day = timedelta(days=1)
    assert expire(conn, policy, now=clock.now + day) == [
        Expired(resource="state", versions=0, bytes=0),
        Expired(resource="agent_profile", versions=0, bytes=0),
    ]
    assert expire(conn, policy, now=clock.now + 3 * day)[0] == Expired(
        resource="state", versions=2, bytes=3
    )
    old, new = history(reader)
    assert (old.digest_key, reader.content_at(old.position)) == (None, None)
    assert new.digest_key
    assert reader.content_at(new.position) == content(reader) == b"shared"
    assert [entry.digest_key for entry in history(reader, gone)] == [None, None]
    [first, _] = history(reader, PROFILE)
    assert reader.content_at(first.position) == b"old profile"


def test_lost_content_of_a_current_document_stops(
    store: DocumentStore, reader: DocumentReader, conn: psycopg.Connection[Any]
) -> None:
    store.put(STATE, upload(b"{}"), FIRST)
    conn.execute("DELETE FROM lrs.content_use")
    with pytest.raises(LostContentError, match=str(STATE.originator_id)):
        reader.see(STATE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"mbox": "mailto:A.b@EXAMPLE.com", "name": "x"}, {"mbox": "mailto:A.b@example.com"}),
        ({"mbox_sha1sum": "AB" * 20}, {"objectType": "Agent", "mbox_sha1sum": "ab" * 20}),
        (
            {"account": {"name": "n", "homePage": "http://h"}},
            {"account": {"homePage": "http://h", "name": "n"}, "objectType": "Agent"},
        ),
        ({"openid": "http://o", "name": "x"}, {"openid": "http://o"}),
    ],
)
def test_equal_agents_have_one_document(one: dict[str, Any], other: dict[str, Any]) -> None:
    keys = {
        DocumentScope(resource="agent_profile", agent=identity(agent)).key("p").originator_id
        for agent in (one, other)
    }
    assert len(keys) == 1


@pytest.mark.parametrize("table", ["lrs.content", "lrs.content_use", "lrs.document"])
def test_only_the_service_sees_content(database: Database, table: str) -> None:
    for conninfo in (database.projector, database.report):
        with (
            psycopg.connect(conninfo) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(f"SELECT FROM {table}")
