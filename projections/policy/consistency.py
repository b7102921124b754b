"""What does not go together in a policy's values of one day, though each is well formed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from lrs.message import message
from projections.policy.declaration import Parameter
from projections.policy.kinds import ROLLING
from projections.policy.mechanisms import CARRY_OVER, ITEMS, TARGETS, family_of
from projections.policy.schema import SCHEMA, Sheet
from projections.policy.targets import HOURS

_ANNUAL: Final = Sheet.thresholds.annual_credits.name
_BANDS: Final = Sheet.online.duration_bands.name
_VALUE_FROM: Final = Sheet.online.value_from.name
_CROSS_CYCLE: Final = Sheet.carry.cross_cycle.name
_OWN_RULES: Final = {
    "class": Sheet.off_job.prefix,
    "course": Sheet.online.prefix,
    "degree": Sheet.additional.prefix,
    "book": Sheet.reward.prefix,
    "article": Sheet.reward.prefix,
    "award": Sheet.reward.prefix,
    "activity": Sheet.other_activities.name,
}


_IN_ORDER: Final[tuple[tuple[Parameter[Any], Parameter[Any]], ...]] = (
    (Sheet.online.min, Sheet.online.max),
    (Sheet.thresholds.annual_credits, Sheet.thresholds.annual_excellent),
    (Sheet.follow_up.seminar_open_months, Sheet.follow_up.seminar_due_months),
)
"""Pairs of parameters of which the first is never more than the second."""

_WINDOWS: Final = (
    (Sheet.sharing.mid_year_from, Sheet.sharing.mid_year_until),
    (Sheet.sharing.year_end_from, Sheet.sharing.year_end_until),
)
"""Pairs of days of which the first is never later in a credit year than the second."""

_ONCE: Final = (Sheet.online.dedupe, Sheet.reward.work_dedupe)

_OF_HOURS: Final = ", ".join(sorted(name for name in SCHEMA if name.startswith(f"{HOURS}.")))

Fault = tuple[str, str]
"""A parameter at fault, and what is wrong with its mend."""


def contradiction(values: Mapping[str, Any]) -> Fault | None:
    """The first contradiction; None where there is none."""
    checks = (_in_order, _windows, _plan, _bands, _items, _own_rules, _carries, _measures, _rolling)
    return next((fault for check in checks if (fault := check(values))), None)


def _in_order(values: Mapping[str, Any]) -> Fault | None:
    """A least amount above what is most, which nothing could ever meet."""
    for least, most in ((low.name, high.name) for low, high in _IN_ORDER):
        low, high = values.get(least), values.get(most)
        if low is not None and high is not None and low > high:
            return most, message(
                "{most} {high} lies below {least} {low}: raise one or lower the other",
                most=most,
                high=high,
                least=least,
                low=low,
            )
    return None


def _windows(values: Mapping[str, Any]) -> Fault | None:
    """Days from which something is due that come only after those until which it is."""
    begins = values.get(Sheet.calendar.year_start.name, "01-01")
    for first, last in ((opens.name, due.name) for opens, due in _WINDOWS):
        opens, due = values.get(first), values.get(last)
        if opens and due and (due < begins, due) < (opens < begins, opens):
            return last, message(
                "{last} {due} lies before {first} {opens}: take that day or a later one",
                last=last,
                due=due,
                first=first,
                opens=opens,
            )
    return None


def _plan(values: Mapping[str, Any]) -> Fault | None:
    """A plan whose delay is forgiven until a day before it is due (both as `plan_days` reads)."""
    names = Sheet.assessment.plan_due.name, Sheet.assessment.plan_grace.name
    due, grace = map(values.get, names)
    if due and grace and (grace < "07", grace) < (due < "07", due):
        return (
            names[1],
            message(
                "{names} {grace} lies before {names2} {due}: take that day or a later one",
                names=names[1],
                grace=grace,
                names2=names[0],
                due=due,
            ),
        )
    return None


def _bands(values: Mapping[str, Any]) -> Fault | None:
    if values.get(_VALUE_FROM) == "duration_bands" and not values.get(_BANDS):
        return _VALUE_FROM, message("duration_bands needs {bands}: state them", bands=_BANDS)
    return None


def _items(values: Mapping[str, Any]) -> Fault | None:
    """Two items that would value one act."""
    for (one, first), (other, second) in combinations(_family(ITEMS, values).items(), 2):
        if first.meets(second):
            act = _some_act(first, second)
            return other, message(
                "{one} and {other} both value {act}: give them other kinds or days",
                one=one,
                other=other,
                act=act,
            )
    return None


def _some_act(first: Any, second: Any) -> str:
    kind = sorted(set(first.kinds or ()) & set(second.kinds or ()))
    day = max(first.from_days or 0, second.from_days or 0)
    days = message(" of {day} days", day=day) if first.to_days or second.to_days or day else ""
    of_kind = message(" of the kind {kind}", kind=kind[0]) if kind else ""
    return message("a {fact}{of_kind}{days}", fact=first.fact, of_kind=of_kind, days=days)


def _own_rules(values: Mapping[str, Any]) -> Fault | None:
    """An item for acts that a rule of Baoji's sheet, stated too, values already."""
    groups = {group for group in _OWN_RULES.values() if _states(values, group)}
    for name, item in _family(ITEMS, values).items():
        group = _OWN_RULES[item.fact]
        if group in groups:
            return name, message(
                "{name} and {group} both value {fact}: keep one of them",
                name=name,
                group=group,
                fact=item.fact,
            )
    return None


def _carries(values: Mapping[str, Any]) -> Fault | None:
    """Credit that would go over twice."""
    for (one, first), (other, second) in combinations(_family(CARRY_OVER, values).items(), 2):
        for group in first.of:
            if any(_overlap(group, against) for against in second.of):
                return other, message(
                    "{one} and {other} both carry over {group}: take it out of one",
                    one=one,
                    other=other,
                    group=group,
                )
    if _family(CARRY_OVER, values) and _states(values, Sheet.carry.prefix):
        name = next(iter(_family(CARRY_OVER, values)))
        return name, "carry and carry_over are both stated: keep one of them"
    return None


def _measures(values: Mapping[str, Any]) -> Fault | None:
    """Baoji's annual threshold beside targets or without its carry-over; hours without a rule."""
    for name, target in _family(TARGETS, values).items():
        if target.measure == HOURS and not _states(values, HOURS):
            return name, message(
                "{name} measures hours: state the parameters of hours, {of_hours}",
                name=name,
                of_hours=_OF_HOURS,
            )
    if _ANNUAL not in values:
        return None
    if _family(TARGETS, values) or _family(CARRY_OVER, values):
        return _ANNUAL, message(
            "{annual} and targets or carry_over are stated: keep one way", annual=_ANNUAL
        )
    if not _states(values, Sheet.carry.prefix):
        return _ANNUAL, message("{annual} needs carry: state it", annual=_ANNUAL)
    return None


def _rolling(values: Mapping[str, Any]) -> Fault | None:
    """What has to do with the end of a cycle, where every year is one's end."""
    if values.get(Sheet.calendar.cycle_anchor.name) != ROLLING:
        return None
    once = {parameter.name: values.get(parameter.name) for parameter in _ONCE}
    once |= {name: item.once for name, item in _family(ITEMS, values).items()}
    for name, scope in once.items():
        if scope == "cycle":
            return name, message("{name}: rolling cycles overlap: take year or lifetime", name=name)
    crossing = {name: one.cross_cycle for name, one in _family(CARRY_OVER, values).items()}
    crossing[_CROSS_CYCLE] = values.get(_CROSS_CYCLE, True)
    for name, crosses in crossing.items():
        if not crosses:
            return name, message(
                "{name}: every year ends a rolling cycle: let credit leave it", name=name
            )
    return None


def unearned(parameters: Mapping[str, Sequence[Any]]) -> Fault | None:
    """A category that a target, a cap or a carry-over speaks of and that no item ever gives.

    `parameters` are dated values. Only for a policy that has items and none of Baoji's own rules,
    whose categories are fixed.
    """
    stated = {name: [one.value for one in dated if one.value] for name, dated in parameters.items()}
    if any(_states(stated, group) for group in _OWN_RULES.values()):
        return None
    given = {item.category for item in _each(ITEMS, stated)}
    given |= {rule.to for rule in _each(CARRY_OVER, stated)}
    given |= {"opening"} if "opening_balance" in stated else set()
    for name, values in stated.items():
        for group in (group for value in values for group in _groups(name, value)):
            if not any(one == group or one.startswith(f"{group}.") for one in given):
                known = ", ".join(sorted(given))
                return name, message(
                    "{name}: nothing earns {group}: take one of {known}, or a group of it",
                    name=name,
                    group=group,
                    known=known,
                )
    return None


def _each(family: str, stated: Mapping[str, Sequence[Any]]) -> Iterator[Any]:
    for name, values in stated.items():
        if family_of(name) == family:
            yield from values


def _groups(name: str, value: Any) -> Iterable[str]:
    """The categories or groups that a value of a parameter speaks of."""
    if name in (Sheet.category_cap.name, Sheet.category_min_share.name):
        return tuple(value)
    if name == "unit_coverage":
        return tuple(value.of)
    if family_of(name) == TARGETS and value.measure is None:
        return (*value.of, *(value.shares or {}))
    return value.of if family_of(name) == CARRY_OVER else ()


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _family(family: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if family_of(name) == family and value is not None
    }


def _states(values: Mapping[str, Any], group: str) -> bool:
    return any(name == group or name.startswith(f"{group}.") for name in values)
