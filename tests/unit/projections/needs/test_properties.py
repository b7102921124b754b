"""What holds of every history of needs and assessments: arrival, voids, what was known."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.assessments import cadres_assessed
from projections.answers.needs import key_classes, needs_of_half
from projections.answers.surveys import counted
from projections.case.windows import Half
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from projections.reports.assessment import assessment_answer
from projections.reports.needs import needs_answer, renewal_answer
from projections.reports.surveys import survey_answer
from projections.reports.telling import told
from tests.unit.projections.history import BAOJI, History, recorded
from tests.unit.projections.strategies import Short, arrivals

CADRES = st.sampled_from(["c1", "c2"])
CLASSES = st.sampled_from(["K1", "K2"])
THEMES = st.sampled_from(["law", "economy"])
HALVES = st.sampled_from(["2010-H1", "2010-H2"])
TODAY = st.sampled_from([date(2010, 3, 1), date(2010, 12, 31), date(2011, 12, 31)])
FIRST = date(2010, 1, 1)


def fact(name: str, **members: Any) -> st.SearchStrategy[Short]:
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in members.items()
    }
    return st.fixed_dictionaries({"fact": st.just(name), **drawn})


FACTS = st.one_of(
    fact("survey.opened", survey=st.sampled_from(["S1", "S2"]), kind="census"),
    fact("survey.opened", survey="S3", kind="key_class", **{"class": CLASSES}),
    fact(
        "class.completed",
        cadre=CADRES,
        theme=THEMES,
        class_tag=st.sampled_from(["key", "pilot"]),
        scheduled_days="5",
        **{"class": CLASSES},
    ),
    fact("needs_report.filed", half=HALVES),
    fact("needs_report.published", half=HALVES),
    fact("need.recorded", cadre=CADRES, kind="post", method="form", theme=THEMES),
    fact(
        "programme.offered",
        programme=st.sampled_from(["P1", "P2"]),
        year=st.sampled_from([2009, 2010]),
        renewed=st.booleans(),
    ),
    fact("unit.assigned", cadre=CADRES, unit=st.sampled_from(["A", "B"])),
    fact("unit_assessment.self_inspected", unit="A", year=2010, result="good"),
    fact("unit_assessment.evaluated", unit="A", year=2010, result=st.sampled_from(["a", "b"])),
    fact("learning_report.made", cadre=CADRES, year=2010),
    fact("peer.rated", cadre="c1", year=2010, rating=st.integers(1, 5)),
    fact("yearly_score.given", cadre=CADRES, year=2010, score=st.sampled_from(["80", "91.5"])),
)
VOIDED = st.integers(0, 11)


def dated(found: list[Short], voided: list[int]) -> list[Short]:
    """Facts of different days, then voids of some of them."""
    facts = []
    for number, short in enumerate(found):
        day = (FIRST + timedelta(days=37 * (number * 5 % 17))).isoformat()
        days = {"start": day, "end": day} if short["fact"] == "class.completed" else {}
        facts.append({**short, "id_": f"f{number}", **(days or {"occurred": day})})
    decisions = [
        {"fact": "act.voided", "id_": f"v{n}", "target": f"f{n}", "occurred": "2010-06-01"}
        for n in sorted(set(voided))
        if n < len(found)
    ]
    return [*facts, *decisions]


histories = st.builds(dated, st.lists(FACTS, min_size=1, max_size=12), st.lists(VOIDED, max_size=2))
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "needs_publication.min_cell": st.sampled_from([0, 1, 2]),
        "needs_survey.census_per_cycle": st.sampled_from([[1, 1], [2, 3]]),
        "needs_survey.renewal_base": st.just("offered_last_year"),
        "needs_survey.renewal_counts": st.just("new"),
        "needs_survey.renewal_ratio": st.just([1, 2]),
    },
).map(BAOJI.with_overrides)


def answers(
    history: History, today: date, *, known: int | None = None, policy: Policy = BAOJI
) -> Any:
    """All that is told of a history, without positions."""
    basis = history.basis(today, known=known, policies=succession_of(policy))
    log, half = ListLog(history.rows), Half(year=2010, number=1)
    needs = list(needs_of_half(log, half, basis))
    classes = key_classes(log, 2010, basis)
    found = {
        "needs": needs_answer(half, needs, classes, basis, after="", limit=None),
        "renewal": renewal_answer(2010, basis, after="", limit=None),
        "assessment": assessment_answer(2010, cadres_assessed(log, 2010, basis), basis, limit=None),
        **{name: survey_answer(counted(log, name, basis), basis) for name in ("S1", "S3")},
    }
    return {name: _without_position(told(answer)) for name, answer in found.items()}


def _without_position(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "position"}


@given(shorts=histories, today=TODAY, policy=POLICIES, data=st.data())
@settings(max_examples=50)
def test_the_order_of_arrival_does_not_matter(
    shorts: list[Short], today: date, policy: Policy, data: st.DataObject
) -> None:
    other = data.draw(arrivals(shorts))
    assert answers(recorded(shorts), today, policy=policy) == answers(
        recorded(other), today, policy=policy
    )


@given(shorts=histories, today=TODAY, which=st.integers(0, 11))
@settings(max_examples=50)
def test_a_void_that_is_withdrawn_restores_everything(
    shorts: list[Short], today: date, which: int
) -> None:
    voided = {one["target"] for one in shorts if one["fact"] == "act.voided"}
    free = [one["id_"] for one in shorts if one["id_"] not in voided and "target" not in one]
    history = recorded(shorts)
    before = answers(history, today)
    for target in free[which % max(len(free), 1) :][:1]:
        history.record("act.voided", "v", target=target, occurred="2011-01-01")
        history.record("void.withdrawn", "w", target=target, occurred="2011-01-02")
        assert answers(history, today) == before


@given(shorts=histories, more=histories, today=TODAY, policy=POLICIES)
@settings(max_examples=50)
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
@settings(max_examples=50)
def test_every_judgement_rests_on_statements_of_the_log(shorts: list[Short], today: date) -> None:
    history = recorded(shorts)
    known = {str(fact.statement_id) for fact in history.facts}
    assert set(evidence(answers(history, today))) <= known


def evidence(value: Any) -> list[str]:
    """All statements that an answer names as what it rests on."""
    if isinstance(value, list):
        return [found for one in value for found in evidence(one)]
    if not isinstance(value, dict):
        return []
    below = [found for one in value.values() for found in evidence(one)]
    return [*value.get("evidence", ()), *below]
