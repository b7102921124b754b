"""What holds of every declared fact: it is read as it is written, and nothing is said twice."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import combinations
from typing import Annotated, Any, ClassVar

import pytest

from projections.facts.class_facts import ClassFact
from projections.facts.data import Cadres, Count, Half, Success, Text, Texts
from projections.facts.declaration import (
    TARGET,
    Declaration,
    Key,
    Named,
    data_of,
    groupings_of,
    own,
)
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.facts.reading import reader_of
from projections.facts.registry import FACTS
from projections.profile import schemas
from projections.profile.forms import FORMS, form_of
from projections.profile.schemas import mistake
from projections.profile.templates import faults
from projections.profile.writing import to_statement
from projections.words import kinds
from projections.words import vocabulary as v
from projections.words.statement import decode
from projections.words.things import CLASS, SURVEY, Thing, Words
from tests.unit.projections.history import History, row
from tests.unit.projections.profile.test_writing import FACTS as EXAMPLES

JUNK: tuple[Any, ...] = (None, True, 0, -1, "", "?", [], [None], [[]], {}, {"?": 1}, "9" * 400)


def example(name: str) -> dict[str, Any]:
    return {"id": "e1", **next(one for one in EXAMPLES if one["fact"] == name)}


def sample(kind: kinds.Kind) -> Any:
    """A value of a kind in a short form."""
    schema = kind.schema
    if kind.schema == kinds.DOCUMENT.schema:
        return {"list": ["a"]}
    if "properties" in schema:
        return dict.fromkeys(schema["properties"], "t")
    if schema["type"] == "array":
        return ["c1", "c2"]
    if schema["type"] == "boolean":
        return True
    if "enum" in schema:
        return schema["enum"][0]
    of_kind = {kinds.DAY: "2010-06-01", kinds.YEAR: 2010, kinds.HALF: "2010-H1"}
    of_kind |= {kinds.MOMENT: "2010-06-01", kinds.DURATION: "PT45M", kinds.SCORE: "80"}
    if kind in of_kind:
        return of_kind[kind]
    return "1" if "pattern" in schema else "t"


def full(name: str) -> dict[str, Any]:
    """The example of a fact, with every datum of its form."""
    form = FORMS[name]
    data = {key: sample(kind) for key, kind in {**form.data, **form.result}.items()}
    data |= {"start": "2010-05-01"} if "start" in data else {}
    grouped = dict.fromkeys(form.groupings, "g1")
    return {**data, **example(name), **grouped, **form.fixed}


def read(statement: Mapping[str, Any]) -> Fact:
    return read_fact(row(statement))


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_read_as_what_it_is_written_as(name: str) -> None:
    fact = read(to_statement(example(name)))
    assert fact.name == name
    assert fact.unreadable == ()


@pytest.mark.parametrize("name", FACTS)
def test_whatever_is_written_of_a_fact_is_read(name: str) -> None:
    statement = to_statement(full(name))
    fact = read(statement)
    assert faults(decode(json.dumps(statement).encode())) == ()
    assert fact.unreadable == ()
    for datum in data_of(FACTS[name]):
        if datum.kind is not kinds.DOCUMENT:  # which a fact takes to pieces
            assert getattr(fact, datum.field) not in (None, ()), datum.key
    for grouping in groupings_of(FACTS[name]):
        assert getattr(fact, grouping.field) == "g1"


@pytest.mark.parametrize("name", FACTS)
def test_what_cannot_be_read_is_named_and_never_stops_anybody(name: str) -> None:
    statement = to_statement(full(name))
    checked = 0
    for datum in data_of(FACTS[name]):
        if datum.result is not None:
            continue
        for junk in JUNK:
            changed = deepcopy(statement)
            changed["context"]["extensions"][v.extension(datum.key)] = junk
            fact = read(changed)
            if datum.key in FORMS[name].fixed:
                continue
            assert fact.name == name
            assert (datum.key in fact.unreadable) == (
                junk is not None and datum.kind.read(junk) is None
            )
            checked += 1
    assert checked or not FORMS[name].data


@pytest.mark.parametrize("name", FACTS)
def test_data_of_another_kind_are_a_fault_with_its_place(name: str) -> None:
    statement = to_statement(full(name))
    for key, kind in FORMS[name].data.items():
        wrong = deepcopy(statement)
        wrong["context"]["extensions"][v.extension(key)] = 0
        found = faults(decode(json.dumps(wrong).encode()))
        if key not in FORMS[name].fixed:
            assert [(one.fact, one.path) for one in found] == [
                (name, f"context.extensions.{v.extension(key)}")
            ]
            assert found[0].expected.startswith(kind.expected)


def test_no_two_facts_are_stated_alike() -> None:
    """A verb, an object and the data that are fixed tell every fact from all others."""
    for one, other in combinations(FACTS.values(), 2):
        assert one.declaration
        assert other.declaration
        if set(_verbs(one)) & set(_verbs(other)) and _overlap(one, other):
            assert one.declaration.fixed != other.declaration.fixed, (one.name, other.name)


def _verbs(fact: type[Fact]) -> Iterator[str]:
    assert fact.declaration
    yield fact.declaration.verb.id
    yield from fact.declaration.also_read


def _overlap(one: type[Fact], other: type[Fact]) -> bool:
    assert one.declaration
    assert other.declaration
    first, second = one.declaration.object, other.declaration.object
    if isinstance(first, Thing) and isinstance(second, Thing):
        return bool(first.types & second.types) or first.lenient or second.lenient
    return not isinstance(first, Thing) and not isinstance(second, Thing)


def test_what_a_name_means_is_said_in_one_place() -> None:
    said: dict[str, set[int]] = {}
    for fact in FACTS.values():
        for datum in data_of(fact):
            if datum.words is not None:
                said.setdefault(datum.key, set()).add(id(datum.words))
    assert {key for key, places in said.items() if len(places) > 1} == set()


def test_each_example_is_of_a_declared_fact_and_each_fact_has_one() -> None:
    assert {one["fact"] for one in EXAMPLES} == FACTS.keys()


class Drawn(ClassFact, frozen=True, kw_only=True):
    """A fact of a test, with the kinds that few facts have."""

    name: ClassVar[str] = "test.drawn"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("test-drew", en="drew", zh="抽"),
        object=CLASS,
        needs=("n",),
        en="A draw.",
        zh="抽样。",
    )

    n: Count
    frame: Cadres
    books: Texts
    half: Half
    rating: Annotated[int | None, kinds.whole(1, 5)]
    headings: Annotated[Mapping[str, str] | None, kinds.texts_by("theory", "practice")]
    how: Annotated[Text, Key("method")]
    success: Success
    survey: Annotated[str | None, SURVEY]


SHORT = {
    "class": "K1",
    "id": "e1",
    "n": 3,
    "frame": ["c1", "c2"],
    "books": ["b1"],
    "half": "2010-H2",
    "rating": 5,
    "headings": {"theory": "reads"},
    "method": "lot",
    "success": False,
    "survey": "S1",
}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The statement of a fact that is declared in a test alone."""
    monkeypatch.setitem(FORMS, "test.drawn", form_of(Drawn))
    return to_statement({"fact": "test.drawn", "occurred": "2010-06-01", **SHORT})


def read_drawn(statement: Mapping[str, Any]) -> Any:
    at = read_fact(row(statement))
    base = (at.position, at.stored, at.statement_id, at.credential, at.occurred, at.person)
    return reader_of(Drawn)(decode(json.dumps(statement).encode()), base)


def test_all_kinds_are_read_as_their_types(drawn: dict[str, Any]) -> None:
    fact = read_drawn(drawn)
    assert (fact.training_class, fact.n, fact.rating) == ("K1", 3, 5)
    assert (fact.frame, fact.books, fact.half) == (("c1", "c2"), ("b1",), "2010-H2")
    assert (fact.headings, fact.how, fact.success) == ({"theory": "reads"}, "lot", False)
    assert fact.survey == "S1"


def test_an_activity_beside_the_object_stands_among_the_grouping(drawn: dict[str, Any]) -> None:
    (grouped,) = drawn["context"]["contextActivities"]["grouping"]
    assert grouped == {"id": SURVEY.iri("S1"), "definition": {"type": SURVEY.type}}
    drawn["context"]["contextActivities"]["grouping"] = {"id": SURVEY.iri("S2")}
    assert read_drawn(drawn).survey == "S2"


@pytest.mark.parametrize(
    "grouping",
    [[], {}, None, "S1", [{"id": 1}], [{"id": CLASS.iri("K1")}], [{"id": "tag:x"}, {"id": None}]],
)
def test_what_is_grouped_under_nothing_of_ours_names_nothing(
    drawn: dict[str, Any], grouping: Any
) -> None:
    drawn["context"]["contextActivities"]["grouping"] = grouping
    assert read_drawn(drawn).survey is None


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("n", ["-1", "1.5", "x", -1, [], "1e3"]),
        ("rating", ["0", "6", "2.5", True]),
        ("frame", ["c1", ["c1", ""], ["c1", None], {"c1": 1}]),
        ("books", ["b1", [1]]),
        ("half", ["2010", "2010-H3", "1899-H1", 2010]),
        ("headings", [["theory"], {"virtue": "x"}, {"theory": 1}]),
        ("method", [1, ["lot"]]),
    ],
)
def test_values_out_of_their_kind_are_not_read(
    drawn: dict[str, Any], key: str, wrong: list[Any]
) -> None:
    for value in wrong:
        drawn["context"]["extensions"][v.extension(key)] = value
        assert read_drawn(drawn).unreadable == (key,), value


def test_several_unreadable_data_are_named_in_the_order_of_the_fact(drawn: dict[str, Any]) -> None:
    drawn["context"]["extensions"] = {v.extension(key): 1.5 for key in ("method", "frame", "n")}
    assert read_drawn(drawn).unreadable == ("n", "frame", "method")


def test_whole_numbers_are_listed_where_they_are_few() -> None:
    assert kinds.names_of(kinds.whole(1, 3)) == ("1", "2", "3")
    few = schemas.test_of(kinds.whole(1).schema)
    assert [few(value) for value in ("1", "0", "07", 1, "999999999")] == [
        *(True, False, False, False, True)
    ]
    with pytest.raises(TypeError, match="too many"):
        kinds.whole(2)


def test_a_mistake_shows_what_names_nobody_alone() -> None:
    assert mistake(kinds.HALF, "2010-H3").got == "'2010-H3'"
    assert mistake(kinds.CADRES, "zhang san").got == "a text"
    assert mistake(kinds.texts_by("a"), {"zhang san": "x"}).got == "an object"
    assert mistake(kinds.YEAR, 2010).expected == "a year, as a string, not a number"


def test_words_that_contradict_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from projections.profile import wording

    class Other(Drawn, frozen=True, kw_only=True):
        declaration = Drawn.declaration
        reason: Annotated[Text, Words("Something else.", "别的。")]

    monkeypatch.setattr(wording, "FACTS", {**FACTS, "test.other": Other})
    with pytest.raises(TypeError, match="reason is explained elsewhere, differently"):
        wording._data()
    monkeypatch.setattr(wording, "FACTS", {"test.drawn": Drawn})
    with pytest.raises(TypeError, match="no words on"):
        wording._data()


def test_a_fact_about_a_statement_or_a_person_has_no_activity() -> None:
    for declared in (TARGET, Named("cadre")):
        one = Declaration(verb=own("x", en="x", zh="x"), object=declared, en="x", zh="x")
        assert one.thing is None
        assert one.keys_of_run == ()


def test_what_is_said_of_a_class_beside_its_days_costs_nobody_a_credit() -> None:
    history = History()
    history.attended("e1", "K1", "2010-06-04", "4")
    plain = history.ledger().entries[0].credits
    history = History()
    statement = to_statement(
        {
            "fact": "class.completed",
            "id": "e1",
            "cadre": "c1",
            "class": "K1",
            "start": "2010-06-01",
            "end": "2010-06-04",
            "scheduled_days": "4",
        }
    )
    beside = ("theme", "class_tag", "follow_up_years", "substitute_for", "institution")
    statement["context"]["extensions"] |= {v.extension(key): ["?"] for key in beside}
    assert set(history.receive(statement).unreadable) == set(beside)
    assert history.ledger().entries[0].credits == plain > 0
