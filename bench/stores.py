"""Databases to measure on: empty ones for writes, and a restored city that is kept under build/."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import orjson
import psycopg

from bench import city
from bench.servers import ROOT
from lrs.postgres.cluster import APP, DATABASE, OWNER
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import Database

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
def big(size: int, *, years: int = city.YEARS) -> Iterator[Big]:
    """A city of at least a size; the first use restores it by `lrs restore`, the next find it."""
    name = f"city-{size}" if years == city.YEARS else f"city-{size}-{years}-years"
    home, note = BUILD / name, BUILD / f"{name}.json"
    if not note.exists():
        shutil.rmtree(home, ignore_errors=True)
        note.write_text(json.dumps(_restore(home, size, years)), encoding="utf-8")
    with running(home) as database:
        yield Big(database=database, **json.loads(note.read_text(encoding="utf-8")))


@contextmanager
def copied(size: int) -> Iterator[Big]:
    """A copy of such a city, to be written to; it is thrown away."""
    with big(size) as found:
        told = found
    with tempfile.TemporaryDirectory(prefix="copy-", dir=BUILD) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as another user where this is root
        home = Path(folder) / "home"
        command = ["cp", "-a", str(BUILD / f"city-{size}"), str(home)]
        subprocess.run(command, check=True)
        with running(home) as database:
            yield replace(told, database=database)


def _restore(home: Path, size: int, years: int) -> dict[str, float]:
    BUILD.mkdir(parents=True, exist_ok=True)
    file = home.with_suffix(".ndjson")
    written = _simulate(file, size, years)
    restored = _command(home, "restore", str(file))
    file.unlink()
    return {"size": written, "restored": restored, "rebuilt": _command(home, "rebuild")}


def _simulate(file: Path, size: int, years: int) -> int:
    """Writes the city of a size; how many statements it has."""
    written = count()
    with file.open("wb") as lines:
        for _, statement in zip(written, city.statements(size, years=years), strict=False):
            lines.write(orjson.dumps(statement) + b"\n")
    return next(written) - 1


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
