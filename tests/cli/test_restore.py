"""`lrs restore` and `lrs export`: a log from a file and back, exactly."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lrs.event.events import timestamp_text
from lrs.postgres.postgres import Database
from tests.cli.conftest import Run, run_until_killed
from tests.cli.statements import line, numbers, recorded
from tests.conftest import Postgres

DAY = datetime(2020, 3, 1, tzinfo=UTC)
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "past.ndjson"


def at(number: int, seconds: float) -> bytes:
    """A line that was stored so long after the day's beginning."""
    return line(number, stored=timestamp_text(DAY + timedelta(seconds=seconds)))


def target(number: int) -> dict[str, str]:
    return {"objectType": "StatementRef", "id": f"00000000-0000-0000-0000-{number:012x}"}


def test_times_and_authorities_stay(lrs: Run, environment: Database, file: Path) -> None:
    agent = {"name": "卷", "mbox": "mailto:old@example.com"}
    spaced = line(2, stored=timestamp_text(DAY), authority=agent).replace(
        b'"actor":', b'"actor" : '
    )
    file.write_bytes(at(1, -0.5) + spaced)
    outcome = lrs("restore", file)
    assert outcome.code == 0, outcome.err
    first, second, marker = recorded(environment)
    assert (first.stored, second.stored) == (DAY - timedelta(seconds=0.5), DAY)
    assert second.authority == agent
    assert first.authority["account"]["name"] == first.credential == second.credential == "operator"
    assert second.body + b"\n" == line(2).replace(b'"actor":', b'"actor" : ')
    result = json.loads(outcome.out)
    assert result["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert str(marker.statement_id) == result["statement"]
    data = json.loads(marker.body)["context"]["extensions"]
    assert {key.rsplit("/", 1)[1]: value for key, value in data.items()} == {
        "first_position": 1,
        "last_position": 2,
        "source_sha256": result["sha256"],
    }
    assert marker.stored > datetime(2026, 1, 1, tzinfo=UTC)


def test_an_export_restores_to_the_same_export(
    lrs: Run, environment: Database, tmp_path: Path, postgres: Postgres, migrated: str
) -> None:
    lrs("credential", "add", "Moodle", "--scope", "statements/write", "--key", "moodle")
    source = tmp_path / "new.ndjson"
    source.write_bytes(
        line(1)
        + line(2, version="1.0.0", timestamp="2020-01-01T00:00:00.5+08:00").replace(b":{", b": {")
        + line(3, verb=VOIDED, object=target(1))
    )
    assert lrs("import", source, "--credential", "moodle").code == 0
    first = tmp_path / "first.ndjson"
    exported = json.loads(lrs("export", first).out)
    assert exported == {
        "count": 4,
        "events": 1,
        "first": 1,
        "last": 5,
        "sha256": hashlib.sha256(first.read_bytes()).hexdigest(),
    }
    assert lrs("export").out.encode() == first.read_bytes()
    before = recorded(environment)
    with postgres.database(template=migrated) as database, pytest.MonkeyPatch.context() as patch:
        assert database.owner
        patch.setenv("LRS_DATABASE_URL", database.app)
        patch.setenv("LRS_OWNER_DATABASE_URL", database.owner)
        assert lrs("restore", first).code == 0
        second = tmp_path / "second.ndjson"
        assert lrs("export", second).code == 0
        after = recorded(database)
    assert second.read_bytes().startswith(first.read_bytes())
    assert [row.stored for row in after[:3]] == [row.stored for row in before]
    assert [row.authority for row in after[:3]] == [row.authority for row in before]
    assert after[1].body == before[1].body


def test_a_line_feed_in_a_body_does_not_break_a_line(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(at(1, 0).replace(b",", b",\r", 1))
    assert lrs("restore", file).code == 0
    assert b"\r" in recorded(environment)[0].body
    exported = lrs("export").out
    assert len(exported.splitlines()) == 2
    assert json.loads(exported.splitlines()[0])["stored"] == timestamp_text(DAY)


def test_a_range_of_positions_or_days(lrs: Run, environment: Database, file: Path) -> None:
    file.write_bytes(at(1, 0) + at(2, 57599.9) + at(3, 57600) + at(4, 60000))  # midnight at +08:00
    assert lrs("restore", file).code == 0

    def exported(*options: object) -> list[str]:
        rows = map(json.loads, lrs("export", *options).out.splitlines())
        return [row["id"][-1] for row in rows if "event" not in row]  # it says where a part begins

    assert exported("--from", 2, "--to", 3) == ["2", "3"]
    assert exported("--to", "2020-03-01") == ["1", "2"]
    assert exported("--from", "2020-03-02", "--to", "2020-03-02") == ["3", "4"]
    assert exported("--from", 99) == []


def test_a_restore_that_was_killed_goes_on(lrs: Run, environment: Database, file: Path) -> None:
    file.write_bytes(b"".join(at(number, number) for number in range(1, 41)))
    small = "import replay.restore; replay.restore.BATCH = 10"
    run_until_killed("restore", file, most=20, setup=small)
    assert len(recorded(environment)) == 20
    other = file.with_name("other")
    other.write_bytes(file.read_bytes().replace(b"things/1", b"things/2"))
    assert "not line 1 of this file" in lrs("restore", other).err
    assert len(recorded(environment)) == 20
    outcome = lrs("restore", file)
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["resumed"] == 20
    assert numbers(environment)[:40] == list(range(1, 41))
    assert json.loads(lrs("restore", file).out)["resumed"] == 40
    assert len(recorded(environment)) == 41


def test_several_processes_restore_the_same_log(
    lrs: Run, environment: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replay.restore.BATCH", 5)
    lines = [at(number, number) for number in range(1, 61)]
    file.write_bytes(b"".join(lines[:32]) + b"{bad\n" + b"".join(lines[33:]))
    refused = lrs("restore", file, "--processes", 2)
    assert (refused.code, "line 33: " in refused.err) == (1, True)
    assert numbers(environment) == list(range(1, 31))
    file.write_bytes(b"".join(lines))
    outcome = lrs("restore", file, "--processes", 2)
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["resumed"] == 30
    assert numbers(environment)[:60] == list(range(1, 61))
    assert recorded(environment)[59].stored == DAY + timedelta(seconds=60)


def test_a_restore_by_several_processes_that_was_killed_goes_on(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(b"".join(at(number, number) for number in range(1, 61)))
    dies_reading = """
import replay.restore
from replay import side_by_side
replay.restore.BATCH = 5
done, batches = side_by_side._done, 0
def dying(running):
    global batches
    batches += 1
    if batches == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return done(running)
side_by_side._done = dying
"""
    run_until_killed("restore", file, "--processes", 2, most=1000, setup=dies_reading)
    before = numbers(environment)
    assert before == list(range(1, len(before) + 1))
    assert len(before) >= 15
    assert lrs("restore", file).code == 0
    assert numbers(environment)[:60] == list(range(1, 61))


def test_only_an_empty_log_is_restored_into(lrs: Run, environment: Database, file: Path) -> None:
    file.write_bytes(at(1, 0))
    lrs("credential", "add", "Moodle", "--scope", "statements/write")
    before = recorded(environment)
    outcome = lrs("restore", file)
    assert outcome.code == 1
    assert "the log is not empty" in outcome.err
    assert recorded(environment) == before


def test_a_shorter_file_than_the_log_is_refused(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(at(1, 0) + at(2, 1))
    assert lrs("restore", file).code == 0
    file.write_bytes(at(1, 0))
    outcome = lrs("restore", file)
    assert outcome.code == 1
    assert "position 2 is behind the end of this file" in outcome.err


def test_only_the_owner_restores(
    lrs: Run, environment: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(at(1, 0))
    monkeypatch.setenv("LRS_OWNER_DATABASE_URL", environment.app)
    assert "names another login" in lrs("restore", file).err
    monkeypatch.setenv("LRS_OWNER_DATABASE_URL", environment.service)
    assert "names another login" in lrs("restore", file).err
    monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
    outcome = lrs("restore", file)
    assert (outcome.code, "set LRS_OWNER_DATABASE_URL" in outcome.err) == (1, True)
    assert not recorded(environment)


def test_equal_times_are_told_apart_and_disorder_is_refused(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(at(1, 100) + at(2, 100) + at(3, 40.5) + at(4, 100.5) + b"\n" + at(5, 39))
    outcome = lrs("restore", file)
    assert outcome.code == 1
    assert "line 6 was stored at 2020-03-01T00:00:39.000000Z, more than a minute" in outcome.err
    assert not recorded(environment)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:4]))
    assert lrs("restore", file).code == 0
    seconds = [(row.stored - DAY).total_seconds() for row in recorded(environment)[:4]]
    assert seconds == [100, 100.000001, 100.000002, 100.5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (line(1), "line 1 has no `stored`"),
        (line(None, stored=timestamp_text(DAY)), "line 1 has no `id`"),
        (at(1, 0) + b"{bad\n", "line 2: statement: got"),
        (at(1, 0) + line(2, stored="2999-01-01T00:00:00Z"), "line 2 was stored at 2999"),
        (at(1, 0) + at(2, 1) + at(1, 2), "stands above it too"),
        (b"\n\n", "there is no statement in this file"),
    ],
)
def test_a_file_that_cannot_be_restored(
    lrs: Run, environment: Database, file: Path, content: bytes, message: str
) -> None:
    file.write_bytes(content)
    outcome = lrs("restore", file)
    assert outcome.code == 1
    assert message in outcome.err
    assert not recorded(environment)


def test_a_statement_that_stands_twice_is_found_in_any_batch(
    lrs: Run, environment: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replay.restore.BATCH", 2)
    file.write_bytes(at(1, 0) + at(2, 1) + at(3, 2) + at(1, 0.5))
    assert "line 4: statement 00000000-0000-0000-0000-000000000001" in lrs("restore", file).err
    file.write_bytes(at(1, 0) + at(2, 1) + at(3, 2) + at(4, 3))
    assert lrs("restore", file).code == 0
    assert numbers(environment)[:4] == [1, 2, 3, 4]


def test_a_void_of_a_later_void_is_restored_as_it_was_accepted(
    lrs: Run, environment: Database, file: Path
) -> None:
    first = line(1, verb=VOIDED, object=target(2), stored=timestamp_text(DAY))
    second = line(2, verb=VOIDED, object=target(3), stored="2020-03-01T00:00:01Z")
    file.write_bytes(first + second)
    assert lrs("restore", file).code == 0
    assert numbers(environment)[:2] == [1, 2]


def test_what_was_taken_under_other_bounds_is_restored(
    lrs: Run, environment: Database, file: Path
) -> None:
    deep: object = "x"
    for _ in range(200):
        deep = {"a": deep}
    result = {"extensions": {"http://example.com/x": deep}}
    file.write_bytes(line(1, result=result, stored=timestamp_text(DAY)))
    outcome = lrs("restore", file)
    assert outcome.code == 0, outcome.err
    assert numbers(environment)[0] == 1
