"""`lrs policy check` and `show` read a policy and publish nothing."""

import json
from pathlib import Path

import pytest

from api.cli import app, mistakes
from projections.policy.declaration import PolicyError
from projections.policy.folder import PACKAGED, packaged


def run(*arguments: str) -> None:
    app(["policy", *arguments], standalone_mode=False)


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("policy", packaged())
def test_what_is_packaged_is_well_formed(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("check", policy)
    (row,) = printed(capsys)
    assert row["policy"] == policy


def test_a_folder_of_ones_own_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "nanjing"
    own.mkdir()
    for file in (PACKAGED / "nanjing").glob("*.yaml"):
        (own / file.name).write_text(file.read_text())
    run("check", str(own))
    assert [row["items"] for row in printed(capsys)] == [13]
    (own / "required.yaml").write_text("items.a:\n- {value: 1}\n")
    with pytest.raises(PolicyError) as error:
        run("check", str(own))
    assert str(mistakes.sentence(error.value)).startswith("nanjing/required.yaml:2: items.a")


def test_an_unknown_policy_is_told_which_there_are() -> None:
    with pytest.raises(PolicyError, match=r"no policy atlantis: there are baoji-2009, "):
        run("check", "atlantis")


def test_show_prints_each_parameter_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    run("show", "nanjing", "--on", "2010-06-01")
    rows = {row["parameter"]: row for row in printed(capsys)}
    assert rows["items.out_of_town"]["value"] == {
        "fact": "class",
        "category": "required.class",
        "kinds": ["out_of_town"],
        "worth": {"rate": "6", "per": "days"},
        "cap": "48",
    }
    assert rows["calendar.cycle_years"]["article"] == "D"
