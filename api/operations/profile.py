"""Our xAPI Profile for those who write statements by it: the packaged JSON-LD, to credentials."""

from typing import Final

from fastapi import APIRouter, Response

from api.http.auth import Authenticated
from api.http.strict_route import StrictRoute
from projections.profile.document import MEDIA_TYPE, packaged

_PROFILE: Final = {
    "type": "object",
    "description": "An xAPI Profile as JSON-LD.",
    "additionalProperties": True,
    "properties": {
        "id": {"type": "string", "format": "iri", "description": "the IRI of the Profile"},
        "concepts": {
            "type": "array",
            "description": "verbs, types of activities and extensions",
            "items": {"type": "object", "additionalProperties": True},
        },
        "templates": {
            "type": "array",
            "description": "what a statement of each fact has to say",
            "items": {"type": "object", "additionalProperties": True},
        },
        "patterns": {
            "type": "array",
            "description": "in which order such statements follow each other",
            "items": {"type": "object", "additionalProperties": True},
        },
    },
}

router = APIRouter(tags=["profile"], route_class=StrictRoute)


@router.get(
    "/profile",
    summary="The xAPI Profile of the facts: concepts, templates, patterns",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": _PROFILE}}}},
)
async def profile(_: Authenticated) -> Response:
    """As JSON-LD, in the structure of ADL's xAPI Profile specification 1.0."""
    return Response(packaged(), media_type=MEDIA_TYPE)
