"""The feed tells of each class what its biography does, page by page, as it happens and later."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from replay.feed.asked import FeedChange
from replay.feed.feed import page_of
from replay.feed.place import Place
from replay.feed.whom import Of
from replay.history.change import Change, Kind
from replay.history.training_class import biography_of_class
from tests.oracle.histories import history
from tests.unit.projections.history import BAOJI, History
from tests.unit.replay.feed.walks import asked_of, lived, walked
from tests.unit.replay.history.naive import basis_of as basis_of_log
from tests.unit.replay.history.naive import log_of
from tests.unit.replay.history.test_training_class import LOGS, basis_of, recorded

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
COMPLETED: dict[str, Any] = {
    "fact": "class.completed",
    "cadre": "c1",
    "class": "K1",
    "start": "2010-02-20",
    "end": "2010-03-30",
    "scheduled_days": "5",
    "institution": "school",
    "class_tag": "key",
    "follow_up_years": 0,
}
NAMED = "https://w3id.org/xapi/cadre-training/classes/"


def of_classes(found: list[FeedChange]) -> dict[str, list[Change]]:
    told: dict[str, list[Change]] = defaultdict(list)
    for one in found:
        if one.whom.of is Of.CLASS:
            told[one.whom.key].append(one.change)
    return told


VOIDED_BEFORE: tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]] = (
    [
        {**COMPLETED, "id_": "f0"},
        {"id_": "f1", "fact": "act.voided", "target": "f0", "occurred": "2010-03-30"},
        {**COMPLETED, "id_": "f2"},
    ],
    [],
    ["2010-03-30", "2010-02-28", "2010-02-28"],
)
"""A class of which a statement is voided before it comes; another of the same day was there."""


LINKED_LATER: tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]] = (
    [
        {**COMPLETED, "id_": "f0"},
        {
            "id_": "f1",
            "fact": "unit.assigned",
            "cadre": "c3",
            "unit": "A",
            "occurred": "2010-03-30",
        },
        {"id_": "f2", "fact": "cadre.identified", "cadre": "c1", "identifier": "c3"}
        | {"occurred": "2010-02-28"},
    ],
    [],
    ["2010-02-28", "2010-02-28", "2010-03-30"],
)
"""Somebody moves on the day on which a class ends; only then does he turn out to be in it."""


@given(LOGS)
@example(LINKED_LATER)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_it_tells_the_biography_of_each_class(drawn: Any) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), basis_of(made)
    told = of_classes(walked(log, basis, Place(), limit=10_000)[0])
    for name in ("K1", "K2"):
        expected = (
            biography_of_class(log, name, basis=basis) if log.has_activity(NAMED + name) else []
        )
        event(f"{min(len(expected), 9)} changes")
        assert told.get(name, []) == expected


@given(LOGS, st.integers(1, 4))
@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
def test_from_any_place_on_it_tells_the_rest(drawn: Any, limit: int) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), basis_of(made)
    whole, end = walked(log, basis, Place(), limit=10_000)
    assert walked(log, basis, Place(), limit=limit) == (whole, end)
    place, told = Place(), 0
    while told < len(whole):
        page = page_of(asked_of(log, basis), place, limit=limit)
        told, place = told + len(page.changes), page.next
        assert walked(log, basis, Place.of(str(place)), limit=10_000) == (whole[told:], end)


@given(LOGS)
@example(VOIDED_BEFORE)
@example(LINKED_LATER)
@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
def test_told_as_it_happened_it_says_what_is_told_later(drawn: Any) -> None:
    made = recorded(drawn)
    whole, basis = ListLog(made.rows), basis_of(made)
    later, _ = walked(whole, basis, Place(), limit=10_000)
    assert lived(whole, basis) == later


@pytest.mark.parametrize("seed", [0, 2])
def test_under_policies_that_change_it_tells_the_biography_of_each_class(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of_log(log, today=history(seed).last)
    told = of_classes(walked(log, basis, Place(), limit=10_000)[0])
    assert any(
        one.kind is Kind.CLASS for some in told.values() for each in some for one in each.moved
    )
    for name, changes in told.items():
        assert changes == biography_of_class(log, name, basis=basis)


def test_a_policy_that_moves_a_class_is_told_as_the_cause_of_it() -> None:
    """Under the second policy no class is followed up."""
    made = History()
    made.receive(publication(BAOJI), recorded=date(2010, 1, 1))
    attended = {"class": "K1", "start": "2010-03-27", "end": "2010-03-31", "scheduled_days": "5"}
    made.record("class.completed", "e1", **attended)
    without = publication(load_packaged("nanjing"), effective=date(2010, 2, 1))
    made.receive(without, recorded=date(2010, 4, 1))
    log = ListLog(made.rows)
    basis = basis_of_log(log, today=date(2010, 5, 1))
    told = of_classes(walked(log, basis, Place(), limit=10_000)[0])["K1"]
    (by_policy,) = [one for one in told if one.position == 3]
    assert [cause.fact for cause in by_policy.causes] == ["policy.published"]
    assert told == biography_of_class(log, "K1", basis=basis)
