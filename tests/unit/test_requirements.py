"""The pins cover what pyproject.toml asks for, with hashes and without an address."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
PIN = re.compile(
    r"^([a-z0-9-]+)==([^ ]+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", re.M
)


def normal(requirement: str) -> str:
    name = re.split(r"[\[<>=!~ ;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_requirement_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    asked += project["project"]["optional-dependencies"]["dev"]
    assert {normal(requirement) for requirement in asked} <= {pin[1] for pin in PIN.finditer(LOCK)}


def test_there_is_nothing_but_pins_with_hashes() -> None:
    rest = re.sub(r"^#.*\n", "", PIN.sub("", LOCK), flags=re.M)
    assert rest == ""
    assert "://" not in LOCK
