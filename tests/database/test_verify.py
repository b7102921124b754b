"""What `verify` says of a log that was tampered with: without a kept checkpoint, and with one."""

from collections.abc import Callable
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

    def sign_anew(self, folder: EvidenceFolder) -> None:
        """Signs whatever the log is now, as if nothing had ever been signed."""
        self.owner("TRUNCATE lrs.tile, lrs.checkpoint")
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            Sequencer(folder).catch_up(conn)

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
        verify_live(conn, trust=trusting([signed.key.public]), advance=told.append)
    assert told == [EVENTS]


CHANGED = {
    "state": "UPDATE lrs.log SET state = state || ' '::bytea WHERE notification_id = 3",
    "topic": "UPDATE lrs.log SET topic = 'Other' WHERE notification_id = 3",
    "version": "UPDATE lrs.log SET originator_version = 2 WHERE notification_id = 3",
    "nonce": "UPDATE lrs.log SET nonce = decode(repeat('00', 16), 'hex') WHERE notification_id = 3",
    "stored": "UPDATE lrs.log SET stored = stored - interval '1 us' WHERE notification_id = 3",
    "id": "UPDATE lrs.log SET originator_id = gen_random_uuid() WHERE notification_id = 3",
    "deleted": "DELETE FROM lrs.log WHERE notification_id = 3",
    "inserted": "UPDATE lrs.log SET notification_id = -notification_id WHERE notification_id > 3; "
    "UPDATE lrs.log SET notification_id = 1 - notification_id WHERE notification_id < 0; "
    "INSERT INTO lrs.log SELECT 4, gen_random_uuid(), 1, topic, state, nonce, "
    "stored + interval '1 us' FROM lrs.log WHERE notification_id = 3",
    "swapped": "UPDATE lrs.log SET notification_id = 99 WHERE notification_id = 3; "
    "UPDATE lrs.log SET notification_id = 3 WHERE notification_id = 4; "
    "UPDATE lrs.log SET notification_id = 4 WHERE notification_id = 99",
    "renumbered": "DELETE FROM lrs.log WHERE notification_id = 3; "
    "UPDATE lrs.log SET notification_id = -notification_id WHERE notification_id > 3; "
    "UPDATE lrs.log SET notification_id = -notification_id - 1 WHERE notification_id < 0",
    "cut": "DELETE FROM lrs.log WHERE notification_id > 4",
    "tile": "UPDATE lrs.tile SET hashes = overlay(hashes placing '\\x00' from 65) WHERE level = 0",
}
FIRST_BAD = {"inserted": 4, "cut": 5}


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("what", CHANGED)
def test_a_change_is_found_and_its_position_named(signed: Store, what: str, *, kept: bool) -> None:
    signed.owner(*CHANGED[what].split("; "))
    found = signed.verify(kept=kept)
    assert found.outcome is Outcome.TAMPERED
    assert found.first_bad == FIRST_BAD.get(what, 3)
    assert found.faults


def test_a_change_together_with_its_leaf_is_found_by_the_root(signed: Store) -> None:
    signed.owner(CHANGED["state"])
    signed.owner("UPDATE lrs.tile SET hashes = overlay(hashes placing sha256('x') from 65)")
    found = signed.verify(kept=False)
    assert found.outcome is Outcome.TAMPERED
    assert any("has another root" in fault for fault in found.faults)


def elsewhere(signed: Store, tmp_path: Path) -> EvidenceFolder:
    """A folder that holds a copy of the key and no checkpoint: a thief's."""
    folder = EvidenceFolder(tmp_path / "thief")
    folder.make_key(NAME, bytes(range(32)))
    return folder


Attack = Callable[[Store, Path], None]


def rewrite(signed: Store, tmp_path: Path) -> None:
    """Changes an event and signs all anew, with the key that was stolen."""
    signed.owner(CHANGED["stored"].replace("= 3", "= 2"))
    signed.sign_anew(elsewhere(signed, tmp_path))


def cut_and_forget(signed: Store, tmp_path: Path) -> None:
    """Takes the last events away and brings the checkpoint of before them back."""
    signed.owner(
        f"DELETE FROM lrs.log WHERE notification_id > {KEPT - 1}",
    )
    signed.sign_anew(elsewhere(signed, tmp_path))


@pytest.mark.parametrize("attack", [rewrite, cut_and_forget])
def test_what_passes_without_a_kept_checkpoint_and_is_found_with_one(
    signed: Store, tmp_path: Path, attack: Attack
) -> None:
    """The two attacks of which the README says that nothing in the store tells of them."""
    attack(signed, tmp_path)
    assert signed.verify(kept=False).outcome is Outcome.GOOD
    assert signed.verify(kept=True).outcome is Outcome.TAMPERED


def test_a_log_that_was_signed_anew_with_another_key(signed: Store, tmp_path: Path) -> None:
    signed.owner(CHANGED["state"])
    other = EvidenceFolder(tmp_path / "other")
    other.make_key(NAME, bytes(32))
    signed.sign_anew(other)
    found = signed.verify(kept=False)
    assert found.outcome is Outcome.CANNOT_TELL
    assert found.faults == (f"the last checkpoint: no trusted key signed this: {NAME}",)
    assert signed.verify(kept=True).outcome is Outcome.TAMPERED


def test_the_wrong_key_tells_nothing(signed: Store) -> None:
    found = signed.verify(kept=True, keys=[SigningKey.from_seed(NAME, bytes(32))])
    assert found.outcome is Outcome.CANNOT_TELL
    assert len(found.faults) == 2


def test_a_store_that_was_wiped(signed: Store) -> None:
    signed.owner("TRUNCATE lrs.log, lrs.tile, lrs.checkpoint")
    assert signed.verify(kept=False).outcome is Outcome.CANNOT_TELL
    found = signed.verify(kept=True)
    assert (found.outcome, found.first_bad) == (Outcome.TAMPERED, 1)


def test_a_store_that_signed_nothing_cannot_be_told_of(signed: Store) -> None:
    signed.owner("TRUNCATE lrs.tile, lrs.checkpoint")
    found = signed.verify(kept=False)
    assert found.outcome is Outcome.CANNOT_TELL
    assert found.faults == ("nothing is signed",)


def test_a_stale_checkpoint_proves_what_it_covers(signed: Store) -> None:
    signed.owner("DELETE FROM lrs.checkpoint WHERE size > 5")
    found = signed.verify(kept=True)
    assert (found.outcome, found.checkpoints, found.events) == (Outcome.GOOD, (5, 5), EVENTS)


def test_a_verifier_needs_to_read_and_nothing_else(signed: Store) -> None:
    with psycopg.connect(signed.database.service, autocommit=True) as conn:
        conn.execute("SET default_transaction_read_only = on")
        assert verify_live(conn, trust=trusting([signed.key.public])).outcome is Outcome.GOOD
