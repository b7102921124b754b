"""The log of the embedded server: bounded, and without a word about what is harmless."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from lrs.event.events import CLOCK
from lrs.log.appending import LogEntry
from lrs.log.record_store import RecordStore
from lrs.postgres.embedded import EmbeddedServer, shorten
from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import connect
from lrs.settings import Settings
from tests.database.logbook import numbers, reference, statement
from tests.database.test_embedded import eventually
from tests.posting import Hands, post

NOISE = "DO $$ BEGIN RAISE WARNING 'noise%'; END $$"


def test_resends_and_references_that_come_early_are_no_errors(home: Path) -> None:
    with EmbeddedServer(home) as server, connect(Settings(home=home)) as database:
        migrate(database)
        hands = Hands(datetime(2026, 1, 1, tzinfo=UTC))
        with closing(RecordStore(database.service, clock=hands)) as store:
            for _ in range(3):
                store.record([post(statement(1), statement(2))])
                store.record([post(reference(3, 4))])
                store.record([post(statement(4))])
            assert numbers(store) == [1, 2, 3, 4]
            version = LogEntry(
                originator_id=CLOCK, originator_version=1, topic="Other", state=b"", nonce=bytes(16)
            )
            store.log.append([version])
            with pytest.raises(IntegrityError):  # as of two writers of one document
                store.log.append([version])
        assert " ERROR:" not in server.layout.log.read_text()
        with psycopg.connect(database.service) as conn, pytest.raises(psycopg.DataError):
            conn.execute("SELECT 1 / 0")
        assert " ERROR:" in server.layout.log.read_text(), "this test would see one"


def test_a_log_that_grew_is_put_aside_while_the_server_writes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lrs.postgres.embedded.LOG_BYTES", 2000)
    monkeypatch.setattr("lrs.postgres.embedded.LOG_SECONDS", 0.01)
    with EmbeddedServer(home) as server, connect(Settings(home=home)) as database:
        log = server.layout.log
        with psycopg.connect(database.app, autocommit=True) as conn:
            for _ in range(60):
                conn.execute(NOISE.replace("%", "x" * 100))
            eventually(lambda: log.stat().st_size <= 2000)
            assert "noise" in log.with_name("postgresql.log.1").read_text()
            conn.execute(NOISE.replace("%", " afterwards"))
            eventually(lambda: "noise afterwards" in both(log))


def both(log: Path) -> str:
    """What the log and the one before it hold."""
    return log.with_name(f"{log.name}.1").read_text() + log.read_text()


def test_a_short_log_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "postgresql.log"
    shorten(log, most=3)  # there is none yet
    log.write_bytes(b"abc")
    shorten(log, most=3)
    assert [path.name for path in tmp_path.iterdir()] == ["postgresql.log"]
    with log.open("ab", buffering=0) as server:
        server.write(b"d")
        shorten(log, most=3)
        server.write(b"e")
    assert log.read_bytes() == b"e"
    assert log.with_name("postgresql.log.1").read_bytes() == b"abcd"
