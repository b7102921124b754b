"""Databases to measure on: empty ones for writes, and a restored city that is kept under build/."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psycopg

from bench import city
from bench.servers import ROOT
from lrs.cluster import APP, DATABASE, OWNER
from lrs.embedded import EmbeddedServer
from lrs.migrate import migrate
from lrs.postgres import Database

BUILD = ROOT / "build" / "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Big:
    """A restored city of ``size`` statements; seconds that its restore and its rebuild took."""

    database: Database
    size: int
    restored: float
    rebuilt: float


@contextmanager
def running(home: Path) -> Iterator[Database]:
    """The embedded PostgreSQL of a home as the product runs it: durable."""
    with EmbeddedServer(home) as server:
        database = Database(
            app=server.conninfo(user=APP, dbname=DATABASE),
            owner=server.conninfo(user=OWNER, dbname=DATABASE),
            embedded=True,
        )
        migrate(database)
        yield database


@contextmanager
def empty() -> Iterator[Database]:
    """An empty store that is thrown away."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="empty-", dir=BUILD) as home,
        running(Path(home)) as database,
    ):
        yield database


@contextmanager
def big(size: int) -> Iterator[Big]:
    """The city of a size; the first use restores it by `lrs restore`, the next ones find it."""
    home, note = BUILD / f"city-{size}", BUILD / f"city-{size}.json"
    if not note.exists():
        shutil.rmtree(home, ignore_errors=True)
        note.write_text(json.dumps(_restore(home, size)), encoding="utf-8")
    with running(home) as database:
        yield Big(database=database, size=size, **json.loads(note.read_text(encoding="utf-8")))


def _restore(home: Path, size: int) -> dict[str, float]:
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"city-{size}.ndjson"
    if not file.exists():
        _simulate(file, size)
    restored = _command(home, "restore", str(file))
    figures = {"restored": restored, "rebuilt": _command(home, "rebuild")}
    file.unlink()
    return figures


def _simulate(file: Path, size: int) -> None:
    """Writes the city of a size; whole or not at all."""
    part = file.with_suffix(".part")
    with part.open("wb") as lines:
        for statement in city.statements(size):
            lines.write(orjson.dumps(statement) + b"\n")
    part.rename(file)


def _command(home: Path, *arguments: str) -> float:
    """Seconds that a command of ours takes over a home of its own."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT,
        env={"LRS_HOME": str(home), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def connect(conninfo: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection in autocommit."""
    return psycopg.connect(conninfo, autocommit=True)
