"""The shape of a common statement: which members there are and of which type, for msgspec to check
in C. What the texts and numbers may be is not said here."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

Texts = dict[str, str]
Extensions = dict[str, Any]


class Part(Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    """A part of a statement: known members only, each of its JSON type; an absent one is UNSET."""


class Account(Part):
    """The account of an agent or group."""

    home_page: str
    name: str


class Actor(Part):
    """An agent, or a group."""

    object_type: Literal["Agent", "Group"] = "Agent"
    name: str | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    mbox_sha1sum: str | UnsetType = field(default=UNSET, name="mbox_sha1sum")
    openid: str | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    member: Any = UNSET


class Definition(Part):
    """The definition of an activity that is no interaction."""

    name: Texts | UnsetType = UNSET
    description: Texts | UnsetType = UNSET
    type: str | UnsetType = UNSET
    more_info: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Activity(Part):
    """An activity."""

    id: str
    object_type: Literal["Activity"] = "Activity"
    definition: dict[str, Any] | UnsetType = UNSET


class Reference(Part):
    """A StatementRef."""

    object_type: Literal["StatementRef"]
    id: str


class Verb(Part):
    """What was done."""

    id: str
    display: Texts | UnsetType = UNSET


class Score(Part):
    """The score of a result; its numbers have no type here, for a Decimal may also come as text."""

    scaled: Any = UNSET
    raw: Any = UNSET
    min: Any = UNSET
    max: Any = UNSET


class Result(Part):
    """What came of it."""

    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class ContextActivities(Part):
    """The activities around a statement."""

    parent: list[Activity] | Activity | UnsetType = UNSET
    grouping: list[Activity] | Activity | UnsetType = UNSET
    category: list[Activity] | Activity | UnsetType = UNSET
    other: list[Activity] | Activity | UnsetType = UNSET


class Context(Part):
    """The context of a statement."""

    registration: str | UnsetType = UNSET
    instructor: Actor | UnsetType = UNSET
    team: Any = UNSET
    context_activities: ContextActivities | UnsetType = UNSET
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    statement: Reference | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET
    context_agents: Any = UNSET
    context_groups: Any = UNSET


class Statement(Part):
    """A statement; of its object, which may be of several kinds, only that it is an object."""

    actor: Actor
    verb: Verb
    object: dict[str, Any]
    id: str | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Actor | UnsetType = UNSET
    version: str | UnsetType = UNSET
    attachments: Any = UNSET
