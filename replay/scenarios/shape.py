"""The form of a part of an answer, and how it is compared with what a scenario expects of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final


class ShapeError(ValueError):
    """What a scenario expects does not have the form of the answer; the message names its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The form of one part of an answer: a value, or a map with named keys or keys of one kind.

    `whole` maps are compared with all they have, others only where something is expected. In a
    `sparse` map a zero is the same as no entry. A value may be a list where it is `many`, compared
    in its order where it is `ordered`, and none where it is `optional`. Where it is `free`, maps,
    lists and values stand as deep as they like and are compared whole: see `WHOLE`.
    """

    keys: Mapping[str, "Shape"] = field(default_factory=dict)
    each: "Shape | None" = None
    whole: bool = False
    sparse: bool = False
    many: bool = False
    ordered: bool = False
    optional: bool = False
    free: bool = False

    def at(self, key: str) -> "Shape | None":
        """The shape behind `key`, None where such a key cannot stand."""
        return self.keys.get(key, WHOLE if self.free and self.each is None else self.each)

    @property
    def is_map(self) -> bool:
        """Whether keys stand here at all."""
        return bool(self.keys) or self.each is not None


WHOLE: Final = Shape(free=True, whole=True)
"""Whatever stands there, compared with all it has: maps key by key, lists in any order, null only
with null. What the regulation's maps and lists of G25 to G37 are compared by."""


def whole(*, ordered: tuple[str, ...] = ()) -> Shape:
    """As `WHOLE`, of a map whose lists under some of its keys are compared in their order."""
    in_order = Shape(free=True, whole=True, ordered=True)
    return Shape(free=True, whole=True, keys=dict.fromkeys(ordered, in_order))


def values(*keys: str) -> dict[str, Shape]:
    """Keys behind which a single value stands."""
    return dict.fromkeys(keys, Shape())


def check(path: str, shape: Shape, value: Any) -> None:
    """Raises ShapeError where `value` cannot be expected of an answer of this shape."""
    if shape.free:
        return
    if not shape.is_map:
        listed = isinstance(value, list) and shape.many
        absent = value is None and shape.optional
        if not (listed or absent) and (value is None or isinstance(value, Mapping | list)):
            raise ShapeError(f"{path}: expected one value, got {value!r}")
        return
    if not isinstance(value, Mapping):
        raise ShapeError(f"{path}: expected keys and values, got {value!r}")
    for key, each in value.items():
        below = shape.at(key)
        if below is None:
            raise ShapeError(f"{path}: cannot be read yet: {key}")
        check(f"{path}.{key}", below, each)


def differences(path: str, shape: Shape, wanted: Any, got: Any) -> Iterator[str]:
    """The differences, one line each with path, expected and got."""
    if not (_has_keys(shape, wanted) and isinstance(wanted, Mapping) and isinstance(got, Mapping)):
        same = _same_in_order if shape.ordered else _same
        if not same(wanted, got):
            yield f"{path}: expected {_shown(wanted)}, got {_shown(got)}"
        return
    if shape.sparse:
        wanted, got = _without_zeros(wanted), _without_zeros(got)
    for key in sorted({*wanted, *got}) if shape.whole else wanted:
        below = shape.at(key) or Shape()
        if shape.whole and (key in wanted) != (key in got):
            yield f"{path}.{key}: expected {_there(key, wanted)}, got {_there(key, got)}"
        else:
            yield from differences(f"{path}.{key}", below, wanted.get(key), got.get(key))


def _has_keys(shape: Shape, wanted: Any) -> bool:
    return shape.is_map or (shape.free and isinstance(wanted, Mapping))


def _without_zeros(amounts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: amount for key, amount in amounts.items() if not _same("0", amount)}


def _same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list) and isinstance(got, list):
        return sorted(map(_sorted, wanted)) == sorted(map(_sorted, got))
    numbers = _number(wanted), _number(got)
    return bool(wanted == got) if None in numbers else numbers[0] == numbers[1]


def _sorted(item: Any) -> str:
    """A text by which an item of a list is compared: equal amounts give the same one."""
    if isinstance(item, list):
        return f"[{', '.join(map(_sorted, item))}]"
    if isinstance(item, Mapping):
        return str(sorted((key, _sorted(value)) for key, value in item.items()))
    number = _number(item)
    return str(item) if number is None else format(number.normalize(), "f")


def _same_in_order(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(map(_same_in_order, wanted, got))
    return _same(wanted, got)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _there(key: str, found: Mapping[str, Any]) -> str:
    if key not in found:
        return "nothing"
    return "null" if found[key] is None else str(found[key])


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)
