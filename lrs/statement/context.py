"""Result and context of a statement (1.0.3 Data 2.4.5, 2.4.6; 2.0.0 4.2.2.5)."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from lrs.statement.activity import Activity
from lrs.statement.actor import Actor, Agent, Group, Strict
from lrs.statement.formats import Duration, Extensions, Iri, LanguageTag, Maybe, Number, Uuid
from lrs.statement.problem import rule, shown

_ONE = Decimal(1)


class StatementRef(Strict):
    """A pointer to another statement, which need not be known."""

    object_type: Literal["StatementRef"] = Field(alias="objectType")
    id: Uuid


class Score(Strict):
    """A score; `scaled` from -1 to 1, `raw` from `min` to `max`."""

    scaled: Maybe[Number] = None
    raw: Maybe[Number] = None
    min: Maybe[Number] = None
    max: Maybe[Number] = None

    @model_validator(mode="after")
    def _is_in_range(self) -> Self:
        if self.scaled is not None and not -_ONE <= self.scaled <= _ONE:
            raise rule("a number from -1 to 1", member="scaled", value=shown(self.scaled))
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise rule("a number less than max", member="min", value=shown(self.min))
        if self.raw is not None and self.min is not None and self.raw < self.min:
            raise rule("a number not less than min", member="raw", value=shown(self.raw))
        if self.raw is not None and self.max is not None and self.raw > self.max:
            raise rule("a number not greater than max", member="raw", value=shown(self.raw))
        return self


class Result(Strict):
    """What came of it."""

    score: Maybe[Score] = None
    success: Maybe[bool] = None
    completion: Maybe[bool] = None
    response: Maybe[str] = None
    duration: Maybe[Duration] = None
    extensions: Maybe[Extensions] = None


def _as_list(value: Any) -> Any:
    return [value] if type(value) is dict else value


Activities = Annotated[list[Activity], BeforeValidator(_as_list)]
"""Activities; a single one stands for a list of one."""


class ContextActivities(Strict):
    """Activities around the statement's object, by their relation to it."""

    parent: Maybe[Activities] = None
    grouping: Maybe[Activities] = None
    category: Maybe[Activities] = None
    other: Maybe[Activities] = None


class ContextAgent(Strict):
    """An agent that has to do with the statement, and in which roles (2.0.0 only)."""

    object_type: Literal["contextAgent"] = Field(alias="objectType")
    agent: Agent
    relevant_types: Maybe[Annotated[list[Iri], Field(min_length=1)]] = Field(
        None, alias="relevantTypes"
    )


class ContextGroup(Strict):
    """A group that has to do with the statement, and in which roles (2.0.0 only)."""

    object_type: Literal["contextGroup"] = Field(alias="objectType")
    group: Group
    relevant_types: Maybe[Annotated[list[Iri], Field(min_length=1)]] = Field(
        None, alias="relevantTypes"
    )


class Context(Strict):
    """Where and with whom it happened."""

    registration: Maybe[Uuid] = None
    instructor: Maybe[Actor] = None
    team: Maybe[Group] = None
    context_activities: Maybe[ContextActivities] = Field(None, alias="contextActivities")
    context_agents: Maybe[list[ContextAgent]] = Field(None, alias="contextAgents")
    context_groups: Maybe[list[ContextGroup]] = Field(None, alias="contextGroups")
    revision: Maybe[str] = None
    platform: Maybe[str] = None
    language: Maybe[LanguageTag] = None
    statement: Maybe[StatementRef] = None
    extensions: Maybe[Extensions] = None
