"""Hours are a ledger of their own, exact to the last half (R27)."""

from decimal import Decimal
from typing import Any

import pytest

from projections.credits.channels import IMPORTED
from projections.credits.hour_lines import OFF_JOB, ONLINE
from projections.credits.hours import Hours, hours_of
from projections.exact import plain
from projections.policy.targets import CHANNELS
from projections.profile.writing import statement_id
from projections.reasons import Reason
from tests.unit.projections.history import History


def found(history: History, **parameters: Any) -> Hours:
    return hours_of(history.dossier(parameters), [2010])


def why(hours: Hours, id_: str) -> Reason | None:
    (line,) = [one for one in hours.entries if one.statement_id == statement_id(id_)]
    return line.reason


def test_unreadable_hours_are_not_guessed_and_cost_no_credit() -> None:
    history = History()
    fact = history.attended("k", "K", "2010-03-05", "5")
    assert not fact.unreadable
    statement = {
        "id": str(statement_id("x")),
        "actor": {
            "account": {"homePage": "https://w3id.org/xapi/cadre-training/cadres", "name": "c1"}
        },
        "verb": {"id": "http://adlnet.gov/expapi/verbs/attended"},
        "object": {"id": "https://w3id.org/xapi/cadre-training/classes/K9"},
        "context": {
            "extensions": {
                "https://w3id.org/xapi/cadre-training/ext/end": "2010-04-09",
                "https://w3id.org/xapi/cadre-training/ext/scheduled_days": "5",
                "https://w3id.org/xapi/cadre-training/ext/hours": "forty",
            }
        },
        "timestamp": "2010-04-09T04:00:00Z",
    }
    history.receive(statement)
    hours = found(history)
    assert why(hours, "x") is Reason.UNKNOWN_VALUE
    assert plain(hours.cycles[0].hours) == "37.5"
    assert plain(history.ledger().balance(2010).earned) == "50"


def test_no_hours_have_a_reason_and_do_not_use_up_the_course() -> None:
    history = History()
    history.catalogue("o1", "10")
    history.passed("p1", "o1", "2010-06-01")
    history.passed("p2", "o1", "2010-07-01", hours="6")
    history.record("history.imported", "h", hours="0", occurred="2010-02-01")
    hours = found(history)
    assert [why(hours, id_) for id_ in ("p1", "h")] == [Reason.NOT_VALUED] * 2
    assert plain(hours.cycles[0].hours) == "6"
    assert all((line.reason is None) == bool(line.hours) for line in hours.entries)


def test_course_hours_are_those_stated_else_the_catalogues_once_per_course() -> None:
    history = History()
    history.record(
        "course.catalogued", "o1", course="o1", credits="10", hours="4", occurred="2008-01-01"
    )
    history.passed("p1", "o1", "2010-06-01")
    history.passed("p2", "o1", "2010-07-01", hours="6")
    history.passed("p3", "o2", "2010-07-01", hours="2.5")
    history.passed("p4", "o3", "2010-07-01", hours="2", success=False)
    hours = found(history)
    assert plain(hours.cycles[0].hours) == "6.5"
    assert why(hours, "p2") is Reason.DUPLICATE_COURSE
    assert why(hours, "p4") is Reason.NOT_PASSED


@pytest.mark.parametrize(("months", "target"), [(1, "500.83"), (30, "525"), (59, "549.17")])
def test_the_pro_rata_target_is_decided_exactly_and_shown_to_two_decimals(
    months: int, target: str
) -> None:
    history = History()
    year, month = divmod(60 - months, 12)
    history.record(
        "level.changed", "l", level="county_and_above", occurred=f"{2008 + year}-{month + 1:02}-01"
    )
    history.attended("k", "K", "2010-03-25", "25", hours="525")
    (cycle,) = found(history, **{"hours.level_basis": "pro_rata"}).cycles
    assert cycle.target is not None
    assert plain(cycle.target) == target
    assert cycle.met is (Decimal(525) >= Decimal(target))


def test_a_change_after_the_first_of_a_month_counts_from_the_next() -> None:
    history = History()
    history.record("level.changed", "l", level="county_and_above", occurred="2010-07-02")
    (cycle,) = found(history, **{"hours.level_basis": "pro_rata"}).cycles
    assert cycle.target == Decimal("524.17")
    assert cycle.short_by == Decimal("524.17")


def test_the_level_that_is_told_is_the_one_that_sets_the_target() -> None:
    history = History()
    history.record("level.changed", "l", level="county_and_above", occurred="2010-07-02")
    for basis, level in (("cycle_start", "other"), ("cycle_end", "county_and_above")):
        (cycle,) = found(history, **{"hours.level_basis": basis}).cycles
        assert cycle.level == level
        assert cycle.target == Decimal({"other": 500, "county_and_above": 550}[level])


def test_a_level_that_the_policy_does_not_name_has_the_target_of_all_others() -> None:
    history = History()
    history.record("level.changed", "l", level="section", occurred="2008-01-01")
    (cycle,) = found(history).cycles
    assert (cycle.level, cycle.target) == ("section", Decimal(500))


def test_targets_know_the_channels_of_hours() -> None:
    assert CHANNELS == (OFF_JOB, ONLINE, IMPORTED)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [("0", "0"), ("0.001", "0.01"), ("0.125", "0.12"), ("0.135", "0.14"), ("7", "7")],
)
def test_a_target_is_shown_to_two_decimals_and_never_as_none_where_there_is_one(
    wanted: str, shown: str
) -> None:
    (cycle,) = found(History(), **{"thresholds.hours_per_cycle.other": wanted}).cycles
    assert cycle.target == cycle.short_by == Decimal(shown)
    assert cycle.met is (wanted == "0")
