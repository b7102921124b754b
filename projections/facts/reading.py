"""Reads statements into the facts that are declared: one reader for each, made of its declaration.

Reading is liberal about the form (a foreign platform may leave things out) and strict about values:
what cannot be read is named in `unreadable` and never guessed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from projections.facts.declaration import (
    IN_RESULT,
    Declaration,
    Grouping,
    Named,
    Target,
    data_of,
    groupings_of,
    papers_of,
)
from projections.facts.fact import PERSON, Base, Fact
from projections.words import vocabulary as v
from projections.words.readings import Reading
from projections.words.statement import Object, Statement, value_of
from projections.words.things import Thing, Untyped

Reader = Callable[[Statement, Base], Fact | None]
"""Reads the fact of a statement with its verb; None where it states none of ours after all."""

NOT_ABOUT: Final = object()
"""What an object is to a fact that cannot be about it."""


def readers(facts: Iterable[type[Fact]]) -> Mapping[str, Reader]:
    """By verb, what reads the facts that are stated with it; a narrower fact comes first."""
    found: dict[str, list[Reader]] = defaultdict(list)
    for fact in sorted(facts, key=lambda one: not _declaration(one).fixed):
        declared = _declaration(fact)
        for verb in (declared.verb.id, *declared.also_read):
            found[verb].append(reader_of(fact))
    return {verb: first_of(each) for verb, each in found.items()}


def first_of(each: Sequence[Reader]) -> Reader:
    """A reader of whichever fact the first of some readers finds."""
    if len(each) == 1:
        return each[0]

    def read(statement: Statement, base: Base) -> Fact | None:
        for reader in each:
            fact = reader(statement, base)
            if fact is not None:
                return fact
        return None

    return read


def reader_of(fact: type[Fact]) -> Reader:
    """What reads a fact from statements with its verb."""
    declared = _declaration(fact)
    subject_of = _subject(declared)
    member = _member(fact, declared)
    is_of_person = declared.by_cadre and declared.thing is not None
    fixed = {v.extension(name): value for name, value in declared.fixed.items()}.items()
    said_in = _Data(fact).said_in
    papers, groupings = papers_of(fact), groupings_of(fact)
    build = fact.build

    def read(statement: Statement, base: Base) -> Fact | None:
        if is_of_person and base[PERSON] is None:
            return None
        subject = subject_of(statement.object)
        if subject is NOT_ABOUT or (fixed and not fixed <= statement.context.extensions.items()):
            return None
        said = said_in(statement)
        if member:
            said[member] = subject
        if groupings and statement.context.activities.grouping:
            said |= _grouped(groupings, value_of(statement.context.activities.grouping))
        if papers:
            said["documents"] = tuple([number for one in papers if (number := said[one])])
        return build(base, said, statement)

    return read


class _Data:
    """The data of a fact, ready to be read from statements; it is made for speed, since every
    statement of the log passes through it."""

    def __init__(self, fact: type[Fact]) -> None:
        data = data_of(fact)
        groupings = groupings_of(fact)
        fields = [*(one.field for one in data), *(one.field for one in groupings)]
        self._nothing = {**dict.fromkeys(fields), "unreadable": ()}
        self._extensions = {
            v.extension(datum.key): (datum.field, datum.key, datum.kind.read)
            for datum in data
            if datum.result is None
        }
        self._results: list[tuple[str, str, Callable[[Statement], Any], Reading]] = [
            (datum.field, datum.key, attrgetter(IN_RESULT[datum.result]), datum.kind.read)
            for datum in data
            if datum.result is not None
        ]
        self._keys = [datum.key for datum in data]

    def said_in(self, statement: Statement) -> dict[str, Any]:
        """The value of each field, None where there is none; what cannot be read is `unreadable`,
        too."""
        said = self._nothing.copy()
        extensions = self._extensions
        unreadable: list[str] | None = None
        for iri, raw in statement.context.extensions.items():
            known = extensions.get(iri)
            if known is not None and raw is not None:
                field, key, read = known
                said[field] = value = read(raw)
                if value is None:
                    unreadable = [*(unreadable or ()), key]
        for field, key, stands, read in self._results:
            raw = stands(statement)
            if raw is not None:
                said[field] = value = read(raw)
                if value is None:
                    unreadable = [*(unreadable or ()), key]
        if unreadable:
            said["unreadable"] = tuple(sorted(unreadable, key=self._keys.index))
        return said


def _declaration(fact: type[Fact]) -> Declaration:
    declared = fact.declaration
    if declared is None:
        raise TypeError(f"{fact.__name__} has no declaration")
    return declared


def _member(fact: type[Fact], declared: Declaration) -> str:
    """The field that has the object of a fact, empty where none has."""
    if isinstance(declared.object, Target):
        return "target"
    thing = declared.thing
    return thing.member if thing and thing.member in fact.__struct_fields__ else ""


def _subject(declared: Declaration) -> Callable[[Object], Any]:
    """What gives the subject of an object, NOT_ABOUT where the fact cannot be about it."""
    if isinstance(declared.object, Target):
        return lambda thing: thing.target() or NOT_ABOUT
    if isinstance(declared.object, Named):
        return lambda thing: None if thing.object_type != "Activity" else NOT_ABOUT
    return _activity(declared.object)


def _activity(thing: Thing) -> Callable[[Object], Any]:
    """What gives the short id of an activity, NOT_ABOUT where it is no such thing."""
    if thing.lenient:
        return lambda _: None
    types, base, short, untyped = thing.types, thing.base, thing.id, thing.untyped

    def subject(found: Object) -> Any:
        if found.object_type != "Activity":
            return NOT_ABOUT
        stated = found.definition.type
        if stated:
            return short(found.id) if stated in types else NOT_ABOUT
        if untyped is Untyped.ANY or (untyped is Untyped.OWN and found.id.startswith(base)):
            return short(found.id)
        return NOT_ABOUT

    return subject


def _grouped(groupings: Sequence[Grouping], stated: Any) -> dict[str, str]:
    """The short ids of the first activity of each thing that a statement is grouped under."""
    found: dict[str, str] = {}
    for one in stated if isinstance(stated, list) else [stated]:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            for grouping in groupings:
                if _is(one, grouping.thing):
                    found.setdefault(grouping.field, grouping.thing.id(one["id"]))
    return found


def _is(activity: Mapping[str, Any], thing: Thing) -> bool:
    """Whether an activity is of the thing's type, or of none below the thing's base."""
    definition = activity.get("definition")
    kind = definition.get("type") if isinstance(definition, dict) else None
    if not kind:
        return bool(activity["id"].startswith(thing.base))
    return isinstance(kind, str) and kind in thing.types
