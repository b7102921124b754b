"""Scenario files are read whole or not at all, and become statements in the order of knowing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from projections.words import vocabulary as v
from replay.scenarios.expectation import Expectation
from replay.scenarios.scenario import Posting, Scenario, ScenarioError, differences, files, load

SCENARIOS = Path(__file__).parents[3] / "scenarios"

PASSED = "fact: course.passed, cadre: c1, course: o-x, occurred: 2010-03-01, recorded: 2010-03-01"
EXPECT = "expect: [{cadre: c1, annual: {2010: {earned: 10}}}]"


def write(folder: Path, facts: str, rest: str = EXPECT) -> Path:
    path = folder / "S01.yaml"
    path.write_text(f"id: S01\npolicy: baoji-2009\nfacts: [{facts}]\n{rest}\n", encoding="utf-8")
    return path


def read(folder: Path, facts: str, rest: str = EXPECT) -> Scenario:
    return load(write(folder, facts, rest))


def facts_of(scenario: Scenario) -> list[tuple[str, str]]:
    return [(each.fact, each.statement["verb"]["id"]) for each in scenario.postings]


class Answering:
    """A world that remembers what it stored and always gives one answer."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.stored: list[Posting] = []
        self.given = answer

    def record(self, posting: Posting) -> None:
        self.stored.append(posting)

    def answer(self, expectation: Expectation) -> Mapping[str, Any]:
        return self.given


@pytest.mark.parametrize("path", sorted(files([SCENARIOS])), ids=lambda path: path.stem)
def test_our_scenarios_are_read(path: Path) -> None:
    scenario = load(path)
    assert scenario.id == path.stem
    assert scenario.postings
    assert scenario.expectations


def test_statements_come_in_the_order_of_knowing_and_of_the_file(tmp_path: Path) -> None:
    late = "id: a, fact: course.passed, cadre: c1, course: o-x, recorded: 2010-09-01"
    early = "id: b, fact: course.passed, cadre: c1, course: o-y, recorded: 2010-03-01"
    same = "id: c, fact: act.voided, target: b, recorded: 2010-03-01"
    scenario = read(tmp_path, f"{{{late}}}, {{{early}}}, {{{same}}}")
    assert [posting.fact for posting in scenario.postings] == ["b", "c", "a"]
    clocks = [posting.clock for posting in scenario.postings]
    assert clocks == sorted(clocks)
    assert [clock.date().isoformat() for clock in clocks] == [
        "2010-03-01",
        "2010-03-01",
        "2010-09-01",
    ]
    assert scenario.begins.isoformat() == "2010-02-28T00:00:00+08:00"


def test_what_happened_has_happened_when_it_is_recorded(tmp_path: Path) -> None:
    (posting,) = read(tmp_path, f"{{id: a, {PASSED}}}").postings
    assert posting.statement["timestamp"] < posting.clock.isoformat()


def test_a_fact_without_a_date_happened_on_the_day_it_was_recorded(tmp_path: Path) -> None:
    (posting,) = read(
        tmp_path, "{id: a, fact: course.passed, cadre: c1, course: o-x, recorded: 2010-09-01}"
    ).postings
    assert posting.statement["timestamp"] == "2010-09-01T12:00:00+08:00"


def test_facts_of_one_day_happen_at_one_instant(tmp_path: Path) -> None:
    scenario = read(tmp_path, f"{{id: a, {PASSED}}}, {{id: b, {PASSED}}}")
    first, second = (posting.statement["timestamp"] for posting in scenario.postings)
    assert first == second


def test_a_catalogue_value_is_known_before_everything_and_in_force_from_the_act(
    tmp_path: Path,
) -> None:
    scenario = read(
        tmp_path,
        f"{{id: a, {PASSED}, catalogue_credits: 10}},"
        "{id: b, fact: course.passed, cadre: c2, course: o-x, catalogue_credits: 12.5,"
        " occurred_at: '2010-12-31T16:00:00Z', recorded: 2010-01-01}",
    )
    assert facts_of(scenario) == [
        ("a", v.PROFILE + "verb/catalogued"),
        ("b", v.PROFILE + "verb/catalogued"),
        ("b", v.PASSED),
        ("a", v.PASSED),
    ]
    catalogued_a, catalogued_b, passed_b, passed_a = (p.statement for p in scenario.postings)
    assert catalogued_a["timestamp"] == passed_a["timestamp"]
    assert catalogued_b["timestamp"] == passed_b["timestamp"] == "2010-12-31T16:00:00Z"
    assert catalogued_b["context"]["extensions"] == {v.extension("credits"): "12.5"}
    assert catalogued_b["object"]["id"] == passed_b["object"]["id"]
    assert scenario.postings[1].clock.date().isoformat() == "2009-12-31"
    assert v.extension("catalogue_credits") not in str(passed_a)


def test_a_repeated_fact_is_posted_again_as_the_same_statement(tmp_path: Path) -> None:
    again = PASSED.replace("recorded: 2010-03-01", "recorded: 2010-05-01")
    scenario = read(tmp_path, f"{{id: a, {PASSED}}}, {{id: b, {PASSED}}}, {{id: a, {again}}}")
    first, _, resent = scenario.postings
    assert resent.statement == first.statement
    assert resent.clock.date().isoformat() == "2010-05-01"


def test_short_ids_belong_to_their_file(tmp_path: Path) -> None:
    scenario = read(
        tmp_path,
        f"{{id: a, {PASSED}}}, {{id: v, fact: act.voided, target: a, recorded: 2010-03-02}}",
    )
    act, voiding = (posting.statement for posting in scenario.postings)
    assert voiding["object"]["id"] == act["id"] == str(scenario.statement_ids["a"])


def test_parameters_keep_their_texts(tmp_path: Path) -> None:
    rest = f"parameters: {{basic.off_job.max_leave_ratio: [1, 7], carry.cap: null}}\n{EXPECT}"
    scenario = read(tmp_path, f"{{id: a, {PASSED}}}", rest)
    assert scenario.parameters == {"basic.off_job.max_leave_ratio": ["1", "7"], "carry.cap": None}


def test_differences_name_fact_ids(tmp_path: Path) -> None:
    expect = "expect: [{cadre: c1, zero_reasons: {a: voided}, annual: {2010: {earned: 10}}}]"
    scenario = read(tmp_path, f"{{id: a, {PASSED}}}", expect)
    reasons = {str(scenario.statement_ids["a"]): "not_passed", "other": "voided"}
    world = Answering({"annual": {"2010": {"earned": "10.00"}}, "zero_reasons": reasons})
    assert differences(scenario, world) == [
        "expect[0].zero_reasons.a: expected voided, got not_passed"
    ]
    assert world.stored == list(scenario.postings)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            "{id: a, fact: course.imagined, recorded: 2010-01-01}",
            "facts[0]: fact a (course.imagined)",
        ),
        (
            f"{{id: a, {PASSED}, creditz: 5}}",
            "facts[0]: fact a (course.passed): creditz: no such key",
        ),
        (
            f"{{id: a, {PASSED}, hours: many}}",
            "facts[0]: fact a (course.passed): hours: got 'many'",
        ),
        (f"{{id: a, {PASSED}, catalogue_credits: many}}", "facts[0]: catalogue_credits: "),
        (
            f"{{id: a, {PASSED}}}, {{id: a, {PASSED}, by: paper}}",
            "facts[1]: a is facts[0] with other",
        ),
        ("{id: a, fact: act.voided, target: b, recorded: 2010-01-01}", "no fact has the id b"),
        ("{id: a, fact: course.passed, cadre: c1, course: o-x}", "recorded: None is not a day"),
        ("{fact: course.passed}", "facts[0]: expected keys and values with an id"),
        ("a", "facts[0]: expected keys and values with an id"),
        ("", "facts is missing"),
    ],
)
def test_facts_that_cannot_be_read_are_named(tmp_path: Path, facts: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path, facts)
    assert str(refused.value).startswith(str(tmp_path / "S01.yaml: "))
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("expect: []", "expect is missing"),
        (f"{EXPECT}\nfakts: []", "fakts: no such key"),
        (f"{EXPECT}\nparameters: [carry.mode]", "parameters: got ['carry.mode']"),
        (f"{EXPECT}\nid: S02", "id: stated twice"),
        ("expect: [{cadre: c1, diploma: {}}]", "expect[0]: cannot be read yet: diploma"),
        ("expect: [{cadre: c1, zero_reasons: {z: voided}}]", "zero_reasons: no fact has the id z"),
    ],
)
def test_the_rest_that_cannot_be_read_is_named(tmp_path: Path, rest: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=r"S01\.yaml: ") as refused:
        read(tmp_path, f"{{id: a, {PASSED}}}", rest)
    assert message in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"id: \xff")
    with pytest.raises(ScenarioError, match=r"broken\.yaml"):
        load(broken)


def test_a_folder_stands_for_its_files_by_name(tmp_path: Path) -> None:
    one, two = tmp_path / "b.yaml", tmp_path / "a.yaml"
    one.touch()
    two.touch()
    (tmp_path / "FORMAT.md").touch()
    assert list(files([tmp_path, one])) == [two, one, one]
