"""Statement templates, one for each fact, and what a statement that claims a fact lacks of its own.

Both the published templates and the check of statements come from the forms, so they cannot drift.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Final, NamedTuple, Self

from projections.profile import vocabulary as v
from projections.profile.form import Form
from projections.profile.forms import FORMS
from projections.profile.schemas import Test, expected_of, test_of
from projections.profile.statement import Object, Statement
from projections.profile.wording import needs

_EXTENSIONS: Final = v.extension("")
_ALIKE: Final = {v.ARTICLE: v.ARTICLES, v.COURSE: v.COURSE_TYPES}
"""Types that mean the same to a fact as the one of its form."""
_OF_THE_STORE: Final = frozenset({v.RESTORED})
"""Verbs of ours that state no fact: the store's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a statement departs from the template of the fact that it claims, None where it is none
    of ours. `path` leads to the member; what stands there is not told: it may name a person."""

    fact: str | None
    path: str
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
        yield Fault(fact=None, path="verb.id", expected="the verb of a fact of the profile")
        return
    wanted = sorted({_object_of(template.form) for template in _BY_VERB[verb]})
    yield Fault(fact=None, path="object", expected=" or ".join(wanted))


def missed(statement: Statement) -> str | None:
    """What a statement that states no fact of ours would have had to say, in words: its verb, or
    the type of its object. None for what only the store itself states."""
    verb = statement.verb.id
    if verb in _OF_THE_STORE:
        return None
    if verb in _BY_VERB or verb == v.FAILED:
        wanted = sorted({_object_of(one.form) for one in _BY_VERB.get(verb, _BY_VERB[v.PASSED])})
        return f"object: expected {' or '.join(wanted)}; actor: expected an Agent"
    if verb == v.COMPLETED:
        return f"verb: completed earns nothing; a course is {v.PASSED}, a class is {v.ATTENDED}"
    return "verb: expected that of a fact of the profile, see /profile"


class _Check(NamedTuple):
    """What the data of one extension are held to."""

    passes: Test
    expected: str


_UNKNOWN: Final = _Check(lambda _: False, "no such data in this fact")
_FOREIGN: Final = _Check(lambda _: True, "")


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
        kinds = {name: _Check(test_of(kind), expected_of(kind)) for name, kind in form.data.items()}
        fixed = {name: _Check(partial(eq, value), value) for name, value in form.fixed.items()}
        own = form.thing.type if form.thing else ""
        return cls(
            fact=fact,
            form=form,
            types=_ALIKE.get(own, frozenset({own})),
            base=form.thing.iri("") if form.thing else "",
            needed=[v.extension(name) for name in needs(fact)],
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

    def is_fixed(self, statement: Statement) -> bool:
        """Whether the data say that it is this narrower form."""
        return bool(self.fixed) and self.fixed.items() <= statement.context.extensions.items()

    def faults(self, statement: Statement) -> Iterator[Fault]:
        """Where a statement that claims this fact departs from its form."""
        if self.form.by_cadre and statement.actor.get("objectType", "Agent") != "Agent":
            yield self._fault("actor", "the cadre, an Agent")
        data = statement.context.extensions
        for iri in self.needed:
            if iri not in data:
                yield self._fault(_path(iri), "a value")
        for iri, value in data.items():
            check = self.checks.get(iri) or (_UNKNOWN if iri.startswith(_EXTENSIONS) else _FOREIGN)
            if not check.passes(value):
                yield self._fault(_path(iri), check.expected)
        if self.form.run and statement.context.registration is None and _names_profile(statement):
            yield self._fault("context.registration", "the UUID of the run")

    def _fault(self, path: str, expected: str) -> Fault:
        return Fault(fact=self.fact, path=path, expected=expected)


def _path(iri: str) -> str:
    return f"context.extensions.{iri}"[:300]


def _names_profile(statement: Statement) -> bool:
    return v.PROFILE in statement.context.categories()


def _object_of(form: Form) -> str:
    if form.thing is not None:
        return f"an activity of the type {form.thing.type}"
    return "a StatementRef or an Agent" if form.agent else "a StatementRef"


def _by_verb() -> Mapping[str, Sequence[_Template]]:
    found: dict[str, list[_Template]] = defaultdict(list)
    for fact, form in FORMS.items():
        found[form.verb].append(_Template.of(fact, form))
    return dict(found)


_BY_VERB: Final = _by_verb()
