"""Credentials are events: made once, revoked for good, and their secrets nowhere but as hashes."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from lrs.access.credential_store import Credentials
from lrs.event.credentials import CredentialError
from lrs.event.events import CredentialChanged
from lrs.log.appending import ClockBehindError
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.database.logbook import log, statement
from tests.posting import Hands, post


@pytest.fixture
def credentials(store: RecordStore) -> Credentials:
    return Credentials(store)


def changes(store: RecordStore) -> list[CredentialChanged]:
    with store.connection() as conn:
        return [grant.change for grant in LogReader(conn).grants(until=100)]


def test_a_credential_is_an_event_and_can_log_in(
    store: RecordStore, credentials: Credentials
) -> None:
    made, secret = credentials.add(
        "平台", scopes=["statements/write"], asserts=["course.passed@u1"], by="admin"
    )
    [event] = changes(store)
    assert (event.key, event.change, event.by) == (made.key, "added", "admin")
    assert (event.name, event.scopes, event.asserts) == (
        "平台",
        ("statements/write",),
        ("course.passed@u1",),
    )
    assert event.agent == made.agent
    assert made.agent["account"]["name"] == made.key
    assert credentials.registry().authenticate(made.key, secret) == made
    assert credentials.registry().authenticate(made.key, secret + "x") is None
    assert len(secret) >= 43


def test_the_secret_stands_nowhere_in_the_database(
    store: RecordStore, credentials: Credentials, database: Database
) -> None:
    secret = "correct horse battery staple, 32 characters"
    credentials.add("x", scopes=["all"], key="k1", secret=secret)
    store.record([post(statement(1))])
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        tables = conn.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        dump = b""
        for schema, table in tables:
            copy = f"COPY {schema}.{table} TO STDOUT (FORMAT binary)"
            with conn.cursor().copy(copy) as rows:
                dump += b"".join(bytes(row) for row in rows)
    assert secret.encode() not in dump
    assert hashlib.sha256(secret.encode()).digest() in dump
    assert len(tables) >= 5
    for row in log(store):
        assert hashlib.sha256(secret.encode()).digest() not in bytes(row["state"])
        assert hashlib.sha256(secret.encode()).hexdigest().encode() not in bytes(row["state"])


def test_a_revoked_credential_is_gone_and_its_key_never_comes_back(
    store: RecordStore, credentials: Credentials
) -> None:
    _, secret = credentials.add("first", scopes=["all"], asserts=["*"], key="k1")
    second, _ = credentials.add("second", scopes=["all"], key="k2")
    credentials.revoke("k1", by="admin")
    assert credentials.registry().authenticate("k1", secret) is None
    assert credentials.valid() == [second]
    last = changes(store)[-1]
    assert (last.key, last.change, last.originator_version) == ("k1", "revoked", 2)
    assert (last.scopes, last.asserts, last.by) == ((), (), "admin")
    assert (last.name, last.agent["account"]["name"]) == ("first", "k1")
    with pytest.raises(CredentialError, match="never used twice"):
        credentials.add("again", scopes=["all"], key="k1")
    with pytest.raises(CredentialError, match="no valid credential 'k1'"):
        credentials.revoke("k1")
    assert len(changes(store)) == 3


def test_a_check_of_templates_is_changed_by_an_event(
    store: RecordStore, credentials: Credentials
) -> None:
    made, secret = credentials.add("first", scopes=["all"], asserts=["*"], key="k1")
    assert made.templates == "flag"
    credentials.check("k1", "reject", by="admin")
    (now,) = credentials.valid()
    assert now == replace(made, templates="reject")
    assert credentials.registry().authenticate("k1", secret) == now
    last = changes(store)[-1]
    assert (last.change, last.originator_version, last.by) == ("changed", 2, "admin")
    credentials.revoke("k1")
    for key, mode, words in (("k1", "off", "no valid"), ("k1", "maybe", "reject, flag, off")):
        with pytest.raises(CredentialError, match=words):
            credentials.check(key, mode)


@pytest.mark.parametrize("key", ["operator", "a:b", "no spaces"])
def test_some_keys_cannot_be_had(store: RecordStore, credentials: Credentials, key: str) -> None:
    with pytest.raises(CredentialError, match="key"):
        credentials.add("x", scopes=["all"], key=key)
    with pytest.raises(CredentialError, match="no valid credential"):
        credentials.revoke(key)
    assert log(store) == []


def test_an_unknown_scope_makes_nothing(store: RecordStore, credentials: Credentials) -> None:
    with pytest.raises(CredentialError, match="no scope 'everything'"):
        credentials.add("x", scopes=["everything"])
    assert log(store) == []


def test_valid_credentials_stand_in_the_order_in_which_they_were_made(
    credentials: Credentials,
) -> None:
    for key in ("b", "a", "c"):
        credentials.add(key, scopes=["all"], key=key)
    assert [credential.key for credential in credentials.valid()] == ["b", "a", "c"]


def test_a_credential_that_cannot_be_appended_leaves_no_secret(
    store: RecordStore, credentials: Credentials, hands: Hands
) -> None:
    """A first start that failed half way must be able to start again."""
    store.record([post(statement(1))])
    hands.now -= timedelta(hours=1)
    with pytest.raises(ClockBehindError):
        credentials.add("x", scopes=["all"], key="k1")
    hands.now += timedelta(hours=1)
    credentials.add("x", scopes=["all"], key="k1")
    assert [credential.key for credential in credentials.valid()] == ["k1"]


def test_a_key_asked_for_twice_at_once_is_made_once(
    database: Database, credentials: Credentials, hands: Hands
) -> None:
    other = RecordStore(database.service, clock=hands)
    start = threading.Barrier(2)

    def add(one: Credentials) -> bool:
        start.wait()
        try:
            one.add("x", scopes=["all"], key="k1")
        except CredentialError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(add, [credentials, Credentials(other)]))
    other.close()
    assert sorted(made) == [False, True]
    assert len(credentials.valid()) == 1


def test_one_connection_is_enough(database: Database, hands: Hands) -> None:
    store = RecordStore(database.service, clock=hands, pool_size=1)
    credentials = Credentials(store)
    credentials.add("x", scopes=["all"], key="k1")
    credentials.revoke("k1")
    assert credentials.valid() == []
    store.close()
