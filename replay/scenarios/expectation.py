"""What a scenario expects, and how an answer is compared with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final


class ExpectationError(ValueError):
    """An expectation that cannot be read; the message names its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The form of one part of an answer: a value, or a map with named keys or keys of one kind.

    `whole` maps are compared with all they have, others only where something is expected. In a
    `sparse` map a zero is the same as no entry. A value may be a list where it is `many`, compared
    in its order where it is `ordered`, and none where it is `optional`.
    """

    keys: Mapping[str, "Shape"] = field(default_factory=dict)
    each: "Shape | None" = None
    whole: bool = False
    sparse: bool = False
    many: bool = False
    ordered: bool = False
    optional: bool = False

    def at(self, key: str) -> "Shape | None":
        """The shape behind `key`, None where such a key cannot stand."""
        return self.keys.get(key, self.each)

    @property
    def is_map(self) -> bool:
        """Whether keys stand here at all."""
        return bool(self.keys) or self.each is not None


def _values(*keys: str) -> dict[str, Shape]:
    return dict.fromkeys(keys, Shape())


_YEAR = Shape(
    keys={
        "by_category": Shape(each=Shape(), whole=True, sparse=True),
        **_values("state", "earned", "carried_in", "counted", "carried_out", "grade"),
    }
)
_OPTIONAL = Shape(optional=True)
_TARGET = Shape(
    keys={
        "short_shares": Shape(each=Shape(), whole=True, sparse=True),
        **_values("level", "earned", "carried_in", "have", "least", "missing", "grade"),
        **_values("unit"),
        **dict.fromkeys(("measure", "days", "or_days", "months", "or_months"), _OPTIONAL),
        **dict.fromkeys(("due", "least_by_due", "missing_by_due"), _OPTIONAL),
        "part": Shape(many=True, ordered=True, optional=True),
    }
)
_UNIT = Shape(keys=_values("assessed", "unqualified", "verdict"), whole=True)
_HOURS = Shape(
    keys={
        **_values("cycle", "hours"),
        **dict.fromkeys(("target", "met", "short_by"), _OPTIONAL),
        "by_channel": Shape(each=Shape(), whole=True),
    }
)
_PAIR = Shape(many=True, ordered=True)
_CHANGE = Shape(
    keys={"counted": _PAIR, "grade": _PAIR, "because": Shape(many=True)},
    whole=True,
)
_CIRCULAR = Shape(
    keys={
        **_values("assessed", "qualified", "unqualified"),
        "criticised_persons": Shape(many=True),
        "barred_units": Shape(many=True),
    },
    whole=True,
)
_CADRE: Final = {
    "hours": _HOURS,
    "promotion_eligibility": Shape(
        keys={**_values("reference", "eligible"), "years": Shape(many=True)}
    ),
    "in_post_training": Shape(keys=_values("due", "state", "probation", "developmental")),
    "bars": Shape(each=Shape(keys=_values("excellent_appraisal", "commendation"), whole=True)),
    "roster": Shape(
        keys={
            **_values("person", "level", "managed_by", "account"),
            "unit": _OPTIONAL,
            "identifiers": Shape(many=True),
            "lacking": Shape(many=True),
        }
    ),
    "learning": Shape(each=Shape(keys=_values("classes", "courses", "hours", "credits"))),
}
_YEARLY: Final = {
    "reports": Shape(each=Shape(), whole=True),
    "plans": Shape(each=Shape(), whole=True),
    "year_states": Shape(each=Shape(), whole=True),
    "circular": _CIRCULAR,
    "apart": _CIRCULAR,
    "commended_persons": Shape(many=True),
    "cut_off": _OPTIONAL,
    "drift": Shape(keys={"against": Shape(), "changed": Shape(each=_CHANGE, whole=True)}),
    "at_risk": Shape(many=True),
    "cycle_report": Shape(keys=_values("cycle", "assessed", "qualified", "hours_met")),
    "online": Shape(
        each=Shape(keys=_values("members", "participants", "passed", "failed", "mean_score"))
    ),
    "statistics": Shape(
        each=Shape(keys=_values("lines", "credited", "zero", "credits", "hours"), whole=True),
        whole=True,
    ),
    "responsible": Shape(each=Shape(keys=_values("first", "direct", "parent"))),
}

ANSWER: Final = Shape(
    keys={
        "annual": Shape(each=_YEAR),
        "cycle": Shape(keys=_values("cycle", "total", "grade")),
        "targets": Shape(each=Shape(each=_TARGET, whole=True)),
        "zero_reasons": Shape(each=Shape()),
        "cuts": Shape(each=Shape(), whole=True),
        "registration_findings": Shape(each=Shape(), whole=True),
        "findings": Shape(each=Shape(many=True), whole=True),
        "late_registrations": Shape(each=Shape(), whole=True),
        "applications": Shape(each=Shape(keys=_values("state", "age_days")), whole=True),
        "units": Shape(each=_UNIT),
        **_CADRE,
        **_YEARLY,
    }
)
BY_FACT: Final = (
    "zero_reasons",
    "cuts",
    "registration_findings",
    "findings",
    "late_registrations",
    "applications",
)
"""The parts of an answer that are keyed by fact id."""

_ABOUT: Final = {
    **dict.fromkeys(("annual", "cycle", "targets", *BY_FACT, *_CADRE), "cadre"),
    **dict.fromkeys(("units", *_YEARLY), "year"),
}
_SCOPE: Final = frozenset({"cadre", "year", "known_at", "today"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One question of a scenario with the answer that it wants.

    `known_at` None: everything is known. `today` None: it is later than every fact. Both are days
    in the policy's zone, and the day of `known_at` belongs to what is known. `wanted` has some of
    `annual` (by year), `cycle`, the parts by fact id (`BY_FACT`) and `units` (by unit id).
    `registration_findings` holds the codes of what was registered by who was not in charge,
    `findings` all codes of every statement that something is found amiss about,
    `late_registrations` the days after the act or its approval, `applications` state and age.
    """

    place: str
    cadre: str | None
    year: int | None
    known_at: date | None
    today: date | None
    wanted: Mapping[str, Any]


def read_expectation(place: str, item: Any) -> Expectation:
    """One item under `expect`; raises ExpectationError for whatever cannot be asked or compared."""
    if not isinstance(item, Mapping):
        raise ExpectationError(f"{place}: expected keys and values, got {item!r}")
    wanted = {key: value for key, value in item.items() if key not in _SCOPE}
    for key, value in wanted.items():
        if key not in ANSWER.keys:
            raise ExpectationError(f"{place}: cannot be read yet: {key}")
        if _ABOUT[key] not in item:
            raise ExpectationError(f"{place}.{key}: {_ABOUT[key]} is missing")
        _check(f"{place}.{key}", ANSWER.keys[key], value)
    if not wanted:
        raise ExpectationError(f"{place}: expects nothing")
    _check_years(place, item)
    known_at = _day(place, item, "known_at")
    return Expectation(
        place=place,
        cadre=_text(place, item, "cadre"),
        year=int(item["year"]) if "year" in item else None,
        known_at=known_at,
        today=_day(place, item, "today") or known_at,
        wanted=wanted,
    )


def compare(expectation: Expectation, answer: Mapping[str, Any]) -> list[str]:
    """The differences, one line each with path, expected and got; empty where nothing differs.

    `answer` has the form of `wanted`, with amounts as decimal strings.
    """
    return list(_differences(expectation.place, ANSWER, expectation.wanted, answer))


def _differences(path: str, shape: Shape, wanted: Any, got: Any) -> Iterator[str]:
    if not (shape.is_map and isinstance(wanted, Mapping) and isinstance(got, Mapping)):
        same = _same_in_order if shape.ordered else _same
        if not same(wanted, got):
            yield f"{path}: expected {_shown(wanted)}, got {_shown(got)}"
        return
    if shape.sparse:
        wanted, got = _without_zeros(wanted), _without_zeros(got)
    for key in sorted({*wanted, *got}) if shape.whole else wanted:
        below = shape.at(key) or Shape()
        yield from _differences(f"{path}.{key}", below, wanted.get(key), got.get(key))


def _without_zeros(amounts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: amount for key, amount in amounts.items() if not _same("0", amount)}


def _same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list) and isinstance(got, list):
        return sorted(map(str, wanted)) == sorted(map(str, got))
    numbers = _number(wanted), _number(got)
    return bool(wanted == got) if None in numbers else numbers[0] == numbers[1]


def _same_in_order(wanted: Any, got: Any) -> bool:
    if not isinstance(wanted, list) or not isinstance(got, list) or len(wanted) != len(got):
        return False
    return all(map(_same, wanted, got))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _check(path: str, shape: Shape, value: Any) -> None:
    if not shape.is_map:
        listed = isinstance(value, list) and shape.many
        absent = value is None and shape.optional
        if not (listed or absent) and (value is None or isinstance(value, Mapping | list)):
            raise ExpectationError(f"{path}: expected one value, got {value!r}")
        return
    if not isinstance(value, Mapping):
        raise ExpectationError(f"{path}: expected keys and values, got {value!r}")
    for key, each in value.items():
        below = shape.at(key)
        if below is None:
            raise ExpectationError(f"{path}: cannot be read yet: {key}")
        _check(f"{path}.{key}", below, each)


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


def _text(place: str, item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    if key in item and not isinstance(value, str):
        raise ExpectationError(f"{place}.{key}: {value!r} is not a text")
    return value
