"""How a fact is declared: its verb and object, its words and data, all beside its struct.

From this follow how a statement is read (`reading`), written, held to its template and published
(`projections.profile`). docs/how-to/fact.md has an example.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from inspect import get_annotations
from typing import Any, Final

from projections.words import vocabulary as v
from projections.words.kinds import Kind
from projections.words.things import Thing, Words

# The instants for which a date without a time stands. What a fact puts in force (a catalogue
# value, a membership, a policy) holds for its whole day, so it stands at the day's beginning. What
# somebody did stands at noon: inside the day in the policy's zone and in UTC, and after what is in
# force on that day.
IN_FORCE: Final = time(0)
DONE: Final = time(12)


@dataclass(frozen=True, slots=True)
class Verb:
    """What was done, and how that is shown in English and in Chinese."""

    id: str
    en: str
    zh: str


def own(name: str, *, en: str, zh: str) -> Verb:
    """A verb of our own Profile."""
    return Verb(f"{v.PROFILE}verb/{name}", en, zh)


@dataclass(frozen=True, slots=True)
class Target:
    """The object is another statement, which a short form calls `target`."""


@dataclass(frozen=True, slots=True)
class Named:
    """The object is an agent, whom a short form calls by `key`; or another statement where a short
    form has a `target`."""

    key: str


TARGET: Final = Target()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """How a fact is stated.

    `en` and `zh` say in a sentence what it means. `by_cadre`: the actor is the cadre; else whoever
    registers or decides; `by_person`: one person, of whom it is said. `anonymous`: the actor is the
    institution, and no person but the object is named. `needs` are the data without which it says
    too little, `at_most` numbers that are at most as many as a list has entries, each with the name
    of that list. `fixed` is data that every such fact has and that tells it from a wider fact of
    the same verb. `also_read` are verbs from which it is read and with which it is never written.
    `at` is the instant that a day stands for; `ends`: it is dated by its `end` where it has one.
    `run` are the keys that together name the run whose statements share a registration, by default
    those of the object. `reserved`: only a credential that may assert the fact may record it at
    all.
    """

    verb: Verb
    object: Thing | Target | Named
    en: str
    zh: str
    by_cadre: bool = False
    by_person: bool = False
    anonymous: bool = False
    needs: tuple[str, ...] = ()
    at_most: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    also_read: tuple[str, ...] = ()
    at: time = DONE
    ends: bool = False
    run: tuple[str, ...] | None = None
    reserved: bool = False

    @property
    def thing(self) -> Thing | None:
        """The activity that is the object, None where it is a statement or an agent."""
        return self.object if isinstance(self.object, Thing) else None

    @property
    def keys_of_run(self) -> tuple[str, ...]:
        """The keys that together name the run of the fact."""
        if self.run is not None:
            return self.run
        return self.thing.run if self.thing else ()


@dataclass(frozen=True, slots=True)
class Key:
    """What a short form and the extension call a datum whose field has another name."""

    name: str


class _Document:
    """Marks the number of a certificate or another paper."""


PAPER: Final = _Document()

IN_RESULT: Final[Mapping[str, str]] = {
    "success": "result.success",
    "score": "result.score.raw",
    "duration": "result.duration",
}
"""Where in a statement stands what its result says, by its name there."""


@dataclass(frozen=True, slots=True)
class InResult:
    """A datum stands in the result of the statement, under this name, and not in an extension."""

    name: str


SUCCESS: Final = InResult("success")


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """A datum of a fact: the field that has it, what it is called, its kind and what it means.

    `paper`: it is the number of a certificate or another paper. `result` is its name in the result
    of the statement, None where it stands in an extension.
    """

    field: str
    key: str
    kind: Kind
    words: Words | None
    paper: bool
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """An activity beside the object, under which the fact is found, too: its field and what it
    is."""

    field: str
    thing: Thing


@cache
def data_of(fact: type) -> tuple[Datum, ...]:
    """The data of a fact, in the order in which they are written: base first, and what a narrower
    fact declares again at its later place."""
    return tuple(
        datum for name, marks in _marked(fact).items() if (datum := _datum(name, marks)) is not None
    )


@cache
def groupings_of(fact: type) -> tuple[Grouping, ...]:
    """The activities beside the object of a fact."""
    return tuple(
        Grouping(field=name, thing=mark)
        for name, marks in _marked(fact).items()
        for mark in marks
        if isinstance(mark, Thing)
    )


@cache
def papers_of(fact: type) -> tuple[str, ...]:
    """The fields that have the numbers of certificates and other papers."""
    return tuple(datum.field for datum in data_of(fact) if datum.paper)


def _marked(fact: type) -> Mapping[str, tuple[Any, ...]]:
    """The fields of a struct with what stands in their annotation beside the type."""
    found: dict[str, tuple[Any, ...]] = {}
    for kind in reversed(fact.__mro__):
        for name, hint in get_annotations(kind).items():
            found.pop(name, None)
            if hasattr(hint, "__metadata__"):  # of Annotated
                found[name] = hint.__metadata__
    return found


def _datum(name: str, marks: tuple[Any, ...]) -> Datum | None:
    kind = _last(marks, Kind)
    if kind is None:
        return None
    key, place = _last(marks, Key), _last(marks, InResult)
    return Datum(
        field=name,
        key=next((one.name for one in (key, place) if one), name),
        kind=kind,
        words=_last(marks, Words),
        paper=PAPER in marks,
        result=place.name if place else None,
    )


def _last(marks: tuple[Any, ...], kind: type) -> Any:
    return next((mark for mark in reversed(marks) if isinstance(mark, kind)), None)
