"""What a statement that claims one of our facts lacks of the fact's template."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from projections.profile.templates import Fault, faults
from projections.profile.writing import to_statement
from projections.words import vocabulary as v
from projections.words.statement import decode
from replay.scenarios.scenario import load

CLASS = {
    "fact": "class.completed",
    "id": "k",
    "cadre": "c1",
    "class": "K",
    "occurred": "2010-03-12",
}
EXT = "context.extensions." + v.extension("")


def statement(**data: Any) -> dict[str, Any]:
    """A class attended, with extensions as given, also wrong ones."""
    made = to_statement({**CLASS, "scheduled_days": "5"})
    made["context"]["extensions"] |= {v.extension(name): value for name, value in data.items()}
    return made


def wrong(made: Mapping[str, Any]) -> tuple[Fault, ...]:
    return faults(decode(json.dumps(made).encode()))


def paths(made: Mapping[str, Any]) -> list[str]:
    return [one.path for one in wrong(made)]


def test_a_statement_of_its_form_has_no_fault() -> None:
    assert not wrong(statement(attended_days="4.5", appraisal="pass", start="2010-03-08"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("attended_days", 4.5),
        ("attended_days", "four"),
        ("attended_days", "1e3"),
        ("start", "8 March 2010"),
        ("start", "2010-03-08\n"),
        ("attended_days", "4\n"),
        ("appraisal", ""),
        ("appraisal", None),
        ("atended_days", "4"),
    ],
)
def test_wrong_data_is_named_by_its_path(name: str, value: Any) -> None:
    (fault,) = wrong(statement(**{name: value}))
    assert fault.fact == "class.completed"
    assert fault.path == EXT + name
    assert fault.expected


LEARNING = {"cadre": "c1", "class": "K", "occurred": "2010-03-12"}
OF_YEAR = {"unit": "A", "year": 2010, "occurred": "2010-03-12"}


@pytest.mark.parametrize(
    ("short", "name", "value", "expected"),
    [
        ({"fact": "problem.submitted", **LEARNING}, "kind", "gossip", "theory, practice"),
        ({"fact": "reading_club.attended", **LEARNING}, "kind", "loud", "intensive, speed"),
        ({"fact": "reading_club.attended", **LEARNING}, "size", "0", "a whole number"),
        ({"fact": "reading_club.attended", **LEARNING}, "size", "6.5", "a whole number"),
        ({"fact": "book_list.given", "class": "K"}, "books", "b1", "an array of texts"),
        ({"fact": "teacher.trained", "teacher": "t1"}, "days", "400", "from 0 to 366"),
        ({"fact": "teacher.trained", "teacher": "t1"}, "days", "366.5", "from 0 to 366"),
        ({"fact": "teacher.trained", "teacher": "t1"}, "days", "-1", "from 0 to 366"),
        ({"fact": "teacher.pooled", "teacher": "t1"}, "kind", "half_time", "full_time"),
        ({"fact": "budget.recorded", **OF_YEAR}, "payroll", "-3", "without a sign"),
        ({"fact": "budget.recorded", **OF_YEAR}, "amount", 1500, "a decimal string"),
        ({"fact": "fund.spent", **OF_YEAR}, "year", "MMX", "a year"),
        ({"fact": "teacher.lent", "agreement": "X"}, "fee", "-1", "without a sign"),
    ],
)
def test_bad_values_of_duties_are_refused_with_place_and_mend(
    short: dict[str, Any], name: str, value: Any, expected: str
) -> None:
    short = {key: one for key, one in short.items() if key != name}
    made = to_statement({"id": "x", "occurred": "2010-03-12", **short})
    context = made.setdefault("context", {}).setdefault("extensions", {})
    context[v.extension(name)] = value
    (fault,) = [one for one in wrong(made) if one.path == EXT + name]
    assert fault.fact == short["fact"]
    assert expected in fault.expected


@pytest.mark.parametrize("days", ["0", "7", "0.5", "366", "366.0", "365.999999", "99"])
def test_days_of_a_year_may_be_as_many_as_a_year_has(days: str) -> None:
    made = to_statement(
        {"id": "x", "fact": "teacher.trained", "teacher": "t1", "occurred": "2010-01-01"}
        | {"days": days}
    )
    assert not wrong(made)


def test_data_that_a_fact_needs_is_missed() -> None:
    made = statement()
    del made["context"]["extensions"][v.extension("scheduled_days")]
    assert paths(made) == [EXT + "scheduled_days"]


def test_of_facts_with_one_verb_and_type_the_narrower_one_is_meant() -> None:
    made = statement(kind="in_post", attended_days="x")
    assert {one.fact for one in wrong(made)} == {"in_post_training.completed"}


@pytest.mark.parametrize("value", [5, None, True, ["in_post"]])
def test_what_is_fixed_is_fixed(value: Any) -> None:
    made = statement(kind=value)
    assert [(one.fact, one.path) for one in wrong(made)] == [("class.completed", EXT + "kind")]


def test_a_run_is_missed_where_the_profile_is_named() -> None:
    made = statement()
    del made["context"]["registration"]
    assert paths(made) == ["context.registration"]
    del made["context"]["contextActivities"]
    assert not wrong(made)


def test_a_group_is_no_cadre() -> None:
    made = statement()
    made["actor"] = {"objectType": "Group", "member": [made["actor"]]}
    assert paths(made) == ["actor"]


def test_a_verb_of_ours_wants_its_object() -> None:
    made = to_statement(
        {"fact": "credit.applied", "id": "a", "target": "k", "occurred": "2010-04-01"}
    )
    made["object"] = {"id": "https://courses.example/1"}
    assert paths(made) == ["object"]
    made["verb"] = {"id": v.PROFILE + "verb/invented"}
    assert paths(made) == ["verb.id"]


def test_the_category_alone_is_a_claim() -> None:
    made = {
        "actor": {"mbox": "mailto:a@b.cn"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/asked"},
        "object": {"id": "https://courses.example/1"},
        "context": {"contextActivities": {"category": [{"id": v.PROFILE}]}},
    }
    assert paths(made) == ["verb.id"]
    made["context"] = {"contextActivities": {"category": {"id": v.PROFILE}}}
    assert paths(made) == ["verb.id"]
    made["context"] = {}
    assert not wrong(made)


def test_both_names_of_an_article_are_known() -> None:
    article = {"fact": "article.published", "id": "w", "cadre": "c1", "work": "w1", "role": "sole"}
    made = to_statement({**article, "outlet_level": "county", "occurred": "2010-04-01"})
    for iri in v.ARTICLES:
        made["object"]["definition"]["type"] = iri
        assert not wrong(made)


def test_a_shared_verb_about_another_thing_claims_nothing() -> None:
    passed = {
        "actor": {"mbox": "mailto:a@b.cn"},
        "verb": {"id": v.PASSED},
        "object": {
            "id": "https://games.example/1",
            "definition": {"type": "https://x.example/game"},
        },
    }
    assert not wrong(passed)


WRONG_ON_PURPOSE = {"R35 k1", "R35 k2", "R37 s4", "R45 v2", "R51-quota q3"}
"""Facts of worked examples that show what becomes of what a statement says wrongly."""


def test_facts_of_scenarios_have_no_fault_but_names_that_no_closed_list_has() -> None:
    posted = [
        (f"{path.stem} {one.fact}", one.statement)
        for path in sorted((Path(__file__).parents[3] / "scenarios").glob("*.yaml"))
        for one in load(path).postings
    ]
    assert len(posted) > 100
    found = {place: one for place, made in posted for one in wrong(made)}
    others = {place: one for place, one in found.items() if "one of" not in one.expected}
    assert others.keys() == WRONG_ON_PURPOSE
    assert "R04-appraisal_factor k4" in found


@pytest.mark.parametrize(
    ("value", "got", "wrong_with_it"),
    [
        ("-3", "'-3'", "without a sign"),
        ("3.", "'3.'", "digits on both sides of the point"),
        ("10.123456789", "'10.123456789'", "at most 6 digits behind"),
        ("1234567890", "'1234567890'", "at most 9 digits before"),
        ("1e3", "'1e3'", "digits with a point between them and nothing else"),
        ("ten", "'ten'", "digits with a point between them and nothing else"),
        (10, "10", "not a number"),
        (4.5, "4.5", "not a number"),
        (None, "null", "not null"),
        ({"name": "Zhang San"}, "an object", "a decimal string"),
    ],
)
def test_a_fault_of_an_amount_says_what_stands_there_and_what_is_wrong_with_it(
    value: Any, got: str, wrong_with_it: str
) -> None:
    (fault,) = wrong(statement(attended_days=value))
    assert fault.got == got
    assert fault.expected.startswith("a decimal string such as '7.5'")
    assert wrong_with_it in fault.expected


def test_a_fault_shows_days_and_names_of_closed_lists_and_no_texts() -> None:
    made = statement(start="8 March", appraisal="优秀", organiser=["Zhang San"], x_y="Li Si")
    assert {one.path.removeprefix(EXT): one.got for one in wrong(made)} == {
        "start": "'8 March'",
        "appraisal": "'优秀'",
        "organiser": "an array",
        "x_y": "a text",
    }


@pytest.mark.parametrize(
    ("timestamp", "is_fault"),
    [
        ("2025-12-31T20:00:00", True),
        ("2025-12-31T20:00", True),
        ("20251231T200000", True),
        ("2025-12-31T20:00:00Z", False),
        ("2025-12-31t20:00:00z", False),
        ("2025-12-31T20:00:00+08:00", False),
        ("2025-12-31T20:00:00-05", False),
        (None, False),
    ],
)
def test_a_fact_states_the_offset_of_its_timestamp(timestamp: str | None, is_fault: bool) -> None:
    made = statement()
    del made["timestamp"]
    made |= {"timestamp": timestamp} if timestamp else {}
    assert paths(made) == (["timestamp"] if is_fault else [])
    assert all("offset or Z" in one.expected for one in wrong(made))
    made["verb"] = {"id": "http://adlnet.gov/expapi/verbs/asked"}
    del made["context"]
    assert not wrong(made)
