"""The OpenAPI description: FastAPI's own, and that of the hand-made routes, added once.

It is served under /openapi.json, to any credential.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi

from api.auth import Authenticated
from api.xapi.statements import MORE_PATH, PATH, VERSION_HEADER
from lrs.statement import Statement
from lrs.versions import VERSIONS

Json = dict[str, Any]

ERROR: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string", "description": "what kind of error, for programs"},
                "message": {"type": "string", "description": "what is wrong, for people"},
                "index": {"type": "integer", "description": "the statement's place in the batch"},
                "id": {"type": "string", "format": "uuid", "description": "the statement's id"},
                "path": {"type": "string", "description": "the member of the statement"},
                "got": {"type": "string", "description": "what stands there"},
                "expected": {"type": "string", "description": "what should stand there"},
                "scopes": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}
STATEMENT_RESULT: Json = {
    "type": "object",
    "required": ["statements", "more"],
    "properties": {
        "statements": {"type": "array", "items": {"$ref": "#/components/schemas/Statement"}},
        "more": {
            "type": "string",
            "description": "the next page, relative to the server; empty on the last one",
        },
    },
}
STATEMENT: Json = {"$ref": "#/components/schemas/Statement"}
STATEMENTS: Json = {"type": "array", "items": STATEMENT}
UUIDS: Json = {"type": "array", "items": {"type": "string", "format": "uuid"}}

ERRORS: Mapping[str, str] = {
    "400": "The request is wrong: what, where, and what was expected.",
    "401": "No valid credential.",
    "403": "The credential may not do this.",
    "503": "Too much waits, or the database does not answer: send it again later.",
}

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
async def openapi_document(request: Request, _: Authenticated) -> Json:
    """This description."""
    app: FastAPI = request.app
    return app.openapi()


def describe(app: FastAPI) -> None:
    """Makes an application describe itself together with the hand-made routes."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    app.include_router(router)


def _document(app: FastAPI) -> Json:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            # Ours are 400, with our own body.
            if operation["responses"].pop("422", None):
                operation["responses"] |= _errors()
    document["paths"] |= _paths()
    components = document.setdefault("components", {})
    components["schemas"] = _schemas(components.get("schemas", {}))
    components["securitySchemes"] = {"basic": {"type": "http", "scheme": "basic"}}
    document["security"] = [{"basic": []}]
    for operation in document["paths"].get("/xapi/about", {}).values():
        operation["security"] = []
    return document


def _schemas(others: Json) -> Json:
    statement = Statement.model_json_schema(ref_template="#/components/schemas/{model}")
    unused = {"HTTPValidationError", "ValidationError"}
    return {
        **{name: schema for name, schema in others.items() if name not in unused},
        **statement.pop("$defs"),
        "Statement": statement,
        "StatementResult": STATEMENT_RESULT,
        "Error": ERROR,
    }


def _paths() -> Json:
    result = _json("A page of statements.", {"$ref": "#/components/schemas/StatementResult"})
    one_or_page = _json(
        "One statement, or a page of statements.",
        {"anyOf": [STATEMENT, {"$ref": "#/components/schemas/StatementResult"}]},
    )
    missing = {"404": _error("There is no such statement.")}
    conflict = {"409": _error("A different statement with this id is stored.")}
    too_large = {"413": _error("The body is too large.")}
    token = _parameter("token", {"type": "string"}, "where the page begins", required=True)
    return {
        PATH: {
            "post": _operation(
                "Records one statement or a batch, whole or not at all",
                body={"anyOf": [STATEMENT, STATEMENTS]},
                responses={"200": _json("The ids, in order.", UUIDS), **conflict, **too_large},
            ),
            "put": _operation(
                "Records one statement under the id that the query names",
                parameters=[_uuid("statementId", "the statement's id", required=True)],
                body=STATEMENT,
                responses={"204": {"description": "Recorded."}, **conflict, **too_large},
            ),
            "get": _operation(
                "One statement by its id, or those that a query finds, the newest first",
                parameters=_query(),
                responses={"200": one_or_page, **missing},
            ),
        },
        MORE_PATH: {
            "get": _operation(
                "The page behind the `more` of an earlier answer",
                parameters=[token],
                responses={"200": result},
            )
        },
    }


def _operation(
    summary: str, *, responses: Json, parameters: list[Json] | None = None, body: Json | None = None
) -> Json:
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
        "responses": {**responses, **_errors()},
    }
    if body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return operation


def _query() -> list[Json]:
    text, flag = {"type": "string"}, {"type": "boolean", "default": False}
    instant = {"type": "string", "format": "date-time"}
    return [
        _uuid("statementId", "only this statement; no other filter"),
        _uuid("voidedStatementId", "only this voided statement; no other filter"),
        _parameter("agent", text, "an Agent or identified Group, as JSON"),
        _parameter("verb", {"type": "string", "format": "iri"}, "a verb's IRI"),
        _parameter("activity", {"type": "string", "format": "iri"}, "an activity's IRI"),
        _uuid("registration", "a registration"),
        _parameter("related_activities", flag, "activities anywhere in the statement"),
        _parameter("related_agents", flag, "agents anywhere in the statement"),
        _parameter("since", instant, "stored after this"),
        _parameter("until", instant, "stored at or before this"),
        _parameter("limit", {"type": "integer", "minimum": 0}, "at most so many; 0: the most"),
        _parameter("format", {"type": "string", "enum": ["exact"]}, "only exact so far"),
        _parameter("attachments", {"type": "boolean", "enum": [False]}, "only false so far"),
        _parameter("ascending", flag, "the oldest first"),
    ]


def _uuid(name: str, description: str, *, required: bool = False) -> Json:
    schema = {"type": "string", "format": "uuid"}
    return _parameter(name, schema, description, required=required)


def _parameter(name: str, schema: Json, description: str, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
    }


def _json(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _error(description: str) -> Json:
    return _json(description, {"$ref": "#/components/schemas/Error"})


def _errors() -> Json:
    return {status: _error(description) for status, description in ERRORS.items()}
