"""`lrs restore` takes what intake would refuse; `lrs rebuild` and `lrs set-aside` tell of it."""

import json
from pathlib import Path

from lrs.postgres.postgres import Database
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from projections.profile.writing import statement_id, to_statement
from tests.cli.conftest import Run


def test_what_was_set_aside_is_listed(lrs: Run, environment: Database, tmp_path: Path) -> None:
    passed = {"fact": "course.passed", "id": "e", "cadre": "c1", "course": "o"}
    early = {
        **to_statement({**passed, "occurred": "2010-03-01"}),
        "timestamp": "0002-03-01T00:00:00Z",
        "stored": "2010-06-01T00:00:01.000000Z",
    }
    policy = {**publication(load_packaged("baoji-2009")), "stored": "2010-06-01T00:00:00.000000Z"}
    old = tmp_path / "old.ndjson"
    old.write_text(f"{json.dumps(policy)}\n{json.dumps(early)}\n")
    assert lrs("restore", old).code == 0
    assert json.loads(lrs("rebuild").out)["set_aside"] == 1
    assert json.loads(lrs("set-aside").out) == {
        "position": 2,
        "statement": str(statement_id("e")),
        "cadre": "c1",
        "reason": "cannot_be_read",
        "projection": "ledgers",
        "key": "c1",
    }
