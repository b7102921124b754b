"""Agents and groups: who acts, who is acted on, who asserts (1.0.3 Data 2.4.2)."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from lrs.message import message
from lrs.statement.formats import Iri, Mailbox, Maybe, Sha1
from lrs.statement.problem import rule, shown

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


class Strict(BaseModel):
    """The base of every part of a statement: exact types, known members only, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Account(Strict):
    """An account on a system: `home_page` says which, `name` is unique there."""

    home_page: Iri = Field(alias="homePage")
    name: str


class _Identified(Strict):
    name: Maybe[str] = None
    mbox: Maybe[Mailbox] = None
    mbox_sha1sum: Maybe[Sha1] = None
    openid: Maybe[Iri] = None
    account: Maybe[Account] = None

    def identifiers(self) -> int:
        """How many inverse functional identifiers are given; a valid agent has one."""
        return len(self.model_fields_set.intersection(IDENTIFIERS))


class Agent(_Identified):
    """One person or system, known by exactly one inverse functional identifier."""

    object_type: Literal["Agent"] = Field("Agent", alias="objectType")

    @model_validator(mode="after")
    def _has_one_identifier(self) -> Self:
        if self.identifiers() != 1:
            raise rule(
                message("exactly one of {identifiers}", identifiers=", ".join(IDENTIFIERS)),
                value=_given(self),
            )
        return self


class Group(_Identified):
    """A group: identified by one identifier, or anonymous and known by its members alone."""

    object_type: Literal["Group"] = Field(alias="objectType")
    member: Maybe[list[Agent]] = None

    @model_validator(mode="after")
    def _is_identified_or_lists_members(self) -> Self:
        if self.identifiers() > 1:
            raise rule(
                message("at most one of {identifiers}", identifiers=", ".join(IDENTIFIERS)),
                value=_given(self),
            )
        if self.identifiers() == 0 and not self.member:
            raise rule("members, or an identifier of the group", value=_given(self))
        return self


def _given(actor: _Identified) -> str:
    return shown([name for name in IDENTIFIERS if getattr(actor, name) is not None])


def kind_of(value: Any, default: str) -> str | None:
    """The objectType of a decoded object, `default` where it has none; None if it is no object."""
    if type(value) is not dict:
        return None
    kind = value.get("objectType", default)
    return kind if isinstance(kind, str) else ""


def _agent_or_group(value: Any) -> str | None:
    return kind_of(value, "Agent")


Actor = Annotated[
    Annotated[Agent, Tag("Agent")] | Annotated[Group, Tag("Group")],
    Discriminator(_agent_or_group),
]
"""An agent, also where objectType is absent, or a group."""
