"""Activities, their definitions and interactions (1.0.3 Data 2.4.4.1)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from lrs.message import message
from lrs.statement.actor import Strict
from lrs.statement.formats import Extensions, Iri, LanguageMap, Maybe
from lrs.statement.problem import rule, shown

COMPONENT_LISTS: dict[str, frozenset[str]] = {
    "true-false": frozenset(),
    "choice": frozenset({"choices"}),
    "fill-in": frozenset(),
    "long-fill-in": frozenset(),
    "matching": frozenset({"source", "target"}),
    "performance": frozenset({"steps"}),
    "sequencing": frozenset({"choices"}),
    "likert": frozenset({"scale"}),
    "numeric": frozenset(),
    "other": frozenset(),
}
"""Which lists of components an interaction of a type may have."""


_LISTS = frozenset().union(*COMPONENT_LISTS.values())
_OF_INTERACTION = _LISTS | {"correct_responses_pattern"}


class InteractionComponent(Strict):
    """One option, step or scale point of an interaction; `id` is unique in its list."""

    id: str
    description: Maybe[LanguageMap] = None


class ActivityDefinition(Strict):
    """What people and players know of an activity; not part of what a statement states."""

    name: Maybe[LanguageMap] = None
    description: Maybe[LanguageMap] = None
    type: Maybe[Iri] = None
    more_info: Maybe[Iri] = Field(None, alias="moreInfo")
    extensions: Maybe[Extensions] = None
    interaction_type: Maybe[
        Literal[
            "true-false",
            "choice",
            "fill-in",
            "long-fill-in",
            "matching",
            "performance",
            "sequencing",
            "likert",
            "numeric",
            "other",
        ]
    ] = Field(None, alias="interactionType")
    correct_responses_pattern: Maybe[list[str]] = Field(None, alias="correctResponsesPattern")
    choices: Maybe[list[InteractionComponent]] = None
    scale: Maybe[list[InteractionComponent]] = None
    source: Maybe[list[InteractionComponent]] = None
    target: Maybe[list[InteractionComponent]] = None
    steps: Maybe[list[InteractionComponent]] = None

    @model_validator(mode="after")
    def _interaction_is_whole(self) -> Self:
        given = self.model_fields_set & _OF_INTERACTION
        if self.interaction_type is None:
            if given:
                raise rule("the type of the interaction", member="interactionType")
            return self
        for name in sorted(given & _LISTS):
            components: list[InteractionComponent] = getattr(self, name)
            ids = [component.id for component in components]
            if name not in COMPONENT_LISTS[self.interaction_type]:
                expected = message(
                    "no such list in a {interaction_type} interaction",
                    interaction_type=self.interaction_type,
                )
                raise rule(expected, member=name, value=shown(ids))
            if len(set(ids)) < len(ids):
                raise rule("components with distinct ids", member=name, value=shown(ids))
        return self


class Activity(Strict):
    """Something that was done or experienced, known by its IRI."""

    object_type: Literal["Activity"] = Field("Activity", alias="objectType")
    id: Iri
    definition: Maybe[ActivityDefinition] = None
