"""`lrs print`: the same file as over HTTP, one or those of many cadres."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from api.cli.many_forms import jobs_for
from api.reports.stamp import VERSIONS
from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from tests.cli.conftest import Run
from tests.pages.numbers import text_of

CITY = ["--cadres", 4, "--units", 2, "--years", 2, "--until", "2024-05-01"]
RARE = {
    "fact": "cadre.enrolled",
    "id": "rare",
    "cadre": "rare",
    "unit": "u001",
    "occurred": "2023-01-01",
    "managed_by": "unit",
    "real_name": "王\U0003134a",
}


@pytest.fixture
def city(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A small city with a past."""
    past = tmp_path / "city.ndjson"
    past.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", past).code == 0
    return environment


def printed(lrs: Run, *asked: object) -> dict[str, Any]:
    outcome = lrs("print", *asked)
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def paper(lrs: Run, file: Path, *asked: object) -> str:
    """The text of a form without blanks."""
    printed(lrs, *asked, "--out", file)
    return "".join(text_of(file.read_bytes()).split())


def test_a_form_is_written_and_is_the_same_each_time(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    asked = ("personal-statement", "c000001", "--year", 2023, "--known-at", "2024-04-30")
    file = tmp_path / "one.pdf"
    told = printed(lrs, *asked, "--out", file)
    content = file.read_bytes()
    assert content.startswith(b"%PDF")
    assert (told["bytes"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert printed(lrs, *asked, "--out", tmp_path / "two.pdf")["sha256"] == told["sha256"]
    assert printed(lrs, *asked, "--lang", "en", "--out", file)["sha256"] != told["sha256"]


def test_one_that_cannot_be_printed_does_not_keep_the_others(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "forms"
    told = printed(lrs, "personal-statement", "--all", "--out", folder)
    assert (told["printed"], told["failed"]) == (4, 0)
    assert len(list(folder.glob("personal-statement-c00000?.pdf"))) == 4
    line = tmp_path / "rare.ndjson"
    line.write_text(json.dumps(to_statement(RARE)) + "\n")
    assert lrs("import", line).code == 0
    outcome = lrs("print", "personal-statement", "--unit", "u001", "--out", folder)
    assert outcome.code == 1
    assert "U+3134A" in outcome.err
    assert "answer.who.name，干部 rare" in outcome.err  # in the language of the form
    told = json.loads(outcome.out)
    assert told["failed"] == 1
    assert told["printed"] > 0


def test_several_processes_print_the_same_bytes_as_one(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    asked = ("handbook", "--all", "--known-at", "2024-04-30", "--out")
    for jobs in (1, 2):
        told = printed(lrs, *asked, tmp_path / str(jobs), "--jobs", jobs)
        assert (told["printed"], told["failed"]) == (4, 0)
    alone, beside = (
        {one.name: one.read_bytes() for one in (tmp_path / jobs).iterdir()} for jobs in "12"
    )
    assert alone == beside
    one = tmp_path / "one.pdf"
    printed(lrs, "handbook", "c000001", "--known-at", "2024-04-30", "--out", one)
    assert one.read_bytes() == alone["handbook-c000001.pdf"]


@pytest.mark.parametrize(
    ("forms", "cores", "jobs"), [(0, 2, 1), (79, 8, 1), (80, 8, 2), (9999, 2, 2)]
)
def test_processes_are_started_where_there_is_enough_for_them(
    forms: int, cores: int, jobs: int
) -> None:
    assert jobs_for(forms, cores=cores) == jobs


def test_what_is_issued_is_handed_over_as_its_form(
    lrs: Run, city: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "form.pdf"
    request = "/cadres/c000001/personal-statement?year=2023"
    outcome = lrs("report", "issue", request, "--number", "7", "--pdf", file)
    assert outcome.code == 0, outcome.err
    assert file.read_bytes().startswith(b"%PDF")
    again = lrs("reproduce", "7", "--against", file)
    assert (again.code, json.loads(again.out)["same"]) == (0, True)
    assert json.loads(again.out)["file_is_issued"] is True
    file.write_bytes(file.read_bytes().replace(b"%%EOF", b"%%eof"))
    other = lrs("reproduce", "7", "--against", file)
    assert other.code == 1
    assert json.loads(other.out)["file_is_issued"] is False
    assert "the form is not what is set now" in json.loads(other.out)["file_difference"]
    monkeypatch.setattr("api.reports.issuing.VERSIONS", {**VERSIONS, "program": "later"})
    later = lrs("reproduce", "7", "--against", file)
    told = json.loads(later.out)
    assert (later.code, told["same"], told["file_is_issued"]) == (2, True, None)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("personal-statement",), "name one of"),
        (("personal-statement", "c000001", "--all"), "name one of"),
        (("personal-statement", "nobody"), "nobody"),
        (("x", "c000001"), "Invalid value"),
        (("personal-statement", "c000001", "--known-at", "x"), "--known-at"),
    ],
)
def test_a_wrong_use_is_told(lrs: Run, city: Database, asked: tuple[str, ...], why: str) -> None:
    outcome = lrs("print", *asked)
    assert outcome.code in (1, 2)
    assert why in outcome.err


def test_who_was_erased_stands_on_no_paper(lrs: Run, city: Database, tmp_path: Path) -> None:
    request = "/cadres/c000001/personal-statement?year=2023"
    assert lrs("report", "issue", request, "--number", "8").code == 0
    file = tmp_path / "form.pdf"
    assert "应考核干部4人" in paper(lrs, file, "circular", "2023")
    gone = lrs("erase", "--cadre", "c000001", "--reason", "request 17")
    assert gone.code == 0, gone.err
    circular = paper(lrs, file, "circular", "2023")
    drift = paper(lrs, file, "drift", "2023", "--against", "2024-01-31")
    assert "应考核干部3人" in circular
    assert "c000001" not in circular + drift
    assert "c000001" in lrs("print", "handbook", "c000001", "--out", file).err
    folder = tmp_path / "forms"
    assert printed(lrs, "handbook", "--all", "--out", folder)["printed"] == 3
    assert not list(folder.glob("*c000001*"))
    again = lrs("reproduce", "8")
    assert again.code == 2, again.out
    assert "c000001" not in str(json.loads(again.out)["made"])
