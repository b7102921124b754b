"""Places in the feed as who does not see everybody is given them: whom one lies behind is sealed.

A page ends where it has done enough, which may be behind a cadre or a paper that its reader may not
see. So the place names him to this store alone; who sees all is given it as it is.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from replay.feed.place import Place, PlaceError

PURPOSE: Final = "places in the feed"
"""For which purpose the key of the store seals them."""

_MARK: Final = "~sealed~"
_BLOCK: Final = 64
"""Bytes of which what is sealed is a multiple, so that its length tells nothing of an id."""


def sealed(place: Place, key: bytes) -> str:
    """A place as a text, the same for the same place; without somebody in it, as it is."""
    if place.whom is None:
        return str(place)
    moment, whom = _parted(str(place))
    padded = whom.encode() + bytes(-len(whom.encode()) % _BLOCK)
    token = AESSIV(key).encrypt(padded, [moment.encode()])
    return moment + _MARK + urlsafe_b64encode(token).decode().rstrip("=")


def opened(text: str, key: bytes) -> Place:
    """The place that a text names, sealed or not. Raises PlaceError: also for one that another
    store sealed, or that was changed."""
    moment, mark, token = text.partition(_MARK)
    if not mark or moment.count("~") != 1:
        return Place.of(text)
    try:
        padded = AESSIV(key).decrypt(
            urlsafe_b64decode(token + "=" * (-len(token) % 4)), [moment.encode()]
        )
        return Place.of(f"{moment}~{padded.rstrip(bytes(1)).decode()}")
    except (InvalidTag, ValueError):
        raise PlaceError from None


def _parted(text: str) -> tuple[str, str]:
    number, day, whom = text.split("~", 2)
    return f"{number}~{day}", whom
