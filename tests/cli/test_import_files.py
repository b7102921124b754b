"""`lrs import`: what files it reads, in which order, and that it is no laxer than a POST."""

import gzip
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from lrs.event.events import timestamp_text
from lrs.postgres.postgres import Database
from projections.words.vocabulary import PROFILE
from tests.cli.conftest import Run
from tests.cli.statements import line, numbers, recorded, statement
from tests.cli.test_import import errors_of
from tests.cli.test_restore import at

CADRE = "https://w3id.org/xapi/cadre-training/"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.ndjson"


def counts(out: str) -> tuple[int, int, int]:
    """New, known and refused."""
    told = json.loads(out)
    return told["new"], told["known"], told["errors"]


def test_templates_are_held_to_as_in_a_post(lrs: Run, environment: Database, file: Path) -> None:
    add = ("--scope", "statements/write", "--assert", "*", "--templates", "reject")
    lrs("credential", "add", "Strict", *add, "--key", "strict")
    activity = {"id": "http://example.com/c", "definition": {"type": f"{CADRE}types/course"}}
    departs = {"verb": {"id": f"{CADRE}verbs/catalogued"}, "object": activity}
    file.write_bytes(line(1, **departs) + line(2))
    outcome = lrs("import", file, "--credential", "strict")
    assert (outcome.code, counts(outcome.out)) == (1, (1, 0, 1))
    assert "expected the verb of a fact of the profile" in errors_of(file)[0]["error"]
    assert numbers(environment) == [2]


def test_a_reserved_fact_wants_its_grant_as_in_a_post(
    lrs: Run, environment: Database, file: Path
) -> None:
    lrs("credential", "add", "Plain", "--scope", "statements/write", "--key", "plain")
    file.write_bytes(line(1, verb={"id": PROFILE + "verb/published-year"}))
    outcome = lrs("import", file, "--credential", "plain")
    assert (outcome.code, counts(outcome.out)) == (1, (0, 0, 1))
    assert "may not assert year.published" in errors_of(file)[0]["error"]
    assert not numbers(environment)


def test_an_attachment_needs_its_bytes_as_in_a_post(
    lrs: Run, environment: Database, file: Path
) -> None:
    attachment = {
        "usageType": "http://example.com/usage",
        "display": {"en": "certificate"},
        "contentType": "text/plain",
        "length": 3,
        "sha2": hashlib.sha256(b"abc").hexdigest(),
    }
    elsewhere = {**attachment, "fileUrl": "http://example.com/abc"}
    file.write_bytes(line(1, attachments=[attachment]) + line(2, attachments=[elsewhere]))
    outcome = lrs("import", file)
    assert (outcome.code, counts(outcome.out)) == (1, (1, 0, 1))
    assert "attachments[0].sha2" in errors_of(file)[0]["error"]
    assert numbers(environment) == [2]


def test_the_depth_of_a_statement_is_that_of_a_post(
    lrs: Run, environment: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LRS_MAX_NESTING", "5")
    deep: Any = "x"
    for _ in range(5):
        deep = {"a": deep}
    file.write_bytes(line(1, result={"extensions": {"http://example.com/x": deep}}))
    assert lrs("import", file).code == 1
    assert not numbers(environment)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ndjson.gz", line(1), "a.ndjson.gz: its name ends in .gz but it is not packed"),
        ("a.ndjson", gzip.compress(line(1)), "a.ndjson: it is packed by gzip: let its name end"),
        ("a.gz", gzip.compress(os.urandom(9000))[:-4000], "a.gz: it is broken after"),
        ("a.gz", gzip.compress(line(1))[:-6] + b"xxxxxx", "a.gz: it is broken after"),
        ("a.gz", b"\x1f\x8b\x08\x00no", "a.gz: it is broken after 0 unpacked bytes"),
        ("a.ndjson", line(1).decode().encode("utf-16"), "a.ndjson: it is in UTF-16"),
    ],
    ids=["not packed", "packed", "cut", "another checksum", "no head", "UTF-16"],
)
@pytest.mark.parametrize("command", ["import", "restore"])
def test_a_file_of_another_kind_is_told_in_one_sentence(
    lrs: Run,
    environment: Database,
    tmp_path: Path,
    name: str,
    content: bytes,
    *,
    message: str,
    command: str,
) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    outcome = lrs(command, source)
    assert outcome.code == 1
    assert message in outcome.err
    assert "Traceback" not in outcome.err


def test_nothing_of_a_file_with_a_break_is_stored_and_that_is_told(
    lrs: Run, environment: Database, tmp_path: Path
) -> None:
    source = tmp_path / "a.ndjson.gz"
    whole = b"".join(line(number) for number in range(1, 1201))
    packed = gzip.compress(whole)
    source.write_bytes(packed[: len(packed) * 3 // 4])
    outcome = lrs("import", source)
    assert outcome.code == 1
    assert "it is broken after" in outcome.err
    assert "nothing of it was stored now" in outcome.err
    assert not numbers(environment)
    array = tmp_path / "a.json"
    array.write_bytes(b"[" + line(1).strip() + b"," + line(2)[:-9])
    outcome = lrs("import", array)
    assert "the file ends inside of a document, after 1 statements" in outcome.err
    assert "nothing of it was stored now" in outcome.err
    assert not numbers(environment)
    source.write_bytes(packed)
    assert lrs("import", source).code == 0
    assert numbers(environment) == list(range(1, 1201))


def test_bytes_that_are_gbk_are_named(lrs: Run, environment: Database, file: Path) -> None:
    named = {"actor": {"mbox": "mailto:cadre@example.com", "name": "张伟"}}
    chinese = json.dumps(statement(1, **named), ensure_ascii=False)
    file.write_bytes(chinese.encode("gb18030") + b"\n" + line(2) + b"\xef\xbb\xbf" + line(3))
    outcome = lrs("import", file)
    assert (outcome.code, counts(outcome.out)) == (1, (2, 0, 1))
    [error] = errors_of(file)
    assert "GB18030 (GBK)" in error["error"]
    assert "iconv -f GB18030 -t UTF-8" in error["error"]
    file.write_bytes(b"\xef\xbb\xbf" + chinese.encode())
    assert counts(lrs("import", file).out) == (1, 0, 0)
    assert numbers(environment) == [2, 3, 1]


@pytest.mark.parametrize("indent", [None, 2])
def test_arrays_and_statement_results_are_read(
    lrs: Run, environment: Database, file: Path, indent: int | None
) -> None:
    array = [statement(1), statement(None), {"no": "statement"}]
    result = {"more": "/xapi/statements?token=x", "statements": [statement(2), statement(3)]}
    text = json.dumps(array, indent=indent) + "\n" + json.dumps(result, indent=indent)
    file.write_text(text)
    outcome = lrs("import", file)
    assert (outcome.code, counts(outcome.out)) == (1, (4, 0, 1))
    assert [error["line"] for error in errors_of(file)] == [3]
    again = lrs("import", file)
    assert (again.code, counts(again.out)) == (1, (0, 4, 1))
    assert len(numbers(environment)) == 4
    file.write_text(text[:-20])
    assert "its end is missing" in lrs("import", file).err


def test_what_was_mended_in_an_errors_file_is_imported_as_from_the_first(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(
        line(None) + line(None, result={"success": "yes"}) + line(3, result={"success": "no"})
    )
    assert counts(lrs("import", file).out) == (1, 0, 2)
    errors = file.with_name("some.ndjson.errors.ndjson")
    rows = errors_of(file)
    rows[0]["statement"] = rows[0]["statement"].replace('"yes"', "true")
    rows[1]["statement"] = json.loads(rows[1]["statement"].replace('"no"', "false"))
    errors.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert counts(lrs("import", errors).out) == (2, 0, 0)
    file.write_bytes(line(None) + line(None, result={"success": True}) + line(3))
    outcome = lrs("import", file)
    assert counts(outcome.out) == (0, 2, 1), "by the number of its line it is the same statement"


def test_an_errors_file_that_was_not_mended_says_the_same_again(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(b"\n\n" + line(1, result={"success": "yes"}))
    assert lrs("import", file).code == 1
    errors = file.with_name("some.ndjson.errors.ndjson")
    assert lrs("import", errors).code == 1
    assert errors_of(errors) == errors_of(file)
    assert errors_of(file)[0]["line"] == 3


def test_a_restart_keeps_the_errors_file_of_the_run_before(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(line(1, result={"success": "yes"}))
    assert counts(lrs("import", file).out) == (0, 0, 1)
    errors = file.with_name("some.ndjson.errors.ndjson")
    mended = errors.read_text().replace('\\"yes\\"', "true")
    errors.write_text(mended)
    for number in (1, 2):
        outcome = lrs("import", file, "--restart")
        kept = file.with_name(f"some.ndjson.errors.{number}.ndjson")
        assert kept.name in outcome.err
        assert (kept.read_text() == mended) == (number == 1)
        assert len(errors_of(file)) == 1
    assert counts(lrs("import", file.with_name("some.ndjson.errors.1.ndjson")).out) == (1, 0, 0)


def test_an_import_says_that_it_states_as_the_operator(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(line(1))
    assert "as the operator" in lrs("import", file).err
    key = json.loads(lrs("credential", "add", "P", "--scope", "statements/write").out)["key"]
    assert "operator" not in lrs("import", file, "--credential", key).err


FALLING = at(3, 3) + at(2, 2) + at(1, 2) + line(9) + at(4, 1)


def test_a_file_whose_stored_falls_throughout_wants_reverse(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(FALLING)
    outcome = lrs("import", file)
    assert outcome.code == 1
    assert "--reverse" in outcome.err
    assert not numbers(environment)
    assert lrs("import", file, "--reverse").code == 0
    assert numbers(environment) == [4, 9, 1, 2, 3]
    again = lrs("import", file, "--reverse")
    assert counts(again.out) == (0, 5, 0)
    file.write_bytes(at(1, 1) + at(1, 1))
    assert lrs("import", file).code == 0, "equal times do not fall"


def test_a_statement_result_is_answered_the_latest_first(
    lrs: Run, environment: Database, file: Path
) -> None:
    falling = [json.loads(row) for row in (at(2, 2), at(1, 1))]
    file.write_text(json.dumps({"statements": falling, "more": ""}))
    assert "--reverse" in lrs("import", file).err
    assert lrs("import", file, "--reverse").code == 0
    assert numbers(environment) == [1, 2]


def test_a_file_in_no_order_is_taken_as_it_stands_with_a_warning(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(at(1, 1) + at(2, 3) + at(3, 2))
    outcome = lrs("import", file)
    assert outcome.code == 0
    assert "line 3 is the first that goes back" in outcome.err
    assert numbers(environment) == [1, 2, 3]
    file.write_bytes(at(4, 1) + at(5, 2))
    assert "no order" not in lrs("import", file).err


def test_a_pipe_is_held_to_its_order_too(
    lrs: Run, environment: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    outcome = piped(lrs, pipe, FALLING)
    assert "--reverse" in outcome.err
    assert not numbers(environment)
    assert piped(lrs, pipe, FALLING, "--reverse").code == 0
    assert numbers(environment) == [4, 9, 1, 2, 3]
    outcome = piped(lrs, pipe, at(5, 1) + at(6, 3) + at(7, 2) + b"{bad\n")
    assert "line 3 is the first that goes back" in outcome.err
    assert {path.name for path in tmp_path.iterdir()} == {"pipe", "pipe.errors.ndjson"}


def piped(lrs: Run, pipe: Path, content: bytes, *options: str) -> Any:
    """The outcome of an import that reads a pipe."""
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    try:
        return lrs("import", pipe, *options)
    finally:
        writer.join()


def test_stored_of_now_whatever_the_file_says(lrs: Run, environment: Database, file: Path) -> None:
    file.write_bytes(at(1, 1))
    assert lrs("import", file).code == 0
    [row] = recorded(environment)
    assert timestamp_text(row.stored) > "2026"
