"""What holds of every history of a class: order of arrival, voids, and what was known."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projections.answers.class_files import ClassFile
from projections.classes.life import ClassLife
from tests.unit.projections.classes.opened import K, told
from tests.unit.projections.history import History, recorded

CADRES = st.sampled_from(["c1", "c2", "c3"])
UNITS = st.sampled_from(["A", "B"])
DAYS = st.sampled_from(["2010-05-10", "2010-06-09", "2010-06-10", "2010-06-14", "2010-07-01"])

Short = dict[str, Any]


def _fact(name: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Short]:
    return st.fixed_dictionaries({"fact": st.just(name), **members})


FACTS = st.one_of(
    _fact("class.planned", persons=st.sampled_from([1, 40]), start=DAYS, end=DAYS),
    _fact("class.declared"),
    _fact("class.approved"),
    _fact("class.returned"),
    _fact("class.rejected"),
    _fact("class.cancelled"),
    _fact("class.closed", sign_in_sheet=st.booleans(), timetable=st.booleans()),
    _fact("class.reopened"),
    _fact("class.observer_assigned", person=st.sampled_from(["o1", "o2"])),
    _fact("cadre.nominated", cadre=CADRES),
    _fact("trainee.named", cadre=CADRES, unit=UNITS),
    _fact("quota.allocated", unit=UNITS, persons=st.integers(0, 3)),
    _fact("substitution.approved", cadre=CADRES, substitute=CADRES),
    _fact("class.completed", cadre=CADRES, start=DAYS, substitute_for=CADRES),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Short]:
    """Facts about one class, no two at one instant: ties are told apart by the log."""
    found = draw(st.lists(st.tuples(FACTS, DAYS), min_size=1, max_size=10))
    return [
        {**short, **K, "id_": f"f{number}", "occurred_at": f"{day}T04:00:{number:02}Z"}
        for number, (short, day) in enumerate(found)
    ]


TODAYS = st.sampled_from(["2010-06-08", "2010-06-10", "2010-06-14", "2010-06-15", "2011-01-01"])


def found(history: History, today: str, known: int | None = None) -> tuple[ClassLife, ClassFile]:
    return told(history, today=today, known=known)


@given(shorts=histories(), today=TODAYS, data=st.data())
def test_nothing_depends_on_the_order_of_arrival(
    shorts: list[Short], today: str, data: st.DataObject
) -> None:
    arrived = data.draw(st.permutations(shorts))
    assert found(recorded(arrived), today) == found(recorded(shorts), today)


@given(shorts=histories(), today=TODAYS, data=st.data())
def test_a_void_that_is_withdrawn_restores_everything(
    shorts: list[Short], today: str, data: st.DataObject
) -> None:
    history = recorded(shorts)
    before = found(history, today)
    target = data.draw(st.sampled_from(shorts))["id_"]
    history.record("act.voided", "v", target=target, occurred="2010-08-01")
    history.record("void.withdrawn", "w", target=target, occurred="2010-08-02")
    assert found(history, today) == before


@given(shorts=histories(), today=TODAYS, data=st.data())
def test_a_void_is_as_if_the_fact_had_never_been_stated(
    shorts: list[Short], today: str, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(shorts))
    history = recorded(shorts)
    history.record("act.voided", "v", target=target["id_"], occurred="2010-08-01")
    rest = [short for short in shorts if short is not target]
    assert found(history, today) == found(recorded(rest), today)


@given(shorts=histories(), today=TODAYS, data=st.data())
def test_what_was_known_never_changes(shorts: list[Short], today: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(shorts)))
    early = found(recorded(shorts[:cut]), today)
    assert found(recorded(shorts), today, known=cut) == early
