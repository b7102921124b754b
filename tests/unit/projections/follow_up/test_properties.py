"""What holds of every history of follow-ups."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.acts import acts_of
from projections.answers.basis import UnknownSubjectError
from projections.answers.follow_up import (
    attended_by,
    cadre_follow_ups,
    class_follow_up,
    held,
    institution_half,
    tallied,
    visited,
)
from projections.case.dossier import open_dossier
from projections.case.windows import Half
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from projections.reports.cadre_follow_up import cadre_answer
from projections.reports.class_follow_up import class_answer
from projections.reports.institution_follow_up import institution_answer
from projections.reports.sample import sample_answer
from projections.reports.telling import told
from tests.follow_up_histories import CLASSES, DAYS, histories
from tests.unit.projections.history import BAOJI, History, recorded
from tests.unit.projections.strategies import Short, arrivals

TODAY = st.sampled_from(
    [date(2010, 3, 30), date(2010, 4, 7), date(2010, 7, 1), date(2011, 4, 1), date(2013, 4, 1)]
)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "follow_up.default_years": st.sampled_from([1, 2]),
        "follow_up.followed_up_by": st.sampled_from(["working_group", "organiser"]),
        "follow_up.reports_of": st.sampled_from(["institution", "class"]),
        "follow_up.seminar_open_months": st.sampled_from([0, 1]),
        "follow_up_detail.sample_min": st.sampled_from([0, 1, 2]),
        "follow_up_detail.self_evaluation_grace_days": st.sampled_from([0, 7]),
        "follow_up_detail.visit_methods": st.sampled_from([["interview"], ["meeting"]]),
        "follow_up_months": st.sampled_from([None, 6, 18]),
    },
).map(BAOJI.with_overrides)
OF_RECORDING = ("verdict", "lacking", "strangers")
"""What a draw is judged by is what was recorded when it was made."""


def answers(
    history: History, today: date, *, known: int | None = None, policy: Policy = BAOJI
) -> dict[str, Any]:
    """Everything that is told of a history, without positions."""
    basis = history.basis(today, known=known, policies=succession_of(policy))
    log = ListLog(history.rows)
    found: dict[str, Any] = {
        str(key): count for key, count in tallied(log, basis, until=date(2012, 1, 1)).items()
    }
    for name in CLASSES:
        try:
            of_class = class_follow_up(log, name, basis)
        except UnknownSubjectError:
            continue
        if not of_class.subject.facts:  # it is named only later
            continue
        found[name] = told(class_answer(of_class, basis, visible=None, after="", limit=99))
        found[f"sample of {name}"] = told(sample_answer(of_class, basis))
    for cadre, acts in acts_of(["c1", "c2"], log, basis.reference, basis.as_of).items():
        dossier = open_dossier(basis.reference, cadre, acts, basis.policies, basis.as_of)
        classes = sorted(attended_by(dossier).values())
        of_cadre = cadre_follow_ups(log, dossier, classes, basis)
        found[cadre] = told(cadre_answer(dossier, of_cadre, basis, following=None))
    second = Half(year=2010, number=2)
    half = institution_half(log, "school", second, basis, classes=held(log, basis))
    found["half"] = told(institution_answer("school", half, basis, visited(half, basis)))
    return {key: without_positions(one) for key, one in found.items()}


def without_positions(value: Any) -> Any:
    if isinstance(value, list):
        return [without_positions(one) for one in value]
    if isinstance(value, dict):
        return {key: without_positions(one) for key, one in value.items() if key != "position"}
    return value


def without_recording(found: dict[str, Any]) -> dict[str, Any]:
    """What does not hang on what was recorded before what."""
    found = {key: value for key, value in found.items() if key != "half"}
    for cadre in ("c1", "c2"):  # of one instant, what is about another class may come before
        for one in found[cadre]["classes"]:
            one["entries"].sort(key=lambda entry: (entry["day"], entry["statement_id"]))
    for answer in found.values():
        if isinstance(answer, dict) and answer.get("sample"):
            for name in (*OF_RECORDING, "lacking_names", "stranger_names"):
                del answer["sample"][name]
        if isinstance(answer, dict) and "findings" in answer:
            answer["findings"] = [
                one for one in answer["findings"] if one["code"]["code"] != "sample_not_sound"
            ]
    return found


@given(shorts=histories, today=TODAY, policy=POLICIES, data=st.data())
@settings(max_examples=40)
def test_the_order_of_arrival_does_not_matter(
    shorts: list[Short], today: date, policy: Policy, data: st.DataObject
) -> None:
    other = data.draw(arrivals(shorts))
    one, two = (
        without_recording(answers(recorded(order), today, policy=policy))
        for order in (shorts, other)
    )
    assert one == two


@given(shorts=histories, today=TODAY, data=st.data())
@settings(max_examples=40)
def test_a_void_that_is_withdrawn_restores_everything(
    shorts: list[Short], today: date, data: st.DataObject
) -> None:
    facts = [one for one in shorts if one["fact"] not in ("act.voided", "void.withdrawn")]
    decided = {one["target"] for one in shorts if one not in facts}
    history = recorded(shorts)
    before = answers(history, today)
    for short in [one for one in facts if one["id_"] not in decided][:1]:
        history.record("act.voided", "v", target=short["id_"], occurred=data.draw(DAYS))
        history.record("void.withdrawn", "w", target=short["id_"], occurred=data.draw(DAYS))
        assert answers(history, today) == before


@given(shorts=histories, more=histories, today=TODAY, policy=POLICIES)
@settings(max_examples=40)
def test_an_answer_as_of_a_position_never_changes(
    shorts: list[Short], more: list[Short], today: date, policy: Policy
) -> None:
    history = recorded(shorts)
    known = len(history.rows)
    before = answers(history, today, policy=policy)
    for short in more:
        history.record(**{**short, "id_": f"later {short['id_']}"})
    assert answers(history, today, known=known, policy=policy) == before


@given(shorts=histories, today=TODAY)
@settings(max_examples=40)
def test_every_item_says_what_it_rests_on_and_what_is_amiss(
    shorts: list[Short], today: date
) -> None:
    history = recorded(shorts)
    known = {str(fact.statement_id) for fact in history.facts}
    for item in items(answers(history, today)):
        assert set(item["evidence"]) <= known
        assert bool(item["evidence"]) == (item["done_on"] is not None)
        assert (item["reason"] is None) == (item["state"] in ("not_yet_open", "open", "done"))
        assert item["rule"]
        assert item["article"]


def items(value: Any) -> list[dict[str, Any]]:
    """All items within an answer."""
    if isinstance(value, list):
        return [found for one in value for found in items(one)]
    if not isinstance(value, dict):
        return []
    own = [value] if "opens" in value else []
    return own + [found for one in value.values() for found in items(one)]
