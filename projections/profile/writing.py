"""Writes a fact in its short form as one xAPI statement of our Profile.

The short form is that of the scenario files: `{fact: course.passed, id: e2, cadre: c1, course:
o-law, occurred: 2010-06-01}`. Each key of a fact's data becomes the extension of the same name in
the context (score and success stand in the result), amounts as decimal strings. The statements are
valid for xAPI 1.0.3 and 2.0.0 and carry neither `version`, `stored` nor `authority`.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from lrs.message import message, message_of
from projections.profile.forms import FORMS, Form
from projections.words import vocabulary as v
from projections.words.kinds import DAY, TEXT, Kind
from projections.words.persons import agent_of

POLICY_ZONE: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The zone in which a date without a time is a day: +08:00, without change since 1991."""

_NAMESPACE: Final = uuid5(NAMESPACE_URL, v.PROFILE)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CATEGORY: Final = {"id": v.PROFILE}
_REGISTRAR: Final = "registrar"
_INSTITUTION: Final = "training-institution"
_COMMON: Final = frozenset({"id", "fact", "recorded", "occurred", "occurred_at"})
_INSTANTS: Final = ("occurred_at", "occurred", "recorded")
_ENDED: Final = ("occurred_at", "end", "occurred", "recorded")
"""What says when a fact happened; the first that stands counts. Attending a class is dated by its
end."""


class FactError(ValueError):
    """A fact that cannot be written; the message names the fact, the key and what was expected.

    ``key`` is None where the fact itself is none that there is; ``expected`` is None for a key that
    the fact does not have.
    """

    def __init__(self, told: str, *, key: str | None = None, expected: str | None = None) -> None:
        super().__init__(told)
        self.key = key
        self.expected = expected


def statement_id(fact_id: str, *, salt: str = "") -> UUID:
    """The statement id of a fact: the UUID itself, else a UUIDv5 of `salt` and the short id.

    The same short id under the same salt is always the same statement, so `target: e34` finds it.
    """
    if _UUID.fullmatch(fact_id):
        return UUID(fact_id)
    return _name_based("statement", salt, fact_id)


def to_statement(fact: Mapping[str, Any], *, salt: str = "") -> dict[str, Any]:
    """The xAPI statement of `fact`, ready for JSON; the same arguments give the same statement.

    `salt` keeps short ids of different files apart. `name` names the activity; `person` is the
    cadre who acted where a fact is not a cadre's own, or where it decides on another and `cadre` is
    not given.
    Raises FactError for an unknown fact or key, a missing one, or a value of the wrong kind.
    """
    form = FORMS.get(str(fact.get("fact")))
    if form is None:
        raise FactError(message("{where}: no such fact", where=_where(fact)))
    _check_keys(fact, form)
    result = _written(fact, form.result)
    data = {**_written(fact, form.data), **form.fixed}
    context: dict[str, Any] = {
        "contextActivities": {"category": [_CATEGORY], **_groupings(fact, form)}
    }
    if form.run:
        context["registration"] = _registration(fact, form, salt)
    if data:
        context["extensions"] = {v.extension(key): value for key, value in data.items()}
    return {
        "id": str(statement_id(_value(fact, "id", TEXT), salt=salt)),
        "actor": _actor(fact, form),
        "verb": {"id": form.verb, "display": dict(form.display)},
        "object": _object(fact, form, salt),
        **({"result": result} if result else {}),
        "context": context,
        "timestamp": _timestamp(fact, form),
    }


def _check_keys(fact: Mapping[str, Any], form: Form) -> None:
    own = {"cadre", "real_name"} if form.by_cadre else {"person"}
    own |= {"institution"} if form.anonymous else set()
    own |= {form.thing.key, "name"} if form.thing else {"target", form.agent or "target", "person"}
    own |= form.data.keys() | form.result.keys() | form.groupings.keys()
    for key in fact:
        if key not in _COMMON and key not in own:
            raise FactError(
                message("{where}: {key}: no such key in this fact", where=_where(fact), key=key),
                key=key,
            )


def _written(fact: Mapping[str, Any], kinds: Mapping[str, Kind]) -> dict[str, Any]:
    return {key: _value(fact, key, kind) for key, kind in kinds.items() if key in fact}


def _value(fact: Mapping[str, Any], key: str, kind: Kind) -> Any:
    try:
        return kind.write(fact.get(key))
    except ValueError as error:
        raise FactError(
            message(
                "{where}: {key}: got {get!r}, {error}",
                where=_where(fact),
                key=key,
                get=fact.get(key),
                error=message_of(error),
            ),
            key=key,
            expected=kind.expected,
        ) from None


def _actor(fact: Mapping[str, Any], form: Form) -> dict[str, Any]:
    if form.by_cadre and (form.thing or "cadre" in fact):
        named = {"name": _value(fact, "real_name", TEXT)} if "real_name" in fact else {}
        return {**agent_of(_value(fact, "cadre", TEXT)), **named}
    if "person" in fact:
        return agent_of(_value(fact, "person", TEXT))
    if form.anonymous:
        given = _value(fact, "institution", TEXT) if "institution" in fact else _INSTITUTION
        return v.institution_agent(given)
    return v.officer_agent(_REGISTRAR)


def _object(fact: Mapping[str, Any], form: Form, salt: str) -> dict[str, Any]:
    if form.thing is None and form.agent and "target" not in fact:
        return agent_of(_value(fact, form.agent, TEXT))
    if form.thing is None:
        target = statement_id(_value(fact, "target", TEXT), salt=salt)
        return {"objectType": "StatementRef", "id": str(target)}
    definition: dict[str, Any] = {"type": form.thing.type}
    if "name" in fact:
        name = fact["name"]
        definition["name"] = name if isinstance(name, dict) else {"zh-CN": TEXT.write(name)}
    thing = form.thing.iri(_value(fact, form.thing.key, form.thing.kind))
    return {"objectType": "Activity", "id": thing, "definition": definition}


def _groupings(fact: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The activities beside the object under which the fact is found, too."""
    stated = [
        {"id": thing.iri(_value(fact, key, thing.kind)), "definition": {"type": thing.type}}
        for key, thing in form.groupings.items()
        if key in fact
    ]
    return {"grouping": stated} if stated else {}


def _registration(fact: Mapping[str, Any], form: Form, salt: str) -> str:
    values = [_value(fact, key, TEXT) for key in form.run]
    if form.thing is None:
        values = [str(statement_id(value, salt=salt)) for value in values]
    return str(_name_based("registration", *form.run, *values))


def _timestamp(fact: Mapping[str, Any], form: Form) -> str:
    instants = _ENDED if form.ends else _INSTANTS
    key = next((key for key in instants if key in fact), "occurred")
    if key == "occurred_at":
        return _instant(fact)
    on_day = datetime.combine(date.fromisoformat(_value(fact, key, DAY)), form.at, POLICY_ZONE)
    return on_day.isoformat()


def _instant(fact: Mapping[str, Any]) -> str:
    """An exact instant, kept as it is given."""
    value = fact["occurred_at"]
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise ValueError("expected an instant with a time zone")
    except ValueError as error:
        raise FactError(
            message(
                "{where}: occurred_at: got {value!r}, {error}",
                where=_where(fact),
                value=value,
                error=message_of(error),
            ),
            key="occurred_at",
            expected=message("an instant with a time zone"),
        ) from None
    return value if isinstance(value, str) else moment.isoformat()


def _name_based(*parts: str) -> UUID:
    return uuid5(_NAMESPACE, "\n".join(parts))


def _where(fact: Mapping[str, Any]) -> str:
    return f"fact {fact.get('id')} ({fact.get('fact')})"
