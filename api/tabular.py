"""Reports as CSV for spreadsheets: the one list of rows in each, asked for by Accept or `format`.

UTF-8 with a byte order mark, so that spreadsheets read Chinese. What looks like a number in a
column of ids stays a text, and no text can become a formula.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from fastapi import Request, Response

from api.errors import BadRequestError, MediaTypeError
from api.strict_route import Handler, StrictRoute

CSV: Final = "text/csv"
FORMATS: Final = ("json", "csv")

Row = Mapping[str, Any]

WHOLE: Final = ""
"""The report itself is the one row."""

TABLES: Final[Mapping[str, str]] = {
    "/cadres": "cadres",
    "/cadres/{cadre:path}": WHOLE,
    "/cadres/{cadre:path}/bars": WHOLE,
    "/cadres/{cadre:path}/eligibility": WHOLE,
    "/cadres/{cadre:path}/balances": "annual",
    "/cadres/{cadre:path}/ledger": "entries",
    "/cadres/{cadre:path}/duty-report": "years",
    "/cadres/{cadre:path}/hours": "entries",
    "/catalogue": "courses",
    "/catalogue/unmapped": "courses",
    "/identities/unmatched": "identities",
    "/integrations/{credential:path}/reconciliation": "statements",
    "/integrations/{credential:path}/rejections": "rejections",
    "/reports/at-risk": "cadres",
    "/reports/circular": "units",
    "/reports/cycle": "units",
    "/reports/drift": "changed",
    "/reports/learning": "groups",
    "/units/{unit:path}": WHOLE,
    "/units/{unit:path}/applications": "applications",
    "/units/{unit:path}/compliance": "members",
    "/units/{unit:path}/deadlines": WHOLE,
    "/units/{unit:path}/members": "members",
}
"""By path of the route, the member of the report that holds its rows."""

KEYS: Final[Mapping[str, str]] = {"annual": "year", "changed": "person", "units": "unit"}
"""Where the rows are an object, what its keys are: the first column."""

_IDS: Final = frozenset(
    {
        *("id", "cadre", "person", "unit", "course", "subject", "number", "statement_id"),
        *("target", "credential", "credentials", "documents", "evidence"),
    }
)
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_DESCRIBED: Final[Mapping[str, Any]] = {
    "parameters": [
        {
            "name": "format",
            "in": "query",
            "required": False,
            "description": "csv for a spreadsheet; by default as the Accept header asks",
            "schema": {"type": "string", "enum": list(FORMATS)},
        }
    ],
    "responses": {"200": {"content": {CSV: {"schema": {"type": "string"}}}}},
}


class Tabular(StrictRoute):
    """A route whose report can be had as CSV, when TABLES says what its rows are."""

    also = frozenset({"format"})

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if path in TABLES:
            options["openapi_extra"] = {**(options.get("openapi_extra") or {}), **_DESCRIBED}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        """The handler of the route, with its answer made a table where that is asked for."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            wanted = wants_csv(request)
            table = TABLES.get(self.path)
            if wanted and table is None:
                raise MediaTypeError("this report has no rows: ask for format=json")
            response = await handler(request)
            if wanted and table is not None:
                response = _as_csv(request, orjson.loads(response.body), table)
            response.headers["Vary"] = "Accept"
            return response

        return answer


def wants_csv(request: Request) -> bool:
    """Whether a request asks for CSV. Raises BadRequestError for an unknown format."""
    named = request.query_params.get("format")
    if named is not None:
        if named not in FORMATS:
            raise BadRequestError(f"format: got {named[:40]!r}, expected {' or '.join(FORMATS)}")
        return named == "csv"
    weights = dict(_weights(request.headers.get("accept", "")))
    return weights.get(CSV, 0) > weights.get("application/json", 0)


def _weights(accept: str) -> Iterator[tuple[str, int]]:
    """Each media type of an Accept header with its weight in thousandths."""
    for part in accept.split(","):
        media_type, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = 1000
        for one in parameters:
            if re.fullmatch(r"q=[01](\.[0-9]{0,3})?", one):
                whole, _, rest = one[2:].partition(".")
                weight = int(whole) * 1000 + int(rest.ljust(3, "0"))
        yield media_type, weight


def _as_csv(request: Request, report: Mapping[str, Any], table: str) -> Response:
    """The rows of a report; a Link header leads to the next page where there is one."""
    found = [report] if table == WHOLE else report[table]
    if isinstance(found, Mapping):
        found = [{KEYS[table]: key, **row} for key, row in found.items()]
    rows = [dict(_flat(row)) for row in found]
    following = report.get("next")
    total = report.get("total")
    if isinstance(total, Mapping) and following is None and rows:
        label = {next(iter(rows[0])): "合计 total"}
        rows.append({**dict(_flat(total)), **label})
    headers = {"Content-Disposition": 'attachment; filename="report.csv"'}
    if following is not None:
        url = request.url.include_query_params(after=following)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return Response(written(rows), media_type=f"{CSV}; charset=utf-8", headers=headers)


def _flat(row: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a row; those of an object in it under dotted names."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def written(rows: Iterable[Row]) -> bytes:
    """Rows as CSV with a heading of all their columns; UTF-8 with a byte order mark."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(name, row.get(name)) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = " ".join(
            item if isinstance(item, str) else orjson.dumps(item).decode() for item in value
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if _NUMBER.fullmatch(text):
        # A tab before the digits makes spreadsheets keep all of them, and a leading zero.
        return f"\t{text}" if column.rpartition(".")[2] in _IDS else text
    return f"'{text}" if text.startswith(_FORMULA) else text
