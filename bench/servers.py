"""HTTP servers as processes of their own: ours as a user starts it, others under its options."""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import load
from lrs.postgres.postgres import Database

ROOT = Path(__file__).parent.parent
PYTHON = Path(sys.executable)
STATEMENTS = "/xapi/statements"
START_SECONDS = 60.0
LOOK_SECONDS = 0.2
KEY, SECRET = "bench", "only-for-benchmarks-0123456789-abcdef"
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode(),
    "X-Experience-API-Version": "1.0.3",
    "Content-Type": "application/json",
}
OPTIONS = (
    "--loop uvloop --http httptools --lifespan on --log-level warning --no-access-log "
    "--timeout-graceful-shutdown 2 --timeout-keep-alive 75"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers; ``path`` is where it takes statements. ``follows``: whether its
    projections follow the log."""

    port: int
    pid: int
    path: str
    follows: bool = False

    def post(self, body: bytes) -> bytes:
        """The request that posts a body."""
        return load.request("POST", self.path, HEADERS, body)

    def get(self, path: str) -> bytes:
        """The request of a path with its query."""
        return load.request("GET", path, HEADERS)

    def settle(self) -> None:
        """Returns when the projections are up to the log, so that nobody's turn bears their work of
        another's."""
        while self.follows and any(self.health("projections")[one] for one in ("lag", "stale")):
            time.sleep(LOOK_SECONDS)

    def begun(self, *, ahead: bool = False) -> None:
        """Returns when the report processes have begun, and have made ahead what they can."""
        while not (found := self.health("reports"))["ready"] or (ahead and not found["ahead"]):
            time.sleep(LOOK_SECONDS)

    def health(self, of: str) -> dict[str, Any]:
        """What the server says of its projections, or of its reports."""
        address = f"http://127.0.0.1:{self.port}/health/{of}"
        request = urllib.request.Request(address, headers=HEADERS)
        with urllib.request.urlopen(request, timeout=START_SECONDS) as response:
            health: dict[str, Any] = json.load(response)
        return health


@contextmanager
def serving(
    app: str,
    path: str,
    *options: str,
    python: Path = PYTHON,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server of the ASGI application ``app``."""
    port = _free_port()
    command = [str(python), "-m", "uvicorn", app, *OPTIONS.split(), *options, "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(ROOT, environment or {}),
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield Server(port=port, pid=process.pid, path=path)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def product(
    store: Database | Path,
    *,
    workers: int = 1,
    root: Path = ROOT,
    python: Path = PYTHON,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """`lrs serve` of a checkout as a user starts it, projections live, over a database, or with the
    embedded PostgreSQL of a home."""
    command = [str(python), "-m", "api.cli", "serve", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(
        command,
        cwd=root,
        env=_environment(root, {**_variables(store), **(environment or {})}),
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        if "http://" not in said:
            raise RuntimeError(f"the server of {command} did not start")
        port = int(said.rpartition(":")[2].partition("/")[0])
        server = Server(port=port, pid=process.pid, path=STATEMENTS, follows=True)
        server.begun()
        server.settle()
        yield server
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextmanager
def without_projections(database: Database) -> Iterator[Server]:
    """Our server alone, without the process that follows the log."""
    with serving(
        "api.app:create_app",
        STATEMENTS,
        *("--factory", "--http", "api.operations.protocol:BoundedProtocol"),
        environment=_variables(database),
    ) as server:
        yield server


_TEMPORARY = tempfile.TemporaryDirectory(prefix="lrs-bench-")
"""Where servers over a database that is there keep what they sign."""


def _variables(store: Database | Path) -> dict[str, str]:
    if isinstance(store, Path):
        place = {"LRS_HOME": str(store)}
    else:
        place = {"LRS_DATABASE_URL": store.app, "LRS_HOME": _TEMPORARY.name}
    return {**place, "LRS_BOOTSTRAP_KEY": KEY, "LRS_BOOTSTRAP_SECRET": SECRET}


def _environment(root: Path, own: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LRS_")}
    return {**inherited, **own, "PYTHONPATH": str(root)}


@contextmanager
def echo() -> Iterator[Server]:
    """The reference echo."""
    with serving("bench.echo:app", "/echo") as server:
        yield server


@contextmanager
def raw_echo() -> Iterator[Server]:
    """The echo without a framework."""
    with serving("bench.raw_echo:app", "/echo") as server:
        yield server


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server of {process.args!r} did not start")
