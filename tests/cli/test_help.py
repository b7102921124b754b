"""The help of every command."""

import os
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


def in_chinese(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "COLUMNS": "200", **environment}
    program = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(program, capture_output=True, check=False, text=True, env=kept)


@pytest.mark.parametrize(
    "environment",
    [{"LRS_LANG": "zh"}, {"LC_ALL": "zh_CN.UTF-8"}, {"LANG": "zh_CN.UTF-8"}],
    ids=["LRS_LANG", "LC_ALL", "LANG"],
)
def test_help_is_chinese_where_the_environment_asks_for_it(environment: dict[str, str]) -> None:
    told = in_chinese("credential", "add", "--help", **environment).stdout
    assert "建立一个凭据" in told
    assert "lrs credential add" in told.split("示例：")[1]
    assert "选项" in told
    assert "Makes a credential" not in told


def test_a_variable_of_ours_comes_before_the_locale() -> None:
    told = in_chinese("serve", "--help", LRS_LANG="en", LANG="zh_CN.UTF-8").stdout
    assert "Serves the store" in told


def test_a_failure_and_a_wrong_use_are_told_in_chinese() -> None:
    failed = in_chinese("policy", "check", "./nowhere", LANG="zh_CN.UTF-8")
    assert failed.returncode == 1
    assert failed.stderr.startswith("lrs: 没有政策 ./nowhere：")
    wrong = in_chinese("history", LANG="zh_CN.UTF-8")
    assert wrong.returncode == 2
    assert "查询谁的历史" in wrong.stderr
