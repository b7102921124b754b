"""Copies rows into tables in PostgreSQL's binary form, which costs both sides half of its text.

Values are encoded column by column: each costs one call, mostly of C, of a function that its column
knows. psycopg finds out anew for each value what it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import islice
from operator import attrgetter, methodcaller
from struct import Struct
from typing import Any, Final
from uuid import UUID

import orjson
from psycopg import Connection, adapters, sql
from psycopg.types.numeric import DecimalBinaryDumper

from projections.exact import plain

ROWS: Final = 1000
"""Rows that are encoded at a time."""

Columns = Mapping[str, str]
"""The columns of a table, each with the name of its type."""


def columns(text: str) -> Columns:
    """Columns as SQL writes them, such as ``person text, year int4``."""
    return dict(column.split() for column in text.split(", "))


def copy(
    conn: Connection[Any], table: str, columns: Columns, values: Iterable[Iterable[object]]
) -> None:
    """Adds rows to a table of the projections; `values` are those of each column in order."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier("projections", table), names
    )
    encoders = [_ENCODERS[kind] for kind in columns.values()]
    begin = _COLUMNS.pack(len(encoders))
    encoded = [encode(of_column) for encode, of_column in zip(encoders, values, strict=False)]
    rows = zip(*encoded, strict=True)
    with conn.cursor().copy(into) as copying:
        copying.write(_HEADER)
        while some := list(map(b"".join, islice(rows, ROWS))):
            copying.write(begin + begin.join(some))
        copying.write(_END)


_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = b"\xff\xff"
_NULL: Final = b"\xff\xff\xff\xff"
_COLUMNS: Final = Struct("!h")
_INT4: Final = Struct("!ii")
_INT8: Final = Struct("!iq")
_ID: Final = Struct("!i16s")
_LENGTH: Final = Struct("!i")
_EPOCH: Final = date(2000, 1, 1).toordinal()

_EMPTY: Final = Struct("!iiI")
"""Of an array: how many dimensions, whether there are nulls, the type of the elements."""
_ELEMENTS: Final = Struct("!iiIii")
"""The same, with how many elements there are and the index of the first."""
_UUID: Final = adapters.types["uuid"].oid
_TEXT: Final = adapters.types["text"].oid


def _sized(value: bytes) -> bytes:
    return _LENGTH.pack(len(value)) + value


@lru_cache(maxsize=8192)  # a bucket of persons says few things, and each of them often
def _text(value: str | None) -> bytes:
    return _NULL if value is None else _sized(value.encode())


@lru_cache(maxsize=4096)
def _int4(value: int | None) -> bytes:
    return _NULL if value is None else _INT4.pack(4, value)


@lru_cache(maxsize=4096)
def _date(value: date | None) -> bytes:
    return _NULL if value is None else _INT4.pack(4, value.toordinal() - _EPOCH)


@lru_cache(maxsize=4096)
def _numeric(value: Decimal | None) -> bytes:
    """An amount without trailing zeros, so that equal amounts have equal bytes."""
    if value is None:
        return _NULL
    return _sized(bytes(DecimalBinaryDumper(Decimal).dump(Decimal(plain(value))) or b""))


def _uuid(values: Iterable[UUID]) -> Iterable[bytes]:
    """Three calls of C for each id, since no row is without one."""
    octets = map(methodcaller("to_bytes", 16, "big"), map(attrgetter("int"), values))
    return map(partial(_ID.pack, 16), octets)


def _json(value: object) -> bytes:
    return _NULL if value is None else _sized(b"\1" + orjson.dumps(value))


def _uuids(value: Sequence[UUID] | None) -> bytes:
    if value is None:
        return _NULL
    parts = [_ID.pack(16, one.int.to_bytes(16, "big")) for one in value]
    return _ids_head(len(value)) + b"".join(parts)


@lru_cache(maxsize=256)
def _ids_head(count: int) -> bytes:
    """How an array of so many ids begins."""
    return _array(_UUID, [bytes(20)] * count)[: -20 * count or None]


def _texts(value: Sequence[str] | None) -> bytes:
    if not value:
        return _NULL if value is None else _NO_TEXTS
    return _array(_TEXT, [_text(one) for one in value])


def _array(kind: int, parts: Sequence[bytes]) -> bytes:
    if not parts:
        return _sized(_EMPTY.pack(0, 0, kind))
    return _sized(_ELEMENTS.pack(1, 0, kind, len(parts), 1) + b"".join(parts))


_NO_TEXTS: Final = _array(_TEXT, [])

_ENCODERS: Final[Mapping[str, Callable[[Iterable[Any]], Iterable[bytes]]]] = {
    "text": partial(map, _text),
    "int4": partial(map, _int4),
    "int8": partial(map, partial(_INT8.pack, 8)),
    "date": partial(map, _date),
    "numeric": partial(map, _numeric),
    "uuid": _uuid,
    "jsonb": partial(map, _json),
    "uuid[]": partial(map, _uuids),
    "text[]": partial(map, _texts),
}
"""The values of a column of each type, each with its length before it, as COPY wants it. Ids and
positions (int8) stand in each row; the others may be None."""
