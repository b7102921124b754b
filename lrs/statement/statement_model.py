"""The strict model of a statement: what xAPI accepts, whichever of its versions."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from lrs.message import message
from lrs.statement.activity import Activity
from lrs.statement.actor import Actor, Agent, Group, Strict, kind_of
from lrs.statement.context import Context, Result, StatementRef
from lrs.statement.formats import Iri, LanguageMap, Maybe, MediaType, Sha2, Timestamp, Uuid
from lrs.statement.problem import rule, shown

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


class Verb(Strict):
    """What was done."""

    id: Iri
    display: Maybe[LanguageMap] = None


class Attachment(Strict):
    """A file that belongs to a statement: sent with it, or to be found at `file_url`."""

    usage_type: Iri = Field(alias="usageType")
    display: LanguageMap
    description: Maybe[LanguageMap] = None
    content_type: MediaType = Field(alias="contentType")
    length: Annotated[int, Field(ge=0)]
    sha2: Sha2
    file_url: Maybe[Iri] = Field(None, alias="fileUrl")


class _Stated(Strict):
    """What a statement and a sub-statement have in common."""

    actor: Actor
    verb: Verb
    result: Maybe[Result] = None
    context: Maybe[Context] = None
    timestamp: Maybe[Timestamp] = None
    attachments: Maybe[list[Attachment]] = None

    def _check_object(self, target: object) -> None:
        if self.verb.id == VOIDED and not isinstance(target, StatementRef):
            raise rule(
                "a StatementRef, since the verb is voided",
                member="object.objectType",
                value=shown(getattr(target, "object_type", None)),
            )
        if self.context is None or isinstance(target, Activity):
            return
        for member in ("revision", "platform"):
            value = getattr(self.context, member)
            if value is not None:
                raise rule(
                    "none, unless the object is an Activity",
                    member=message("context.{member}", member=member),
                    value=shown(value),
                )


def _kind_of_object(value: Any) -> str | None:
    return kind_of(value, "Activity")


class SubStatement(_Stated):
    """A statement inside a statement, such as one that is planned; it has no id of its own."""

    object_type: Literal["SubStatement"] = Field(alias="objectType")
    object: Annotated[
        Annotated[Activity, Tag("Activity")]
        | Annotated[Agent, Tag("Agent")]
        | Annotated[Group, Tag("Group")]
        | Annotated[StatementRef, Tag("StatementRef")],
        Discriminator(_kind_of_object),
    ]

    @model_validator(mode="after")
    def _members_agree(self) -> Self:
        self._check_object(self.object)
        return self


class Statement(_Stated):
    """A statement as posted: all that both versions of xAPI know; `lrs.statement.statement.parse`
    checks the version's own.

    `timestamp` and `stored` are kept in the client's own text, `lrs.statement.formats.instant`
    reads them.
    """

    id: Maybe[Uuid] = None
    object: Annotated[
        Annotated[Activity, Tag("Activity")]
        | Annotated[Agent, Tag("Agent")]
        | Annotated[Group, Tag("Group")]
        | Annotated[StatementRef, Tag("StatementRef")]
        | Annotated[SubStatement, Tag("SubStatement")],
        Discriminator(_kind_of_object),
    ]
    stored: Maybe[Timestamp] = None
    authority: Maybe[Actor] = None
    version: Maybe[str] = None

    @model_validator(mode="after")
    def _members_agree(self) -> Self:
        self._check_object(self.object)
        if isinstance(self.authority, Group):
            _check_oauth_pair(self.authority)
        return self


def _check_oauth_pair(authority: Group) -> None:
    """A group as authority is an OAuth consumer and a user, anonymous (1.0.3 Data 2.4.9)."""
    members = authority.member or []
    if authority.identifiers() or len(members) != 2:
        raise rule(
            "an Agent, or an anonymous Group of two Agents", member="authority", value="a Group"
        )
    if not any(member.account for member in members):
        raise rule(
            "one member with an account, the OAuth consumer", member="authority", value="a Group"
        )
