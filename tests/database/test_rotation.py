"""Another key signs the log: what was signed before verifies, and the old key signs no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import psycopg
import pytest

from lrs.event.key_events import KEY_ROTATED, KEYS, KeyRotated
from lrs.evidence import folder as evidence_folder
from lrs.evidence.folder import EvidenceError, EvidenceFolder
from lrs.evidence.rotation import rotate
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.log.appending import LogEntry
from lrs.log.record_store import RecordStore
from lrs.log.recorder import LockedLog
from lrs.postgres.postgres import Database
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.introduction import Introduction
from lrs.proof.note import Note, NoteError, PublicKey, SigningKey
from lrs.proof.trust import trusting
from replay.verify import Outcome, Verified, verify_live
from tests.database.logbook import statement
from tests.posting import Hands, post

NAME = "city.example/lrs"


@dataclass
class Log:
    """A log of four statements, signed; the auditor kept the head, and has the first key."""

    database: Database
    store: RecordStore
    hands: Hands
    folder: EvidenceFolder
    kept: Note
    first: SigningKey

    def record(self, *numbers: int) -> None:
        for number in numbers:
            self.hands.now += timedelta(seconds=1)
            self.store.record([post(statement(number))])

    def sign(self, folder: EvidenceFolder | None = None) -> Note:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            Sequencer(folder or self.folder).catch_up(conn)
            note = TileStore(conn).last_checkpoint()
        assert note
        return note

    def rotate(self, reason: str = "the yearly change") -> Introduction:
        assert self.database.owner
        with psycopg.connect(self.database.owner, autocommit=True) as conn:
            return rotate(conn, self.folder, reason=reason, clock=self.hands)

    def key(self) -> SigningKey:
        key = self.folder.key()
        assert key
        return key

    def verify(self, *keys: PublicKey, kept: Note | None = None) -> Verified:
        with psycopg.connect(self.database.service, autocommit=True) as conn:
            return verify_live(
                conn, trust=trusting(keys), kept=[("the kept checkpoint", kept or self.kept)]
            )

    def publish(self, note: Note) -> None:
        """Puts a checkpoint in the place of the last one, as who has the database can."""
        assert self.database.owner
        with psycopg.connect(self.database.owner) as conn:
            size = Checkpoint.read(note.text).size
            conn.execute("DELETE FROM lrs.checkpoint WHERE size = %s", [size])
            conn.execute("INSERT INTO lrs.checkpoint VALUES (%s, %s)", [size, str(note)])

    def events(self) -> int:
        with psycopg.connect(self.database.service) as conn:
            row = conn.execute("SELECT count(*) FROM lrs.log").fetchone()
        assert row
        return int(row[0])


@pytest.fixture
def log(database: Database, store: RecordStore, hands: Hands, tmp_path: Path) -> Log:
    folder = EvidenceFolder(tmp_path / "evidence")
    first = folder.make_key(NAME, bytes(range(32)))
    found = Log(database, store, hands, folder, Note(text="", signatures=()), first)
    found.record(1, 2, 3, 4)
    found.kept = found.sign()
    return found


def test_both_keys_verify_what_either_signed(log: Log) -> None:
    introduced = log.rotate()
    assert (introduced.old, introduced.new) == (log.first.public, log.key().public)
    log.record(6)
    note = log.sign()
    assert note.verified([log.key().public])
    assert (log.folder.path / "signing.pub").read_text().strip() == str(introduced.new)
    assert log.folder.retired() == [log.first.public]
    assert log.first.secret() not in "".join(
        one.read_text() for one in log.folder.path.iterdir() if one.is_file()
    )
    for keys in ([log.first.public], [log.key().public], [log.first.public, log.key().public]):
        found = log.verify(*keys)
        assert (found.outcome, found.checkpoints, found.faults) == (Outcome.GOOD, (4, 6), ())


def test_a_chain_of_keys_is_followed_from_end_to_end(log: Log) -> None:
    for number in (10, 11, 12):
        log.rotate()
        log.record(number)
        last = log.sign()
    assert len(log.folder.retired()) == 3
    for key in [log.first.public, log.key().public, log.folder.retired()[1]]:
        assert log.verify(key).outcome is Outcome.GOOD
    assert last.verified([log.key().public])


def test_another_key_of_the_same_name_is_not_believed(log: Log) -> None:
    log.rotate()
    log.sign()
    found = log.verify(SigningKey.from_seed(NAME, bytes(32)).public)
    assert found.outcome is Outcome.CANNOT_TELL
    assert len(found.faults) == 2


def test_the_old_key_signs_nothing_that_has_its_successor(log: Log) -> None:
    """Whoever stole the old key signs the head of today by it."""
    log.rotate()
    log.record(6)
    text = log.sign().text
    log.publish(Note(text=text, signatures=(log.first.sign(text),)))
    for keys in ([log.first.public], [log.key().public]):
        found = log.verify(*keys)
        assert found.outcome is Outcome.CANNOT_TELL
        assert "signs nothing from position 5 on" in found.faults[0]


def forged(log: Log, *, by: SigningKey) -> None:
    """Puts an event into the log by which the first key seems to introduce a thief's."""
    thief = SigningKey.from_seed(NAME, bytes(32))
    text = f"lrs-key/v1\n{log.first.public}\n{thief.public}\n"
    note = Note(text=text, signatures=(by.sign(text),))
    event = KeyRotated(originator_version=1, introduction=str(note), reason="r")
    assert log.database.owner
    store = RecordStore(log.database.owner, clock=log.hands)
    store.log.append(
        [
            LogEntry(
                originator_id=KEYS,
                originator_version=1,
                topic=KEY_ROTATED,
                state=event.state(),
                nonce=bytes(16),
            )
        ]
    )
    store.close()


def test_a_forged_introduction_introduces_nobody(log: Log) -> None:
    forged(log, by=SigningKey.from_seed(NAME, bytes(32)))
    with pytest.raises(EvidenceError, match="introduces no key"):
        log.sign()
    found = log.verify(log.first.public)
    assert (found.outcome, found.first_bad) == (Outcome.TAMPERED, 5)


def test_a_server_whose_folder_has_the_old_key_signs_no_more(log: Log, tmp_path: Path) -> None:
    stale = EvidenceFolder(copytree(log.folder.path, tmp_path / "stale"))
    log.rotate()
    log.record(6)
    with pytest.raises(EvidenceError, match=r"the log is signed by .* has the key"):
        log.sign(stale)
    log.sign()


def test_a_sequencer_that_runs_signs_on_with_the_new_key(log: Log) -> None:
    with psycopg.connect(log.database.sequencer, autocommit=True) as conn:
        running = Sequencer(log.folder)
        running.catch_up(conn)
        log.rotate()
        running.catch_up(conn)
        note = TileStore(conn).last_checkpoint()
    assert note
    assert note.verified([log.key().public])
    assert Checkpoint.read(note.text).size == 5
    assert log.verify(log.first.public).outcome is Outcome.GOOD


STEPS: dict[str, tuple[object, str]] = {
    "before the key is written": (EvidenceFolder, "prepare"),
    "before the event is there": (LockedLog, "append"),
    "before the key is in its place": (EvidenceFolder, "promote"),
    "before the public key is": (evidence_folder, "put"),
}


@pytest.mark.parametrize("goes_on", ["rotate", "sign"])
@pytest.mark.parametrize("step", STEPS)
def test_a_rotation_that_dies_is_finished_by_whoever_comes_next(
    log: Log, monkeypatch: pytest.MonkeyPatch, step: str, goes_on: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(*STEPS[step], dies)
        with pytest.raises(RuntimeError, match="killed"):
            log.rotate()
    if goes_on == "rotate":
        log.rotate()
    log.record(6)
    note = log.sign()
    assert note.verified([log.key().public])
    assert log.folder.following() is None or goes_on == "sign"
    assert log.verify(log.first.public).outcome is Outcome.GOOD
    log.rotate()
    log.sign()
    assert log.verify(log.first.public).outcome is Outcome.GOOD
    assert log.folder.following() is None


def dies(*_: object, **__: object) -> None:
    raise RuntimeError("killed")


def test_a_rotation_that_only_lacks_its_last_step_is_not_done_twice(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(EvidenceFolder, "promote", dies)
        with pytest.raises(RuntimeError, match="killed"):
            log.rotate()
    assert log.events() == 5
    assert log.rotate().new == log.key().public
    assert log.events() == 5


Change = Callable[[str], str]


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("lrs-key/v1", NAME),
        lambda note: note.replace(NAME, "other", 2),
        lambda note: note[:-20] + "A" * 19 + "\n",
        lambda note: note.replace("\n\n", "\nmore\n\n"),
        lambda _: "",
    ],
)
def test_what_introduces_no_key_is_refused(log: Log, change: Change) -> None:
    log.rotate()
    with psycopg.connect(log.database.service) as conn:
        [state] = conn.execute(
            "SELECT state FROM lrs.log WHERE topic = %s", [KEY_ROTATED]
        ).fetchone() or [b""]
    note = KeyRotated.from_state(KEYS, 1, bytes(state)).introduction
    assert Introduction.read(note).old == log.first.public
    with pytest.raises(NoteError):
        Introduction.read(change(note))
    with pytest.raises(NoteError):
        Checkpoint.read(Note.read(note).text)
