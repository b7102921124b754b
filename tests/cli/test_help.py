"""The help of every command."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

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


EVERY_HELP = """
import sys
from collections.abc import Iterator
from api.cli import app
from api.cli.tongue import command_of

def walk(command, path):
    print("COMMAND", *path)
    sys.stdout.flush()
    try:
        command([*path[1:], "--help"], prog_name="lrs", standalone_mode=False)
    except SystemExit:
        pass

def paths(command, path):
    yield path
    for name, each in getattr(command, "commands", {}).items():
        yield from paths(each, [*path, name])

command = command_of(app)
for path in paths(command, ["lrs"]):
    walk(command, path)
"""
ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z]+(?: [a-z]+){2,}(?![\w./-])")
"""Three English words in a row."""
CUT_OFF = re.compile("(?<!…)…(?!…)")
COMMAND = re.compile(r"\blrs(?: [a-z-]+)+")


def test_no_help_of_any_command_has_a_sentence_that_is_english_still() -> None:
    kept = {"PATH": os.environ["PATH"], "COLUMNS": "120", "LRS_LANG": "zh", "TERM": "dumb"}
    shown = subprocess.run(
        [sys.executable, "-c", EVERY_HELP], capture_output=True, check=True, text=True, env=kept
    ).stdout
    helps = {text.split("\n", 1)[0]: text for text in shown.split("COMMAND ")[1:]}
    assert {"lrs", *(f"lrs {' '.join(one)}" for one in COMMANDS)} <= helps.keys()
    english = {
        path: found
        for path, text in helps.items()
        if (found := [one.group() for line in prose(text) for one in ENGLISH.finditer(line)])
    }
    assert english == {}
    assert not [path for path, text in helps.items() if CUT_OFF.search(text) or "<bool>" in text]
    assert all("用法：" in text and "显示本帮助后退出" in text for text in helps.values())


def prose(text: str) -> Iterator[str]:
    """The lines of a help without its examples, which are indented, and the commands it names."""
    for line in text.splitlines()[1:]:
        if not line.startswith("  "):
            yield COMMAND.sub("", line)


WRONG_USES = {
    ("nonsense",): "没有命令 'nonsense'。",
    ("imprt",): "没有命令 'imprt'。是否指 'import'",
    ("import",): "缺少参数 'FILE'。",
    ("import", "x", "--credentials", "y"): "没有选项 --credentials（是否指 --credential）",
    ("import", "x", "y"): "多余的参数：y",
    ("import", "x", "--credential"): "选项 '--credential' 之后要有一个值。",
    ("import", "x", "--as", "rooster"): "'--as' 的值有误：'rooster' 不在可选之列：'roster', ",
    ("policy", "compare", "x", "--year", "x"): "'--year' 的值有误：应为整数",
    ("policy", "compare", "x", "--year", "1"): "'--year' 的值有误：应不小于 1900",
    ("policy", "compare", "x", "--year", "9999"): "'--year' 的值有误：应不大于 2199",
    ("trial", "build", "--effective", "x"): "'--effective' 的值有误：'x' 不符合格式 '%Y-%m-%d'。",
}


@pytest.mark.parametrize("arguments", WRONG_USES, ids=" ".join)
def test_a_wrong_use_that_typer_finds_is_told_in_chinese(arguments: tuple[str, ...]) -> None:
    wrong = in_chinese(*arguments, LRS_LANG="zh")
    assert wrong.returncode == 2
    assert WRONG_USES[arguments] in wrong.stderr
    assert not ENGLISH.search(wrong.stderr)
