"""The help of every command."""

import subprocess
import sys

import pytest

from tests.cli.conftest import Run

COMMANDS = [
    ["serve"],
    ["project"],
    ["demo"],
    ["migrate"],
    ["import"],
    ["restore"],
    ["export"],
    ["rebuild"],
    ["reindex"],
    ["sql"],
    ["clock", "show"],
    ["clock", "acknowledge"],
    ["simulate"],
    ["scenario", "test"],
    ["credential", "add"],
    ["credential", "list"],
    ["credential", "revoke"],
    ["credential", "secret"],
    ["credential", "failed-sign-ins"],
    ["policy", "publish"],
    ["policy", "compare"],
    ["report", "issue"],
    ["report", "list"],
    ["reproduce"],
    ["trial", "build"],
    ["trial", "show"],
    ["trial", "compare"],
    ["trial", "switch"],
    ["trial", "drop"],
    ["policy", "list"],
    ["survey", "publish"],
    ["survey", "ratings"],
]
HEAVY = {"psycopg", "pydantic", "fastapi", "uvicorn", "eventsourcing", "yaml"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example(lrs: Run, command: list[str]) -> None:
    outcome = lrs(*command, "--help")
    assert outcome.code == 0
    assert "Example:" in outcome.out
    assert f"lrs {' '.join(command)}" in outcome.out.split("Example:")[1]


def test_help_names_every_command(lrs: Run) -> None:
    outcome = lrs("--help")
    assert outcome.code == 0
    assert all(f" {command[0]} " in outcome.out for command in COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    program = "import sys, api.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert not HEAVY & set(loaded.stdout.split())


def test_a_wrong_use_is_2(lrs: Run) -> None:
    assert lrs("nonsense").code == 2
    assert lrs("import").code == 2
    assert lrs("export", "--since", "1").code == 2
