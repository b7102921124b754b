"""The textual formats of xAPI (IRI, UUID, language tag, timestamp, duration) as checked types."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from lrs.message import message

# Best effort, as 1.0.3 Data 2.2 allows: a scheme, and no character that RFC 3987 forbids anywhere.
IRI = r'^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>"{}|\\^`]+$'
MAILBOX = r"^mailto:[^\x00-\x20\x7f]+@[^\x00-\x20\x7f@]+$"
# What comes in is held to more than what is in logs of former versions, which must open.
STRICT_IRI = (
    r'^[A-Za-z][A-Za-z0-9+.-]*:(?=.)[^\x00-\x20\x7f-\x9f<>"{}|\\^`%]*'
    r'(?:%[0-9A-Fa-f]{2}[^\x00-\x20\x7f-\x9f<>"{}|\\^`%]*)*$'
)
STRICT_IRI_IN_WORDS = message("an IRI in which two hexadecimal digits follow each %")
STRICT_MAILBOX = r"^mailto:(?:[^\x00-\x20\x7f%?#,]|%[0-9A-Fa-f]{2})+@[^\x00-\x20\x7f@%?#,]+$"
STANDARD_UUID = r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
SHA1 = r"^[0-9A-Fa-f]{40}$"
SHA2 = r"^(?:[0-9A-Fa-f]{56}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128})$"
MEDIA_TYPE = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*(?:;[^\x00-\x1f]*)?$"
# RFC 5646 2.1: langtag, private use, and the irregular tags that are registered once and for all.
LANGUAGE_TAG = (
    r"^(?i:"
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+"
    r"|en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
    r"|sgn-(?:be-fr|be-nl|ch-de)|art-lojban|cel-gaulish|no-(?:bok|nyn)"
    r"|zh-(?:guoyu|hakka|min|min-nan|xiang)"
    r")$"
)
EXPECTED: dict[str, str] = {
    IRI: message("an IRI with a scheme"),
    MAILBOX: message("a mailbox as mailto:name@domain"),
    STANDARD_UUID: message("a UUID"),
    SHA1: message("a SHA-1 digest in 40 hexadecimal digits"),
    SHA2: message("a SHA-2 digest in hexadecimal digits"),
    MEDIA_TYPE: message("a media type such as text/plain"),
    LANGUAGE_TAG: message("an RFC 5646 language tag"),
}
"""What a pattern stands for, in words, for messages."""

INTAKE: Final = "intake"
"""The context of a validation of what comes in, which is held to the strict patterns."""


def _strictly(pattern: str, expected: str) -> AfterValidator:
    """Holds what comes in to a pattern, and what was taken formerly not."""
    fullmatch = re.compile(pattern).fullmatch

    def check(text: str, info: ValidationInfo) -> str:
        if info.context == INTAKE and fullmatch(text) is None:
            raise PydanticCustomError("strict", "{expected}", {"expected": expected})
        return text

    return AfterValidator(check)


Iri = Annotated[
    str,
    StringConstraints(pattern=IRI),
    _strictly(STRICT_IRI, STRICT_IRI_IN_WORDS),
]
Mailbox = Annotated[
    str,
    StringConstraints(pattern=MAILBOX),
    _strictly(
        STRICT_MAILBOX,
        message("one mailbox as mailto:name@domain, without a query or fragment"),
    ),
]
Sha1 = Annotated[str, StringConstraints(pattern=SHA1)]
Sha2 = Annotated[str, StringConstraints(pattern=SHA2)]
MediaType = Annotated[str, StringConstraints(pattern=MEDIA_TYPE)]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE_TAG)]
LanguageMap = dict[LanguageTag, str]
Extensions = dict[Iri, Any]

# 24:00 is the next day's 00:00 in some versions of Python and no time in others: refused in all.
# -00, -0000 and -00:00 say "offset unknown" in RFC 3339; xAPI refuses them (2.0.0 4.2.7).
_OFFSET = r"[+-](?!(?<=-)00:?(?:00)?$)[0-9]{2}"
ISO_8601 = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?!24)[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"|[0-9]{8}[Tt](?!24)[0-9]{4}(?:[0-9]{2}(?:[.,][0-9]+)?)?)"
    rf"(?:[Zz]|{_OFFSET}(?::?[0-9]{{2}})?)?"
)
RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    rf"(?:[Zz]|{_OFFSET}:[0-9]{{2}})"
)

# Only the smallest unit given, the last one, may have a fraction.
_AMOUNT = r"([0-9]+(?:[.,][0-9]+(?=.$))?)"
DURATION = re.compile(
    rf"P(?=[0-9T])(?:{_AMOUNT}W"
    rf"|(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}D)?"
    rf"(?:T(?=[0-9])(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?)"
)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> date:
    """The calendar day of a text YYYY-MM-DD; other forms of ISO 8601 raise ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError("not a day as YYYY-MM-DD")
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """The instant of an xAPI timestamp, in UTC; without an offset it is taken as UTC.

    Digits beyond microseconds are cut off, not rounded. Raises ValueError: not ISO 8601 date and
    time, an unknown offset (-00:00), no such day or hour, a leap second, a year outside 1 to 9999.
    """
    if not ISO_8601.fullmatch(text):
        raise ValueError("not an ISO 8601 date and time")
    try:
        parsed = datetime.fromisoformat(text.upper())
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("outside the years 1 to 9999 in UTC") from error


def utc_text(text: str) -> str:
    """A valid timestamp as RFC 3339 in UTC: the client's own text where it is that already, else
    the same instant with the client's own digits of a fraction."""
    if RFC_3339.fullmatch(text) and text.endswith(("Z", "z", "+00:00")):
        return text
    whole = instant(text).replace(microsecond=0, tzinfo=None).isoformat()
    fraction = re.search(r"[.,]([0-9]+)", text)
    return f"{whole}.{fraction[1]}Z" if fraction else f"{whole}Z"


def duration_parts(text: str) -> tuple[Decimal, ...]:
    """Weeks, years, months, days, hours, minutes and seconds of an ISO 8601 duration.

    Units are not converted: a month has no fixed length. Raises ValueError: not ISO 8601:2004
    4.4.3.2, or a fraction anywhere but in the smallest unit given.
    """
    match = DURATION.fullmatch(text)
    if match is None:
        raise ValueError("not an ISO 8601 duration")
    return tuple(Decimal((part or "0").replace(",", ".")) for part in match.groups())


def _timestamp(text: str) -> str:
    try:
        instant(text)
    except ValueError as error:
        raise PydanticCustomError(
            "timestamp",
            "a timestamp such as 2026-03-02T09:00:00+08:00: a day, T, a time before 24:00:00 with "
            "seconds below 60, an offset (-00:00 is none) or Z",
        ) from error
    return text


def _duration(text: str) -> str:
    if DURATION.fullmatch(text) is None:
        raise PydanticCustomError("duration", "an ISO 8601 duration such as PT1H30M")
    return text


def _number(value: object) -> Decimal:
    if type(value) is Decimal:
        return value
    if type(value) is int:
        return Decimal(value)
    raise PydanticCustomError("number", "a number")


Timestamp = Annotated[str, AfterValidator(_timestamp)]
"""Kept in the client's own text; `instant` reads it."""
Duration = Annotated[str, AfterValidator(_duration)]
Number = Annotated[Decimal, BeforeValidator(_number)]
"""A JSON number, exact; it must have been decoded to int or Decimal, never to float."""


@dataclass(frozen=True, slots=True)
class _StandardForm:
    """A UUID in its standard textual form only: pydantic alone also takes braces and urn:uuid:."""

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=STANDARD_UUID, strict=True)
        return core_schema.chain_schema([text, core_schema.uuid_schema(strict=False)])


Uuid = Annotated[UUID, _StandardForm()]


@dataclass(frozen=True, slots=True)
class _NeverNull:
    """A member that may be absent (None inside) but not null in the JSON (1.0.3 Data 2.2)."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        optional = handler(source)
        if optional["type"] != "nullable":
            raise TypeError(f"expected an optional type, got {source}")
        schema: CoreSchema = optional["schema"]
        return schema


_T = TypeVar("_T")
Maybe = Annotated[_T | None, _NeverNull()]
"""An optional member: give it the default None."""
