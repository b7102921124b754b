"""Answers as tables, asked for by Accept or `format`; and how they are written as CSV.

The columns follow from the type of the rows (`projections.reports.columns`).

UTF-8 with a byte order mark, so that spreadsheets read Chinese. What looks like a number, a date or
a time in a column of ids stays a text, every other number is one, and no text can become a formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import orjson
from fastapi import Request, Response

from api.http.errors import BadRequestError
from api.http.negotiation import weights
from api.http.path import path_of
from api.reports.printed import PDF
from lrs.message import message
from projections.reports.columns import Column

Row = Mapping[str, Any]

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final = ("json", "csv", "xlsx", "pdf")

NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MONTH: Final = "(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
_RETYPED: Final = re.compile(
    r"[0-9.][0-9.,/:-]*(e[+-]?[0-9]+|%)?"  # 1E5, 3-1, 2025/09, 12:30
    rf"|{_MONTH}[ /-]?[0-9]{{1,4}}|[0-9]{{1,4}}[ /-]?{_MONTH}([ /-]?[0-9]{{1,4}})?"
    r"|([0-9]{2,4}年)?[0-9]{1,2}月([0-9]{1,2}日)?|true|false",
    re.IGNORECASE,
)
"""Ids of which spreadsheets make a number, a date, a time or a truth, and forget what they were."""
SIGNS: Final = "=+\\-@＝＋－＠"
_BEGINS: Final = re.compile(rf"\s*[{SIGNS}]|[\t\r\n]")
_BEGINS_ANEW: Final = re.compile(rf"([;\t\r\n]\s*)(?=[{SIGNS}])")


def wanted_format(request: Request) -> str:
    """The form that a request asks for. Raises BadRequestError for an unknown one."""
    named = request.query_params.get("format")
    if named is not None:
        if named not in FORMATS:
            raise BadRequestError(
                message(
                    "format: got {named!r}, expected {formats}",
                    named=named[:40],
                    formats=" or ".join(FORMATS),
                )
            )
        return named
    accepted = dict(weights(request.headers.get("accept", "")))
    asked = {
        "csv": accepted.get(CSV, 0),
        "xlsx": accepted.get(XLSX, 0),
        "pdf": accepted.get(PDF, 0),
    }
    best = max(asked, key=lambda one: asked[one])
    return best if asked[best] > accepted.get("application/json", 0) else "json"


def as_csv(
    request: Request, rows: Iterable[Row], columns: Sequence[Column], answer: Any
) -> Response:
    """Rows as a table; a Link header leads to the next page where there is one."""
    headers = headers_of(request, "report.csv", answer)
    return Response(written(rows, columns), media_type=f"{CSV}; charset=utf-8", headers=headers)


def headers_of(request: Request, filename: str, answer: Any) -> dict[str, str]:
    """What a file's answer says in its headers: its name, and where the next page is; of a feed,
    which has a place to go on from at its end, too, also that place, percent-encoded."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    following = following_of(answer)
    if following is not None:
        headers["Link"] = f'<{next_page(request, following)}>; rel="next"'
    if hasattr(answer, "more") and hasattr(answer, "next"):
        headers["Next-Place"] = quote(answer.next)
    return headers


def following_of(answer: Any) -> Any:
    """What goes into `after` of the next page; None on the last, where a feed says that it has no
    `more`."""
    return getattr(answer, "next", None) if getattr(answer, "more", True) else None


def next_page(request: Request, following: Any) -> str:
    """The address of the next page."""
    query = request.url.include_query_params(after=following).query
    return f"{path_of(request)}?{query}"


def written(rows: Iterable[Row], columns: Sequence[Column]) -> bytes:
    """Rows as CSV with a heading, also where there are none; UTF-8 with a byte order mark."""
    return b"".join(lines(rows, columns))


def lines(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[bytes]:
    """The same line by line, as the rows come."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    yield text.getvalue().encode("utf-8-sig")
    for row in rows:
        text.seek(0)
        text.truncate()
        writer.writerow([_cell(column, at(row, column.name)) for column in columns])
        yield text.getvalue().encode()


def at(row: Row, place: str) -> Any:
    """What stands at a dotted place of a row, None where there is nothing."""
    if place in row:
        return row[place]
    value: Any = row
    for name in place.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _cell(column: Column, value: Any) -> str:
    if column.kind == "map" and value is not None:
        return _guarded(told_map(value))
    text = plain(value)
    if column.kind == "id" and (NUMBER.fullmatch(text) or _RETYPED.fullmatch(text)):
        return f"\t{text}"  # a tab before it makes spreadsheets keep all of it, and a leading zero
    return text if NUMBER.fullmatch(text) else _guarded(text)


def told_map(value: Any) -> str:
    """A map in one cell; a list of what is missing as the map of its targets."""
    if isinstance(value, list):
        value = {one["target"]: f"{one['missing']} {one['unit']}" for one in value}
    return "; ".join(f"{name}={plain(one)}" for name, one in value.items())


def plain(value: Any) -> str:
    """A value as text: of a reason its code, of a list its items with spaces between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(map(plain, value))
    if isinstance(value, Mapping):
        return str(value["code"]) if "code" in value else orjson.dumps(value).decode()
    return str(value)


def _guarded(text: str) -> str:
    """A text of which no spreadsheet makes a formula: not at its beginning, and not where one that
    separates columns by semicolons or tabs begins a new cell."""
    anew = _BEGINS_ANEW.sub(r"\1'", text)
    return f"'{anew}" if _BEGINS.match(text) else anew
