"""What the people and things of an answer are called, as known at its basis.

A cadre is called what the register calls him, a unit what its registration says, a course what the
catalogue says, a class what its plan says. Where nobody registered a name, each is called what the
first statement about it called it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from lrs.event.log import Log, Recorded
from lrs.event.terms import TermKind
from projections.answers.basis import Basis
from projections.answers.people import names_of
from projections.facts.learning_act import statement_of
from projections.words.names import name_in
from projections.words.persons import identifier_of, person_of
from projections.words.statement import Statement
from projections.words.things import CLASS, COURSE, INSTITUTION, UNIT
from projections.words.vocabulary import iri

CADRE: Final = ""
"""The kind of people; the kind of a thing is the base of its IRI."""

Key = tuple[str, str]
"""A kind and an id."""

EACH: Final = 3
"""Statements about one person or thing that are searched for a name."""
MOST: Final = 50_000
"""Names that are remembered; one takes some two hundred bytes."""


def glossary(wanted: Collection[Key], log: Log, basis: Basis) -> Mapping[Key, str | None]:
    """The names of people and things; None of those that nobody ever named."""
    found = _registered(wanted, basis)
    return found | _called([key for key, name in found.items() if name is None], log, basis)


def _registered(wanted: Collection[Key], basis: Basis) -> dict[Key, str | None]:
    reference, as_of = basis.reference, basis.as_of
    names: Mapping[str, Callable[[str], str | None]] = {
        UNIT.base: lambda one: reference.units.name(one, as_of),
        INSTITUTION.base: lambda one: reference.units.name(one, as_of),
        COURSE.base: reference.catalogue(as_of).name,
        CLASS.base: lambda one: reference.class_name(one, as_of),
    }
    cadres = [name for kind, name in wanted if kind == CADRE]
    people = {(CADRE, cadre): name for cadre, name in names_of(cadres, basis).items()}
    things = ((kind, one) for kind, one in wanted if kind != CADRE)
    return people | {
        (kind, one): names[kind](one) if kind in names else None for kind, one in things
    }


def _called(unnamed: Collection[Key], log: Log, basis: Basis) -> dict[Key, str | None]:
    """What the first statements about people and things call them.

    What is found once is remembered: nothing that is recorded later comes before it.
    """
    known, called = basis.position, basis.reference.called
    if len(called) > MOST:
        called.clear()
    unknown = [key for key in unnamed if key not in called]
    fresh = _looked_up([key for key in unknown if key[0] == CADRE], "agent", log, known)
    fresh |= _looked_up([key for key in unknown if key[0] != CADRE], "activity", log, known)
    called |= fresh
    found = {key: called.get(key) or fresh.get(key) or (0, None) for key in unnamed}
    return {key: name if since <= known else None for key, (since, name) in found.items()}


def _looked_up(
    keys: Iterable[Key], kind: TermKind, log: Log, known: int
) -> dict[Key, tuple[int, str | None]]:
    """What the first statements call some people, or some things, and from which position on; of
    those that have had their chance, nothing for good."""
    ids = {_identifier(key): key for key in keys}
    if not ids:
        return {}
    tell = _actor if kind == "agent" else _activity
    found: dict[Key, tuple[int, str | None]] = {}
    asked: Counter[Key] = Counter()
    for one in log.first_of(kind, ids, until=known, each=EACH):
        about, name = tell(one)
        key = ids.get(about or "")
        if key is not None:
            asked[key] += 1
            if name:
                found.setdefault(key, (one.position, name))
    silent = (key for key, statements in asked.items() if statements >= EACH)
    return dict.fromkeys(silent, (0, None)) | found


def _actor(recorded: Recorded) -> tuple[str | None, str | None]:
    """The identifier of the person who is the actor of a statement, and what it calls him."""
    statement = _of_one(recorded)
    person = person_of(statement.actor) if statement else None
    if statement is None or person is None:
        return None, None
    name = statement.actor.get("name")
    return identifier_of(person), name.strip() if isinstance(name, str) else None


def _activity(recorded: Recorded) -> tuple[str | None, str | None]:
    """The IRI of the object of a statement, and what it calls it."""
    statement = statement_of(recorded)
    if statement is None:
        return None, None
    return statement.object.id, name_in(statement.object.definition.name)


def _of_one(recorded: Recorded) -> Statement | None:
    """A statement whose actor is one person."""
    statement = statement_of(recorded)
    one = statement is not None and statement.actor.get("objectType", "Agent") == "Agent"
    return statement if one else None


def _identifier(key: Key) -> str:
    kind, name = key
    return identifier_of(name) if kind == CADRE else iri(kind, name)
