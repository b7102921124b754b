"""Reads a policy from its canonical data or from the YAML twin of that, every value strictly."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

from lrs.message import message, message_of
from projections.policy.declaration import Dated, PolicyError
from projections.policy.kinds import Day, Kind, Text, as_text
from projections.policy.mechanisms import family_of
from projections.policy.parameter import FIXED, Policy, known_parameter

_DATED: Final = ("value", "effective", "enacted", "article")
_EXPECTED: Final = "{value, effective, enacted, article}"
_NAME: Final = Text(r"\S(.*\S)?", "a text")


MOST_VALUES: Final = 2000
MOST_DAYS: Final = 100
MOST_OF_A_FAMILY: Final = 100
"""What a policy may have at the most: dated values in all, days on which some value changes, and of
items, targets and carry-overs each. Whoever asks anything waits until policies are read."""


def policy_of(content: Any, *, place: str, places: Mapping[str, str] | None = None) -> Policy:
    """The policy that canonical data (or its YAML twin) states, every value read strictly.

    `content` is `{id, title, parameters: {name: [{value, effective, enacted, article}]}}`; `places`
    says where each parameter stands, as far as that is known better than `place`. Raises
    PolicyError with the place, the parameter and the mend for unknown keys, wrong types, values out
    of order, and for parameters that are not yet in force on `effective_from`.
    """
    places = places or {}
    if not isinstance(content, dict) or set(content) != {"id", "title", "parameters"}:
        raise PolicyError(
            message("{place}: expected exactly the members id, title, parameters", place=place)
        )
    if not isinstance(content["parameters"], dict):
        raise PolicyError(
            message("{place}: parameters: expected a map of names to dated values", place=place)
        )
    _check_size(content["parameters"], place)
    parameters = {
        name: dated_values(name, raw, place=places.get(name, place))
        for name, raw in sorted(content["parameters"].items())
    }
    for name in FIXED:
        if name not in parameters:
            raise PolicyError(message("{place}: {name} is missing: add it", place=place, name=name))
    days = {dated.effective for values in parameters.values() for dated in values}
    if len(days) > MOST_DAYS:
        raise PolicyError(
            message(
                "{place}: values change on {count} days, at most {most_days} may be",
                place=place,
                count=len(days),
                most_days=MOST_DAYS,
            )
        )
    policy = Policy(**_named(content, place), parameters=parameters)
    _check_start(policy, place, places)
    policy.check(place, places)
    return policy


def _check_size(parameters: Mapping[str, Any], place: str) -> None:
    """Raises PolicyError for more than is read, before it is read."""
    values = sum(len(raw) for raw in parameters.values() if isinstance(raw, list))
    if max(values, len(parameters)) > MOST_VALUES:
        raise PolicyError(
            message(
                "{place}: {values} dated values, at most {most_values} may be",
                place=place,
                values=values,
                most_values=MOST_VALUES,
            )
        )
    for family, count in Counter(family_of(name) for name in parameters).items():
        if family and count > MOST_OF_A_FAMILY:
            raise PolicyError(
                message(
                    "{place}: {count} {family}, at most {most_of_a_family} may be",
                    place=place,
                    count=count,
                    family=family,
                    most_of_a_family=MOST_OF_A_FAMILY,
                )
            )


def _named(content: Mapping[str, Any], place: str) -> dict[str, str]:
    try:
        return {member: _NAME.read(content[member]) for member in ("id", "title")}
    except ValueError as error:
        raise PolicyError(
            message("{place}: id and title: {error}", place=place, error=message_of(error))
        ) from None


def dated_values(
    name: str, raw: Any, *, place: str, places: Sequence[str] = ()
) -> tuple[Dated, ...]:
    """The dated values of one parameter, the earliest first. Raises PolicyError.

    `places` says where each of them stands, as far as that is known better than `place`.
    """
    parameter = known_parameter(name, place)
    where = f"{place}: {name}"
    try:
        raw = as_text(raw)
    except ValueError as error:
        raise PolicyError(
            message("{where}: {error}", where=where, error=message_of(error))
        ) from None
    if not isinstance(raw, list) or not raw:
        raise PolicyError(
            message(
                "{where}: expected a list of dated values {expected}",
                where=where,
                expected=_EXPECTED,
            )
        )
    at = [f"{one}: {name}" for one in places] or [where] * len(raw)
    values = tuple(map(partial(_dated, parameter.kind), raw, at))
    for (earlier, later), second in zip(pairwise(values), at[1:], strict=True):
        if earlier.effective >= later.effective:
            raise PolicyError(
                message(
                    "{second}: the value of {effective} stands after that of {effective2}: order "
                    "them by day, one for each",
                    second=second,
                    effective=later.effective,
                    effective2=earlier.effective,
                )
            )
    if parameter.fixed and len(values) > 1:
        raise PolicyError(
            message(
                "{at}: decides what a day or year is and cannot change: keep one value", at=at[1]
            )
        )
    return values


def _dated(kind: Kind[Any], raw: Any, where: str) -> Dated:
    if not isinstance(raw, dict) or set(raw) != set(_DATED):
        raise PolicyError(
            message(
                "{where}: {amiss}, expected {{value, effective, enacted, article}}",
                where=where,
                amiss=_amiss(raw),
            )
        )
    try:
        return Dated(
            value=kind.read(raw["value"]),
            effective=Day().read(raw["effective"]),
            enacted=Day().read(raw["enacted"]),
            article=_NAME.read(raw["article"]),
        )
    except ValueError as error:
        raise PolicyError(
            message("{where}: {error}", where=where, error=message_of(error))
        ) from None


def _amiss(raw: Any) -> str:
    if not isinstance(raw, dict):
        return f"got {raw!r}"
    lacking = [message("{name} is missing", name=name) for name in _DATED if name not in raw]
    return ", ".join(
        [*lacking, *(message("{name} is unknown", name=name) for name in raw if name not in _DATED)]
    )


def _check_start(policy: Policy, place: str, places: Mapping[str, str]) -> None:
    for name in policy.parameters:
        first = policy.parameters[name][0].effective
        if family_of(name):
            continue  # what a policy values or wants may begin later
        if first > policy.effective_from:
            raise PolicyError(
                message(
                    "{get}: {name}: the first value holds from {first}, but facts count from "
                    "{effective_from} (effective_from): state the value for that day",
                    get=places.get(name, place),
                    name=name,
                    first=first,
                    effective_from=policy.effective_from,
                )
            )
