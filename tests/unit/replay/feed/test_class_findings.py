"""The feed leaves open of each class what the tables of the list of findings have of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.basis import Basis
from projections.answers.class_files import class_of
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.tables.classes import CLASSES, FINDING, NOMINATION, SUBSTITUTION
from projections.tables.follow_up import FOLLOW_UP
from projections.tables.in_class import IN_CLASS
from projections.words.things import CLASS
from replay.feed.asked import FeedChange
from replay.feed.feed import page_of
from replay.feed.place import Place
from replay.feed.whom import Of
from replay.history.change import Kind
from replay.history.class_findings import LEARNED
from replay.history.training_class import biography_of_class
from tests import duty_histories as duties
from tests.unit.projections.classes import test_properties as classes
from tests.unit.projections.classes.opened import K
from tests.unit.projections.history import History
from tests.unit.projections.strategies import numbered
from tests.unit.replay.feed.test_classes import of_classes
from tests.unit.replay.feed.walks import asked_of, is_one_of, walked
from tests.unit.replay.history import test_training_class as followed_up

Open = set[tuple[str, str, str | None]]
"""The code, the statement and the cadre of each finding."""

TODAY = "2011-06-01"
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
STORED = st.lists(st.dates(date(2010, 3, 1), date(2011, 3, 1)), min_size=10, max_size=10)


def left_open(found: list[FeedChange], name: str) -> Open:
    told: Open = set()
    for one in found:
        if (one.whom.of, one.whom.key) == (Of.CLASS, name):
            for moved in one.change.moved:
                if moved.kind is Kind.FINDING:
                    key = moved.member, moved.of, moved.cadre
                    (told.add if moved.after else told.remove)(key)
    return told


def named(columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def in_tables(log: ListLog, name: str, basis: Basis) -> Open:
    """What the queries of the list have of a class, by the rows that its tables have."""
    subject = class_of(log, name, basis)
    rows = CLASSES.fold(subject).rows
    lives = named(FINDING, rows.get("class_finding", ()))
    sent = named(SUBSTITUTION, rows.get("class_substitution", ()))
    called = named(NOMINATION, rows.get("class_nomination", ()))
    columns = FOLLOW_UP.tables["follow_up_finding"]
    after = named(columns, FOLLOW_UP.fold(subject).rows.get("follow_up_finding", ()))
    return {
        *((one["code"], str(one["evidence"][0]), None) for one in lives),
        *((one["reason"], str(one["evidence"][0]), one["cadre"]) for one in sent if one["reason"]),
        *(
            (one["reason"], str(one["evidence"][0]), one["cadre"])
            for one in called
            if one["reason"] not in (None, "substituted_unapproved")
        ),
        *((one["code"], str(one["statement_id"]), one["cadre"]) for one in after),
    }


@given(classes.histories(), STORED)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_of_the_life_of_a_class_it_leaves_open_what_the_list_has(
    shorts: list[Any], days: list[date]
) -> None:
    made = History()
    for day, short in zip(sorted(days), shorts, strict=False):
        made.record(**short, recorded=day.isoformat())
    log, basis = ListLog(made.rows), made.basis(TODAY)
    found, _ = walked(log, basis, Place(), limit=3)
    expected = in_tables(log, "K", basis)
    event(f"{len(expected)} findings")
    assert left_open(found, "K") == expected
    told = of_classes(found).get("K", [])
    assert told == biography_of_class(log, "K", basis=basis)


@given(followed_up.LOGS)
@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
def test_of_a_follow_up_it_leaves_open_what_the_list_has(drawn: Any) -> None:
    made = followed_up.recorded(drawn)
    log, basis = ListLog(made.rows), followed_up.basis_of(made)
    found, _ = walked(log, basis, Place(), limit=10_000)
    for name in {one.whom.key for one in found if one.whom.of is Of.CLASS}:
        expected = in_tables(log, name, basis)
        event(f"{len(expected)} findings")
        assert left_open(found, name) == expected


IN_CLASS_FACTS = st.lists(
    st.one_of(duties.in_class, duties.in_class, duties.decision), min_size=3, max_size=14
)


@given(IN_CLASS_FACTS, STORED, st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_of_learning_within_a_class_it_leaves_open_what_the_list_has(
    drawn: list[Any], days: list[date], is_planned: bool
) -> None:
    """Under a policy that asks for it, of classes that begin on a day or that nobody gives one."""
    made = History()
    if is_planned:
        plan: dict[str, Any] = {
            "class": "K1",
            "start": "2010-03-01",
            "persons": 9,
            "occurred": "2010-02-01",
        }
        made.record("class.planned", "p", **plan)
    for day, short in zip(sorted([*days, *days]), numbered(drawn), strict=False):
        made.record(**short, recorded=day.isoformat())
    policies = succession_of(load_packaged("baoji-2009"))
    log, basis = ListLog(made.rows), replace(made.basis(TODAY), policies=policies)
    found, _ = walked(log, basis, Place(), limit=3)
    for name in duties.CLASSES:
        if not log.has_activity(CLASS.iri(name)):
            continue
        rows = IN_CLASS.fold(class_of(log, name, basis)).rows.get("in_class_finding", ())
        expected = {
            (one["code"], str(one["statement_id"]), one["cadre"])
            for one in named(IN_CLASS.tables["in_class_finding"], rows)
        }
        for code, _, _ in expected:
            event(code)
        assert left_open(found, name) >= expected
        assert {one for one in left_open(found, name) if one[1] in learned(made)} == expected
        assert of_classes(found).get(name, []) == biography_of_class(log, name, basis=basis)


def learned(made: History) -> set[str]:
    return {str(one.statement_id) for one in made.facts if isinstance(one, LEARNED)}


def absent() -> History:
    """One was called by name and did not come to a class that nobody declared."""
    made = History()
    plan: dict[str, Any] = {**K, "persons": 60, "start": "2010-06-10", "end": "2010-06-14"}
    made.record("class.planned", "p", **plan, institution="school", occurred="2010-04-01")
    made.record("unit.assigned", "m", cadre="c1", unit="A", occurred="2010-05-01")
    made.record("cadre.nominated", "n", **K, cadre="c1", occurred="2010-05-01")
    return made


def days_of(found: list[FeedChange]) -> list[tuple[date, str]]:
    return [
        (one.change.day, moved.member)
        for one in found
        for moved in one.change.moved
        if one.whom.of is Of.CLASS and moved.kind is Kind.FINDING
    ]


def test_a_finding_is_told_on_the_day_that_brings_it() -> None:
    made = absent()
    found, _ = walked(ListLog(made.rows), made.basis(TODAY), Place(), limit=1)
    assert days_of(found) == [
        (date(2010, 6, 10), "undeclared"),
        (date(2010, 6, 15), "nominee_absent"),
    ]


def test_who_reads_a_unit_is_told_of_his_cadres_and_not_of_the_class() -> None:
    made = absent()
    asked = asked_of(ListLog(made.rows), made.basis(TODAY))
    whole = ["undeclared", "nominee_absent"]
    for units, told in (({"A"}, ["nominee_absent"]), ({"B"}, []), ({"school"}, whole)):
        seen = replace(asked, visible=partial(is_one_of, units))
        assert [code for _, code in days_of(list(page_of(seen, Place(), limit=99).changes))] == told
