"""The parts that the OpenAPI description of the hand-made routes is put together from."""

from collections.abc import Mapping
from typing import Any

from api.xapi.resource import VERSION_HEADER
from lrs.statement.versions import VERSIONS

Json = dict[str, Any]

_PLACE: Json = {
    "code": {"type": "string", "description": "what kind of error, for programs"},
    "message": {"type": "string", "description": "what is wrong, for people"},
    "index": {"type": "integer", "description": "the statement's place in the batch, from 0"},
    "id": {"type": "string", "format": "uuid", "description": "the statement's id"},
    "path": {"type": "string", "description": "the member of the statement"},
    "got": {"type": "string", "description": "what stands there"},
    "expected": {"type": "string", "description": "what should stand there"},
}
ERROR: Json = {
    "type": "object",
    "description": "Why a request was not answered.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "description": "what is wrong; of several errors the first",
            "required": ["code", "message"],
            "properties": {
                **_PLACE,
                "found": {
                    "type": "integer",
                    "description": "how many errors were found; none are looked for beyond 1,000",
                },
                "errors": {
                    "type": "array",
                    "description": "all that is wrong where it is more than one thing, at most 100",
                    "items": {
                        "type": "object",
                        "required": ["code", "message"],
                        "properties": _PLACE,
                    },
                },
                "scopes": {
                    "type": "array",
                    "description": "the scopes of which the credential needs one",
                    "items": {"type": "string"},
                },
            },
        }
    },
}
ERRORS: Mapping[str, str] = {
    "400": "The request is wrong: what, where, and what was expected.",
    "401": "No valid credential.",
    "403": "The credential may not do this.",
    "503": "Too much waits, or the database does not answer: send it again later.",
}


def operation(
    summary: str, *, responses: Json, parameters: list[Json] | None = None, body: Json | None = None
) -> Json:
    """An operation of xAPI: its version header and the errors of all come by themselves."""
    version = {
        "name": VERSION_HEADER,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "enum": list(VERSIONS)},
    }
    operation: Json = {
        "tags": ["xAPI"],
        "summary": summary,
        "parameters": [version, *(parameters or ())],
        "responses": {**responses, **errors_of()},
    }
    if body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return operation


def uuid_parameter(name: str, description: str, *, required: bool = False) -> Json:
    """A query parameter that is a UUID."""
    schema = {"type": "string", "format": "uuid"}
    return parameter(name, schema, description, required=required)


def parameter(name: str, schema: Json, description: str, *, required: bool = False) -> Json:
    """A query parameter."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
    }


def json_of(description: str, schema: Json) -> Json:
    """An answer in JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def error_of(description: str) -> Json:
    """An answer that is an error."""
    return json_of(description, {"$ref": "#/components/schemas/Error"})


def errors_of() -> Json:
    """The errors that any operation may answer, by status."""
    return {status: error_of(description) for status, description in ERRORS.items()}
