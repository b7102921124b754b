"""The sequencer: what it signs, what it keeps outside, and when it refuses."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lrs.evidence import sequencer as module
from lrs.evidence.folder import EvidenceError, EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import leaf_of
from lrs.proof.note import Note, SigningKey
from lrs.proof.tiles import nodes_from, tiles_of
from lrs.proof.tree import check_inclusion, inclusion_proof, leaf_hash, root_of
from tests.database.logbook import statement
from tests.posting import Hands, post

NAME = "city.example/lrs"
BEGIN = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


@pytest.fixture
def key(folder: EvidenceFolder) -> SigningKey:
    return folder.make_key(NAME, bytes(range(32)))


@pytest.fixture
def conn(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.sequencer, autocommit=True) as conn:
        yield conn


@pytest.fixture
def record(store: RecordStore, hands: Hands) -> Callable[[int], None]:
    """Records so many statements more."""

    def record_more(count: int) -> None:
        for _ in range(count):
            hands.now += timedelta(seconds=1)
            store.record([post(statement(int(hands.now.timestamp()) - BEGIN))])

    return record_more


def root_of_log(conn: Connection[Any], size: int) -> bytes:
    """The root over the rows of the log, as an auditor computes it."""
    events = TileStore(conn).events(after=0, until=size, limit=size)
    return root_of(leaf_hash(leaf_of(event)) for event in events)


def published(conn: Connection[Any]) -> Checkpoint | None:
    note = TileStore(conn).last_checkpoint()
    return Checkpoint.read(note.text) if note else None


def test_it_signs_the_root_of_the_log_and_keeps_it_outside(
    conn: Connection[Any],
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PAGE", 7)
    signer = Sequencer(folder)
    for more in (3, 1, 20, 0):
        record(more)
        signer.catch_up(conn)
        head = TileStore(conn).head()
        assert published(conn) == folder.checkpoint(key)
        assert published(conn) == Checkpoint(origin=NAME, size=head, root=root_of_log(conn, head))
    note = TileStore(conn).last_checkpoint()
    assert note is not None
    assert note.verified([key.public])


def test_a_log_of_many_tiles_proves_each_event(
    conn: Connection[Any], folder: EvidenceFolder, key: SigningKey, record: Callable[[int], None]
) -> None:
    record(3)
    Sequencer(folder).catch_up(conn)
    record(300)
    Sequencer(folder).catch_up(conn)
    store = TileStore(conn)
    size = store.head()
    nodes = nodes_from(store.read, size)
    for event in store.events(after=0, until=size, limit=size)[::50]:
        proof = inclusion_proof(event.position - 1, size, nodes)
        check_inclusion(
            event.position - 1,
            size,
            hashed=leaf_hash(leaf_of(event)),
            proof=proof,
            root=root_of_log(conn, size),
        )
    assert [len(store.read(tile)) for tile in tiles_of(size)] == [8192, (size - 256) * 32, 32]


def test_an_empty_log_is_not_signed(
    conn: Connection[Any], folder: EvidenceFolder, key: SigningKey
) -> None:
    assert not Sequencer(folder).step(conn)
    assert published(conn) is None
    assert folder.checkpoint(key) is None


@pytest.mark.parametrize("dies_in", ["keep", "add_checkpoint", "grow", "commit"])
@pytest.mark.parametrize("before", [0, 5])
def test_one_that_dies_in_the_midst_of_a_step_signs_on_where_it_was(
    conn: Connection[Any],
    database: Database,
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    dies_in: str,
    before: int,
) -> None:
    record(before)
    Sequencer(folder).catch_up(conn)
    record(4)
    with monkeypatch.context() as patched:
        owner = EvidenceFolder if dies_in == "keep" else TileStore
        name = "add_checkpoint" if dies_in == "commit" else dies_in
        real = getattr(owner, name)

        def dies(*arguments: object) -> None:
            if dies_in == "commit":
                real(*arguments)
            raise RuntimeError("killed")

        patched.setattr(owner, name, dies)
        with pytest.raises(RuntimeError, match="killed"):
            Sequencer(folder).step(conn)
    record(2)
    monkeypatch.setattr(module, "PAGE", 2)
    signer = Sequencer(folder)
    signer.catch_up(conn)
    head = TileStore(conn).head()
    assert folder.checkpoint(key) == published(conn)
    assert published(conn) == Checkpoint(origin=NAME, size=head, root=root_of_log(conn, head))


def test_after_a_crash_nothing_smaller_is_signed_than_was_kept(
    conn: Connection[Any],
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record(6)
    with monkeypatch.context() as patched:
        patched.setattr(TileStore, "add_checkpoint", lambda *_: (_ for _ in ()).throw(OSError()))
        with pytest.raises(OSError):
            Sequencer(folder).step(conn)
    kept = folder.checkpoint(key)
    assert kept is not None
    monkeypatch.setattr(module, "PAGE", 1)
    Sequencer(folder).step(conn)
    found = published(conn)
    assert found is not None
    assert found.size >= kept.size


def test_two_at_once_sign_one_tree(
    conn: Connection[Any],
    database: Database,
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
) -> None:
    first, second = Sequencer(folder), Sequencer(folder)
    with psycopg.connect(database.sequencer, autocommit=True) as other:
        for _ in range(4):
            record(3)
            first.step(conn)
            record(2)
            second.step(other)
    first.catch_up(conn)
    head = TileStore(conn).head()
    assert published(conn) == Checkpoint(origin=NAME, size=head, root=root_of_log(conn, head))


CHANGES = {
    "state": "UPDATE lrs.log SET state = state || ' '::bytea WHERE notification_id = 3",
    "stored": "UPDATE lrs.log SET stored = stored - interval '1 us' WHERE notification_id = 3",
    "topic": "UPDATE lrs.log SET topic = 'Other' WHERE notification_id = 3",
    "nonce": "UPDATE lrs.log SET nonce = decode(repeat('00', 16), 'hex') WHERE notification_id = 3",
    "id": "UPDATE lrs.log SET originator_id = gen_random_uuid() WHERE notification_id = 3",
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_before_the_kept_checkpoint_is_not_signed_over(
    conn: Connection[Any],
    database: Database,
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
    what: str,
) -> None:
    """Somebody changes the log, and throws the tree away so that it is made anew."""
    record(6)
    Sequencer(folder).catch_up(conn)
    assert database.owner
    with psycopg.connect(database.owner) as owner:
        owner.execute(CHANGES[what])
        owner.execute("TRUNCATE lrs.tile, lrs.checkpoint")
    record(1)
    with pytest.raises(EvidenceError, match="the first 6 events had the root"):
        Sequencer(folder).step(conn)
    assert published(conn) is None


def test_a_backup_that_was_restored_is_not_signed(
    conn: Connection[Any],
    database: Database,
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
) -> None:
    record(6)
    Sequencer(folder).catch_up(conn)
    assert database.owner
    with psycopg.connect(database.owner) as owner:
        owner.execute("DELETE FROM lrs.log WHERE notification_id > 4")
        owner.execute("TRUNCATE lrs.tile, lrs.checkpoint")
    with pytest.raises(EvidenceError, match="is of 6 events and the log has 4: events were lost"):
        Sequencer(folder).step(conn)


def test_a_tile_that_was_changed_is_not_built_on(
    conn: Connection[Any],
    database: Database,
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
) -> None:
    record(6)
    Sequencer(folder).catch_up(conn)
    assert database.owner
    with psycopg.connect(database.owner) as owner:
        owner.execute("UPDATE lrs.tile SET hashes = overlay(hashes placing '\\x00' from 40)")
    record(1)
    with pytest.raises(EvidenceError, match="the log or its tiles were changed"):
        Sequencer(folder).step(conn)


def test_another_key_does_not_sign_the_same_log(
    conn: Connection[Any],
    folder: EvidenceFolder,
    key: SigningKey,
    record: Callable[[int], None],
    tmp_path: Path,
) -> None:
    record(2)
    Sequencer(folder).catch_up(conn)
    other = EvidenceFolder(tmp_path / "other")
    other.make_key("elsewhere", bytes(32))
    with pytest.raises(EvidenceError, match=r"the log is signed as city\.example/lrs"):
        Sequencer(other).step(conn)


def test_a_kept_checkpoint_of_another_key_is_refused(
    conn: Connection[Any], folder: EvidenceFolder, key: SigningKey, record: Callable[[int], None]
) -> None:
    record(2)
    forged = SigningKey.from_seed(NAME, bytes(32))
    text = str(Checkpoint(origin=NAME, size=1, root=bytes(32)))
    folder.keep(Note(text=text, signatures=(forged.sign(text),)))
    with pytest.raises(EvidenceError, match="checkpoint: no trusted key signed this"):
        Sequencer(folder).step(conn)


def test_a_key_is_made_once_and_for_its_owner_alone(folder: EvidenceFolder) -> None:
    assert folder.key() is None
    key = folder.make_key(NAME, bytes(32))
    read = folder.key()
    assert read is not None
    assert read.secret() == key.secret()
    assert (folder.path / "signing.key").stat().st_mode & 0o777 == 0o600
    assert (folder.path / "signing.pub").read_text().strip() == str(key.public)
    with pytest.raises(EvidenceError, match="there is a key already"):
        folder.make_key(NAME, bytes(32))
    (folder.path / "signing.key").write_text(key.secret()[:-3])
    with pytest.raises(EvidenceError) as refused:
        folder.key()
    assert key.secret()[-30:-5] not in str(refused.value)


@pytest.mark.parametrize("role", ["service", "projector", "report"])
def test_no_other_role_changes_the_tree(
    database: Database, conn: Connection[Any], role: str
) -> None:
    with psycopg.connect(getattr(database, role)) as other:
        for change in (
            "INSERT INTO lrs.tile VALUES (0, 0, sha256('')::bytea)",
            "UPDATE lrs.tile SET hashes = sha256('')::bytea",
            "DELETE FROM lrs.tile",
            "INSERT INTO lrs.checkpoint VALUES (1, '')",
            "DELETE FROM lrs.checkpoint",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute(change)
            other.rollback()
    for change in (
        "DELETE FROM lrs.tile",
        "TRUNCATE lrs.checkpoint",
        "UPDATE lrs.checkpoint SET note = ''",
        "INSERT INTO lrs.log DEFAULT VALUES",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(change)
