"""The sequencer is killed at each of its steps, runs twice at once, and meets an older backup."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from lrs.clock import system_clock
from lrs.evidence.folder import EvidenceError, EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import leaf_of
from lrs.proof.tree import leaf_hash, root_of
from lrs.proof.trust import trusting
from replay.verify import Outcome, verify_live
from tests.conftest import Postgres
from tests.database.logbook import statement
from tests.posting import post

SIGNED, NEW = 300, 260
"""Statements that are signed before, and those of the step that dies: each in two tiles."""

STEPS = {
    "begins": ("lrs.evidence.folder.EvidenceFolder", "checkpoint", "before"),
    "read the log": ("lrs.evidence.tile_store.TileStore", "events", "after"),
    "is about to write tiles": ("lrs.evidence.tile_store.TileStore", "grow", "before"),
    "has written tiles": ("lrs.evidence.tile_store.TileStore", "grow", "after"),
    "is about to keep the checkpoint": ("lrs.evidence.folder.EvidenceFolder", "keep", "before"),
    "has written it beside the last": ("pathlib.Path", "replace", "before"),
    "has kept it": ("lrs.evidence.folder.EvidenceFolder", "keep", "after"),
    "is about to publish it": ("lrs.evidence.tile_store.TileStore", "add_checkpoint", "before"),
    "has published and not committed": (
        "lrs.evidence.tile_store.TileStore",
        "add_checkpoint",
        "after",
    ),
    "has committed": ("lrs.evidence.sequencer.Sequencer", "step", "after"),
}
"""Where it is killed: a method, before it or after it."""

DYING = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
import psycopg
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
conninfo, folder, owner, name, when = sys.argv[1:]
module, _, kind = owner.rpartition(".")
owner = getattr(import_module(module), kind)
real = getattr(owner, name)
def dying(*arguments, **named):
    if when == "after":
        real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, dying)
with psycopg.connect(conninfo, autocommit=True) as conn:
    Sequencer(EvidenceFolder(Path(folder))).catch_up(conn)
"""

TOGETHER = """
import sys
from pathlib import Path
import psycopg
from lrs.evidence import sequencer
from lrs.evidence.folder import EvidenceFolder
sequencer.PAGE = 1
with psycopg.connect(sys.argv[1], autocommit=True) as conn:
    sequencer.Sequencer(EvidenceFolder(Path(sys.argv[2]))).catch_up(conn)
"""


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key("city.example/lrs", bytes(range(32)))
    return folder


@pytest.fixture
def conn(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.sequencer, autocommit=True) as conn:
        yield conn


def record(database: Database, first: int, count: int) -> None:
    store = RecordStore(database.service, clock=system_clock)
    store.record([post(*(statement(number) for number in range(first, first + count)))])
    store.close()


def assert_whole(conn: Connection[Any], folder: EvidenceFolder, size: int) -> None:
    """What is published is what is kept and the root of all of the log, and all verifies."""
    key = folder.key()
    assert key
    published = TileStore(conn).last_checkpoint()
    assert published
    found = Checkpoint.read(published.text)
    assert found == folder.checkpoint(key)
    events = TileStore(conn).events(after=0, until=size, limit=size)
    root = root_of(leaf_hash(leaf_of(one)) for one in events)
    assert found == Checkpoint(origin=key.name, size=size, root=root)
    assert verify_live(conn, trust=trusting([key.public])).outcome is Outcome.GOOD


@pytest.mark.parametrize("before", [0, SIGNED])
@pytest.mark.parametrize("step", STEPS)
def test_it_is_killed_at_a_step_and_another_signs_on(
    database: Database, conn: Connection[Any], folder: EvidenceFolder, step: str, before: int
) -> None:
    if before:
        record(database, 1, before)
        Sequencer(folder).catch_up(conn)
    record(database, before + 1, NEW)
    dying = subprocess.run(
        [sys.executable, "-c", DYING, database.sequencer, str(folder.path), *STEPS[step]],
        capture_output=True,
        check=False,
    )
    assert dying.returncode == -9, dying.stderr.decode()
    record(database, before + NEW + 1, 3)
    Sequencer(folder).catch_up(conn)
    assert_whole(conn, folder, before + NEW + 3)


def test_two_at_once_sign_one_tree(
    database: Database, conn: Connection[Any], folder: EvidenceFolder
) -> None:
    record(database, 1, 60)
    command = [sys.executable, "-c", TOGETHER, database.sequencer, str(folder.path)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    for one in both:
        _, errors = one.communicate(timeout=60)
        assert one.returncode == 0, errors.decode()
    assert_whole(conn, folder, 60)


def test_a_database_from_an_older_backup_is_not_signed_and_both_sizes_are_told(
    postgres: Postgres, database: Database, conn: Connection[Any], folder: EvidenceFolder
) -> None:
    record(database, 1, 5)
    Sequencer(folder).catch_up(conn)
    conn.close()
    with postgres.database(template=str(conninfo_to_dict(database.app)["dbname"])) as backup:
        record(database, 6, 4)
        with psycopg.connect(database.sequencer, autocommit=True) as later:
            Sequencer(folder).catch_up(later)
        with psycopg.connect(backup.sequencer, autocommit=True) as restored:
            with pytest.raises(EvidenceError, match="is of 9 events and the log has 5"):
                Sequencer(folder).catch_up(restored)
            record(backup, 20, 10)  # it grows past what was signed, to another history
            with pytest.raises(EvidenceError, match="the first 9 events had the root"):
                Sequencer(folder).catch_up(restored)
            note = TileStore(restored).last_checkpoint()
        assert note
        assert Checkpoint.read(note.text).size == 5
