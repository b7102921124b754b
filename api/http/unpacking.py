"""Content-Encoding: unpacks the body of a request as it comes in (RFC 9110 8.4.1)."""

import zlib
from collections.abc import Iterator
from typing import Final

from api.http.errors import BadRequestError, UnsupportedMediaError
from lrs.message import message

CODINGS: Final = ("gzip", "deflate")
"""What a body may be packed with."""

_PIECE: Final = 64 * 1024
"""Bytes that are unpacked at once, so that whoever counts them can stop."""

_ZLIB, _RAW, _GZIP = zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16


class Unpacker:
    """Unpacks one body. A few bytes can become very many: whoever takes the pieces counts them."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._unpacking = zlib.decompressobj(_GZIP) if coding == "gzip" else None

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """What the next bytes of the body hold. Raises BadRequestError where they are not packed
        so, and for what follows the end: several streams, one after the other, are not read."""
        if not packed:
            return
        if self._unpacking is None:
            # Half of all clients leave out the header of zlib, which never is anything but x8.
            self._unpacking = zlib.decompressobj(_ZLIB if packed[0] & 0x0F == 8 else _RAW)
        unpacking = self._unpacking
        piece = bytes(_PIECE)
        while packed or len(piece) == _PIECE:  # of a full piece more may wait inside
            try:
                piece = unpacking.decompress(packed, _PIECE)
            except zlib.error as error:
                raise self._error("that") from error
            yield piece
            packed = unpacking.unconsumed_tail
        if unpacking.unused_data:
            raise self._error("one stream and nothing behind it")

    def end(self) -> None:
        """Raises BadRequestError where the body ends before what is packed does."""
        if self._unpacking is None or not self._unpacking.eof:
            raise self._error("all of it: it was cut short")

    def _error(self, expected: str) -> BadRequestError:
        return BadRequestError(
            message(
                "Content-Encoding: got {coding}, but the body is not {expected}",
                coding=self._coding,
                expected=expected,
            )
        )


def unpacker(content_encoding: str | None) -> Unpacker | None:
    """What unpacks a body of this Content-Encoding; None for one that is not packed.

    Raises UnsupportedMediaError.
    """
    named = [one.strip().lower() for one in (content_encoding or "").split(",")]
    codings = [one.removeprefix("x-") for one in named if one not in ("", "identity")]
    if not codings:
        return None
    if len(codings) > 1 or codings[0] not in CODINGS:
        raise UnsupportedMediaError(
            message(
                "Content-Encoding: got {content_encoding!r:.80}, expected one of {codings}",
                content_encoding=content_encoding,
                codings=", ".join(CODINGS),
            )
        )
    return Unpacker(codings[0])
