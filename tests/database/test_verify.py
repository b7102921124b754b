"""What `verify` says of a log that nobody touched; what it says of others is test_tampering."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.proof.note import Note, SigningKey
from lrs.proof.trust import trusting
from replay.verify import Outcome, Verified, verify_live
from tests.database.logbook import statement
from tests.posting import Hands, post

NAME = "city.example/lrs"
KEPT = 5
EVENTS = 8


@dataclass
class Store:
    """A store of eight events, signed at five and at eight; the auditor kept the first head."""

    database: Database
    folder: EvidenceFolder
    key: SigningKey
    kept: Note

    def owner(self, *queries: str) -> None:
        assert self.database.owner
        with psycopg.connect(self.database.owner) as conn:
            for query in queries:
                conn.execute(query)

    def verify(self, *, kept: bool, keys: list[SigningKey] | None = None) -> Verified:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            return verify_live(
                conn,
                trust=trusting(key.public for key in keys or [self.key]),
                kept=[("the kept checkpoint", self.kept)] if kept else [],
            )


@pytest.fixture
def signed(database: Database, store: RecordStore, hands: Hands, tmp_path: Path) -> Store:
    folder = EvidenceFolder(tmp_path / "evidence")
    key = folder.make_key(NAME, bytes(range(32)))
    sequencer = Sequencer(folder)
    kept: Note | None = None
    with psycopg.connect(database.sequencer, autocommit=True) as conn:
        for number in range(1, EVENTS + 1):
            hands.now += timedelta(seconds=1)
            store.record([post(statement(number))])
            if number == KEPT:
                sequencer.catch_up(conn)
                kept = TileStore(conn).last_checkpoint()
        sequencer.catch_up(conn)
    assert kept is not None
    return Store(database, folder, key, kept)


def test_a_log_that_nobody_touched_is_good(signed: Store) -> None:
    assert signed.verify(kept=False) == Verified(
        outcome=Outcome.GOOD, events=EVENTS, checkpoints=(EVENTS,), first_bad=None, faults=()
    )
    assert signed.verify(kept=True).checkpoints == (KEPT, EVENTS)


def test_progress_is_told(signed: Store) -> None:
    told: list[int] = []
    with psycopg.connect(signed.database.sequencer, autocommit=True) as conn:
        verify_live(
            conn, trust=trusting([signed.key.public]), advance=lambda done, *_: told.append(done)
        )
    assert told == [EVENTS]


def test_a_store_that_signed_nothing_cannot_be_told_of(signed: Store) -> None:
    signed.owner("TRUNCATE lrs.tile, lrs.checkpoint")
    found = signed.verify(kept=False)
    assert found.outcome is Outcome.CANNOT_TELL
    assert found.faults == ("nothing is signed",)


def test_a_verifier_needs_to_read_and_nothing_else(signed: Store) -> None:
    with psycopg.connect(signed.database.service, autocommit=True) as conn:
        conn.execute("SET default_transaction_read_only = on")
        assert verify_live(conn, trust=trusting([signed.key.public])).outcome is Outcome.GOOD
