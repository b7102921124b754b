"""Answers as CSV for spreadsheets, asked for by Accept or `format`.

The columns follow from the type of the rows (`projections.reports.columns`).

UTF-8 with a byte order mark, so that spreadsheets read Chinese. What looks like a number in a
column of ids stays a text, every other number is one, and no text can become a formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import Request, Response

from api.http.errors import BadRequestError
from projections.reports.columns import Column

Row = Mapping[str, Any]

CSV: Final = "text/csv"
FORMATS: Final = ("json", "csv")

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SIGNS: Final = "=+\\-@＝＋－＠"
_BEGINS: Final = re.compile(rf"\s*[{_SIGNS}]|[\t\r\n]")
_BEGINS_ANEW: Final = re.compile(rf"([;\t\r\n]\s*)(?=[{_SIGNS}])")


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


def as_csv(
    request: Request, rows: Iterable[Row], columns: Sequence[Column], following: Any
) -> Response:
    """Rows as a table; a Link header leads to the next page where there is one."""
    headers = {"Content-Disposition": 'attachment; filename="report.csv"'}
    if following is not None:
        url = request.url.include_query_params(after=following)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return Response(written(rows, columns), media_type=f"{CSV}; charset=utf-8", headers=headers)


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
        writer.writerow([_cell(column, _at(row, column.name)) for column in columns])
        yield text.getvalue().encode()


def _at(row: Row, place: str) -> Any:
    """What stands at a dotted place of a row, None where there is nothing."""
    if place in row:
        return row[place]
    value: Any = row
    for name in place.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _cell(column: Column, value: Any) -> str:
    if column.kind == "map" and value is not None:
        if isinstance(value, list):
            value = {one["target"]: f"{one['missing']} {one['unit']}" for one in value}
        return _guarded("; ".join(f"{name}={_plain(one)}" for name, one in value.items()))
    text = _plain(value)
    if _NUMBER.fullmatch(text):
        # A tab before the digits makes spreadsheets keep all of them, and a leading zero.
        return f"\t{text}" if column.kind == "id" else text
    return _guarded(text)


def _plain(value: Any) -> str:
    """A value as text: of a reason its code, of a list its items with spaces between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(map(_plain, value))
    if isinstance(value, Mapping):
        return str(value["code"]) if "code" in value else orjson.dumps(value).decode()
    return str(value)


def _guarded(text: str) -> str:
    """A text of which no spreadsheet makes a formula: not at its beginning, and not where one that
    separates columns by semicolons or tabs begins a new cell."""
    anew = _BEGINS_ANEW.sub(r"\1'", text)
    return f"'{anew}" if _BEGINS.match(text) else anew
