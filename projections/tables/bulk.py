"""Copies rows into tables in PostgreSQL's binary form, which costs both sides half of its text."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from struct import Struct
from typing import Any, Final
from uuid import UUID

import orjson
from psycopg import Connection, adapters, sql
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.numeric import DecimalBinaryDumper

from projections.exact import plain

Columns = Mapping[str, str]
"""The columns of a table, each with the name of its type."""


def columns(text: str) -> Columns:
    """Columns as SQL writes them, such as ``person text, year int4``."""
    return dict(column.split() for column in text.split(", "))


def copy(
    conn: Connection[Any], table: str, columns: Columns, rows: Iterable[Sequence[object]]
) -> None:
    """Adds rows to a table of the version that the search path leads to."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table), names)
    cursor = conn.cursor()
    for dumper in (_Amount, _Ids, _Texts, _Json):
        cursor.adapters.register_dumper(None, dumper)
    with cursor.copy(into) as copying:
        copying.set_types(list(columns.values()))
        for row in rows:
            copying.write_row(row)


@lru_cache(maxsize=4096)
def _numeric(value: Decimal) -> bytes:
    """An amount without trailing zeros, so that equal amounts have equal bytes."""
    return bytes(DecimalBinaryDumper(Decimal).dump(Decimal(plain(value))) or b"")


class _Amount(Dumper):
    """psycopg's own takes an amount apart digit by digit; a ledger has few different ones."""

    oid = adapters.types["numeric"].oid
    format = Format.BINARY

    def dump(self, obj: Decimal) -> bytes:
        return _numeric(obj)


class _Ids(Dumper):
    """An array of UUIDs; psycopg's own finds out anew for each of them what it is."""

    oid = adapters.types["uuid"].array_oid
    format = Format.BINARY

    def dump(self, obj: Sequence[UUID]) -> bytes:
        return _array(_UUID, [one.bytes for one in obj])


class _Texts(Dumper):
    """An array of texts, as _Ids."""

    oid = adapters.types["text"].array_oid
    format = Format.BINARY

    def dump(self, obj: Sequence[str]) -> bytes:
        return _array(_TEXT, [one.encode() for one in obj])


class _Json(Dumper):
    """Data as JSON; psycopg's own makes an encoder for each."""

    oid = adapters.types["jsonb"].oid
    format = Format.BINARY

    def dump(self, obj: object) -> bytes:
        return b"\1" + orjson.dumps(obj)


_UUID: Final = adapters.types["uuid"].oid
_TEXT: Final = adapters.types["text"].oid
_EMPTY: Final = Struct("!iiI")
"""Of an array: how many dimensions, whether there are nulls, the type of the elements."""
_HEAD: Final = Struct("!iiIii")
"""The same, with how many elements there are and the index of the first."""
_LENGTH: Final = Struct("!i")


def _array(kind: int, parts: Sequence[bytes]) -> bytes:
    if not parts:
        return _EMPTY.pack(0, 0, kind)
    head = _HEAD.pack(1, 0, kind, len(parts), 1)
    return head + b"".join([_LENGTH.pack(len(part)) + part for part in parts])
