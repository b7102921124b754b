"""Who recorded what made a change, and how late."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, tzinfo

from lrs.event.log import Log, Recorded
from lrs.statement.strict_json import read
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from replay.history.cadre_findings import BY_SHARED
from replay.history.change import Cause, Change, Kind, Moved
from replay.history.judges import Judges
from replay.history.moments import Moment

Shared = Callable[[Moment], Collection[Fact]]
"""Tells what many cadres share and the findings of one may hang on, as known at a moment."""


def with_causes(
    log: Log,
    found: Collection[tuple[Moment, tuple[Moved, ...]]],
    judges: Judges,
    facts: Collection[Fact],
    *,
    shared: Shared = lambda _: (),
) -> list[Change]:
    """The changes that some moments brought, each with the statements behind it.

    `facts` are all that may have happened on a day: of a change that the day alone brought, those
    are the cause that were known and happened on it. What many cadres share is `shared`, of which
    those findings alone are made that hang on it.
    """
    behind = _Behind(judges, facts)
    causes = {
        moment: behind.of(moment, shared(moment) if any(map(_hangs_on_shared, moved)) else ())
        for moment, moved in found
    }
    wanted = {position for positions in causes.values() for position in positions}
    statements = {one.position: one for one in log.at(sorted(wanted))} if wanted else {}
    return [
        Change(
            position=moment.position,
            day=moment.today,
            stored=_stored(log, moment.position, statements),
            causes=tuple(
                cause_of(statements[at], judges.zone(at))
                for at in causes[moment]
                if at in statements
            ),
            moved=moved,
        )
        for moment, moved in found
    ]


def _hangs_on_shared(moved: Moved) -> bool:
    return moved.kind is Kind.FINDING and moved.member in BY_SHARED


def _stored(log: Log, position: int | None, statements: Mapping[int, Recorded]) -> datetime | None:
    """When a position was stored, if it is one."""
    if position is None:
        return None
    return statements[position].stored if position in statements else log.stored_at(position)


class _Behind:
    """The positions of the statements behind changes: the facts are looked through once, however
    many changes there are."""

    def __init__(self, judges: Judges, facts: Collection[Fact]) -> None:
        self._judges, self._facts = judges, facts
        self._positions = {one.position for one in facts}
        self._by_day: dict[tzinfo, Mapping[date, list[int]]] = {}

    def of(self, moment: Moment, shared: Collection[Fact]) -> tuple[int, ...]:
        """The positions behind a change, in order."""
        if moment.position is None:
            zone = self._judges.zone(moment.known)
            happening = self._happening(zone).get(moment.today, ())
            own = {at for at in happening if at <= moment.known}
            own |= {one.position for one in shared if moment.today in days_of(one, zone)}
            return tuple(sorted(own))
        every = self._positions.union(one.position for one in shared)
        own = {moment.position} & every  # else only the day of an enactment has come
        enacted = {one.position for one in self._judges.enactments.get(moment.position, ())}
        return (*own, *sorted(enacted))

    def _happening(self, zone: tzinfo) -> Mapping[date, list[int]]:
        """The days on which the facts may begin to count, each with their positions in order."""
        if zone not in self._by_day:
            found: dict[date, set[int]] = {}
            for fact in self._facts:
                for day in days_of(fact, zone):
                    found.setdefault(day, set()).add(fact.position)
            self._by_day[zone] = {day: sorted(some) for day, some in found.items()}
        return self._by_day[zone]


def days_of(fact: Fact, zone: tzinfo) -> frozenset[date]:
    """The days on which a fact may begin to count: that on which it happened, and of a class its
    last."""
    happened = fact.occurred.astimezone(zone).date()
    ended = fact.end if isinstance(fact, ClassCompleted) else None
    return frozenset({happened, ended or happened})


def ahead(facts: Iterable[Fact], judges: Judges) -> Mapping[date, list[Fact]]:
    """The days on which some facts happen that were recorded before, each with these facts."""
    found: dict[date, list[Fact]] = {}
    for fact in facts:
        zone = judges.zone(fact.position)
        stored = fact.stored.astimezone(zone).date()
        for day in days_of(fact, zone):
            if day > stored:
                found.setdefault(day, []).append(fact)
    return found


def cause_of(recorded: Recorded, zone: tzinfo) -> Cause:
    """A statement with who recorded it, and how late by the days of a zone."""
    fact = read_fact(recorded)
    stored, occurred = (at.astimezone(zone).date() for at in (fact.stored, fact.occurred))
    ended = fact.end if isinstance(fact, ClassCompleted) else None
    return Cause(
        statement_id=fact.statement_id,
        position=fact.position,
        fact=fact.name,
        actor=fact.person or _office(recorded),
        target=fact.target if isinstance(fact, Decision) else None,
        credential=fact.credential,
        authority=_named(recorded),
        occurred=fact.occurred,
        stored=fact.stored,
        late_days=(stored - (ended or occurred)).days,
    )


def _office(recorded: Recorded) -> str | None:
    """The account of the officer or the institution that a statement has as its actor; of these
    nothing is learned, so that a fact has no person then."""
    account = read(recorded.body)["actor"].get("account", {})
    return account.get("name") or None


def _named(recorded: Recorded) -> str:
    """The name of the agent under whose authority a statement was recorded, else of its
    credential."""
    name = recorded.authority.get("name")
    return name if isinstance(name, str) and name else recorded.credential
