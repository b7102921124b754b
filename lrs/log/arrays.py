"""PostgreSQL arrays in binary, packed in one go: psycopg packs them item by item."""

import struct
from array import array
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format


class Bigints(list[int]):
    """bigint[]"""


class Ints(list[int]):
    """integer[]"""


class Bytes(list[bytes]):
    """bytea[]"""


class Uuids(list[UUID]):
    """uuid[]"""


class Texts(list[str | None]):
    """text[]"""


def _array(element_oid: int, count: int, body: bytes, *, nulls: bool = False) -> bytes:
    if not count:
        return struct.pack("!iiI", 0, 0, element_oid)
    return struct.pack("!iiIii", 1, int(nulls), element_oid, count, 1) + body


def _items(items: Iterable[bytes | None]) -> bytes:
    parts: list[bytes] = []
    for item in items:
        if item is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            parts += (len(item).to_bytes(4), item)
    return b"".join(parts)


def _columns(size: int, items: bytes) -> bytes:
    """Items of one size, each with that size before it, as PostgreSQL wants the items of an array.

    Two items of eight bytes are the words `a1 a2 b1 b2`, and come out as `8 a1 a2 8 b1 b2`. Python
    would need a loop over the items; here is one over the words of an item, each of which is copied
    for all items at once: first every `a1 b1`, then every `a2 b2`.
    """
    words = array("i", items)
    width = size // words.itemsize
    laid = array("i", size.to_bytes(words.itemsize)) * (len(words) // width * (width + 1))
    for place in range(width):
        laid[place + 1 :: width + 1] = words[place::width]
    return laid.tobytes()


class _BigintsDumper(Dumper):
    format, oid = Format.BINARY, 1016

    def dump(self, obj: Any) -> Buffer:
        return _array(20, len(obj), _columns(8, struct.pack(f"!{len(obj)}q", *obj)))


class _IntsDumper(Dumper):
    format, oid = Format.BINARY, 1007

    def dump(self, obj: Any) -> Buffer:
        return _array(23, len(obj), _columns(4, struct.pack(f"!{len(obj)}i", *obj)))


class _BytesDumper(Dumper):
    format, oid = Format.BINARY, 1001

    def dump(self, obj: Any) -> Buffer:
        return _array(17, len(obj), _items(obj))


class _UuidsDumper(Dumper):
    format, oid = Format.BINARY, 2951

    def dump(self, obj: Any) -> Buffer:
        return _array(2950, len(obj), _columns(16, b"".join([value.bytes for value in obj])))


class _TextsDumper(Dumper):
    format, oid = Format.BINARY, 1009

    def dump(self, obj: Any) -> Buffer:
        encoded = [None if value is None else value.encode() for value in obj]
        return _array(25, len(obj), _items(encoded), nulls=None in obj)


def register_arrays(context: AdaptContext) -> None:
    """Teaches a connection these array types."""
    for cls, dumper in (
        (Bigints, _BigintsDumper),
        (Ints, _IntsDumper),
        (Bytes, _BytesDumper),
        (Uuids, _UuidsDumper),
        (Texts, _TextsDumper),
    ):
        context.adapters.register_dumper(cls, dumper)
