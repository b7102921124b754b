"""The one seeded source of all bodies: the simulated city, cut to a number of statements."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from api.cli.simulating import past
from projections.simulated.city import City
from projections.words.vocabulary import CADRES

YEARS = 10
UNTIL = date(2026, 1, 1)
A_CADRE = 47
"""Statements of a cadre in YEARS; not more than there are, so that no city is too small."""
CATALOGUED = 570
"""Statements of the catalogue in YEARS, however many cadres there are."""
CADRES_A_UNIT = 500

_ID = re.compile(rb'"id":"([0-9a-f-]{36})"')


def city(size: int, *, years: int = YEARS, seed: int = 1) -> City:
    """A city of at least so many statements in YEARS; in fewer years as many cadres have fewer."""
    cadres = max(8, (size - CATALOGUED) // A_CADRE)
    units = max(1, cadres // CADRES_A_UNIT)
    return City(cadres=cadres, units=units, years=years, until=UNTIL, seed=seed)


def statements(size: int, *, years: int = YEARS) -> Iterator[dict[str, Any]]:
    """All statements of such a city, with `stored`, in log order."""
    return past(city(size, years=years))


def bodies(count: int) -> list[bytes]:
    """So many statements about cadres as a platform posts them, about 1.2 KB each.

    None is of those that set up a year: a policy or a course that is stated again has everybody, or
    all who passed it, folded anew, which no platform asks for with each of its posts.
    """
    return [orjson.dumps(one) for one in islice(filter(_is_of_cadre, _posted(count)), count)]


def founding(count: int) -> list[bytes]:
    """What `bodies` of as many rests on and leaves out: the policies, and the catalogue."""
    return [orjson.dumps(one) for one in _posted(count) if not _is_of_cadre(one)]


def _posted(count: int) -> Iterator[dict[str, Any]]:
    """More than so many statements with an account and about an activity, as they are posted."""
    for statement in past(city(count * 5 // 4 + 1000, seed=2)):
        if "account" in statement["actor"] and statement["object"]["objectType"] == "Activity":
            yield {name: value for name, value in statement.items() if name != "stored"}


def _is_of_cadre(statement: dict[str, Any]) -> bool:
    return bool(statement["actor"]["account"]["homePage"] == CADRES)


def afresh(posted: list[bytes], turn: int) -> list[bytes]:
    """The same statements under other ids, so that no store knows them; `turn` is any number."""
    mask = turn * 0x9E3779B97F4A7C15F39CC0605CEDC835 & (2**128 - 1)
    return [_under_other_id(body, mask) for body in posted]


def _under_other_id(body: bytes, mask: int) -> bytes:
    found = _ID.match(body, 1)
    assert found is not None, body
    other = UUID(int=UUID(found[1].decode()).int ^ mask)
    return body[: found.start(1)] + str(other).encode() + body[found.end(1) :]
