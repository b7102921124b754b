"""The rooms of the house: what is pure is held to it by standing in a pure room."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("lrs", "projections", "replay", "api")

IMPURE: Final = {"projections.answers", "projections.reports", "projections.tables"}
"""The rooms of `projections` that read the log or its tables."""


def test_every_room_of_projections_is_pure_or_known_to_read_the_log() -> None:
    assert set(_pure()) >= _rooms("projections") - IMPURE
    assert not IMPURE & set(_pure())


def test_a_room_refuses_a_file_that_knows_what_nobody_there_may(tmp_path: Path) -> None:
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rooms = [room for room in _pure() if (tmp_path / room.replace(".", "/")).is_dir()]
    for room in rooms:
        (tmp_path / room.replace(".", "/") / "impure.py").write_text("import psycopg\n")
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    (tmp_path / "projections/simulated/unfair.py").write_text("import projections.exact\n")
    ran = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    refused = {room for room in rooms if f"{room}.impure -> psycopg" in ran.stdout}
    assert rooms
    assert refused == set(rooms)
    assert "projections.simulated.unfair -> projections.exact" in ran.stdout


def _pure() -> list[str]:
    contract = next(c for c in _contracts() if c["name"].startswith("pure rooms"))
    modules: list[str] = contract["source_modules"]
    return modules


def _contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def _rooms(package: str) -> set[str]:
    return {f"{package}.{init.parent.name}" for init in (ROOT / package).glob("*/__init__.py")}
