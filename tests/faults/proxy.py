"""A proxy in front of PostgreSQL that can lose what passes through it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from lrs.postgres.postgres import Database

PORT = 5432
"""Only a part of the socket's name."""


class Lost(Enum):
    """What of a marked message is lost, with its connection."""

    ANSWER = "answer"
    """It comes through and is carried out."""
    MESSAGE = "message"
    """It never comes through."""


@dataclass(slots=True)
class _Trap:
    marker: bytes
    lost: Lost
    times: int


class Proxy:
    """Forwards connections of a unix socket to PostgreSQL."""

    def __init__(self, directory: Path, database: Database) -> None:
        with psycopg.connect(database.app) as conn:
            self._host, self._port = conn.info.host, conn.info.port
        self._directory = directory
        self._listener: socket.socket | None = None
        self._changed = threading.Lock()
        self._connections: list[socket.socket] = []
        self._trap: _Trap | None = None
        self.database = replace(
            database, app=make_conninfo(database.app, host=str(directory), port=PORT)
        )

    def set_trap(self, marker: bytes, *, lost: Lost, times: int = 1) -> None:
        """Loses the next messages of a client that contain the marker, or their answers."""
        with self._changed:
            self._trap = _Trap(marker, lost, times)

    @property
    def trap_is_set(self) -> bool:
        """Whether something is still to be lost."""
        with self._changed:
            return self._trap is not None

    def go_down(self) -> None:
        """Cuts every connection and takes no other."""
        if self._listener:
            self._path.unlink()
            _close(self._listener)
            self._listener = None
        with self._changed:
            for connection in self._connections:
                _close(connection)
            self._connections.clear()

    def come_up(self) -> None:
        """Takes connections."""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        _in_thread(self._accept, self._listener)

    @property
    def _path(self) -> Path:
        return self._directory / f".s.PGSQL.{PORT}"

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = self._connect()
                with self._changed:
                    self._connections += [client, server]
                _Connection(self, client, server).begin()

    def _connect(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return server

    def sprung(self, sent: bytes) -> Lost | None:
        """What to lose of a message."""
        with self._changed:
            trap = self._trap
            if trap is None or trap.marker not in sent:
                return None
            trap.times -= 1
            if trap.times == 0:
                self._trap = None
            return trap.lost


class _Connection:
    """One client and its connection to PostgreSQL."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._losing_answer = threading.Event()

    def begin(self) -> None:
        _in_thread(self._forward_messages)
        _in_thread(self._forward_answers)

    def _forward_messages(self) -> None:
        tail = b""
        with suppress(OSError):
            while sent := self._client.recv(1 << 20):
                match self._proxy.sprung(tail + sent):
                    case Lost.MESSAGE:
                        break
                    case Lost.ANSWER:
                        self._losing_answer.set()
                tail = sent[-100:]
                self._server.sendall(sent)
        self._cut()

    def _forward_answers(self) -> None:
        with suppress(OSError):
            while answer := self._server.recv(1 << 20):
                if self._losing_answer.is_set():
                    break
                self._client.sendall(answer)
        self._cut()

    def _cut(self) -> None:
        _close(self._client)
        _close(self._server)


def _close(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for it
    connection.close()


def _in_thread(*call: object) -> None:
    target, *arguments = call
    assert callable(target)
    threading.Thread(target=target, args=arguments, daemon=True).start()


@contextmanager
def proxied(directory: Path, database: Database) -> Iterator[Proxy]:
    """A proxy, up, in an empty directory."""
    proxy = Proxy(directory, database)
    proxy.come_up()
    try:
        yield proxy
    finally:
        proxy.go_down()
