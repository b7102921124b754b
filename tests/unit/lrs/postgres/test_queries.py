"""Queries are read by name, without their comments."""

import re
from pathlib import Path

import pytest

import lrs
from lrs.postgres.queries import load

PACKAGE = Path(lrs.__file__).parent


def test_a_query_stands_under_its_name_without_comments() -> None:
    assert load("lrs")["lock_log"] == "SELECT FROM lrs.store FOR UPDATE"
    assert not any("--" in query for query in load("lrs").values())


def test_every_query_is_used_and_every_name_exists() -> None:
    house = PACKAGE.parent
    rooms = [house / name for name in ("lrs", "projections", "replay", "api")]
    source = "".join(path.read_text() for room in rooms for path in room.glob("**/*.py"))
    names = {
        name
        for room in rooms
        for path in room.glob("**/sql/*.sql")
        for name in re.findall(r"^-- (\w+): \S", path.read_text(), re.MULTILINE)
    }
    assert names >= set(load("lrs"))
    assert set(re.findall(r'(?:QUERIES|OWN)\["(\w+)"\]', source)) <= names
    assert {name for name in names if f'"{name}"' not in source} == set()


def test_a_name_stands_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twice" / "sql").mkdir(parents=True)
    (tmp_path / "twice" / "__init__.py").touch()
    (tmp_path / "twice" / "sql" / "queries.sql").write_text("-- a: b\nSELECT\n-- a: c\nSELECT 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="twice"):
        load("twice")
