"""The reference answers as of any position, whatever is learned later."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from projections.case.decisions import AsOf
from projections.case.publications import Fate, NoPolicyError
from projections.case.reference import Reference
from projections.facts.year_facts import YearPublished
from projections.profile.writing import to_statement
from projections.words import vocabulary as v
from tests.unit.projections.history import BAOJI, History

ZONE = ZoneInfo("Asia/Shanghai")


def as_of(known: int, today: str = "2020-12-31") -> AsOf:
    return AsOf(known=known, today=date.fromisoformat(today), zone=ZONE)


def credits_at(history: History, day: str, known: int) -> str | None:
    catalogue = history.reference.catalogue(as_of(known))
    found = catalogue.entry("o", datetime.fromisoformat(day).replace(tzinfo=UTC))
    return str(found.credits) if found else None


def test_the_catalogue_value_is_the_latest_not_after_the_act_among_those_known() -> None:
    history = History()
    history.catalogue("o", "10", "2010-01-01")
    history.catalogue("o", "15", "2010-07-01")
    history.catalogue("o", "12", "2010-03-01")
    assert credits_at(history, "2009-12-31", 3) is None
    assert credits_at(history, "2010-02-01", 3) == "10"
    assert credits_at(history, "2010-06-30", 3) == "12"
    assert credits_at(history, "2010-06-30", 2) == "10"
    assert credits_at(history, "2010-07-02", 3) == "15"
    assert credits_at(history, "2010-07-02", 1) == "10"


def test_a_voided_catalogue_entry_is_none_while_the_void_is_known() -> None:
    history = History()
    entry = history.catalogue("o", "10", "2010-01-01")
    history.record("act.voided", "v", target=str(entry.statement_id), occurred="2010-02-01")
    history.record("void.withdrawn", "w", target=str(entry.statement_id), occurred="2010-03-01")
    assert [credits_at(history, "2010-06-01", known) for known in (1, 2, 3)] == ["10", None, "10"]


def test_a_catalogue_that_was_asked_for_before_sees_what_is_learned_since() -> None:
    history = History()
    entry = history.catalogue("o", "10", "2010-01-01")
    assert credits_at(history, "2010-06-01", 9) == "10"
    history.catalogue("o", "15", "2010-03-01")
    assert credits_at(history, "2010-06-01", 9) == "15"
    history.record("act.voided", "v", target=str(entry.statement_id), occurred="2010-02-01")
    assert credits_at(history, "2010-02-01", 9) is None
    history.record("course.catalogued", "x", course="o", credits="20", credential="p")
    assert credits_at(history, "2010-06-02", 9) == "15"
    history.reference.grant(position=0, credential="p", asserts=("course.catalogued",))
    assert credits_at(history, "2010-06-02", 9) == "20"


def test_who_may_not_catalogue_does_not() -> None:
    history = History()
    history.record(
        "course.catalogued", "x", course="o", credits="20", occurred="2010-01-01", credential="p"
    )
    assert credits_at(history, "2010-06-01", 1) is None


def authorised(reference: Reference, position: int, unit: str | None = "A") -> bool:
    history = History()
    while len(history.facts) < position:
        fact = history.passed(f"e{len(history.facts)}", "o", "2010-01-01", credential="p")
    return reference.authorises(fact, unit)


@pytest.mark.parametrize(
    ("asserts", "unit", "expected"),
    [
        (("course.passed",), None, True),
        (("*",), None, True),
        (("class.completed",), "A", False),
        (("course.passed@A",), "A", True),
        (("course.passed@A",), "B", False),
        (("course.passed@A",), None, False),
        ((), "A", False),
    ],
)
def test_a_grant_names_facts_and_perhaps_a_unit(
    asserts: tuple[str, ...], unit: str | None, expected: bool
) -> None:
    reference = Reference()
    reference.grant(position=1, credential="p", asserts=asserts)
    assert authorised(reference, 2, unit) is expected


def test_what_was_asserted_counts_as_it_was_when_the_fact_was_recorded() -> None:
    reference = Reference()
    reference.grant(position=5, credential="p", asserts=())
    reference.grant(position=2, credential="p", asserts=("course.passed",))
    assert [authorised(reference, position) for position in (1, 3, 6)] == [False, True, False]


def publish(history: History, id_: str, effective: str, occurred: str, **changes: str) -> None:
    policy = BAOJI.with_overrides(changes)
    history.record(
        "policy.published",
        id_,
        policy=policy.id,
        content=json.loads(policy.canonical()),
        digest=policy.digest,
        effective=effective,
        occurred=occurred,
    )


def judged(history: History, known: int) -> list[tuple[str, str, int | None]]:
    """What judges: from when on, what it wants of a year, and where it was published."""
    return [
        (
            one.since.isoformat(),
            str(one.policy.on(date.max).thresholds.annual_credits),
            one.position,
        )
        for one in history.reference.succession(known=known).tenures
    ]


def test_in_force_is_the_greatest_effective_day_then_the_greatest_position() -> None:
    history = History()
    publish(history, "p1", "2009-12-12", "2009-12-12")
    publish(history, "p2", "2011-01-01", "2010-06-01", **{"thresholds.annual_credits": "70"})
    publish(history, "p3", "2009-12-12", "2010-07-01", **{"thresholds.annual_credits": "50"})
    publish(history, "p4", "2011-01-01", "2010-06-01", **{"thresholds.annual_credits": "80"})
    since = BAOJI.effective_from.isoformat()
    assert judged(history, 1) == [(since, "60", 1)]
    assert judged(history, 2) == [(since, "60", 1), ("2011-01-01", "70", 2)]
    assert judged(history, 3) == [(since, "50", 3), ("2011-01-01", "70", 2)]
    assert judged(history, 4) == [(since, "50", 3), ("2011-01-01", "80", 4)]


def test_a_policy_by_id_is_a_what_if_over_all_time() -> None:
    history = History()
    publish(history, "p1", "2011-01-01", "2009-12-12")
    assert history.reference.succession(known=1, policy_id="baoji-2009").tenures[0].policy == BAOJI
    with pytest.raises(NoPolicyError, match="no policy x was published"):
        history.reference.succession(known=1, policy_id="x")


def test_a_policy_voided_unreadable_or_unauthorised_is_not_in_force() -> None:
    history = History()
    publish(history, "p1", "2008-01-01", "2009-12-12")
    history.record("act.voided", "v", target="p1", occurred="2010-01-01")
    history.record("policy.published", "p2", policy="baoji-2009", content={}, occurred="2010-01-01")
    history.record(
        "policy.published",
        "p3",
        policy="baoji-2009",
        content=json.loads(BAOJI.canonical()),
        occurred="2010-01-01",
        credential="p",
    )
    assert history.reference.succession(known=1).tenures[0].policy == BAOJI
    with pytest.raises(NoPolicyError):
        history.reference.succession(known=4)
    told = [one.fate for one in history.reference.publications.told(known=4)]
    assert told == [Fate.VOIDED, Fate.UNREADABLE, Fate.NOT_AUTHORISED]


def test_learning_twice_changes_nothing() -> None:
    history = History()
    entry = history.catalogue("o", "10", "2010-01-01")
    history.reference.learn(entry)
    history.reference.learn(history.passed("e", "o", "2010-01-01"))
    assert credits_at(history, "2010-06-01", 2) == "10"


def test_a_unit_whose_parent_cannot_be_read_stays_where_it_was() -> None:
    history = History()
    history.record("unit.registered", "u1", unit="A1", parent="A", occurred="2010-01-01")
    later = to_statement(
        {"fact": "unit.registered", "id": "u2", "unit": "A1", "occurred": "2010-02-01"}
    )
    later["context"]["extensions"] = {v.extension("parent"): 5}
    history.receive(later)
    assert history.reference.units.lineage("A1", as_of(2)) == ("A1", "A")


def test_a_year_of_a_unit_that_cannot_be_read_is_no_year_of_all() -> None:
    history = History()
    said = to_statement(
        {"fact": "year.published", "id": "y", "year": "2010", "occurred": "2011-01-05"}
    )
    said["context"]["extensions"][v.extension("unit")] = 5
    history.receive(said)
    assert history.reference.of_year(YearPublished, 2010, as_of(1)) == []
