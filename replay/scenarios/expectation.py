"""What a scenario expects, and how an answer is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from replay.scenarios.part import SUBJECTS
from replay.scenarios.parts import parts
from replay.scenarios.shape import Shape, ShapeError, check, differences

_SCOPE: Final = frozenset({*SUBJECTS, "known_at", "today"})


class ExpectationError(ValueError):
    """An expectation that cannot be read; the message names its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One question of a scenario with the answer that it wants.

    `named` says what it is about, by subject (`cadre`, `class`, `year`, ...), as texts. `known_at`
    None: everything is known. `today` None: it is later than every fact. Both are days in the
    policy's zone, and the day of `known_at` belongs to what is known. `wanted` has what is expected
    by the key of its part (`replay.scenarios.parts`).
    """

    place: str
    named: Mapping[str, str]
    known_at: date | None
    today: date | None
    wanted: Mapping[str, Any]


def read_expectation(place: str, item: Any) -> Expectation:
    """One item under `expect`; raises ExpectationError for whatever cannot be asked or compared."""
    if not isinstance(item, Mapping):
        raise ExpectationError(f"{place}: expected keys and values, got {item!r}")
    wanted = {key: value for key, value in item.items() if key not in _SCOPE}
    _check_known(place, wanted)
    for key, value in wanted.items():
        part = parts()[key]
        for subject in part.about:
            if subject not in item:
                raise ExpectationError(f"{place}.{key}: {subject} is missing")
        try:
            check(f"{place}.{key}", part.shape, value)
        except ShapeError as error:
            raise ExpectationError(str(error)) from None
    if not wanted:
        raise ExpectationError(f"{place}: expects nothing")
    _check_years(place, item)
    known_at = _day(place, item, "known_at")
    return Expectation(
        place=place,
        named={one: _text(place, item, one) for one in SUBJECTS if one in item},
        known_at=known_at,
        today=_day(place, item, "today") or known_at,
        wanted=wanted,
    )


def compare(expectation: Expectation, answer: Mapping[str, Any]) -> list[str]:
    """The differences, one line each with path, expected and got; empty where nothing differs.

    `answer` has the form of `wanted`, with amounts as decimal strings.
    """
    shape = Shape(keys={key: parts()[key].shape for key in expectation.wanted})
    return list(differences(expectation.place, shape, expectation.wanted, answer))


def _check_known(place: str, wanted: Mapping[str, Any]) -> None:
    unknown = [key for key in wanted if key not in parts()]
    if unknown:
        raise ExpectationError(f"{place}: cannot be read yet: {', '.join(unknown)}")


def _check_years(place: str, item: Mapping[str, Any]) -> None:
    named = [item["year"]] if "year" in item else []
    for year in [*named, *item.get("annual", {})]:
        if not (isinstance(year, str) and year.isdecimal()):
            raise ExpectationError(f"{place}: {year!r} is not a year")


def _day(place: str, item: Mapping[str, Any], key: str) -> date | None:
    try:
        return date.fromisoformat(item[key]) if key in item else None
    except (TypeError, ValueError):
        raise ExpectationError(f"{place}.{key}: {item[key]!r} is not a day") from None


def _text(place: str, item: Mapping[str, Any], key: str) -> str:
    value = item[key]
    if not isinstance(value, str):
        raise ExpectationError(f"{place}.{key}: {value!r} is not a text")
    return value
