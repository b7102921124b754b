"""`lrs import`: a bad line costs only itself, a rerun nothing, a kill little."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run, run_until_killed
from tests.cli.statements import line, numbers, recorded
from tests.conftest import Postgres


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.ndjson"


def errors_of(file: Path) -> list[dict[str, Any]]:
    path = file.with_name(file.name + ".errors.ndjson")
    return [json.loads(row) for row in path.read_bytes().splitlines()] if path.exists() else []


def summary(lines: int, accepted: int, errors: int, *, new: int | None = None) -> dict[str, int]:
    new = accepted if new is None else new
    return {
        "lines": lines,
        "accepted": accepted,
        "new": new,
        "known": accepted - new,
        "errors": errors,
    }


def test_lines_are_stored_now_by_the_operator(lrs: Run, environment: Database, file: Path) -> None:
    file.write_bytes(line(1, stored="2001-01-01T00:00:00Z", version="1.0.3") + line(2))
    outcome = lrs("import", file)
    assert (outcome.code, json.loads(outcome.out)) == (0, summary(2, 2, 0))
    first, second = recorded(environment)
    assert first.credential == "operator"
    assert first.authority["account"]["name"] == "operator"
    assert first.stored.year > 2001
    assert first.body + b"\n" == line(1, version="1.0.3")
    assert second.body + b"\n" == line(2)
    assert not errors_of(file)


def test_what_is_no_statement_costs_only_itself(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(
        b"\xef\xbb\xbf"
        + line(1).replace(b"\n", b"\r\n")
        + b"\n  \r\n"
        + b"{broken\n"
        + line(2, result={"success": "yes"})
        + b"["
        + line(3).strip()
        + b"]\n"
        + b'{"id": "\xff"}\n'
        + line(4, version="0.95")
        + line(5).strip()
    )
    outcome = lrs("import", file)
    assert (outcome.code, json.loads(outcome.out)) == (1, summary(9, 2, 5))
    assert numbers(environment) == [1, 5]
    assert [error["line"] for error in errors_of(file)] == [4, 5, 6, 7, 8]
    bad = errors_of(file)[1]
    assert bad["id"] == "00000000-0000-0000-0000-000000000002"
    assert bad["error"] == "statement: result.success: got 'yes', expected true or false"
    assert bad["statement"].encode() + b"\n" == line(2, result={"success": "yes"})
    again = lrs("import", file)
    assert (again.code, json.loads(again.out)) == (1, summary(9, 2, 5, new=0))
    assert len(errors_of(file)) == 5
    assert numbers(environment) == [1, 5]


def test_a_conflict_is_an_error_and_a_resend_is_none(
    lrs: Run, environment: Database, file: Path
) -> None:
    other = {"id": "http://example.com/verbs/undid"}
    file.write_bytes(line(1) + line(1) + line(1, verb=other) + line(2))
    outcome = lrs("import", file)
    assert (outcome.code, json.loads(outcome.out)) == (1, summary(4, 3, 1, new=2))
    [error] = errors_of(file)
    assert error["line"] == 3
    assert error["error"].startswith("a different statement with this id is stored")
    assert numbers(environment) == [1, 2]


def test_a_statement_without_an_id_gets_the_same_one_again(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(line(None) + line(None) + line(1))
    for _ in range(2):
        assert lrs("import", file, "--restart").code == 0
        assert len(set(numbers(environment))) == len(numbers(environment)) == 3
    assert recorded(environment)[0].lacks == ("id", "timestamp", "version")


def test_a_line_that_is_too_long(
    lrs: Run, environment: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = len(line(1)) - 1
    monkeypatch.setenv("LRS_MAX_BODY_BYTES", str(limit))
    file.write_bytes(
        line(1)
        + line(2).replace(b"{", b"{ ", 1)
        + b" " * 10 * limit
        + b"\n"
        + line(3).replace(b"\n", b"\r\n")
    )
    assert lrs("import", file).code == 1
    assert [error["line"] for error in errors_of(file)] == [2, 3]
    assert "LRS_MAX_BODY_BYTES" in errors_of(file)[0]["error"]
    assert numbers(environment) == [1, 3]


def test_a_file_that_grew_is_read_from_there(lrs: Run, environment: Database, file: Path) -> None:
    file.write_bytes(line(1) + b"{bad\n" + line(2)[:30])
    assert json.loads(lrs("import", file).out) == summary(3, 1, 2)
    file.write_bytes(line(1) + b"{bad\n" + line(2) + line(3))
    assert json.loads(lrs("import", file).out) == summary(4, 3, 1, new=2)
    file.write_bytes(file.read_bytes() + line(4) + line(5))
    assert json.loads(lrs("import", file).out) == summary(6, 5, 1, new=2)
    assert numbers(environment) == [1, 2, 3, 4, 5]


def test_a_file_with_another_beginning_is_read_anew(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(line(1) + line(2))
    assert lrs("import", file).code == 0
    file.write_bytes(line(3) + line(2) + line(4))
    assert json.loads(lrs("import", file).out) == summary(3, 3, 0, new=2)
    assert numbers(environment) == [1, 2, 3, 4]


def test_progress_in_another_log_does_not_count(
    lrs: Run,
    environment: Database,
    file: Path,
    postgres: Postgres,
    migrated: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file.write_bytes(line(1) + line(2))
    assert lrs("import", file).code == 0
    with postgres.database(template=migrated) as other:
        monkeypatch.setenv("LRS_DATABASE_URL", other.app)
        monkeypatch.setenv("LRS_OWNER_DATABASE_URL", other.owner or "")
        assert lrs("import", file).code == 0
        assert numbers(other) == [1, 2]


def test_a_killed_import_goes_on_where_it_was(lrs: Run, environment: Database, file: Path) -> None:
    bad = b"{bad\n"
    file.write_bytes(bad + b"".join(line(number) for number in range(1, 1201)) + bad)
    # After the commit of the second batch and before it is remembered: the worst moment.
    run_until_killed("import", file, most=600)
    remembered = json.loads((file.parent / "some.ndjson.progress.json").read_bytes())
    assert remembered["lines"] == 500
    assert len(numbers(environment)) == 999
    outcome = lrs("import", file)
    # What was committed and not remembered is known by now.
    assert (outcome.code, json.loads(outcome.out)) == (1, summary(1202, 1200, 2, new=201))
    assert numbers(environment) == list(range(1, 1201))
    assert [error["line"] for error in errors_of(file)] == [1, 1202]


def test_compressed_lines_and_standard_input(
    lrs: Run,
    environment: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = tmp_path / "some.ndjson.gz"
    packed.write_bytes(gzip.compress(line(1) + line(2)))
    assert json.loads(lrs("import", packed).out) == summary(2, 2, 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input").write_bytes(line(2) + b"{bad\n" + line(3))
    with (tmp_path / "input").open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert json.loads(lrs("import", "-").out) == summary(3, 2, 1, new=1)
    assert errors_of(tmp_path / "stdin.errors.ndjson".removesuffix(".errors.ndjson"))
    assert numbers(environment) == [1, 2, 3]


def test_each_line_is_read_as_the_version_it_names(
    lrs: Run, environment: Database, file: Path
) -> None:
    agents = [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@example.com"}}]
    newer = {"contextAgents": agents}
    file.write_bytes(line(1) + line(2, version="2.0.0", context=newer) + line(3, context=newer))
    assert lrs("import", file).code == 0
    assert [row.version for row in recorded(environment)] == ["1.0.3", "2.0.0", "2.0.0"]
    assert lrs("import", file, "--restart", "--xapi-version", "1.0.3").code == 1
    assert [error["line"] for error in errors_of(file)] == [2, 3]
    assert "expected one of 1.0.3, 2.0.0" in lrs("import", file, "--xapi-version", "3").err


def test_the_credential_that_states_them(lrs: Run, environment: Database, file: Path) -> None:
    lrs("credential", "add", "Moodle", "--scope", "statements/write", "--key", "moodle")
    lrs("credential", "add", "Reader", "--scope", "all/read", "--key", "reader")
    file.write_bytes(line(1))
    assert "lacks the scope statements/write" in lrs("import", file, "--credential", "reader").err
    assert "no valid credential 'x'" in lrs("import", file, "--credential", "x").err
    assert lrs("import", file, "--credential", "moodle").code == 0
    [row] = recorded(environment)
    assert (row.credential, row.authority["name"]) == ("moodle", "Moodle")
