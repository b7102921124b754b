"""Which known id somebody meant whose id nobody knows: one that is a slip away."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

_LONGEST: Final = 40
"""Characters of an id up to which a slip in it is looked for."""


def near(unknown: Collection[str], known: Iterable[str]) -> Mapping[str, list[str]]:
    """For each unknown id the known ones that are like it, the nearest first: a character is
    another one, is missing or too many, two are exchanged, or leading zeros, capitals or the width
    of signs differ."""
    by_key: dict[str, list[str]] = {}
    for one in unknown:
        for key in _keys(one):
            by_key.setdefault(key, []).append(one)
    found: dict[str, set[str]] = {one: set() for one in unknown}
    for candidate in known:
        for key in _keys(candidate):
            for one in by_key.get(key, ()):
                found[one].add(candidate)
    return {one: _nearest_first(one, some) for one, some in found.items()}


def _nearest_first(typed: str, candidates: Iterable[str]) -> list[str]:
    return sorted(candidates, key=lambda one: (not _is_one_slip(typed, one), one))


def _keys(text: str) -> Iterator[str]:
    """What two ids share that are a slip apart: each without one of its characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    yield plain
    if len(plain) > _LONGEST:
        return
    yield plain.lstrip("0")
    for at in range(len(plain)):
        yield plain[:at] + plain[at + 1 :]


def _is_one_slip(first: str, second: str) -> bool:
    """Whether one slip makes one id of the other; two that share a key may be two slips apart."""
    while first and second and first[0] == second[0]:
        first, second = first[1:], second[1:]
    while first and second and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    is_exchange = len(first) == len(second) == 2 and first == second[::-1]
    return is_exchange or (len(first) <= 1 and len(second) <= 1)
