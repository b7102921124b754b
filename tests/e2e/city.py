"""A city whose published year turns out otherwise: the product as it is shipped, told a story."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx

from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from tests.api.serving import KEY, SECRET
from tests.faults.processes import Serving
from tests.faults.waiting import eventually

VERSION: Final = {"X-Experience-API-Version": "1.0.3"}


class City:
    """A server, its command line, and who posts and asks."""

    def __init__(self, address: str, variables: Mapping[str, str]) -> None:
        self.client = httpx.Client(base_url=address, auth=(KEY, SECRET), timeout=60)
        self._variables = dict(variables)

    def post(self, *facts: Mapping[str, Any], auth: tuple[str, str] = (KEY, SECRET)) -> list[str]:
        """Records facts in one request; their ids."""
        sent = [to_statement(fact) for fact in facts]
        answer = self.client.post("/xapi/statements", json=sent, headers=VERSION, auth=auth)
        ids: list[str] = answer.raise_for_status().json()
        return ids

    def ask(self, path: str, **asked: object) -> Any:
        """What a report answers."""
        params: dict[str, Any] = asked
        return self.client.get(path, params=params).raise_for_status().json()

    def head(self) -> int:
        """The last position of the log."""
        position: int = self.ask("/health/projections")["head"]
        return position

    def settle(self) -> None:
        """Waits until the tables answer for all of the log, and all of it is signed."""
        eventually(lambda: self._is_settled())

    def _is_settled(self) -> bool:
        health, note = self.ask("/health/projections"), self.client.get("/audit/checkpoint")
        is_signed = note.status_code == 200 and int(note.text.splitlines()[1]) == health["head"]
        return health["lag"] == 0 and is_signed

    def lrs(self, *arguments: object, code: int = 0) -> str:
        """What a command prints; it has to end with a code."""
        ended = subprocess.run(
            [sys.executable, "-m", "api.cli", *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            env=self._variables,
        )
        assert ended.returncode == code, ended.stderr
        return ended.stdout

    def lines(self, *arguments: object) -> list[dict[str, Any]]:
        """The results that a command prints."""
        return [json.loads(line) for line in self.lrs(*arguments).splitlines()]


@contextmanager
def serving(database: Database, evidence: Path) -> Iterator[City]:
    """`lrs serve` over a database, with the key and the checkpoints in a folder."""
    assert database.owner
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    variables = {
        **inherited,
        "LRS_DATABASE_URL": database.app,
        "LRS_OWNER_DATABASE_URL": database.owner,
        "LRS_EVIDENCE": str(evidence),
        "LRS_HOME": str(evidence.parent / "home"),
    }
    with Serving(variables) as server:
        city = City(server.address, variables)
        try:
            yield city
        finally:
            city.client.close()


def now() -> str:
    """This instant, to be asked about later."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
