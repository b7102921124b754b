"""The command line on a test's own database."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from api.cli import main
from lrs.postgres.postgres import Database


class Outcome(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def environment(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The settings of a test's own database; nothing else is set."""
    for name in list(os.environ):
        if name.startswith("LRS_") and not name.startswith("LRS_TEST_"):
            monkeypatch.delenv(name)
    assert database.owner
    monkeypatch.setenv("LRS_DATABASE_URL", database.app)
    monkeypatch.setenv("LRS_OWNER_DATABASE_URL", database.owner)
    return database


@pytest.fixture
def lrs(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `lrs` in this process."""

    def run(*arguments: object) -> Outcome:
        monkeypatch.setenv("LRS_LANG", "en")
        monkeypatch.setattr(sys, "argv", ["lrs", *map(str, arguments)])
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Outcome(code, *capfd.readouterr())

    return run


def digests_of(rebuilt: dict[str, Any]) -> dict[str, str]:
    """The digests of all that reports are read from; `intake` has the statement that attests the
    restore, too."""
    return {
        one["projection"]: one["digest"]
        for one in rebuilt["projections"]
        if one["projection"] != "intake"
    }


DYING = """
import os, signal
from lrs.log.record_store import RecordStore
from api.cli import main
record, statements = RecordStore.record, 0
def dying(store, posts):
    global statements
    outcomes = record(store, posts)
    statements += sum(len(post.drafts) for post in posts)
    if statements >= {most}:
        os.kill(os.getpid(), signal.SIGKILL)
    return outcomes
RecordStore.record = dying
{setup}
main()
"""


def run_until_killed(*arguments: object, most: int, setup: str = "") -> None:
    """Runs `lrs` in a process that is killed as soon as it committed `most` statements."""
    ended = subprocess.run(
        [sys.executable, "-c", DYING.format(most=most, setup=setup), *map(str, arguments)],
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -9, ended.stderr.decode()
