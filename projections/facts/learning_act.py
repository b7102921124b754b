"""What a statement of the log means: each is read into one typed fact, or into Unknown."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from lrs.event.log import Log, Recorded
from projections.aside import Aside
from projections.facts.class_facts import ClassOutline
from projections.facts.course_facts import CourseCatalogued
from projections.facts.decision_facts import ActVoided, VoidWithdrawn
from projections.facts.fact import Fact, SetAside, Unknown
from projections.facts.needs_facts import NeedsFact
from projections.facts.policy_facts import PolicyPublished
from projections.facts.reading import readers
from projections.facts.registry import FACTS
from projections.facts.roster_facts import MOVES, CadreIdentified, UnitRegistered
from projections.facts.selection_facts import SubstitutionApproved
from projections.facts.trouble import OF_THE_MACHINE
from projections.facts.year_facts import YearFact
from projections.words.persons import is_too_long, person_of
from projections.words.readings import instant_of
from projections.words.statement import Statement, decode

SPAN: Final = 20_000
"""Positions of the log that are searched at a time where much of it may be found."""


def facts_with_verb(log: Log, *verbs: str, until: int, after: int = 0) -> Iterator[Fact]:
    """The facts with after < position <= until that statements with one of these verbs state, in
    order, and what `Log.with_verb` finds beside them. They are read some at a time: of a whole
    city the statements are many times as large as the facts."""
    for begun in range(after, until, SPAN):
        found = log.with_verb(*verbs, after=begun, until=min(begun + SPAN, until))
        yield from map(read_fact, found)


def read_fact(recorded: Recorded) -> Fact:
    """The fact that a statement of the log states; Unknown where it states none of ours, SetAside
    where it cannot be read. Whatever the statement says, it raises nothing."""
    return fact_of(recorded, statement_of(recorded))


def statement_of(recorded: Recorded) -> Statement | None:
    """What the log holds, None where that is no statement."""
    try:
        return decode(recorded.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def fact_of(recorded: Recorded, statement: Statement | None) -> Fact:
    """As `read_fact`, for a statement that was decoded before."""
    if statement is None:
        return _aside(recorded, None, Aside.CANNOT_BE_READ)
    person = None
    try:
        person = _person(statement.actor)
        if person is not None and is_too_long(person):
            return _aside(recorded, None, Aside.NAME_TOO_LONG)
        return _read(recorded, statement, person)
    except OF_THE_MACHINE:
        raise
    except Exception:
        return _aside(recorded, person, Aside.CANNOT_BE_READ)


def _read(recorded: Recorded, statement: Statement, person: str | None) -> Fact:
    at, verb, occurred = statement.timestamp, statement.verb.id, recorded.stored
    if at is not None:
        try:
            occurred = instant_of(at)
        except ValueError:
            # One with a time that is none of any history still says that a record is wrong or
            # right: that happened when it was stored.
            if verb not in _SAYS_OF_A_RECORD:
                raise
    base = (
        recorded.position,
        recorded.stored,
        recorded.statement_id,
        recorded.credential,
        occurred,
        person,
    )
    reader = _READERS.get(verb)
    fact = reader(statement, base) if reader else None
    if fact is None:
        return Unknown(*base, verb=verb)
    named = fact.identifier if isinstance(fact, CadreIdentified) else fact.person
    if named is not person and named is not None and is_too_long(named):
        return _aside(recorded, person, Aside.NAME_TOO_LONG)
    return fact


def _aside(recorded: Recorded, person: str | None, code: Aside) -> SetAside:
    where = recorded.position, recorded.stored, recorded.statement_id
    return SetAside(*where, recorded.credential, recorded.stored, person, verb="", code=code)


def _person(actor: dict[str, Any]) -> str | None:
    """Whom an actor names; None for a group."""
    return person_of(actor) if actor.get("objectType", "Agent") == "Agent" else None


_READERS: Final = readers(FACTS.values())


def verbs_of(*kinds: type[Fact]) -> tuple[str, ...]:
    """The verbs of the statements that state facts of these kinds."""
    return tuple(dict.fromkeys(_verbs(fact for fact in FACTS.values() if issubclass(fact, kinds))))


def _verbs(facts: Iterable[type[Fact]]) -> Iterable[str]:
    for fact in facts:
        if fact.declaration is not None:
            yield from (fact.declaration.verb.id, *fact.declaration.also_read)


_SAYS_OF_A_RECORD: Final = frozenset(verbs_of(ActVoided, VoidWithdrawn))

REFERENCE_VERBS: Final = verbs_of(
    CourseCatalogued,
    ClassOutline,
    PolicyPublished,
    ActVoided,
    VoidWithdrawn,
    CadreIdentified,
    UnitRegistered,
    *MOVES,
    YearFact,
    NeedsFact,
    SubstitutionApproved,
)
"""The verbs of the statements from which a Reference learns."""
