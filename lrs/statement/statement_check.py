"""Knows a valid statement at a look, for a fifth of what it costs to build its strict model.

It only ever says yes, or nothing: what it does not know is for `lrs.statement.statement_model` to
accept or to explain. So it may leave out what is rare, but never take what the model refuses.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from msgspec import UNSET, UnsetType, convert, to_builtins
from pydantic import TypeAdapter

from lrs.statement.activity import ActivityDefinition
from lrs.statement.actor import Group
from lrs.statement.context import ContextAgent, ContextGroup
from lrs.statement.formats import (
    DURATION,
    INTAKE,
    LANGUAGE_TAG,
    SHA1,
    STANDARD_UUID,
    STRICT_IRI,
    STRICT_MAILBOX,
)
from lrs.statement.statement_model import VOIDED, Attachment
from lrs.statement.statement_shape import (
    Account,
    Activity,
    Actor,
    Context,
    Definition,
    Extensions,
    Reference,
    Result,
    Score,
    Statement,
    Texts,
)
from lrs.statement.strict_json import count_members
from lrs.statement.versions import XapiVersion

Check = Callable[[Any], None]
"""Returns for a value that is valid, or UNSET; raises one of _UNSURE for one that may not be."""

DEEPEST: Final = 16
"""Objects and arrays inside each other in what is known here."""

_FREE: Final = 8
"""Those in a value that may be anything; whatever is around it is not as deep as the rest."""


class _UnsureError(ValueError):
    """A value that may be invalid."""


_UNSURE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""A value that may be invalid (msgspec's error is among these), a kind that is not known, and two
of another type than meant."""


def is_valid(statement: Any, version: XapiVersion) -> bool:
    """Whether a decoded statement is known to be valid.

    Valid means: `lrs.statement.statement.parse` accepts it as one of this version, whatever is said
    of it beyond its value: of members that come twice, and of the depth that a request may have.
    """
    try:
        _check(convert(statement, Statement), version)
    except _UNSURE:
        return False
    return True


def _matching(pattern: re.Pattern[str] | str) -> Check:
    fullmatch = re.compile(pattern).fullmatch

    def check(value: Any) -> None:
        if value is not UNSET and fullmatch(value) is None:
            raise _UnsureError

    return check


# Verbs, types, home pages, names of extensions: nearly all of a statement's IRIs come again.
_iri: Check = lru_cache(maxsize=4096)(_matching(STRICT_IRI))
_uuid = _matching(STANDARD_UUID)
_mailbox = _matching(STRICT_MAILBOX)
_sha1 = _matching(SHA1)
_duration = _matching(DURATION)
_tag = _matching(LANGUAGE_TAG)


@lru_cache(maxsize=256)
def _language_tag(value: Any) -> None:
    if value is not UNSET and not value.isascii():
        raise _UnsureError  # Python and pydantic differ in what is the same but for its case
    _tag(value)


def _language_tags(texts: Texts | UnsetType) -> None:
    for tag in texts or ():
        _language_tag(tag)


def _extensions(extensions: Extensions | UnsetType) -> None:
    if extensions is UNSET:
        return
    for name, value in extensions.items():
        _iri(name)
        if type(value) is dict or type(value) is list:
            count_members(value, _FREE - 1)


def _modelled(kind: Any) -> Check:
    """What is rare, and left to its model."""
    adapter = TypeAdapter[Any](kind)

    def check(value: Any) -> None:
        adapter.validate_python(value, context=INTAKE)
        count_members(value, _FREE)

    return check


_group = _modelled(Group)
_interaction = _modelled(ActivityDefinition)
_attachments = _modelled(list[Attachment])
_context_agents = _modelled(list[ContextAgent])
_context_groups = _modelled(list[ContextGroup])


def _actor(actor: Actor) -> None:
    if actor.object_type == "Group":
        _group(to_builtins(actor, builtin_types=(Decimal,)))
        return
    absent = (actor.mbox is UNSET) + (actor.mbox_sha1sum is UNSET) + (actor.openid is UNSET)
    account = actor.account
    if absent + (account is UNSET) != 3 or actor.member is not UNSET:
        raise _UnsureError  # not exactly one identifier, or an agent with members
    if isinstance(account, Account):
        _iri(account.home_page)
        return
    _mailbox(actor.mbox)
    _sha1(actor.mbox_sha1sum)
    _iri(actor.openid)


def _activity(activity: Activity) -> None:
    _iri(activity.id)
    if activity.definition is UNSET:
        return
    if "interactionType" in activity.definition:
        _interaction(activity.definition)
        return
    definition = convert(activity.definition, Definition)
    _iri(definition.type)
    _iri(definition.more_info)
    _language_tags(definition.name)
    _language_tags(definition.description)
    _extensions(definition.extensions)


def _activities(activities: list[Activity] | Activity) -> None:
    for activity in activities if isinstance(activities, list) else (activities,):
        _activity(activity)


_TARGETS: Final[dict[str, Check]] = {
    "Activity": lambda target: _activity(convert(target, Activity)),
    "Agent": lambda target: _actor(convert(target, Actor)),
    "Group": lambda target: _group(target),
    "StatementRef": lambda target: _uuid(convert(target, Reference).id),
}


def _score(score: Score) -> None:
    for number in (score.scaled, score.raw, score.min, score.max):
        if number is not UNSET and type(number) is not int and type(number) is not Decimal:
            raise _UnsureError
    low, high = score.min, score.max
    if (
        (score.scaled is not UNSET and not -1 <= score.scaled <= 1)
        or (low is not UNSET and high is not UNSET and low >= high)
        or (score.raw is not UNSET and low is not UNSET and score.raw < low)
        or (score.raw is not UNSET and high is not UNSET and score.raw > high)
    ):
        raise _UnsureError


def _result(result: Result) -> None:
    if result.score is not UNSET:
        _score(result.score)
    _duration(result.duration)
    _extensions(result.extensions)


def _context(context: Context, kind: str, version: XapiVersion) -> None:
    _uuid(context.registration)
    _language_tag(context.language)
    _extensions(context.extensions)
    if (around := context.context_activities) is not UNSET:
        for activities in (around.parent, around.grouping, around.category, around.other):
            if activities is not UNSET:
                _activities(activities)
    if kind != "Activity" and not (context.revision is UNSET and context.platform is UNSET):
        raise _UnsureError
    _others(context)
    if not (context.context_agents is UNSET and context.context_groups is UNSET):
        _newer_context(context, version)


def _others(context: Context) -> None:
    if context.instructor is not UNSET:
        _actor(context.instructor)
    if context.team is not UNSET:
        _group(context.team)
    if context.statement is not UNSET:
        _uuid(context.statement.id)


def _newer_context(context: Context, version: XapiVersion) -> None:
    for name, value, check in (
        ("contextAgents", context.context_agents, _context_agents),
        ("contextGroups", context.context_groups, _context_groups),
    ):
        if value is UNSET:
            continue
        if name not in version.context_members:
            raise _UnsureError
        check(value)


def _timestamp(value: str, version: XapiVersion) -> None:
    if version.timestamp.fullmatch(value) is None:
        raise _UnsureError
    if not 1 < datetime.fromisoformat(value).year < 9999:  # these two may leave them in UTC
        raise _UnsureError


def _authority(authority: Actor) -> None:
    if authority.object_type == "Group":
        raise _UnsureError  # OAuth, which has rules of its own
    _actor(authority)


def _check(statement: Statement, version: XapiVersion) -> None:
    _uuid(statement.id)
    _actor(statement.actor)
    _iri(statement.verb.id)
    _language_tags(statement.verb.display)
    kind = statement.object.get("objectType", "Activity")
    _TARGETS[kind](statement.object)
    if statement.verb.id == VOIDED and kind != "StatementRef":
        raise _UnsureError
    if statement.result is not UNSET:
        _result(statement.result)
    if statement.context is not UNSET:
        _context(statement.context, kind, version)
    if statement.timestamp is not UNSET:
        _timestamp(statement.timestamp, version)
    _check_rest(statement, version)


def _check_rest(statement: Statement, version: XapiVersion) -> None:
    if statement.stored is not UNSET:
        _timestamp(statement.stored, version)
    if statement.authority is not UNSET:
        _authority(statement.authority)
    if statement.attachments is not UNSET:
        _attachments(statement.attachments)
    stated = statement.version
    if stated is not UNSET and version.statement_versions.fullmatch(stated) is None:
        raise _UnsureError
