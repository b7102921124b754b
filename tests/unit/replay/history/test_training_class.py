"""The biography of a class is what a fold at every position and on every day comes to."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.basis import Basis
from projections.answers.follow_up import class_follow_up
from projections.classes.state import state as life_of_class
from projections.follow_up.tally import rows_of
from replay.history.change import Key, Kind, State
from replay.history.class_findings import findings_of_class
from replay.history.training_class import biography_of_class
from tests.follow_up_histories import DAYS, histories
from tests.unit.projections.history import History
from tests.unit.projections.strategies import Short
from tests.unit.replay.history.naive import StateAt, naive, told

LINK = st.fixed_dictionaries(
    {
        "fact": st.just("cadre.identified"),
        "cadre": st.sampled_from(["c1", "c2"]),
        "identifier": st.just("c3"),
        "occurred": DAYS,
    }
)
LOGS = st.tuples(histories, st.lists(LINK, max_size=1), st.lists(DAYS, min_size=15, max_size=15))


def recorded(drawn: tuple[list[Short], list[Short], list[str]]) -> History:
    """A log of these facts, each recorded on a day of its own."""
    shorts, links, days = drawn
    named = [*shorts, *({"id_": "link", **one} for one in links)]
    history = History()
    for day, short in sorted(zip(days, named, strict=False), key=lambda one: one[0]):
        history.record(**short, recorded=day)
    return history


def items_at(log: ListLog, name: str, basis: Basis) -> StateAt:
    def state(known: int, today: date) -> State:
        at = Basis(position=known, today=today, policies=basis.policies, reference=basis.reference)
        found = class_follow_up(log, name, at)
        if not found.subject.facts:
            return {}
        items: dict[Key, Any] = {
            Key(Kind.CLASS, "life", None, "state"): life_of_class(found.subject),
            **dict.fromkeys(findings_of_class(found.subject, found.follow_up), True),
        }
        if found.follow_up is None:
            return items
        items[Key(Kind.CLASS, "follow_up", None, "state")] = found.follow_up.state
        for row in rows_of(found.follow_up):
            of = row.name if row.place is None else f"{row.name} {row.place}"
            items[Key(Kind.ITEM, of, None, "state", row.cadre)] = row.item.state.value
            items[Key(Kind.ITEM, of, None, "done_on", row.cadre)] = row.item.done_on
        return items

    return state


def basis_of(history: History) -> Basis:
    return history.basis(date(2013, 5, 1))


@given(LOGS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_what_a_fold_at_every_moment_comes_to(drawn: Any) -> None:
    history = recorded(drawn)
    log, basis = ListLog(history.rows), basis_of(history)
    for name in ("K1", "K2"):
        if log.has_activity(f"https://w3id.org/xapi/cadre-training/classes/{name}"):
            state = items_at(log, name, basis)
            expected = list(naive(log, basis, state, until=basis.position, last=basis.today))
            event(f"{min(len(expected), 9)} changes")
            assert told(biography_of_class(log, name, basis=basis)) == expected


@given(LOGS)
@settings(max_examples=30, deadline=None)
def test_adjoining_spans_make_up_the_whole(drawn: Any) -> None:
    history = recorded(drawn)
    log, basis = ListLog(history.rows), basis_of(history)
    for name in ("K1", "K2"):
        if log.has_activity(f"https://w3id.org/xapi/cadre-training/classes/{name}"):
            whole = biography_of_class(log, name, basis=basis)
            for cut in range(basis.position):
                parts = [
                    *biography_of_class(log, name, basis=basis, until=cut),
                    *biography_of_class(log, name, basis=basis, since=cut),
                ]
                assert parts == whole
