"""A real server for tests: uvicorn in a thread, on a port of its own."""

import asyncio
import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from api.app import create_app
from lrs.postgres.postgres import Database
from lrs.settings import Settings

KEY = "operator-of-tests"
SECRET = "only-in-tests-0123456789-abcdefghijkl"
AUTHORIZATION = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()


def settings(**values: Any) -> Settings:
    """Settings with a bootstrap credential of KEY and SECRET, whatever the environment says."""
    return Settings(**{"bootstrap_key": KEY, "bootstrap_secret": SECRET, **values})


class _Server(uvicorn.Server):
    """Tells when it has started, or failed to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.decided.set()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of a server that answers with this ASGI application."""
    # With its protocol named, asyncio sends small answers at once, as uvloop does.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        server = _Server(uvicorn.Config(app, lifespan="on", log_config=None, access_log=False))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
        thread.start()
        try:
            server.decided.wait()
            if not server.started:
                raise RuntimeError("the server did not start")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def product(database: Database, **values: Any) -> Iterator[str]:
    """The address of the product over a database; ``values`` are settings."""
    with serving(create_app(settings(**values), database=database)) as address:
        yield address
