"""The OpenAPI description: FastAPI's own, and that of the hand-made routes, added once.

It is served under /openapi.json, to any credential.
"""

from typing import Final, get_args

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi

from api.http.auth import Authenticated
from api.http.strict_route import StrictRoute, add_routes
from api.operations.openapi_documents import document_paths
from api.operations.openapi_members import explain
from api.operations.openapi_parts import (
    ERROR,
    Json,
    error_of,
    errors_of,
    json_of,
    operation,
    parameter,
    uuid_parameter,
)
from api.reports.answering import AnswerRoute
from api.xapi.statement_forms import Format
from api.xapi.statements import MORE_PATH, PATH
from lrs.statement.statement import Statement
from projections.reports.answer import Answer
from projections.reports.schema import Schemas

STATEMENT_RESULT: Json = {
    "type": "object",
    "required": ["statements", "more"],
    "properties": {
        "statements": {
            "type": "array",
            "description": "the statements of the page, the newest first unless asked otherwise",
            "items": {"$ref": "#/components/schemas/Statement"},
        },
        "more": {
            "type": "string",
            "description": "the next page, relative to the server; empty on the last one",
        },
    },
}
STATEMENT: Json = {"$ref": "#/components/schemas/Statement"}
STATEMENTS: Json = {"type": "array", "items": STATEMENT}
MULTIPART: Json = {
    "multipart/mixed": {
        "schema": {
            "type": "string",
            "format": "binary",
            "description": "the statements as JSON, then a part for each attachment",
        }
    }
}
UUIDS: Json = {"type": "array", "items": {"type": "string", "format": "uuid"}}

_MAY_BE_MISSING: Final = frozenset({"/documents/content", "/audit/checkpoint"})
"""Paths that name something in their query, or nothing, and may not find it."""

router = APIRouter(route_class=StrictRoute)


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
    add_routes(app, router)


def _document(app: FastAPI) -> Json:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    answers, judged = Schemas(), set()
    for route in app.routes:
        if isinstance(route, AnswerRoute):
            answers.of(route.answer_type)
            judged |= {route.path_format} if issubclass(route.answer_type, Answer) else set()
    for path, operations in document["paths"].items():
        for described in operations.values():
            described["responses"].pop("422", None)  # ours are 400, with our own body
            described["responses"] |= errors_of()
            if "{" in path or path in _MAY_BE_MISSING:
                described["responses"]["404"] = error_of("There is nothing by this name.")
            if path in judged:
                described["responses"]["409"] = error_of("No policy is published yet.")
    document["paths"] |= _paths() | document_paths()
    components = document.setdefault("components", {})
    components["schemas"] = _schemas(components.get("schemas", {})) | answers.components
    explain(components["schemas"])
    components["securitySchemes"] = {"basic": {"type": "http", "scheme": "basic"}}
    document["security"] = [{"basic": []}]
    for described in document["paths"].get("/xapi/about", {}).values():
        described["security"] = []
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
    result = _returned(
        json_of("A page of statements.", {"$ref": "#/components/schemas/StatementResult"})
    )
    one_or_page = _returned(
        json_of(
            "One statement, or a page of statements.",
            {"anyOf": [STATEMENT, {"$ref": "#/components/schemas/StatementResult"}]},
        )
    )
    missing = {"404": error_of("There is no such statement.")}
    conflict = {"409": error_of("A different statement with this id is stored.")}
    unread = {"415": error_of("The body is in a charset, or packed in a way, that is not read.")}
    too_large = {"413": error_of("The body is too large.")}
    token = parameter("token", {"type": "string"}, "where the page begins", required=True)
    return {
        PATH: {
            "post": _written(
                operation(
                    "Records one statement or a batch, whole or not at all",
                    body={"anyOf": [STATEMENT, STATEMENTS]},
                    responses={
                        "200": json_of("The ids, in order.", UUIDS),
                        **conflict,
                        **too_large,
                        **unread,
                    },
                )
            ),
            "put": _written(
                operation(
                    "Records one statement under the id that the query names",
                    parameters=[uuid_parameter("statementId", "the statement's id", required=True)],
                    body=STATEMENT,
                    responses={
                        "204": {"description": "Recorded."},
                        **conflict,
                        **too_large,
                        **unread,
                    },
                )
            ),
            "get": operation(
                "One statement by its id, or those that a query finds, the newest first",
                parameters=_query(),
                responses={"200": one_or_page, **missing},
            ),
        },
        MORE_PATH: {
            "get": {
                **operation(
                    "The page behind a `more` that was given out formerly",
                    parameters=[token, *_form()],
                    responses={"200": result},
                ),
                "deprecated": True,
            }
        },
    }


def _query() -> list[Json]:
    text, flag = {"type": "string"}, {"type": "boolean", "default": False}
    instant = {"type": "string", "format": "date-time"}
    return [
        uuid_parameter("statementId", "only this statement; no other filter"),
        uuid_parameter("voidedStatementId", "only this voided statement; no other filter"),
        parameter("agent", text, "an Agent or identified Group, as JSON"),
        parameter("verb", {"type": "string", "format": "iri"}, "a verb's IRI"),
        parameter("activity", {"type": "string", "format": "iri"}, "an activity's IRI"),
        uuid_parameter("registration", "a registration"),
        parameter("related_activities", flag, "activities anywhere in the statement"),
        parameter("related_agents", flag, "agents anywhere in the statement"),
        parameter("since", instant, "stored after this"),
        parameter("until", instant, "stored at or before this"),
        parameter("limit", {"type": "integer", "minimum": 0}, "at most so many; 0: the most"),
        parameter("ascending", flag, "the oldest first"),
        parameter("token", text, "of `more`: the next page; beside it no other parameter counts"),
        *_form(),
    ]


def _form() -> list[Json]:
    """What a former `more` takes too."""
    formats = {"type": "string", "enum": list(get_args(Format)), "default": "exact"}
    return [
        parameter("format", formats, "canonical is in one language, by Accept-Language"),
        parameter("attachments", {"type": "boolean", "default": False}, "as multipart/mixed"),
    ]


def _returned(described: Json) -> Json:
    """An answer with statements, which comes with their attachments where they are asked for."""
    return {**described, "content": {**described["content"], **MULTIPART}}


def _written(described: Json) -> Json:
    """A request with statements, which may come with their attachments."""
    described["requestBody"]["content"] |= MULTIPART
    return described
