"""The library's own recorder contract on ours; docs/decisions/0004-recorder.md says where not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from eventsourcing.persistence import (
    IntegrityError,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from lrs.entropy import new_statement_id
from lrs.log.record_store import RecordStore
from lrs.log.recorder import LogDatastore, LogRecorder
from lrs.postgres.postgres import Database


def clock() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


class WithRecorder:
    """A recorder on a database of the test's own."""

    @pytest.fixture(autouse=True)
    def _open(self, database: Database) -> Iterator[None]:
        self.datastore = LogDatastore(database.service, pool_size=4)
        yield
        self.datastore.close()

    def create_recorder(self) -> Any:
        return LogRecorder(self.datastore, clock=clock)


class TestApplicationRecorder(WithRecorder, ApplicationRecorderTestCase[LogRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleavingNotificationIds(WithRecorder, NonInterleavingNotificationIDsBaseCase):
    pass


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase  # they are abstract


@pytest.fixture
def datastore(database: Database) -> Iterator[LogDatastore]:
    datastore = LogDatastore(database.service)
    yield datastore
    datastore.close()


@pytest.fixture
def recorder(datastore: LogDatastore) -> LogRecorder:
    return LogRecorder(datastore, clock=clock)


def test_tables_are_not_made_by_the_recorder(recorder: LogRecorder) -> None:
    with pytest.raises(ProgrammingError, match="lrs migrate"):
        recorder.create_table()


def test_events_of_the_library_are_appended_whole_or_not_at_all(
    recorder: LogRecorder,
) -> None:
    first, second = (
        StoredEvent(
            originator_id=new_statement_id(), originator_version=1, topic="Other", state=state
        )
        for state in (b"1", b"2")
    )
    assert recorder.insert_events([]) == []
    assert recorder.insert_events([first]) == [1]
    with pytest.raises(IntegrityError):
        recorder.insert_events([second, first])
    with pytest.raises(IntegrityError):
        recorder.insert_events([second, second])
    assert recorder.insert_events([second]) == [2]


@pytest.mark.parametrize("switch", ["", "LRS_"])
def test_the_environment_cannot_turn_on_the_functions_of_the_library(
    database: Database, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    """They append without a lock: a follower would miss events for good."""
    monkeypatch.setenv(f"{switch}POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    monkeypatch.setenv(f"{switch}PERSISTENCE_MODULE", "eventsourcing.popo")
    monkeypatch.setenv(f"{switch}POSTGRES_DBNAME", "elsewhere")
    store = RecordStore(database.service, clock=clock)
    try:
        assert not store.log.datastore.enable_db_functions
        store.log.datastore.enable_db_functions = True  # and nothing of ours asks
        event = StoredEvent(
            originator_id=new_statement_id(), originator_version=1, topic="Other", state=b""
        )
        assert store.log.insert_events([event]) == [1]
        with store.connection() as conn:
            found = conn.execute("SELECT FROM pg_proc WHERE proname LIKE 'es_insert%'").fetchall()
        assert found == []
    finally:
        store.close()


def test_connections_are_set_up_as_the_lock_needs_them(
    database: Database, datastore: LogDatastore
) -> None:
    with datastore.get_connection() as conn:
        for setting, expected in (
            ("default_transaction_isolation", "read committed"),
            ("idle_in_transaction_session_timeout", "30s"),
        ):
            [row] = conn.execute(f"SHOW {setting}").fetchall()
            assert row[setting] == expected
