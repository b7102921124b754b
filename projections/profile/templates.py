"""Statement templates, one for each fact, and what a statement that claims a fact lacks of its own.

Both the published templates and the check of statements come from the forms, so they cannot drift.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from projections.profile import vocabulary as v
from projections.profile.form import Form
from projections.profile.forms import FORMS
from projections.profile.schemas import EXPECTED, fits
from projections.profile.wording import needs

Json = Mapping[str, Any]

_EXTENSIONS: Final = v.extension("")
_OF_THE_STORE: Final = frozenset({v.RESTORED})
"""Verbs of ours that state no fact: the store's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a statement departs from the template of the fact that it claims, None where it is none
    of ours. `path` leads to the member; what stands there is not told: it may name a person."""

    fact: str | None
    path: str
    expected: str


def faults(statement: Json) -> tuple[Fault, ...]:
    """What is wrong with a valid statement that claims one of our facts; nothing with any other.

    It claims one by a verb of ours, by our Profile among its categories, or by a shared verb with
    an object of the type that goes with it.
    """
    verb = statement["verb"]["id"]
    candidates = [(fact, form) for fact, form in _BY_VERB.get(verb, ()) if _suits(form, statement)]
    if not candidates:
        return tuple(_of_no_fact(statement, verb))
    fact, form = candidates[0]
    if len(candidates) > 1:
        fact, form = max(candidates, key=lambda one: _is_fixed(one[1], statement))
    return tuple(_of_fact(fact, form, statement))


def _of_no_fact(statement: Json, verb: str) -> Iterator[Fault]:
    if verb in _OF_THE_STORE or not (verb.startswith(v.PROFILE) or _names_profile(statement)):
        return
    if verb not in _BY_VERB:
        yield Fault(fact=None, path="verb.id", expected="the verb of a fact of the profile")
        return
    wanted = sorted({_object_of(form) for _, form in _BY_VERB[verb]})
    yield Fault(fact=None, path="object", expected=" or ".join(wanted))


def _of_fact(fact: str, form: Form, statement: Json) -> Iterator[Fault]:
    if form.by_cadre and statement["actor"].get("objectType", "Agent") != "Agent":
        yield Fault(fact=fact, path="actor", expected="the cadre, an Agent")
    context = statement.get("context", {})
    extensions: Json = context.get("extensions", {})
    for iri in _NEEDED[fact]:
        if iri not in extensions:
            yield Fault(fact=fact, path=_path(iri), expected="a value")
    for iri, value in extensions.items():
        if iri.startswith(_EXTENSIONS):
            yield from _of_data(fact, form, iri, value)
    if form.run and "registration" not in context and _names_profile(statement):
        yield Fault(fact=fact, path="context.registration", expected="the UUID of the run")


def _of_data(fact: str, form: Form, iri: str, value: Any) -> Iterator[Fault]:
    name = iri.removeprefix(_EXTENSIONS)
    if name in form.fixed and value != form.fixed[name]:
        yield Fault(fact=fact, path=_path(iri), expected=form.fixed[name])
    elif name in form.data:
        if not fits(form.data[name], value):
            yield Fault(fact=fact, path=_path(iri), expected=EXPECTED[form.data[name]])
    elif name not in form.fixed:
        yield Fault(fact=fact, path=_path(iri), expected="no such data in this fact")


def _path(iri: str) -> str:
    return f"context.extensions.{iri}"[:300]


def _suits(form: Form, statement: Json) -> bool:
    """Whether a statement with the form's verb has an object that the form may have."""
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if form.thing is None:
        return kind == "StatementRef" or (kind == "Agent" and form.agent is not None)
    if kind != "Activity":
        return False
    stated = thing.get("definition", {}).get("type")
    if stated is None:
        return bool(thing["id"].startswith(form.thing.iri("")))
    return stated == form.thing.type or {stated, form.thing.type} <= v.ARTICLES


def _is_fixed(form: Form, statement: Json) -> bool:
    """Whether the data say that it is this narrower form."""
    extensions: Json = statement.get("context", {}).get("extensions", {})
    return bool(form.fixed) and all(
        extensions.get(v.extension(name)) == value for name, value in form.fixed.items()
    )


def _names_profile(statement: Json) -> bool:
    activities = statement.get("context", {}).get("contextActivities", {}).get("category", ())
    listed: Sequence[Json] = activities if isinstance(activities, list) else [activities]
    return any(one["id"] == v.PROFILE for one in listed if one)


def _object_of(form: Form) -> str:
    if form.thing is not None:
        return f"an activity of the type {form.thing.type}"
    return "a StatementRef or an Agent" if form.agent else "a StatementRef"


def _by_verb() -> Mapping[str, Sequence[tuple[str, Form]]]:
    found: dict[str, list[tuple[str, Form]]] = defaultdict(list)
    for fact, form in FORMS.items():
        found[form.verb].append((fact, form))
    return dict(found)


_BY_VERB: Final = _by_verb()
_NEEDED: Final = {fact: [v.extension(name) for name in needs(fact)] for fact in FORMS}
