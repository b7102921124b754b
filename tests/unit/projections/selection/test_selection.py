"""Selection beyond its worked examples: who was entitled, what answers a nomination, whom reach."""

from datetime import date
from fractions import Fraction
from uuid import UUID

from projections.case.membership import Membership
from projections.policy.succession import succession_of
from projections.selection.learners import Attendance, Learner
from projections.selection.reach import coverage, trained_again, untrained
from tests.unit.projections.classes.opened import HELD, K, told
from tests.unit.projections.history import BAOJI, History

POLICIES = succession_of(BAOJI)
ID = UUID(int=1)


def called(*cadres: str) -> History:
    history = History()
    for cadre in cadres:
        history.record("cadre.nominated", f"n {cadre}", cadre=cadre, **K, occurred="2010-05-01")
    return history


def states(history: History, today: str = "2010-12-31") -> dict[str, str]:
    return {one.cadre: one.state for one in told(history, today=today)[1].nominations}


def test_who_comes_himself_attended_whoever_came_for_him_too() -> None:
    history = called("c1")
    history.record("class.completed", "k1", **HELD)
    history.record("class.completed", "k2", **HELD, cadre="s1", substitute_for="c1")
    assert states(history) == {"c1": "attended"}


def test_an_exemption_excuses_also_who_sent_a_substitute_without_approval() -> None:
    history = called("c1")
    history.record("class.completed", "k", **HELD, cadre="s1", substitute_for="c1")
    assert states(history) == {"c1": "substituted_unapproved"}
    history.record("exemption.granted", "x", target="n c1", occurred="2010-07-01")
    assert states(history) == {"c1": "excused"}
    assert [one.approved for one in told(history)[1].substitutions] == [False]


def test_an_approval_of_another_substitute_approves_nobody() -> None:
    history = called("c1")
    both = {"cadre": "c1", "substitute": "s9", "occurred": "2010-06-01"}
    history.record("substitution.approved", "b", **K, **both)
    history.record("class.completed", "k", **HELD, cadre="s1", substitute_for="c1")
    assert states(history) == {"c1": "substituted_unapproved"}


def test_an_approval_where_nobody_came_leaves_the_nominee_absent_after_the_class() -> None:
    history = called("c1")
    both = {"cadre": "c1", "substitute": "s1", "occurred": "2010-06-01"}
    history.record("substitution.approved", "b", **K, **both)
    history.record("class.completed", "k", **HELD, cadre="c9")
    assert states(history, "2010-06-14") == {"c1": "nominated"}
    assert states(history, "2010-06-15") == {"c1": "absent"}


def test_a_unit_names_trainees_for_its_own_places_and_approves_no_substitutes() -> None:
    history = called("c1")
    asserts = ("trainee.named@A", "substitution.approved@A")
    history.reference.grant(position=1, credential="hr of A", asserts=asserts)
    by = {"credential": "hr of A", "occurred": "2010-05-02"}
    history.record("trainee.named", "i1", cadre="d1", unit="A", **K, **by)
    history.record("trainee.named", "i2", cadre="d2", unit="B", **K, **by)
    history.record("substitution.approved", "b", cadre="c1", substitute="s1", **K, **by)
    history.record("class.completed", "k", **HELD, cadre="s1", substitute_for="c1")
    assert [(one.unit, one.cadres) for one in told(history)[1].quotas] == [("A", ("d1",))]
    assert states(history) == {"c1": "substituted_unapproved"}


def learner(*classes: tuple[str, str, str], cadre: str = "c1") -> Learner:
    """A cadre of unit A since 2008 who attended classes: name, theme and last day of each."""
    return Learner(
        cadre=cadre,
        memberships=(Membership(day=date(2008, 1, 1), unit="A", statement_id=ID),),
        attended=tuple(
            Attendance(
                training_class=name,
                theme=theme or None,
                start=date.fromisoformat(end),
                end=date.fromisoformat(end),
                statement_id=ID,
            )
            for name, theme, end in classes
        ),
    )


def test_a_theme_is_repeated_up_to_the_day_before_the_anniversary() -> None:
    def again(day: str) -> list[str]:
        one = learner(("K1", "law", "2008-02-29"), ("K2", "law", day))
        return [each.earlier_class for each in trained_again(one, int(day[:4]), POLICIES)]

    assert again("2011-02-27") == ["K1"]
    assert again("2011-02-28") == []  # the month of the anniversary ends on the 28th


def test_no_theme_and_the_same_class_are_no_repetition() -> None:
    one = learner(("K1", "", "2010-01-10"), ("K2", "", "2010-02-10"))
    assert list(trained_again(one, 2010, POLICIES)) == []
    one = learner(("K1", "law", "2010-01-10"), ("K1", "law", "2010-02-10"))
    assert list(trained_again(one, 2010, POLICIES)) == []


def test_the_anniversary_of_the_last_class_counts_as_long() -> None:
    one = learner(("K1", "law", "2008-05-16"))
    assert untrained(one, date(2011, 5, 15), POLICIES) is None
    found = untrained(one, date(2011, 5, 16), POLICIES)
    assert found is not None
    assert (found.since, found.last_class) == (date(2008, 5, 16), "K1")


def test_coverage_counts_from_the_first_day_of_the_cycle() -> None:
    some = [
        learner(("K1", "law", "2007-12-31"), cadre="c1"),
        learner(("K1", "law", "2008-01-01"), cadre="c2"),
        learner(("K1", "law", "2012-12-31"), cadre="c3"),
    ]
    assert coverage(some, date(2012, 12, 31), POLICIES).share == Fraction(2, 3)
    assert coverage(some, date(2012, 12, 30), POLICIES).share == Fraction(1, 3)
    assert coverage(some, date(2013, 1, 1), POLICIES).share == 0
    assert coverage([], date(2013, 1, 1), POLICIES).share is None
