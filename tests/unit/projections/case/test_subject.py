"""A subject holds what is known about a class, and tells what of it stands."""

from lrs.event.list_log import ListLog
from projections.answers.subjects import CLASSES, subjects
from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.profile.writing import statement_id
from tests.unit.projections.history import History


def opened(history: History, *, today: str = "2010-12-31", known: int | None = None) -> Subject:
    basis = history.basis(today, known=known)
    return subjects(CLASSES, ["K"], ListLog(history.rows), basis)["K"]


def attended() -> History:
    history = History()
    history.record("unit.assigned", "u1", cadre="c1", unit="A", occurred="2009-01-01")
    history.record("unit.assigned", "u2", cadre="c2", unit="B", occurred="2009-01-01")
    history.attended("k2", "K", "2010-03-05", "5", cadre="c2")
    history.attended("k1", "K", "2010-03-05", "5", cadre="c1")
    history.attended("other", "L", "2010-03-05", "5", cadre="c1")
    return history


def standing(subject: Subject) -> list[str | None]:
    return [subject.cadre(fact) for fact in subject.standing(ClassCompleted)]


def test_a_class_has_the_facts_about_itself_alone_in_the_one_order() -> None:
    subject = opened(attended())
    assert [fact.statement_id for fact in subject.facts] == [statement_id("k2"), statement_id("k1")]


def test_what_has_not_happened_is_recorded_and_does_not_stand_yet() -> None:
    subject = opened(attended(), today="2010-03-04")
    assert standing(subject) == []
    assert len(subject.recorded(ClassCompleted)) == 2


def test_what_was_recorded_later_is_not_known() -> None:
    assert standing(opened(attended(), known=3)) == ["c2"]


def test_a_void_takes_away_and_its_withdrawal_restores() -> None:
    history = attended()
    history.record("act.voided", "v", target="k2", occurred="2010-04-01")
    assert standing(opened(history)) == ["c1"]
    history.record("void.withdrawn", "w", target="v", occurred="2010-04-02")
    assert standing(opened(history)) == ["c1"]
    history.record("void.withdrawn", "w2", target="k2", occurred="2010-04-02")
    assert standing(opened(history)) == ["c2", "c1"]


def test_a_unit_states_and_voids_what_its_own_cadres_attended() -> None:
    history = attended()
    asserts = ("class.completed@A", "act.voided@A")
    history.reference.grant(position=1, credential="hr of A", asserts=asserts)
    history.attended("x2", "K", "2010-03-06", "5", cadre="c2", credential="hr of A")
    history.attended("x1", "K", "2010-03-06", "5", cadre="c1", credential="hr of A")
    assert standing(opened(history)) == ["c2", "c1", "c1"]
    history.record("act.voided", "v2", target="k2", credential="hr of A")
    history.record("act.voided", "v1", target="k1", credential="hr of A")
    assert standing(opened(history)) == ["c2", "c1"]
