"""`lrs findings`: the list of an auditor where the store is, from the tables and from the log."""

import json
from pathlib import Path

import pytest

from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from tests.api.test_kinds_of_findings import RAISED
from tests.cli.conftest import Run
from tests.cli.test_evidence import CITY


@pytest.fixture
def city(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A small city in which much is amiss, without tables."""
    (tmp_path / "city").write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", tmp_path / "city").code == 0
    amiss = [
        to_statement({"occurred": "2011-01-01", **one}) for some in RAISED.values() for one in some
    ]
    (tmp_path / "amiss").write_text("".join(f"{json.dumps(one)}\n" for one in amiss))
    assert lrs("import", tmp_path / "amiss").code == 0
    return environment


def test_the_list_is_the_same_from_the_log_alone_and_from_the_tables(
    lrs: Run, city: Database
) -> None:
    folded = lrs("findings")
    assert folded.code == 0
    found = [json.loads(line) for line in folded.out.splitlines()]
    assert len({one["code"] for one in found}) > 3
    assert lrs("rebuild").code == 0
    assert lrs("findings").out == folded.out
    code = found[0]["code"]
    some = [json.loads(line) for line in lrs("findings", "--code", code).out.splitlines()]
    assert some == [one for one in found if one["code"] == code]
    whose = next(one for one in found if one["cadre"])
    told = [json.loads(one) for one in lrs("findings", "--cadre", whose["cadre"]).out.splitlines()]
    assert told == [one for one in found if one["cadre"] == whose["cadre"]]
    first = min(one["known_since"] for one in found)
    then = lrs("findings", "--known-at", first[:10])
    assert then.code == 0
    earlier = [json.loads(line) for line in then.out.splitlines()]
    assert earlier
    assert all(one["known_since"][:10] <= first[:10] for one in earlier)


@pytest.mark.parametrize(
    ("option", "value"), [("--code", "amiss"), ("--severity", "grave"), ("--known-at", "soon")]
)
def test_bad_input_is_refused_with_what_was_expected(
    lrs: Run, environment: Database, option: str, value: str
) -> None:
    refused = lrs("findings", option, value)
    assert refused.code in (1, 2)
    assert value in refused.err
    assert "Traceback" not in refused.err
