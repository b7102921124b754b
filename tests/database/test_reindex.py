"""The query index, voids and current documents follow from the log, however it was written."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from lrs.access.credential_store import Credentials
from lrs.clock import system_clock
from lrs.documents.document_store import DocumentStore, Origin, Upload
from lrs.documents.documents import Preconditions
from lrs.event.document_events import DocumentKey
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from lrs.statement.statement import VOIDED
from lrs.statement.versions import V1_0_3
from replay.reindex import TABLES, Compared, check, reindex
from tests.database.logbook import ANN, WARDEN, clear, reference, statement
from tests.posting import post

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as conn:
        yield conn


@pytest.fixture
def service(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.service, autocommit=True) as conn:
        yield conn


def compared(conn: Connection) -> list[Compared]:
    return check(conn, unwatched)


def differing(conn: Connection) -> dict[str, tuple[int, int]]:
    """The tables that differ, with what is missing and too much."""
    return {one.table: (one.missing, one.extra) for one in compared(conn) if one.differs}


@FEW
@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(1, 9), st.integers(0, 9), st.booleans()), min_size=1, max_size=4
        ),
        max_size=5,
    )
)
def test_what_is_written_is_what_is_made_anew(
    store: RecordStore,
    database: Database,
    service: Connection,
    posts: list[list[tuple[int, int, bool]]],
) -> None:
    """Statements, references and voids, in batches and in any order, whatever of it is refused."""
    clear(database)
    for number, batch in enumerate(posts):
        statements = {
            own: reference(own, aim, **({"verb": {"id": VOIDED}} if voids else {}))
            if aim
            else statement(own)
            for own, aim, voids in batch
        }
        store.record([post(*statements.values(), credential=(ANN, WARDEN)[number % 2])])
    rows = service.execute("SELECT DISTINCT authority IS NULL FROM lrs.voiding").fetchall()
    assert len(rows) <= 2
    told = {name: found for name, found in differing(service).items() if name != "voiding"}
    assert told == {}
    [voiding] = [one for one in compared(service) if one.table == "voiding"]
    assert voiding.missing == voiding.extra, "the log does not know these credentials"


@pytest.fixture
def written(store: RecordStore, database: Database) -> None:
    """A log with credentials, references, voids and documents."""
    credentials = Credentials(store)
    ann, _ = credentials.add("Ann", scopes=["all"], key="ann")
    warden, _ = credentials.add("Warden", scopes=["all"], asserts=["act.voided"], key="warden")
    store.record([post(reference(1, 2), statement(3), credential=ann)])
    store.record([post(reference(2, 3), reference(4, 99), credential=ann)])
    for number, by in ((5, ann), (6, warden)):
        store.record([post(reference(number, 3, verb={"id": VOIDED}), credential=by)])
    credentials.revoke("warden")
    origin = Origin(credential="ann", version=V1_0_3)
    with closing(
        DocumentStore(database.service, clock=system_clock, pool_size=1, max_bytes=9)
    ) as documents:
        for name in "aab":
            upload = Upload(content=b"1", media_type="text/plain", preconditions=Preconditions())
            documents.put(key(name), upload, origin)
        documents.delete(key("b"), Preconditions(), origin)


def key(name: str) -> DocumentKey:
    return DocumentKey(
        resource="state",
        activity="http://example.com/a",
        agent={"mbox": "mailto:a@example.com"},
        id=name,
    )


@pytest.mark.usefixtures("written")
def test_a_log_with_everything_is_as_its_tables_say(service: Connection) -> None:
    found = compared(service)
    assert [one.table for one in found] == list(TABLES)
    assert not any(one.differs for one in found)
    rows = {one.table: one.rows for one in found}
    assert rows.pop("posting") > 30
    assert rows == {"voiding": 2, "dangling": 1, "document": 1}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("damage", "table", "told"),
    [
        ("DELETE FROM lrs.posting WHERE position = 3", "posting", None),
        ("INSERT INTO lrs.posting VALUES (7, 3), (7, 99)", "posting", (0, 2)),
        ("DELETE FROM lrs.voiding", "voiding", (2, 0)),
        ("UPDATE lrs.voiding SET authority = NULL", "voiding", (1, 1)),
        ("DELETE FROM lrs.dangling", "dangling", (1, 0)),
        ("UPDATE lrs.document SET position = position - 1", "document", (1, 1)),
        ("DELETE FROM lrs.document", "document", (1, 0)),
        ("UPDATE lrs.document SET name = 'other'", "document", (1, 1)),
    ],
)
def test_every_damage_is_told_and_mended(
    service: Connection, owner: Connection, damage: str, table: str, told: tuple[int, int] | None
) -> None:
    rows = contents(owner)
    owner.execute(damage)
    found = differing(service)
    assert found.keys() == {table}
    assert told in (None, found[table])
    mended = reindex(owner, unwatched)
    assert {one.table for one in mended if one.differs} == {table}
    assert differing(service) == {}
    for name in TABLES:
        assert contents(owner)[name] == rows[name] or name == "dangling"


def contents(conn: Connection) -> dict[str, set[tuple[object, ...]]]:
    return {name: set(conn.execute(f"TABLE lrs.{name}").fetchall()) for name in TABLES}


@pytest.mark.usefixtures("written")
def test_a_check_changes_nothing_and_leaves_nothing(service: Connection, owner: Connection) -> None:
    owner.execute("DELETE FROM lrs.voiding")
    for _ in range(2):
        assert differing(service) == {"voiding": (2, 0)}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reindex(service, unwatched)
