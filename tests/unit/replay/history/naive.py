"""A biography as its contract words it: all numbers folded at every position and on every day."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from lrs.event.list_log import ListLog
from lrs.event.log import Log
from projections.answers.acts import GrowingReference, acts_of
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.case.sifting import folded_or_sifted
from projections.profile.writing import POLICY_ZONE
from replay.history.change import WHOLE, Change, Moved, State, flat, moved_between
from replay.history.judges import Judges
from replay.history.state import state_of
from tests.agreement import statement_of
from tests.digests import logged
from tests.oracle.histories import history

Told = tuple[int | None, date, tuple[Moved, ...]]
StateAt = Callable[[int, date], State]


def log_of(seed: int) -> ListLog:
    """The log of a random history of the oracle."""
    return logged(
        (
            datetime.combine(date.fromisoformat(one["recorded"]), time(23), POLICY_ZONE),
            statement_of(one),
        )
        for one in history(seed).facts
    )


def basis_of(log: Log, *, today: date, position: int | None = None) -> Basis:
    """The basis of a position on a day, by the policies known then."""
    reference = GrowingReference().up_to(log.head(), log)
    at = log.head() if position is None else position
    policies = reference.succession(known=at)
    return Basis(position=at, today=today, policies=policies, reference=reference)


def state_at(log: Log, cadre: str, basis: Basis) -> StateAt:
    """The numbers of a cadre at any position, on any day, folded from all that is known then."""

    judges = Judges(basis)

    def state(known: int, today: date) -> State:
        policies = judges.at(known)
        if policies is None:
            return {}
        as_of = AsOf(known=known, today=today, zone=policies.zone)
        acts = acts_of([cadre], log, basis.reference, as_of)[cadre]
        found = folded_or_sifted(
            lambda some: (
                state_of(open_dossier(basis.reference, cadre, some, policies, as_of)).state
            ),
            acts,
        )
        return {} if found is None else flat(found)

    return state


def naive(log: Log, basis: Basis, state: StateAt, *, until: int, last: date) -> Iterator[Told]:
    """Position after position, day after day."""
    before: State = {}
    today: date | None = None
    for position in range(1, until + 1):
        stored = log.stored_at(position)
        assert stored is not None
        day = min(stored.astimezone(basis.policies.zone).date(), basis.today)
        while today is not None and today < day:
            today += timedelta(days=1)
            after = state(position - 1, today)
            if moved := moved_between({WHOLE: before}, {WHOLE: after}):
                yield None, today, moved
            before = after
        today = day
        after = state(position, day)
        if moved := moved_between({WHOLE: before}, {WHOLE: after}):
            yield position, day, moved
        before = after
    while today is not None and today < last:
        today += timedelta(days=1)
        after = state(until, today)
        if moved := moved_between({WHOLE: before}, {WHOLE: after}):
            yield None, today, moved
        before = after


def told(changes: list[Change]) -> list[Told]:
    """A biography without its causes."""
    return [(one.position, one.day, one.moved) for one in changes]
