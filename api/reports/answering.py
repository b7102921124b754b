"""Routes that serve typed answers: the JSON, the CSV and the description follow from the type that
an endpoint says it returns.

An endpoint of such a route is `async def trainees(...) -> TraineesAnswer`. The answer can be had as
CSV where its type has `rows`: a method whose return type names the type of a row.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial, wraps
from typing import Any, Final, get_args, get_type_hints

import orjson
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from api.http.errors import MediaTypeError
from api.http.language import language_of
from api.http.negotiation import wants_page
from api.http.strict_route import Handler, StrictRoute
from api.reports.printed import PDF, form_of
from api.reports.spreadsheet import as_xlsx
from api.reports.stamp import stamp_of
from api.reports.tabular import (
    CSV,
    FORMATS,
    XLSX,
    as_csv,
    following_of,
    headers_of,
    next_page,
    wanted_format,
)
from projections.reports.answer import OWN, Answer
from projections.reports.columns import Column, columns, value_type
from projections.reports.records import is_record, names_of
from projections.reports.schema import Schemas
from projections.reports.telling import told
from projections.words.languages import LANGUAGES, Language

Json = dict[str, Any]

ABOUT_PEOPLE: Final[Mapping[str, str]] = {
    "Vary": "Accept, Accept-Language",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}
"""An answer is about people, and an office's computer is shared: no cache keeps it, as none keeps
its page."""

LARGE: Final = 200
"""Items of a list or map; an answer with more in one is written in a thread of its own."""

FORMAT: Final[Json] = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "csv or xlsx for a spreadsheet, pdf for the official form where there is one; "
    "by default as the Accept header asks",
    "schema": {"type": "string", "enum": list(FORMATS)},
}

AS_JSON: Final[Json] = {
    **FORMAT,
    "description": "json, also for a browser, which is shown a page by default",
    "schema": {"type": "string", "enum": ["json"]},
}

LANG: Final[Json] = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "the language of pdf and of the headings of xlsx; by default as "
    "Accept-Language asks, else Chinese",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}


class Unwritten(Response):
    """An answer before it is known in which form it is wanted."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


class AnswerRoute(StrictRoute):
    """A route whose endpoint returns a typed answer."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.answer_type: type = get_type_hints(endpoint)["return"]
        if not is_record(self.answer_type):
            raise TypeError(f"{endpoint.__qualname__}: expected an endpoint that returns a record")
        self.also = frozenset({"format", "lang"})
        options |= {"response_model": None, "openapi_extra": self._described(options)}
        super().__init__(path, _unwritten(endpoint), **options)

    def answering(self) -> Handler:
        """The handler that answers without writing: its response is Unwritten."""
        return super().get_route_handler()

    def get_route_handler(self) -> Handler:
        """The handler of the route, with its answer written as JSON or, where asked for, as CSV or
        as a page."""
        handler = self.answering()

        async def answer(request: Request) -> Response:
            if wants_page(request):
                page: Response = await request.app.state.pages.page(self, handler, request)
                return page
            wanted, language = wanted_format(request), language_of(request)
            self._check(wanted)
            found = await handler(request)
            if not isinstance(found, Unwritten):
                return found
            if wanted == "pdf":
                printing = request.app.state.printing
                response: Response = await printing.printed(found.answer, request, language)
            else:
                write = partial(_written, request, found.answer, wanted, language=language)
                response = await run_in_threadpool(write) if _is_large(found.answer) else write()
            response.headers.update(ABOUT_PEOPLE)
            return response

        return answer

    def _check(self, wanted: str) -> None:
        """Raises MediaTypeError for a form that the answer does not come in."""
        if wanted == "pdf" and form_of(self.answer_type) is None:
            raise MediaTypeError("this report has no official form: ask for another format")
        if wanted in ("csv", "xlsx") and row_type(self.answer_type) is None:
            raise MediaTypeError("this report has no rows: ask for format=json")

    def _described(self, options: Json) -> Json:
        content: Json = {"application/json": {"schema": Schemas().of(self.answer_type)}}
        described: Json = {"responses": {"200": {"content": content}}}
        if row_type(self.answer_type):
            content[CSV] = {"schema": {"type": "string", "description": "a row for each line"}}
            content[XLSX] = {"schema": {"type": "string", "format": "binary"}}
            if form_of(self.answer_type):
                content[PDF] = {"schema": {"type": "string", "format": "binary"}}
            described["parameters"] = [FORMAT, LANG]
        else:
            described["parameters"] = [AS_JSON]
        return {**(options.get("openapi_extra") or {}), **described}


def row_type(answer: type) -> type | None:
    """The type of the rows of an answer's table; None for one without a table."""
    rows = getattr(answer, "rows", None)
    return None if rows is None else value_type(get_args(get_type_hints(rows)["return"])[0])


def columns_of(answer: Any) -> list[Column]:
    """The columns of an answer's table: those that it says, else those of the type of its rows."""
    own = getattr(answer, "columns", None)
    if own is not None:
        return list(own())
    row = row_type(type(answer)) or type(answer)
    return columns(row, without=OWN if row is type(answer) else frozenset())


def _written(request: Request, answer: Any, wanted: str, *, language: Language) -> Response:
    """An answer as JSON, or as a table, which says in a header what the answer rests on."""
    data = told(answer)
    if wanted == "json":
        response = Response(orjson.dumps(data), media_type="application/json")
    elif wanted == "xlsx":
        content = as_xlsx(
            _rows(answer), columns_of(answer), language, basis=_basis(request, answer)
        )
        headers = headers_of(request, "report.xlsx", answer)
        response = Response(content, media_type=XLSX, headers=headers)
    else:
        response = as_csv(request, _rows(answer), columns_of(answer), answer)
    if isinstance(answer, Answer):
        response.headers["Answer-Basis"] = str(stamp_of(answer, data))
    return response


def _rows(answer: Any) -> Iterator[Json]:
    """The rows of an answer's table, one by one."""
    return (told(row, getattr(answer, "glossary", {})) for row in answer.rows())


def _basis(request: Request, answer: Any) -> dict[str, str]:
    """What a spreadsheet says that it rests on."""
    basis = {"address": f"{request.url.path}?{request.url.query}".rstrip("?")}
    if isinstance(answer, Answer):
        basis |= {
            "position": str(answer.position),
            "today": answer.today.isoformat(),
            "policy": answer.policy.id,
            "digest": answer.policy.digest,
            "incomplete": str(answer.incomplete).lower(),
        }
    following = following_of(answer)
    return basis if following is None else {**basis, "next": next_page(request, following)}


def _is_large(answer: Any) -> bool:
    """Whether an answer has so much in it that others should not wait while it is written."""
    kind: type = type(answer)
    found = (getattr(answer, name) for name in names_of(kind))
    return any(len(one) > LARGE for one in found if isinstance(one, tuple | Mapping))


def _unwritten(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """An endpoint whose answer is left to the route to write."""

    @wraps(endpoint)
    async def respond(*args: Any, **kwargs: Any) -> Response:
        return Unwritten(await endpoint(*args, **kwargs))

    return respond
