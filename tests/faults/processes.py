"""The product as processes of their own, to be killed: the server and the runner."""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from lrs.postgres.cluster import APP, DATABASE, OWNER, Layout
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.postgres import Database
from tests.api.serving import KEY, SECRET
from tests.faults.waiting import PATIENCE

RUNNER = """
import sys
from lrs.clock import system_clock
from projections.tables.runner import Runner
Runner(system_clock).run(sys.argv[1], lambda: True)
"""


_TEMPORARY = tempfile.TemporaryDirectory(prefix="lrs-evidence-")
"""Where servers over a database that is there keep what they sign."""


class Serving:
    """`lrs serve` as a process, on a port of its own, from the start to whatever end."""

    def __init__(self, variables: Mapping[str, str], *options: str, workers: int = 1) -> None:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "api.cli", "serve"),
                *("--port", "0", "--workers", str(workers), *options),
            ],
            stdout=subprocess.PIPE,
            env={
                **inherited,
                "LRS_BOOTSTRAP_KEY": KEY,
                "LRS_BOOTSTRAP_SECRET": SECRET,
                "LRS_HOME": _TEMPORARY.name,
                **variables,
            },
            text=True,
        )
        try:
            self.address = self._listening_at()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def ask_to_end(self) -> None:
        """SIGTERM."""
        self._process.send_signal(signal.SIGTERM)

    def exit_code(self) -> int:
        """Waits for its end."""
        return self._process.wait(PATIENCE)

    def _listening_at(self) -> str:
        """What it says on its first line: Listening on http://.../xapi"""
        assert self._process.stdout
        said = self._process.stdout.readline()
        assert "http://" in said, "the server did not start"
        return said.split()[-1].removesuffix("/xapi")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self.ask_to_end()
            try:
                self.exit_code()
            except subprocess.TimeoutExpired:
                self.kill()
        if self._process.stdout:
            self._process.stdout.close()


def serving_home(home: Path, *, workers: int = 1) -> Serving:
    """A server with the embedded PostgreSQL of a home; fsync is on."""
    return Serving({"LRS_HOME": str(home)}, workers=workers)


def serving_database(database: Database) -> Serving:
    """A server over a database that is there."""
    return Serving({"LRS_DATABASE_URL": database.app})


def database_of(home: Path) -> Database:
    """The database of a home, whoever runs its server."""
    server = EmbeddedServer(home)
    return Database(
        app=server.conninfo(user=APP, dbname=DATABASE),
        owner=server.conninfo(user=OWNER, dbname=DATABASE),
        embedded=True,
    )


def postmaster_of(home: Path) -> int | None:
    """The process id of a home's PostgreSQL when it is ready."""
    return EmbeddedServer(home).postmaster


def no_postgres_lives(home: Path) -> bool:
    """Whether not one process of a home's PostgreSQL is left: each holds the lock of the home."""
    with Layout(home=home.resolve()).server_lock.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def descendants_of(pid: int) -> set[int]:
    """The processes that a process began, and those that they began; Linux only."""
    parents = _parents()
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: Iterable[int]) -> set[int]:
    """Those of these processes that have not ended."""
    return _parents().keys() & set(pids)


def _parents() -> dict[int, int]:
    """All processes that run, with their parents."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            # They stand after the name, which may hold anything.
            state, parent = entry.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":  # ended, and nobody has asked how
                parents[int(entry.parent.name)] = int(parent)
    return parents


@contextmanager
def following(database: Database) -> Iterator[subprocess.Popen[bytes]]:
    """A runner of the projections, in a process of its own."""
    process = subprocess.Popen([sys.executable, "-c", RUNNER, database.projector])
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)
