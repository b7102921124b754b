"""Units as a tree: what holds for a unit holds for those below it, as the tree was (R32)."""

from datetime import date

from projections.case.decisions import AsOf
from projections.reasons import Reason
from tests.unit.projections.history import BAOJI, History, reason


def as_of(history: History, today: str = "2012-12-31", known: int | None = None) -> AsOf:
    at = len(history.facts) if known is None else known
    return AsOf(known=at, today=date.fromisoformat(today), zone=BAOJI.zone)


def registered(history: History, unit: str, parent: str | None, day: str = "2009-01-01") -> None:
    above = {"parent": parent} if parent else {}
    history.record("unit.registered", f"{unit} {parent} {day}", unit=unit, occurred=day, **above)


def test_the_tree_changes_over_time() -> None:
    history = History()
    registered(history, "A", None)
    registered(history, "A1", "A")
    registered(history, "A11", "A1")
    registered(history, "A1", "B", "2010-07-01")
    units = history.reference.units
    assert units.lineage("A11", as_of(history, "2010-06-30")) == ("A11", "A1", "A")
    assert units.lineage("A11", as_of(history)) == ("A11", "A1", "B")
    assert units.lineage("A11", as_of(history, known=3)) == ("A11", "A1", "A")
    assert units.subtree("A", as_of(history, "2010-06-30")) == {"A", "A1", "A11"}
    assert units.subtree("A", as_of(history)) == {"A"}
    assert units.children("B", as_of(history)) == ("A1",)


def test_a_circle_of_units_ends() -> None:
    history = History()
    registered(history, "A", "B")
    registered(history, "B", "A")
    assert history.reference.units.lineage("A", as_of(history)) == ("A", "B")
    assert history.reference.units.subtree("A", as_of(history)) == {"A", "B"}


def granted(*asserts: str) -> History:
    """A history in which the credential `hr` asserts these facts, with A1 below A."""
    history = History()
    history.reference.grant(position=0, credential="hr", asserts=asserts)
    registered(history, "A", None)
    registered(history, "A1", "A")
    registered(history, "B", None)
    return history


def test_a_grant_for_a_unit_covers_the_units_below_it() -> None:
    for unit, expected in (("A", None), ("A1", None), ("B", Reason.NOT_AUTHORISED)):
        history = granted("class.completed@A")
        history.record("unit.assigned", "m", unit=unit, occurred="2009-01-01")
        history.attended("k", "K", "2010-03-05", "5", credential="hr")
        assert reason(history.ledger(), "k") is expected


def test_a_tree_that_is_registered_later_grants_nothing_after_the_fact() -> None:
    history = History()
    history.reference.grant(position=0, credential="hr", asserts=("class.completed@A",))
    history.record("unit.assigned", "m", unit="A1", occurred="2009-01-01")
    history.attended("k", "K", "2010-03-05", "5", credential="hr")
    registered(history, "A1", "A")
    assert reason(history.ledger(), "k") is Reason.NOT_AUTHORISED


def test_who_registers_units_below_his_own_cannot_take_over_another() -> None:
    history = granted("unit.registered@A")
    mine = {"parent": "A1", "credential": "hr", "occurred": "2010-01-01"}
    history.record("unit.registered", "new", unit="A12", **mine)
    history.record("unit.registered", "stolen", unit="B", **mine)
    units = history.reference.units
    assert units.lineage("A12", as_of(history)) == ("A12", "A1", "A")
    assert units.lineage("B", as_of(history)) == ("B",)


def test_a_registration_that_is_void_moves_nothing() -> None:
    history = granted()
    registered(history, "B", "A", "2010-01-01")
    history.record("act.voided", "v", target="B A 2010-01-01", occurred="2010-02-01")
    assert history.reference.units.lineage("B", as_of(history)) == ("B",)


def test_a_grant_for_in_post_training_is_not_one_for_every_class() -> None:
    for asserted, expected in (("in_post_training.completed", Reason.NOT_AUTHORISED), ("*", None)):
        history = granted(asserted)
        history.attended("k", "K", "2010-03-05", "5", credential="hr")
        history.record(
            "in_post_training.completed",
            "p",
            **{"class": "P", "end": "2010-04-09", "scheduled_days": "5", "credential": "hr"},
        )
        assert reason(history.ledger(), "k") is expected
        assert reason(history.ledger(), "p") is None


def test_a_grant_for_classes_is_one_for_in_post_training_too_within_its_unit() -> None:
    for asserted, unit, expected in (
        ("class.completed", "B", None),
        ("class.completed@A", "A1", None),
        ("class.completed@A", "B", Reason.NOT_AUTHORISED),
        ("degree.conferred", "A", Reason.NOT_AUTHORISED),
    ):
        history = granted(asserted)
        history.record("unit.assigned", "m", unit=unit, occurred="2009-01-01")
        history.record(
            "in_post_training.completed",
            "p",
            **{"class": "P", "end": "2010-04-09", "scheduled_days": "5", "credential": "hr"},
        )
        assert reason(history.ledger(), "p") is expected, (asserted, unit)
