"""The embedded PostgreSQL: one server under one home, run by one process, used by several.

The processes that name one home take turns: the one that holds the owner's lock runs the server,
the others use it through its socket. When the owner leaves or is killed, the server ends with it
and one of the others takes its place, so `lrs credential add` may run before `lrs serve` or beside
it. A server that dies is started again. Clients see either as a lost connection.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from psycopg.conninfo import make_conninfo

from lrs.message import message
from lrs.postgres import launch
from lrs.postgres.cluster import (
    ENVIRONMENT,
    EmbeddedServerError,
    Layout,
    binaries,
    initialise,
    open_in_home,
    prepare_home,
    server_user,
)

READY_SECONDS = 300.0
"""How long a start may take; recovery after the crash of a busy server reads its whole log."""
STOP_SECONDS = 60.0
"""How long a stop may take before the server is stopped as by a crash, which loses nothing."""
POLL_SECONDS = 0.01
TURN_SECONDS = 0.2
LOG_BYTES = 16 * 1024 * 1024
"""How long the server's log may grow before it is put aside, in the place of the one before it."""
LOG_SECONDS = 10.0
"""How often that is looked at."""
PORT = 5432
"""Only a part of the socket's name: there is no TCP."""
SOCKET_LOCK = f".s.PGSQL.{PORT}.lock"
"""PostgreSQL's file beside the socket, with the id of its process."""

CONFIGURATION: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_checkpoints": "off",
    # After a checkpoint PostgreSQL logs each page whole once more: 400,000 statements in a row took
    # 3.5 kB of write-ahead log each with its own 1GB, and take 2.8 kB with this.
    "max_wal_size": "4GB",
}


class EmbeddedServer:
    """A PostgreSQL that runs while a process is inside this context manager; use it once.

    Args:
        home: the directory of data, socket and log; made if it is not there.
        configuration: server settings over ours; only those of the process that owns it count.

    Raises:
        EmbeddedServerError: on entering, when the server cannot be run.
    """

    def __init__(self, home: Path, *, configuration: Mapping[str, str] | None = None) -> None:
        self.layout = Layout(home=home.expanduser().resolve())
        self._configuration = {
            **CONFIGURATION,
            "unix_socket_directories": str(self.layout.socket_directory),
            **(configuration or {}),
        }
        self._keeper = threading.Thread(target=self._keep, name="postgresql", daemon=True)
        self._sweeper = threading.Thread(target=self._sweep, name="postgresql log", daemon=True)
        self._closing = threading.Event()
        self._failed = threading.Event()
        self._failure: BaseException | None = None
        self._owns = False
        self._child: subprocess.Popen[bytes] | None = None
        self._spawning = threading.Lock()

    def __enter__(self) -> Self:
        self._user = server_user(self.layout)
        prepare_home(self.layout, self._user)
        self._turn = open_in_home(self.layout, self.layout.owner_lock)
        self._owns = _lock(self._turn)
        self._keeper.start()
        self._sweeper.start()
        try:
            self._wait_until_ready()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def conninfo(self, *, user: str, dbname: str) -> str:
        """Return how to connect to the server; good through every restart of it."""
        directory = str(self.layout.socket_directory)
        return make_conninfo(host=directory, port=PORT, user=user, dbname=dbname)

    @property
    def postmaster(self) -> int | None:
        """The process id of the server if it is ready, whoever runs it."""
        try:
            lines = self.layout.pid_file.read_text().splitlines()
        except FileNotFoundError:
            return None
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        return int(lines[0]) if ready and _alive(int(lines[0])) else None

    def _wait_until_ready(self) -> None:
        for _ in range(int(READY_SECONDS / POLL_SECONDS)):
            if self._failed.is_set():
                raise self._failure or EmbeddedServerError(
                    f"PostgreSQL did not start: {_last_words(self.layout.log)}"
                )
            running = self.postmaster
            if running and (not self._owns or (self._child and running == self._child.pid)):
                return
            time.sleep(POLL_SECONDS)
        raise EmbeddedServerError(
            message("PostgreSQL is not ready, see {log}", log=self.layout.log)
        )

    def _close(self) -> None:
        with self._spawning:
            self._closing.set()
            if self._child:
                self._child.send_signal(signal.SIGINT)
        self._keeper.join(STOP_SECONDS)
        if self._keeper.is_alive() and self._child:
            self._child.send_signal(signal.SIGQUIT)
        self._keeper.join()
        self._sweeper.join()

    def _keep(self) -> None:
        """Wait for our turn, then run the server until we close.

        The server's parent is this thread: it lives as long as the process, and the server is
        interrupted when it dies.
        """
        with self._turn:
            try:
                self._owns = self._owns or self._wait_for(self._turn, every=TURN_SECONDS)
                while not self._closing.is_set():
                    self._run_once()
                    self._failed.set()
                    self._closing.wait(TURN_SECONDS)
            except BaseException as error:
                self._failure = error
                self._failed.set()

    def _sweep(self) -> None:
        """Keep the server's log short for as long as we run the server."""
        while not self._closing.wait(LOG_SECONDS):
            if self._child:
                shorten(self.layout.log, most=LOG_BYTES)

    def _run_once(self) -> None:
        programs = binaries(self.layout, self._user)
        initialise(self.layout, programs, self._user)
        shorten(self.layout.log, most=LOG_BYTES)
        with (
            open_in_home(self.layout, self.layout.server_lock) as alive,
            open_in_home(self.layout, self.layout.log) as log,
        ):
            if not self._wait_for_former_server(alive):
                return
            # PostgreSQL takes the id in a stale file for alive when another process has it by now,
            # or while nobody has asked how its process ended.
            # No process of the former server lives, or it would hold the lock.
            for stale in (self.layout.pid_file, self.layout.socket_directory / SOCKET_LOCK):
                stale.unlink(missing_ok=True)
            with self._spawning:
                if self._closing.is_set():
                    return
                self._child = self._spawn(programs / "postgres", alive, log)
        self._child.wait()

    def _spawn(self, program: Path, alive: IO[bytes], log: IO[bytes]) -> subprocess.Popen[bytes]:
        user = (self._user.uid, self._user.gid) if self._user else (-1, -1)
        options = [f"--{name}={value}" for name, value in self._configuration.items()]
        return subprocess.Popen(
            [
                *(sys.executable, "-IS", launch.__file__, str(os.getpid()), *map(str, user)),
                *(str(program), "-D", str(self.layout.data), *options),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.layout.home,
            env=ENVIRONMENT,
            pass_fds=[alive.fileno()],  # the server and each of its processes hold this lock
            start_new_session=True,  # an interrupt from the keyboard is ours to handle
        )

    def _wait_for_former_server(self, alive: IO[bytes]) -> bool:
        """Wait until no process of a killed owner's server is left; False if we close first."""
        if _lock(alive):
            return True
        if former := self.postmaster:  # where no signal follows the death of a parent
            os.kill(former, signal.SIGINT)
        return self._wait_for(alive, every=POLL_SECONDS)

    def _wait_for(self, file: IO[bytes], *, every: float) -> bool:
        while not self._closing.wait(every):
            if _lock(file):
                return True
        return False


def shorten(log: Path, *, most: int) -> None:
    """Move what a log holds into `NAME.1` once it has more than `most` bytes.

    It is copied and emptied, not renamed: the server goes on writing into what it has open.
    A line that is written between the two is lost.
    """
    with suppress(OSError):  # a full disk must not end the thread that looks after it
        if log.stat().st_size > most:
            shutil.copy(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)


def _lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _last_words(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:].strip()
