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
    files = [*PACKAGE.glob("**/*.py"), *house.glob("api/**/*.py")]
    source = "".join(path.read_text() for path in files)
    assert set(re.findall(r'QUERIES\["(\w+)"\]', source)) == set(load("lrs"))


def test_a_name_stands_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twice" / "sql").mkdir(parents=True)
    (tmp_path / "twice" / "__init__.py").touch()
    (tmp_path / "twice" / "sql" / "queries.sql").write_text("-- a: b\nSELECT\n-- a: c\nSELECT 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="twice"):
        load("twice")
