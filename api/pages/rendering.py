"""How templates become pages: jinja2 with everything escaped, and the headers that keep a page to
itself."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.frame import address as address_of
from api.pages.wording import Texts
from projections.profile.writing import POLICY_ZONE
from projections.reports.telling import told
from projections.words.authorities import authority_called

SECURITY: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A page loads nothing but our style and pictures, runs no script, and is kept by nobody."""

DASH: Final = "—"
"""What stands where something is unknown; a known nothing is 0."""


def page(template: str, texts: Texts, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A template as an HTML page in the language of the texts."""
    html = environment().get_template(template).render(t=texts, **values)
    return Response(
        html, status, {**SECURITY, "Vary": "Accept, Accept-Language, Cookie"}, "text/html"
    )


@cache
def environment() -> Environment:
    """The templates of the pages: what a template forgets is an error, and all values are
    escaped."""
    found = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "amount": amount,
        "part": part,
        "sentence": sentence,
        "authority": authority,
        "moment": moment,
        "when_known": when_known,
        "on_day": on_day,
    }
    found.globals |= {"style": _style(), "address": address, "nothing": DASH}
    return found


def amount(value: Decimal | int | None) -> str:
    """An amount as JSON tells it, digit for digit; a dash for one that is unknown."""
    return DASH if value is None else str(told(value))


def moment(at: datetime) -> str:
    """An instant to the second, in Beijing time."""
    return at.astimezone(POLICY_ZONE).isoformat(sep=" ", timespec="seconds")


def when_known(known_at: str) -> str:
    """What a page was asked to be as known at: an instant as people read it, all else as it is."""
    try:
        at = datetime.fromisoformat(known_at) if "T" in known_at else None
    except ValueError:
        return known_at
    return moment(at) if at and at.tzinfo else known_at


def on_day(at: datetime) -> str:
    """The day of an instant, in Beijing time."""
    return at.astimezone(POLICY_ZONE).date().isoformat()


def part(text: object) -> str:
    """A text as a part of a path."""
    return quote(str(text), safe="")


def sentence(code: object, texts: Texts) -> str:
    """What a reason says, in the language of the page."""
    return DASH if code is None else str(told(code)[texts.language])


def authority(name: str, texts: Texts) -> str:
    """What the credential that recorded something is called, in the language of the page."""
    return authority_called(name, texts.language)


def address(path: str, **query: object) -> str:
    """A path with those parameters that have a value."""
    return address_of(path, query)


def _style() -> str:
    """Where the style sheet is, under a name that changes with it."""
    return f"/assets/lrs.css?v={digest('lrs.css')}"


def asset(name: str) -> bytes:
    """A file that pages load."""
    return files("api.pages").joinpath("assets", name).read_bytes()


def digest(name: str) -> str:
    """The beginning of the SHA-256 of a file that pages load."""
    return hashlib.sha256(asset(name)).hexdigest()[:12]
