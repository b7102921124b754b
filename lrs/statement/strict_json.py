"""JSON read strictly and exactly: what one reader would take and another would not is refused."""

import json
import re
from collections.abc import Collection, Iterable
from decimal import Decimal, DecimalException
from typing import Any

import msgspec

from lrs.message import message, message_of

Json = dict[str, Any]
"""A JSON object."""

BOM = b"\xef\xbb\xbf"
_EXPECTED = message("well-formed JSON in UTF-8")
_WHITESPACE = b" \t\r\n"
_EXACT = msgspec.json.Decoder(float_hook=Decimal)
_SPANS = msgspec.json.Decoder(list[msgspec.Raw])
_WRITTEN = msgspec.json.Encoder(decimal_format="number").encode
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_KEY = re.compile(rb'[ \t\r\n]*("(?:[^"\\]|\\.)*")[ \t\r\n]*:[ \t\r\n]*')


class JsonError(ValueError):
    """Not strict JSON: `path` in the value, the `value` that stands there, what was `expected`."""

    def __init__(self, expected: str, *, path: tuple[str | int, ...] = (), value: str = "") -> None:
        super().__init__(expected)
        self.expected, self.path, self.value = expected, path, value


def read(raw: bytes) -> Any:
    """The value of JSON bytes that were checked before; fractions as Decimal, integers as int."""
    return _EXACT.decode(raw)


def spans(raw: bytes) -> list[bytes]:
    """The bytes of each element of a JSON array, or of the one value that stands there.

    The elements themselves are only skimmed: read each with `read_strictly`. Raises JsonError.
    """
    trimmed = raw.strip(_WHITESPACE)
    if not trimmed.startswith(b"["):
        return [trimmed]
    try:
        return [bytes(span) for span in _SPANS.decode(trimmed)]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _malformed(raw, error) from error
    except RecursionError as error:
        raise JsonError("JSON that is not nested so deeply") from error


def read_strictly(raw: bytes, *, depth: int) -> Any:
    """The value of JSON bytes; fractions as Decimal, integers as int.

    Raises JsonError: malformed JSON or UTF-8, NaN and Infinity, lone surrogates, an object with
    one key twice, objects and arrays nested deeper than `depth`, and U+0000 in any text, which
    JSON allows but PostgreSQL's text and most readers of an export do not.
    """
    value = decode(raw, depth=depth)
    refuse_ambiguity(raw, value, depth=depth)
    return value


def decode(raw: bytes, *, depth: int) -> Any:
    """The value of JSON bytes of which `is_unambiguous` or `refuse_ambiguity` has yet to be asked.

    Raises JsonError.
    """
    try:
        return _EXACT.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _malformed(raw, error) from error
    except DecimalException as error:
        raise JsonError("numbers with an exponent of at most 18 digits") from error
    except RecursionError as error:
        raise _too_deep(depth) from error


def _malformed(raw: bytes, error: Exception) -> JsonError:
    """What keeps bytes from being JSON in UTF-8, with the place."""
    if not raw.strip(_WHITESPACE):
        return JsonError(_EXPECTED, value="nothing")
    try:
        raw.decode()
    except UnicodeDecodeError as found:
        return JsonError(
            _other_encoding(raw),
            value=message("bytes that are not UTF-8, from byte {start} on", start=found.start + 1),
        )
    if raw.startswith(BOM):
        return JsonError(
            message("{expected}, without it", expected=_EXPECTED),
            value=message("a byte order mark (the bytes EF BB BF)"),
        )
    if "truncated" in str(error):
        return JsonError(
            message(
                "{expected}: it is cut short, it ends after {count} bytes",
                expected=_EXPECTED,
                count=len(raw),
            )
        )
    return JsonError(message("{expected} ({error})", expected=_EXPECTED, error=message_of(error)))


def _other_encoding(raw: bytes) -> str:
    """What to expect of bytes that are not UTF-8: what they are, where that is plain."""
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return _EXPECTED
    return message(
        "{expected}; they can be read as GB18030 (GBK): convert them, for example by "
        "`iconv -f GB18030 -t UTF-8`",
        expected=_EXPECTED,
    )


def is_unambiguous(raw: bytes, value: Any) -> bool:
    """Whether it is plain that other readers get the same `value` from these bytes: that no key
    comes twice and no text has U+0000. Where it is not plain, `refuse_ambiguity` looks closely.

    `{"a":1,"b":2}` is written again as it came, and so is plain. `{"a":1,"a":2}` is written as
    `{"a":2}`, with one colon behind a quote where there were two: a key was dropped.
    """
    if b"\\" in raw and b"\\u00" in raw:  # one byte is found in a tenth of the time of several
        return False
    # A key that comes twice is not written twice. Text can look like members too, but since no
    # quote and no colon is written as \u00.. here, at least as often in raw as in what is written.
    written = _WRITTEN(value)
    return written == raw or _colons(written) == _colons(raw.translate(None, _WHITESPACE))


def refuse_ambiguity(raw: bytes, value: Any, *, depth: int) -> None:
    """Returns where other readers get the same `value` from these bytes. Raises JsonError."""
    try:
        members = count_members(value, depth)
    except RecursionError as error:
        raise _too_deep(depth) from error
    # Every member has a colon behind a quote. Other text can look like that too, so more of these
    # than members only says: look closely. As many as members proves that no key was dropped.
    if _colons(raw.translate(None, _WHITESPACE)) != members or b"\\u0000" in raw:
        _refuse_duplicates(raw)
        _refuse_nul(value)


def _too_deep(depth: int) -> JsonError:
    return JsonError(message("at most {depth} objects and arrays inside each other", depth=depth))


def _colons(raw: bytes) -> int:
    """Colons behind a quote, of which every member of an object has one."""
    return raw.count(b'":')


def count_members(value: Any, depth: int) -> int:
    """How many members the objects in `value` have together.

    Raises RecursionError for objects and arrays nested deeper than `depth`.
    """
    if type(value) is dict:
        members = len(value)
        value = value.values()
    elif type(value) is list:
        members = 0
    else:
        return 0
    if depth == 0:
        raise RecursionError
    for item in value:
        if type(item) is dict or type(item) is list:
            members += count_members(item, depth - 1)
    return members


class _Repeating(dict[str, Any]):
    """An object in which the key `repeated` stands more than once."""

    repeated = ""


def _refuse_duplicates(raw: bytes) -> None:
    def keep_count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        repeating = _Repeating(found)
        keys = [key for key, _ in pairs]
        repeating.repeated = next(key for key in keys if keys.count(key) > 1)
        return repeating

    # Numbers stay text: only names matter here, and int() refuses very long ones.
    value = json.loads(raw, object_pairs_hook=keep_count, parse_float=str, parse_int=str)
    path = _path_to_repeated(value)
    if path:
        raise JsonError("each member only once", path=path, value="it twice")


def _path_to_repeated(value: Any) -> tuple[str | int, ...]:
    """Where a repeated key stands, the outermost first; empty if there is none."""
    if isinstance(value, _Repeating):
        return (value.repeated,)
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        below = _path_to_repeated(item)
        if below:
            return (key, *below)
    return ()


def _refuse_nul(value: Any, path: tuple[str | int, ...] = ()) -> None:
    if isinstance(value, str) and "\0" in value:
        raise JsonError("text without U+0000", path=path, value=repr(value))
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_nul(key, path)
            _refuse_nul(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_nul(item, (*path, index))


def without_members(raw: bytes, names: Collection[str]) -> bytes:
    """The bytes of a JSON object without its own members of these names.

    Each is cut from its key to the end of its value, with one comma beside it; every other byte,
    white space included, stays. `raw` must be one strictly read object.
    """
    members, commas = _top_level(raw)
    cuts: list[tuple[int, int]] = []
    for index, (start, end, name) in enumerate(members):
        if name not in names:
            continue
        cuts.append((start, end))
        # Behind the member, or else the nearest one before it that no other cut has taken.
        free = [comma for comma in commas[index : index + 1] + commas[:index][::-1] if comma >= 0]
        if free:
            cuts.append((free[0], free[0] + 1))
            commas[commas.index(free[0])] = -1
    kept, position = b"", 0
    for start, end in sorted(cuts):
        kept += raw[position:start]
        position = end
    return kept + raw[position:]


def _top_level(raw: bytes) -> tuple[list[tuple[int, int, str]], list[int]]:
    """Start, end and name of each member of an object, and where the commas between them stand."""
    members: list[tuple[int, int, str]] = []
    commas: list[int] = []
    position = raw.index(b"{") + 1
    for name, value in _MEMBERS.decode(raw).items():
        key = _KEY.match(raw, position)
        assert key is not None, raw  # noqa: S101 - msgspec has read a member here
        end = key.end() + len(bytes(value))
        members.append((key.start(1), end, name))
        commas.append(raw.find(b",", end))
        position = commas[-1] + 1
    return members, commas[:-1]
