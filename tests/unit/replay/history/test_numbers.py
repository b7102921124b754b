"""What is folded from moment to moment is at each what a fold of everything comes to."""

from datetime import date
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.profile.forms import FORMS
from replay.history.cadre import CadreFold, LifeOfCadre, life_of_cadre
from replay.history.change import Parts, flat
from replay.history.judges import Judges
from replay.history.moments import Walk
from tests.oracle.histories import CADRES, history
from tests.unit.projections.history import History
from tests.unit.projections.strategies import (
    MOST,
    Short,
    assigned,
    catalogued,
    claim,
    decision,
    numbered,
    registered,
    withdrawn,
)
from tests.unit.replay.history.naive import basis_of, log_of, state_at

DAYS = st.dates(date(2007, 11, 1), date(2014, 12, 31)).map(date.isoformat)
TARGET = st.integers(0, MOST - 1).map(lambda number: f"f{number}")


def fact(name: str, **members: Any) -> st.SearchStrategy[Short]:
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in members.items()
    }
    return st.fixed_dictionaries({"fact": st.just(name), "occurred": DAYS, **drawn})


WHOLE_LIFE = st.one_of(
    assigned,
    fact("cadre.left", reason="retired"),
    fact("level.changed", level=st.sampled_from(["county_deputy", "section_chief", "other"])),
    fact("appointment.made", post=st.sampled_from(["head", "deputy"])),
    fact("exemption.granted", target=TARGET, year=st.sampled_from([2009, 2010, 2011])),
    fact("exemption.granted", cadre="c1", year=st.sampled_from([2010, 2012])),
    fact(
        "class.completed",
        **{"class": "K1", "end": DAYS, "scheduled_days": "5", "substitute_for": "c2"},
    ),
    fact("substitution.approved", **{"class": "K1", "cadre": "c2", "substitute": "c1"}),
    fact("history.imported", hours="20", source="file"),
    fact("plan.set", year=2010),
    fact("account.opened", number="1"),
    fact("cadre.identified", identifier=st.sampled_from(["c2", "mailto:f@b.cn"])),
    fact("course.catalogued", course="o2", credits="5", same_as=st.sampled_from(["o1", "o3"])),
)
LOGS = st.lists(
    st.tuples(
        st.one_of(catalogued, claim, claim, withdrawn, decision, decision, registered, WHOLE_LIFE),
        st.sampled_from(["c1", "c1", "c1", "c2", "mailto:f@b.cn"]),
        DAYS,
    ),
    min_size=4,
    max_size=MOST,
)
POLICIES = st.sampled_from(["baoji-2009", "baoji-2009", "nanjing", "huaian", "cn-national-2023"])
SET = st.fixed_dictionaries(
    {},
    optional={
        "late_registration": st.sampled_from(["act_year", "registration_year"]),
        "selection.substitute_credit": st.just("withhold"),
    },
)


def recorded(drawn: list[tuple[Short, str, str]]) -> History:
    """The facts, each recorded on a day of its own, in the order of these."""
    shorts = numbered(short for short, _, _ in drawn)
    by = zip(shorts, (one for _, one, _ in drawn), (day for _, _, day in drawn), strict=True)
    log = History()
    for short, cadre, day in sorted(by, key=lambda one: one[2]):
        own = {"cadre": cadre} if FORMS[short["fact"]].by_cadre else {}
        log.record(**{**own, **short}, recorded=day)
    return log


def hold(log: Log, life: LifeOfCadre, basis: Basis) -> int:
    """Holds each moment of a life to a fold of everything; how many there were."""
    state = state_at(log, life.person, basis)
    nothing: Parts = {}
    walk = Walk(life.span(log, since=0, until=None), CadreFold(life).numbers, nothing=nothing)
    moments = 0
    for moment, parts in walk.steps():
        assert flat(parts) == state(moment.known, moment.today), moment
        moments += 1
    return moments


@pytest.mark.parametrize("seed", range(100, 110))
def test_of_random_histories_with_policies_that_follow_each_other(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    lives = [life_of_cadre(log, cadre, basis, Judges(basis)) for cadre in CADRES]
    assert sum(hold(log, life, basis) for life in lives if life.own) > 50


@given(LOGS, POLICIES, SET)
@settings(max_examples=60, deadline=None)
def test_of_all_that_is_stated_of_cadres(drawn: Any, policy: str, chosen: Any) -> None:
    written = recorded(drawn)
    judging = load_packaged(policy)
    with_chosen = {name: value for name, value in chosen.items() if judging.has(name, value)}
    basis = written.basis(
        date(2015, 2, 1), policies=succession_of(judging.with_overrides(with_chosen))
    )
    log = ListLog(written.rows)
    for cadre in ("c1", "c2", "mailto:f@b.cn"):
        life = life_of_cadre(log, cadre, basis, Judges(basis))
        if life.own:
            event(f"{policy}: {min(hold(log, life, basis) // 10, 5)}0 moments")
