"""The OpenAPI description of documents, agents, activities and about."""

from api.operations.openapi_parts import (
    Json,
    error_of,
    json_of,
    operation,
    parameter,
    uuid_parameter,
)
from api.xapi.documents import SHAPES, Shape

TEXT: Json = {"type": "string"}
IRI: Json = {"type": "string", "format": "iri"}
INSTANT: Json = {"type": "string", "format": "date-time"}
IDS: Json = {"type": "array", "items": TEXT}
ANYTHING: Json = {"schema": {}}

SUBJECTS = {
    "activityId": parameter("activityId", IRI, "an activity's IRI", required=True),
    "agent": parameter("agent", TEXT, "an Agent or identified Group, as JSON", required=True),
    "registration": uuid_parameter("registration", "a registration; part of the document's key"),
}
CONDITIONS = {
    "400": error_of("The request is wrong."),
    "409": error_of("There is a document already, and no If-Match came with the PUT."),
    "412": error_of("If-Match or If-None-Match does not hold."),
    "413": error_of("The document is too large."),
    "415": error_of("The document is packed, or JSON in a charset, that is not read."),
}
PERSON: Json = {
    "type": "object",
    "required": ["objectType"],
    "properties": {
        "objectType": {"const": "Person", "description": "what it is: Person"},
        **{
            name: {"type": "array", "items": TEXT, "description": f"every {name} of the agent"}
            for name in ("name", "mbox", "mbox_sha1sum", "openid")
        },
        "account": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Account"},
            "description": "every account of the agent",
        },
    },
}
ABOUT: Json = {
    "type": "object",
    "required": ["version"],
    "properties": {
        "version": {**IDS, "description": "the versions of xAPI that the server speaks"},
        "extensions": {
            "type": "object",
            "description": "further data, by the IRI that defines each",
            "additionalProperties": True,
        },
    },
}


def document_paths() -> Json:
    """The paths of all resources but statements."""
    activity = {"$ref": "#/components/schemas/Activity"}
    about = operation(
        "What this server speaks, and how much it takes",
        responses={"200": json_of("The versions of xAPI.", ABOUT)},
    )
    about["parameters"] = []
    return {
        "/xapi/about": {"get": about},
        "/xapi/agents": {
            "get": operation(
                "Every name and the identifier of an agent, in arrays",
                parameters=[parameter("agent", TEXT, "an Agent, as JSON", required=True)],
                responses={"200": json_of("A Person.", PERSON)},
            )
        },
        "/xapi/activities": {
            "get": operation(
                "An activity, with all that statements say of it",
                parameters=[SUBJECTS["activityId"]],
                responses={"200": json_of("An Activity.", activity)},
            )
        },
        **{path: _operations(shape) for path, shape in SHAPES.items()},
    }


def _operations(shape: Shape) -> Json:
    subjects = [SUBJECTS[name] for name in SUBJECTS if name in shape.subjects | shape.optional]
    name = parameter(shape.name, TEXT, "the document's id", required=True)
    one_or_all = {**name, "required": False}
    since = parameter("since", INSTANT, "list those stored after this; without an id only")
    changed = {"204": {"description": "Done."}, **CONDITIONS}
    content = {"description": "The document, as it was stored.", "content": {"*/*": ANYTHING}}
    body = {"required": True, "content": {"*/*": ANYTHING}}
    return {
        "get": operation(
            "One document, or without an id the ids of all",
            parameters=[*subjects, one_or_all, since, _header("If-None-Match")],
            responses={
                "200": content,
                "304": {"description": "The client has it already."},
                "404": error_of("There is no such document."),
            },
        ),
        "put": {
            **operation(
                "Stores a document in place of any other",
                parameters=[*subjects, name, _header("If-Match"), _header("If-None-Match")],
                responses=changed,
            ),
            "requestBody": body,
        },
        "post": {
            **operation(
                "Stores a document, or merges JSON into the one that is there, one level deep",
                parameters=[*subjects, name, _header("If-Match"), _header("If-None-Match")],
                responses=changed,
            ),
            "requestBody": body,
        },
        "delete": operation(
            "Deletes a document" + (", or without an id all" if shape.deletes_all else ""),
            parameters=[*subjects, one_or_all if shape.deletes_all else name, _header("If-Match")],
            responses={"204": {"description": "Done."}, "412": CONDITIONS["412"]},
        ),
    }


def _header(name: str) -> Json:
    described = parameter(name, TEXT, "ETags that the current version has, or must not have; or *")
    return {**described, "in": "header"}
