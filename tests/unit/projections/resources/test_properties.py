"""What holds of every history of learning in class, teachers, funds and sharing."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.resources import funds_of, sharing_of, teachers_of
from projections.answers.subjects import CLASSES as CLASS
from projections.answers.subjects import subjects
from projections.in_class.in_class import in_class
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from projections.reports.telling import told
from tests.duty_histories import CLASSES, DAYS, YEARS, arrivals, histories
from tests.unit.projections.history import BAOJI, History, recorded
from tests.unit.projections.strategies import Short

TODAY = st.sampled_from([date(2010, 6, 1), date(2010, 8, 1), date(2010, 12, 31), date(2012, 1, 1)])


def answers(
    history: History, today: date, *, known: int | None = None, policy: Policy = BAOJI
) -> dict[str, Any]:
    """Everything that is told of a history, without the positions."""
    basis = history.basis(today, known=known, policies=succession_of(policy))
    log = ListLog(history.rows)
    classes = subjects(CLASS, CLASSES, log, basis)
    found: dict[str, Any] = {name: told(in_class(one)) for name, one in classes.items()}
    for year in YEARS:
        found[f"teachers {year}"] = told(teachers_of(log, basis, year))
        found[f"funds {year}"] = told(funds_of(log, basis, year))
        found[f"sharing {year}"] = told(sharing_of(log, basis, year))
    return found


@given(shorts=histories, today=TODAY, data=st.data())
def test_the_order_of_arrival_does_not_matter(
    shorts: list[Short], today: date, data: st.DataObject
) -> None:
    other = data.draw(arrivals(shorts))
    assert answers(recorded(shorts), today) == answers(recorded(other), today)


@given(shorts=histories, today=TODAY, data=st.data())
def test_a_void_that_is_withdrawn_restores_everything(
    shorts: list[Short], today: date, data: st.DataObject
) -> None:
    history = recorded(shorts)
    before = answers(history, today)
    facts = [one for one in shorts if one["fact"] not in ("act.voided", "void.withdrawn")]
    for short in facts[:1]:
        history.record("act.voided", "v", target=short["id_"], occurred=data.draw(DAYS))
        history.record("void.withdrawn", "w", target=short["id_"], occurred=data.draw(DAYS))
        voided = {one["target"] for one in shorts if one["fact"] == "act.voided"}
        if short["id_"] not in voided:
            assert answers(history, today) == before


@given(shorts=histories, more=histories, today=TODAY)
def test_an_answer_as_of_a_position_never_changes(
    shorts: list[Short], more: list[Short], today: date
) -> None:
    history = recorded(shorts)
    known = len(history.rows)
    before = answers(history, today)
    for short in more:
        history.record(**{**short, "id_": f"later {short['id_']}"})
    assert answers(history, today, known=known) == before


@given(shorts=histories, today=TODAY)
def test_every_judgement_names_what_it_rests_on(shorts: list[Short], today: date) -> None:
    history = recorded(shorts)
    known = {str(fact.statement_id) for fact in history.facts}
    for part in answers(history, today).values():
        for place in places(part):
            assert set(place) <= known


def places(value: Any) -> list[list[str]]:
    """All evidence within an answer."""
    if isinstance(value, list):
        return [found for one in value for found in places(one)]
    if not isinstance(value, dict):
        return []
    own = [value["evidence"]] if "evidence" in value else []
    return own + [found for one in value.values() for found in places(one)]
