"""Knows a valid statement at a look, for a third of what it costs to build its strict model.

It only ever says yes, or nothing: what it does not know is for `lrs.statement_model` to accept or
to explain. So it may leave out what is rare, but never take what the model refuses.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter

from lrs.activity import ActivityDefinition
from lrs.actor import Group
from lrs.context import ContextAgent, ContextGroup
from lrs.formats import DURATION, IRI, LANGUAGE_TAG, MAILBOX, SHA1, STANDARD_UUID
from lrs.statement_model import VOIDED, Attachment
from lrs.strict_json import count_members
from lrs.versions import VERSIONS, XapiVersion

Check = Callable[[Any], int]
"""How many members the objects in a value have together; raises one of _UNSURE for a value that may
be invalid."""

DEEPEST: Final = 16
"""Objects and arrays inside each other in what is known here."""

_FREE: Final = 8
"""Those in a value that may be anything; whatever is around it is not as deep as the rest."""


class _UnsureError(ValueError):
    """A value that may be invalid."""


_UNSURE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""A value that may be invalid, a member that is not known, and two of another type than meant."""


def members_if_valid(statement: Any, version: XapiVersion) -> int | None:
    """How many members the objects of a decoded statement have together, None if it may be invalid.

    Valid means: `lrs.statement.parse` accepts it as one of this version, whatever is said of it
    beyond its value: of members that come twice, and of the depth that a request may have.
    """
    try:
        return _STATEMENTS[version.number](statement)
    except _UNSURE:
        return None


def _text(value: Any) -> int:
    if type(value) is not str:
        raise _UnsureError
    return 0


def _flag(value: Any) -> int:
    if type(value) is not bool:
        raise _UnsureError
    return 0


def _number(value: Any) -> int:
    if type(value) is not int and type(value) is not Decimal:
        raise _UnsureError
    return 0


def _only(text: str) -> Check:
    def check(value: Any) -> int:
        if value != text:
            raise _UnsureError
        return 0

    return check


def _matching(pattern: re.Pattern[str] | str) -> Check:
    fullmatch = re.compile(pattern).fullmatch

    def check(value: Any) -> int:
        if fullmatch(value) is None:
            raise _UnsureError
        return 0

    return check


# Verbs, types, home pages, names of extensions: nearly all of a statement's IRIs come again.
_iri: Check = lru_cache(maxsize=4096)(_matching(IRI))
_uuid = _matching(STANDARD_UUID)
_tag = _matching(LANGUAGE_TAG)


@lru_cache(maxsize=256)
def _language_tag(value: Any) -> int:
    if not value.isascii():  # Python and pydantic differ in what is the same but for its case
        raise _UnsureError
    return _tag(value)


def _language_map(value: Any) -> int:
    for tag, text in value.items():
        _language_tag(tag)
        if type(text) is not str:
            raise _UnsureError
    return len(value)


def _extensions(value: Any) -> int:
    for name in value.keys():  # noqa: SIM118 - which an array has not
        _iri(name)
    return count_members(value, _FREE)


def _object(*required: str, **members: Check) -> Check:
    def check(value: Any) -> int:
        for name in required:
            if name not in value:
                raise _UnsureError
        count = len(value)
        for name, item in value.items():
            count += members[name](item)
        return count

    return check


def _modelled(kind: Any) -> Check:
    """What is rare, and left to its model."""
    adapter = TypeAdapter[Any](kind)

    def check(value: Any) -> int:
        adapter.validate_python(value)
        return count_members(value, _FREE)

    return check


_ACCOUNT = _object("homePage", "name", homePage=_iri, name=_text)
_AGENT = _object(
    objectType=_only("Agent"),
    name=_text,
    mbox=_matching(MAILBOX),
    mbox_sha1sum=_matching(SHA1),
    openid=_iri,
    account=_ACCOUNT,
)


def _agent(value: Any) -> int:
    if len(value) - ("name" in value) - ("objectType" in value) != 1:
        raise _UnsureError  # not exactly one identifier
    return _AGENT(value)


_ACTORS = {"Agent": _agent, "Group": _modelled(Group)}


def _actor(value: Any) -> int:
    return _ACTORS[value.get("objectType", "Agent")](value)


_PLAIN_DEFINITION = _object(
    name=_language_map,
    description=_language_map,
    type=_iri,
    moreInfo=_iri,
    extensions=_extensions,
)
_INTERACTION = _modelled(ActivityDefinition)


def _definition(value: Any) -> int:
    return _INTERACTION(value) if "interactionType" in value else _PLAIN_DEFINITION(value)


_ACTIVITY = _object("id", objectType=_only("Activity"), id=_iri, definition=_definition)
_REFERENCE = _object("objectType", "id", objectType=_only("StatementRef"), id=_uuid)
_TARGETS = {**_ACTORS, "Activity": _ACTIVITY, "StatementRef": _REFERENCE}


def _target(value: Any) -> int:
    return _TARGETS[value.get("objectType", "Activity")](value)


def _activities(value: Any) -> int:
    return sum(map(_ACTIVITY, value)) if type(value) is list else _ACTIVITY(value)


_SCORE = _object(scaled=_number, raw=_number, min=_number, max=_number)


def _score(value: Any) -> int:
    count = _SCORE(value)
    raw, low, high = value.get("raw"), value.get("min"), value.get("max")
    if (
        not -1 <= value.get("scaled", 0) <= 1
        or (low is not None and high is not None and low >= high)
        or (raw is not None and low is not None and raw < low)
        or (raw is not None and high is not None and raw > high)
    ):
        raise _UnsureError
    return count


_VERB = _object("id", id=_iri, display=_language_map)
_RESULT = _object(
    score=_score,
    success=_flag,
    completion=_flag,
    response=_text,
    duration=_matching(DURATION),
    extensions=_extensions,
)
_CONTEXT: dict[str, Check] = {
    "registration": _uuid,
    "instructor": _actor,
    "team": _modelled(Group),
    "contextActivities": _object(
        parent=_activities, grouping=_activities, category=_activities, other=_activities
    ),
    "revision": _text,
    "platform": _text,
    "language": _language_tag,
    "statement": _REFERENCE,
    "extensions": _extensions,
}
_NEWER_CONTEXT: dict[str, Check] = {
    "contextAgents": _modelled(list[ContextAgent]),
    "contextGroups": _modelled(list[ContextGroup]),
}


def _timestamp(version: XapiVersion) -> Check:
    form = _matching(version.timestamp)

    def check(value: Any) -> int:
        form(value)
        if not 1 < datetime.fromisoformat(value).year < 9999:  # these two may leave them in UTC
            raise _UnsureError
        return 0

    return check


def _statement(version: XapiVersion) -> Check:
    newer = {name: _NEWER_CONTEXT[name] for name in version.context_members}
    members = _object(
        *("actor", "verb", "object"),
        id=_uuid,
        actor=_actor,
        verb=_VERB,
        object=_target,
        result=_RESULT,
        context=_object(**_CONTEXT, **newer),
        timestamp=_timestamp(version),
        stored=_timestamp(version),
        authority=_agent,
        version=_matching(version.statement_versions),
        attachments=_modelled(list[Attachment]),
    )

    def check(value: Any) -> int:
        count = members(value)
        kind = value["object"].get("objectType", "Activity")
        if value["verb"]["id"] == VOIDED and kind != "StatementRef":
            raise _UnsureError
        if kind != "Activity" and not {"revision", "platform"}.isdisjoint(value.get("context", ())):
            raise _UnsureError
        return count

    return check


_STATEMENTS: Final = {number: _statement(version) for number, version in VERSIONS.items()}
