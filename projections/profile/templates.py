"""Statement templates, one for each fact, and what a statement that claims a fact lacks of its own.

Both the published templates and the check of statements come from the forms, so they cannot drift.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Any, Final, NamedTuple, Self

from lrs.message import joined, message
from lrs.statement.problem import NOTHING, shown
from projections.profile.forms import FORMS, Form
from projections.profile.schemas import Mistake, Test, mistake, test_of, type_of
from projections.words import vocabulary as v
from projections.words.anonymity import NOBODY, persons_named
from projections.words.statement import Object, Statement
from projections.words.things import Untyped

_EXTENSIONS: Final = v.extension("")
_OF_THE_STORE: Final = frozenset({v.RESTORED})
"""Verbs of ours that state no fact: the store's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a statement departs from the template of the fact that it claims, None where it is none
    of ours. `path` leads to the member. `got` is what stands there where that names nobody (an
    amount, a day, a name of a closed list), else of what type it is."""

    fact: str | None
    path: str
    got: str
    expected: str


def faults(statement: Statement) -> tuple[Fault, ...]:
    """What is wrong with a valid statement that claims one of our facts; nothing with any other.

    It claims one by a verb of ours, by our Profile among its categories, or by a shared verb with
    an object of the type that goes with it.
    """
    candidates = [one for one in _BY_VERB.get(statement.verb.id, ()) if one.suits(statement.object)]
    if not candidates:
        return tuple(_of_no_fact(statement))
    template = candidates[0]
    if len(candidates) > 1:
        template = next((one for one in candidates if one.is_fixed(statement)), template)
    return tuple(template.faults(statement))


def _of_no_fact(statement: Statement) -> Iterator[Fault]:
    verb = statement.verb.id
    if verb in _OF_THE_STORE or not (verb.startswith(v.PROFILE) or _names_profile(statement)):
        return
    if verb not in _BY_VERB:
        wanted = "the verb of a fact of the profile"
        yield Fault(fact=None, path="verb.id", got=shown(verb), expected=wanted)
        return
    wanted = _objects_of(_BY_VERB[verb])
    yield Fault(fact=None, path="object", got=_kind_of(statement.object), expected=wanted)


def missed(statement: Statement) -> str | None:
    """What a statement that states no fact of ours would have had to say, in words: its verb, or
    the type of its object. None for what only the store itself states."""
    verb = statement.verb.id
    if verb in _OF_THE_STORE:
        return None
    if verb in _BY_VERB or verb == v.FAILED:
        templates = _BY_VERB.get(verb, _BY_VERB[v.PASSED])
        wrong = []
        if not any(one.takes(statement.object) for one in templates):
            wrong.append(message("object: expected {objects}", objects=_objects_of(templates)))
        if statement.actor.get("objectType", "Agent") != "Agent":
            wrong.append(message("actor: expected an Agent"))
        if not wrong:
            wrong.append(message("object: expected {objects}", objects=_objects_of(templates)))
        return joined(wrong, by="; ")
    if verb == v.COMPLETED:
        return message(
            "verb: completed earns nothing; a course is {passed}, a class is {attended}",
            passed=v.PASSED,
            attended=v.ATTENDED,
        )
    return message("verb: expected that of a fact of the profile, see /profile")


class _Check(NamedTuple):
    """What the data of one extension are held to, and what is wrong with those that do not pass."""

    passes: Test
    mistake: Callable[[Any], Mistake]


_UNKNOWN: Final = _Check(
    lambda _: False, lambda value: Mistake(type_of(value), "no such data in this fact")
)


def _fixed(wanted: str) -> _Check:
    return _Check(partial(eq, wanted), lambda value: Mistake(type_of(value), wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Template:
    """The form of a fact, ready to be held against statements; all keys are IRIs."""

    fact: str
    form: Form
    types: frozenset[str]
    base: str
    needed: Sequence[str]
    fixed: Mapping[str, str]
    checks: Mapping[str, _Check]

    @classmethod
    def of(cls, fact: str, form: Form) -> Self:
        kinds = {
            name: _Check(test_of(kind.schema), partial(mistake, kind))
            for name, kind in form.data.items()
        }
        fixed = {name: _fixed(value) for name, value in form.fixed.items()}
        return cls(
            fact=fact,
            form=form,
            types=form.thing.types if form.thing else frozenset(),
            base=form.thing.base if form.thing else "",
            needed=[v.extension(name) for name in form.needs if name not in form.groupings],
            fixed={v.extension(name): value for name, value in form.fixed.items()},
            checks={v.extension(name): check for name, check in {**kinds, **fixed}.items()},
        )

    def suits(self, thing: Object) -> bool:
        """Whether a statement with the form's verb has an object that the form may have."""
        kind = thing.object_type
        if self.form.thing is None:
            return kind == "StatementRef" or (kind == "Agent" and self.form.agent is not None)
        if kind != "Activity":
            return False
        stated = thing.definition.type
        return thing.id.startswith(self.base) if stated is None else stated in self.types

    def takes(self, thing: Object) -> bool:
        """Whether a fact is read from a statement with the form's verb about this object; a course
        without a type may be any activity."""
        is_untyped = thing.object_type == "Activity" and thing.definition.type is None
        return self.suits(thing) or (self.takes_untyped and is_untyped)

    @property
    def takes_untyped(self) -> bool:
        """Whether the object may be any activity without a type."""
        return self.form.thing is not None and self.form.thing.untyped is Untyped.ANY

    @property
    def object(self) -> str:
        """What the object may be, in words."""
        if self.form.thing is None:
            return (
                message("a StatementRef or an Agent")
                if self.form.agent
                else message("a StatementRef")
            )
        without = message("without a type or ") if self.takes_untyped else ""
        return message(
            "an activity {without}of the type {types}",
            without=without,
            types=" or ".join(sorted(self.types)),
        )

    def is_fixed(self, statement: Statement) -> bool:
        """Whether the data say that it is this narrower form."""
        return bool(self.fixed) and self.fixed.items() <= statement.context.extensions.items()

    def faults(self, statement: Statement) -> Iterator[Fault]:
        """Where a statement that claims this fact departs from its form."""
        kind = statement.actor.get("objectType", "Agent")
        if self.form.by_cadre and kind != "Agent":
            yield self._fault(
                "actor", Mistake(message("a {kind}", kind=kind), message("the cadre, an Agent"))
            )
        if self.form.by_person and kind != "Agent":
            yield self._fault(
                "actor", Mistake(message("a {kind}", kind=kind), message("one person, an Agent"))
            )
        if self.form.anonymous:
            for path in persons_named(statement):
                yield self._fault(path[:300], Mistake(message("an agent"), NOBODY))
        if statement.timestamp is not None and not _has_offset(statement.timestamp):
            yield self._fault("timestamp", Mistake(shown(statement.timestamp), _WITH_OFFSET))
        yield from self._faults_of_data(statement.context.extensions)
        if self.form.run and statement.context.registration is None and _names_profile(statement):
            yield self._fault(
                "context.registration", Mistake(NOTHING, message("the UUID of the run"))
            )

    def _faults_of_data(self, data: Mapping[str, Any]) -> Iterator[Fault]:
        for iri in self.needed:
            if iri not in data:
                yield self._fault(_path(iri), Mistake(NOTHING, message("a value")))
        for iri, value in data.items():
            check = self.checks.get(iri) or (_UNKNOWN if iri.startswith(_EXTENSIONS) else None)
            if check and not check.passes(value):
                yield self._fault(_path(iri), check.mistake(value))
        yield from self._faults_of_counts(data)
        yield from self._faults_of_days(data)

    def _faults_of_counts(self, data: Mapping[str, Any]) -> Iterator[Fault]:
        """Where a number is greater than the list that it counts has entries."""
        for name, counted in self.form.at_most.items():
            iri, of = v.extension(name), v.extension(counted)
            if not all(one in data and self.checks[one].passes(data[one]) for one in (iri, of)):
                continue
            most = len(set(data[of]))
            if int(data[iri]) > most:
                wanted = message(
                    "at most {most}, as many as {counted} has", most=most, counted=counted
                )
                yield self._fault(_path(iri), Mistake(shown(data[iri]), wanted))

    def _faults_of_days(self, data: Mapping[str, Any]) -> Iterator[Fault]:
        """Where something ends before it begins; days are texts that stand in their order."""
        if not all(one in data and one in self.checks for one in (_START, _END)):
            return
        start, end = data[_START], data[_END]
        if self.checks[_START].passes(start) and self.checks[_END].passes(end) and end < start:
            wanted = message("a day that is not before its start, {start}", start=start)
            yield self._fault(_path(_END), Mistake(shown(end), wanted))

    def _fault(self, path: str, found: Mistake) -> Fault:
        return Fault(fact=self.fact, path=path, got=found.got, expected=found.expected)


_START: Final = v.extension("start")
_END: Final = v.extension("end")
_WITH_OFFSET: Final = message(
    "a timestamp that states an offset or Z, such as 2026-03-02T09:00:00+08:00: one without is "
    "read as UTC"
)


def _has_offset(timestamp: str) -> bool:
    """Whether a valid timestamp says how far its time is from UTC."""
    clock = timestamp.upper().partition("T")[2]
    return clock.endswith("Z") or "+" in clock or "-" in clock


def _kind_of(thing: Object) -> str:
    """What an object is, in words."""
    if thing.object_type != "Activity":
        if thing.object_type == "Agent":
            return message("an Agent")
        return message("a {kind}", kind=thing.object_type)
    stated = thing.definition.type
    return (
        message("an activity of the type {stated}", stated=stated)
        if stated
        else message("an activity without a type")
    )


def _path(iri: str) -> str:
    return f"context.extensions.{iri}"[:300]


def _names_profile(statement: Statement) -> bool:
    return v.PROFILE in statement.context.categories()


def _objects_of(templates: Sequence[_Template]) -> str:
    """What the object of a fact of these forms may be, in words."""
    return " or ".join(sorted({one.object for one in templates}))


def _by_verb() -> Mapping[str, Sequence[_Template]]:
    found: dict[str, list[_Template]] = defaultdict(list)
    for fact, form in FORMS.items():
        found[form.verb].append(_Template.of(fact, form))
    return dict(found)


_BY_VERB: Final = _by_verb()
