"""The story of an audit: a year is published, then an award is revoked and a class comes late. What
was known, what is true of it now, who did it, and that nobody altered the log."""

import json
import shutil
import site
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Postgres
from tests.e2e.city import City, now, serving


def days(id_: str, cadre: str, class_: str, year: int, attended: int) -> dict[str, Any]:
    """A class of the city that a cadre attended for so many days in March."""
    return {
        "id": id_,
        "fact": "class.completed",
        "cadre": cadre,
        "class": class_,
        "start": f"{year}-03-01",
        "end": f"{year}-03-{attended + 2:02}",
        "scheduled_days": str(attended),
        "kind": "party_school",
    }


BEGUN: tuple[dict[str, Any], ...] = (
    {
        "id": "ua",
        "fact": "unit.registered",
        "unit": "A",
        "name": "Unit A",
        "occurred": "2009-01-01",
    },
    *(
        {"id": f"in-{cadre}", "fact": "cadre.enrolled", "cadre": cadre, "unit": "A"}
        | {"real_name": name, "occurred": "2009-01-01"}
        for cadre, name in (("li", "Li"), ("wang", "Wang"), ("zhao", "Zhao"))
    ),
    *(days(f"{cadre}-2009", cadre, "K2009", 2009, 12) for cadre in ("li", "wang", "zhao")),
    *(days(f"{cadre}-2010", cadre, "K2010", 2010, 11) for cadre in ("li", "zhao")),
    days("zhao-more", "zhao", "K2010b", 2010, 4) | {"start": "2010-05-01", "end": "2010-05-04"},
    {"id": "award", "fact": "award.won", "cadre": "li", "achievement": "a1", "grade": "first"}
    | {"level": "municipal", "occurred": "2010-06-01"},
    {"id": "yes", "fact": "credit.approved", "target": "award", "person": "chen"}
    | {"occurred": "2010-06-10"},
)
PUBLISHED = {"id": "published", "fact": "year.published", "year": 2010, "occurred": "2011-01-20"}
REVOKED = {"id": "revoked", "fact": "act.voided", "target": "award", "occurred": "2011-02-01"} | {
    "reason": "The award was withdrawn."
}
LATE = days("wang-late", "wang", "K2010c", 2010, 12)


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened, with the instant at which the year was published."""

    city: City
    published_at: str
    late_by: str
    award: str
    revoked: str
    late: str
    paper: Path


@pytest.fixture(scope="module")
def story(
    postgres: Postgres, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    evidence = tmp_path_factory.mktemp("story") / "evidence"
    with (
        postgres.database(template=migrated) as database,
        serving(database, evidence) as city,
    ):
        given = ("--scope", "statements/write", "--assert", "class.completed", "--key", "academy")
        secret = json.loads(city.lrs("credential", "add", "Academy", *given))["secret"]
        city.post(*BEGUN)
        cut_off = now()
        city.post({**PUBLISHED, "known_at": cut_off})
        published_at = now()
        paper = evidence.with_name("circular.json")
        circular = "/reports/circular?year=2010&today=2011-01-31"
        city.lrs("report", "issue", circular, "--number", "7", "--json", paper)
        (revoked,) = city.post(REVOKED)
        (late,) = city.post(LATE, auth=("academy", secret))
        city.lrs("credential", "revoke", "academy")
        city.settle()
        award = city.ask("/cadres/li/ledger")["entries"]
        (won,) = [one["statement_id"] for one in award if one["fact"] == "award.won"]
        yield Story(
            city=city,
            published_at=published_at,
            late_by="academy",
            award=won,
            revoked=revoked,
            late=late,
            paper=paper,
        )


def test_the_published_year_is_told_as_it_was_and_as_it_is(story: Story) -> None:
    city, then = story.city, {"known_at": story.published_at, "today": "2011-01-31"}
    now_ = {"today": "2011-03-01"}
    for cadre, grade_then, grade_now in (
        ("li", "qualified", "unqualified"),
        ("wang", "unqualified", "qualified"),
        ("zhao", "qualified", "qualified"),
    ):
        path = f"/cadres/{cadre}/balances"
        assert city.ask(path, **then)["annual"]["2010"]["grade"] == grade_then
        assert city.ask(path, **now_)["annual"]["2010"]["grade"] == grade_now

    reference = {"reference": "2011-06-01"}
    for cadre, was, is_ in (("li", True, False), ("wang", False, True)):
        path = f"/cadres/{cadre}/eligibility"
        assert city.ask(path, **then, **reference)["promotion_eligibility"]["eligible"] is was
        assert city.ask(path, **now_, **reference)["promotion_eligibility"]["eligible"] is is_

    drift = city.ask("/reports/drift", year=2010, **now_)
    assert drift["then"]["cut_off"]["code"] == "publication"
    changed = {
        cadre: (one["counted"], one["grade"], one["because"])
        for cadre, one in drift["changed"].items()
    }
    assert changed == {
        "li": (["60", "55"], ["qualified", "unqualified"], [story.revoked]),
        "wang": (["0", "60"], ["unqualified", "qualified"], [story.late]),
    }
    assert drift["statements"][story.late]["recorded_by"] == story.late_by


def test_the_findings_name_the_late_class_and_who_could_state_it(story: Story) -> None:
    city = story.city
    (found,) = city.ask("/reports/findings", code="late_entry")["findings"]
    assert (found["cadre"], found["name"], found["unit_name"]) == ("wang", "Wang", "Unit A")
    assert (found["statement_id"], found["value"]) == (story.late, "2010")
    assert city.lines("findings", "--code", "late_entry") == [found]
    asked = {"code": "late_entry", "known_at": story.published_at}
    assert city.ask("/reports/findings", **asked)["findings"] == []
    (academy,) = city.ask("/audit/access", key=story.late_by)["credentials"]
    assert academy["state"] == "revoked"
    added, ended = academy["changes"]
    assert added["position"] < found["position"] < ended["position"]
    assert added["asserts"] == ["class.completed"]
    assert [one["change"] for one in city.lines("access", story.late_by)] == ["added", "revoked"]


def test_the_biography_of_the_year_and_its_explanation_name_what_moved_it_and_who(
    story: Story,
) -> None:
    city = story.city
    history = city.ask("/audit/history", cadre="li", year=2010, limit=1000)["changes"]
    (step,) = [
        one
        for one in history
        if story.revoked in [cause["statement_id"] for cause in one["causes"]]
    ]
    grades = [
        (one["before"], one["after"])
        for one in step["moved"]
        if (one["kind"], one["of"], one["member"]) == ("balance", "2010", "grade")
    ]
    assert grades == [("qualified", "unqualified")]
    (cause,) = step["causes"]
    assert (cause["fact"], cause["target"]) == ("act.voided", story.award)
    rows = city.lines("history", "li", "--year", 2010)
    assert story.revoked in [one["statement_id"] for one in rows]

    on_both_axes = city.lines("as-of", "wang", "--known-at", story.published_at)
    told = {(one["kind"], one["of"], one["member"]): one for one in on_both_axes}
    grade = told["balance", "2010", "grade"]
    assert (grade["then"], grade["now"], grade["differs"]) == ("unqualified", "qualified", True)

    for language in ("en", "zh"):
        text = city.lrs("explain", "li", "--year", 2010, "--lang", language)
        assert "55" in text
        assert "A3-7(1)" in text
        assert str(step["position"]) in text
    before = city.lrs("explain", "li", "--year", 2010, "--known-at", story.published_at)
    assert "60 credits count in 2010" in before
    assert f"position {step['position']}" not in before


def test_the_feed_tells_what_each_statement_did_to_whom(story: Story) -> None:
    fed = story.city.lines("changes")
    for cadre, statement in (("li", story.revoked), ("wang", story.late)):
        (done,) = [one for one in fed if one["cadre"] == cadre and statement in json.dumps(one)]
        assert '"grade"' in json.dumps(done)


def test_the_circular_that_was_issued_is_made_again_and_is_not_what_it_would_be_now(
    story: Story,
) -> None:
    (again,) = story.city.lines("reproduce", "7", "--against", story.paper)
    assert again["same"] is True
    assert again["file_is_issued"] is True
    issued = json.loads(story.paper.read_text())
    later = story.city.ask("/reports/circular", year=2010, today="2011-03-01", known_at=now())
    for answer, criticised in ((issued, "wang"), (later, "li")):
        assert [one["cadre"] for one in answer["lists"]["criticised_persons"]] == [criticised]
    (listed,) = story.city.lines("report", "list")
    assert listed["number"] == "7"


def test_the_bundle_verifies_on_a_machine_that_has_only_it_and_the_key(
    story: Story, tmp_path: Path
) -> None:
    machine = tmp_path / "machine"
    machine.mkdir()
    story.city.lrs("evidence", "export", machine / "audit")
    story.city.lrs("evidence", "key", "--output", machine / "signing.pub")
    code, told = _verified(machine)
    assert (code, told["outcome"], told["faults"]) == (0, "good", [])
    assert told["events"] == story.city.head()


def _verified(machine: Path) -> tuple[int, dict[str, Any]]:
    """What the file in the bundle says on a machine with Python and its package cryptography."""
    packages = machine / "packages"
    packages.mkdir()
    for folder in map(Path, site.getsitepackages()):
        for name in ("cryptography", "cffi", "pycparser"):
            if (folder / name).is_dir():
                shutil.copytree(folder / name, packages / name)
        for extension in folder.glob("_cffi_backend*"):
            shutil.copy(extension, packages)
    ended = subprocess.run(
        [sys.executable, "-S", "audit/verify.py", "audit", "--key", "signing.pub", "--json"],
        check=False,
        capture_output=True,
        cwd=machine,
        env={"PYTHONPATH": str(packages)},
    )
    assert ended.stdout, ended.stderr
    return ended.returncode, json.loads(ended.stdout)
