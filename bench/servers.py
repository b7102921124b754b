"""HTTP servers as processes of their own, all under the options that `lrs serve` has."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import load
from lrs.postgres import Database

ROOT = Path(__file__).parent.parent
START_SECONDS = 60.0
KEY, SECRET = "bench", "only-for-benchmarks-0123456789-abcdef"
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode(),
    "X-Experience-API-Version": "1.0.3",
    "Content-Type": "application/json",
}
OPTIONS = (
    "--loop uvloop --http httptools --lifespan on --log-level warning --no-access-log "
    "--timeout-graceful-shutdown 2"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers; ``path`` is where it takes statements."""

    port: int
    pid: int
    path: str

    def post(self, body: bytes) -> bytes:
        """The request that posts a body."""
        return load.request("POST", self.path, HEADERS, body)

    def get(self, path: str) -> bytes:
        """The request of a path with its query."""
        return load.request("GET", path, HEADERS)


@contextmanager
def serving(
    app: str,
    path: str,
    *options: str,
    python: Path = Path(sys.executable),
    environment: Mapping[str, str] | None = None,
    root: Path = ROOT,
) -> Iterator[Server]:
    """A server of the ASGI application ``app`` that is found from the directory ``root``."""
    port = _free_port()
    command = [str(python), "-m", "uvicorn", app, *OPTIONS.split(), *options, "--port", str(port)]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("LRS_")}
    process = subprocess.Popen(
        command,
        cwd=root,
        env={**inherited, **(environment or {}), "PYTHONPATH": str(root)},
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield Server(port=port, pid=process.pid, path=path)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def product(database: Database, *, workers: int = 1, root: Path = ROOT) -> Iterator[Server]:
    """Our server over a database, without the process that follows the log."""
    environment = {
        "LRS_DATABASE_URL": database.app,
        "LRS_BOOTSTRAP_KEY": KEY,
        "LRS_BOOTSTRAP_SECRET": SECRET,
    }
    options = ("--factory", "--workers", str(workers))
    with serving(
        "api.app:create_app", "/xapi/statements", *options, environment=environment, root=root
    ) as server:
        yield server


@contextmanager
def echo() -> Iterator[Server]:
    """The reference echo."""
    with serving("bench.echo:app", "/echo") as server:
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
