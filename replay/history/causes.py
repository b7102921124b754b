"""Who recorded what made a change, and how late."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, tzinfo

from lrs.event.log import Log, Recorded
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from replay.history.change import Cause, Change, Moved
from replay.history.judges import Judges
from replay.history.moments import Moment


def with_causes(
    log: Log,
    found: Collection[tuple[Moment, tuple[Moved, ...]]],
    judges: Judges,
    facts: Collection[Fact],
) -> list[Change]:
    """The changes that some moments brought, each with the statements behind it.

    `facts` are all that may have happened on a day: of a change that the day alone brought, those
    are the cause that were known and happened on it.
    """
    causes = {moment: tuple(_positions(moment, judges, facts)) for moment, _ in found}
    wanted = {position for positions in causes.values() for position in positions}
    statements = {one.position: one for one in log.at(sorted(wanted))} if wanted else {}
    return [
        Change(
            position=moment.position,
            day=moment.today,
            stored=None if moment.position is None else log.stored_at(moment.position),
            causes=tuple(
                cause_of(statements[at], _zone(judges, at))
                for at in causes[moment]
                if at in statements
            ),
            moved=moved,
        )
        for moment, moved in found
    ]


def _positions(moment: Moment, judges: Judges, facts: Iterable[Fact]) -> Iterator[int]:
    """The positions of the statements behind a change, in order."""
    if moment.position is None:
        zone = _zone(judges, moment.known)
        happened = (one for one in facts if one.position <= moment.known)
        yield from sorted({one.position for one in happened if moment.today in days_of(one, zone)})
        return
    if any(one.position == moment.position for one in facts):
        yield moment.position  # else it only tells that the day of an enactment has come
    yield from sorted({one.position for one in judges.enactments.get(moment.position, ())})


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
        zone = _zone(judges, fact.position)
        stored = fact.stored.astimezone(zone).date()
        for day in days_of(fact, zone):
            if day > stored:
                found.setdefault(day, []).append(fact)
    return found


def _zone(judges: Judges, position: int) -> tzinfo:
    policies = judges.at(position) or judges.last
    return policies.zone


def cause_of(recorded: Recorded, zone: tzinfo) -> Cause:
    """A statement with who recorded it, and how late by the days of a zone."""
    fact = read_fact(recorded)
    stored, occurred = (at.astimezone(zone).date() for at in (fact.stored, fact.occurred))
    ended = fact.end if isinstance(fact, ClassCompleted) else None
    return Cause(
        statement_id=fact.statement_id,
        position=fact.position,
        fact=fact.name,
        actor=fact.person,
        target=fact.target if isinstance(fact, Decision) else None,
        credential=fact.credential,
        authority=_named(recorded),
        occurred=fact.occurred,
        stored=fact.stored,
        late_days=(stored - (ended or occurred)).days,
    )


def _named(recorded: Recorded) -> str:
    """The name of the agent under whose authority a statement was recorded, else of its
    credential."""
    name = recorded.authority.get("name")
    return name if isinstance(name, str) and name else recorded.credential
