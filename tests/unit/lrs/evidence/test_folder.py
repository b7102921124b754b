"""Where the evidence of a store is kept."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from lrs.evidence.folder import folder_of
from lrs.settings import Settings


@pytest.mark.parametrize(
    ("url", "named", "expected"),
    [
        (None, None, "/home/evidence"),
        (None, "/elsewhere", "/elsewhere"),
        ("postgresql://a:secret@db/lrs", "/elsewhere", "/elsewhere"),
        ("postgresql://a:secret@db:5433/lrs", None, "/home/evidence/db-5433-lrs"),
        ("postgresql://a:secret@db/other", None, "/home/evidence/db-other"),
        ("postgresql:///lrs?host=/var/run/pg", None, "/home/evidence/_var_run_pg-lrs"),
        ("postgresql://", None, "/home/evidence/database"),
    ],
)
def test_each_database_has_a_folder_of_its_own(
    url: str | None, named: str | None, expected: str
) -> None:
    settings = Settings(
        home=Path("/home"),
        database_url=SecretStr(url) if url else None,
        evidence=Path(named) if named else None,
    )
    assert folder_of(settings) == Path(expected)
