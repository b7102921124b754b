"""A policy: parameters as dated values, its canonical form and digest, what-if overrides."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final
from zoneinfo import ZoneInfo

from lrs.message import message, message_of
from projections.policy.consistency import contradiction
from projections.policy.declaration import Dated, Named, Parameter, PolicyError, name_of
from projections.policy.kinds import INDIVIDUAL, MapOf, as_text, canonical
from projections.policy.mechanisms import PARAMETERS, parameter_of
from projections.policy.schema import ALSO_CALLED, SCHEMA, Sheet
from projections.policy.terms import Terms, Values

FIXED: Final = tuple(name for name, parameter in SCHEMA.items() if parameter.fixed)


class NoParameterError(PolicyError):
    """The policy does not state the parameter that an override names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy whole. `parameters` holds each parameter's dated values, the earliest first.

    What follows from them is kept beside: `digest` is the SHA-256 of the canonical form in
    hexadecimal, `zone` decides days and so credit years, facts before `effective_from` earn
    nothing, `year_start` is month and day, `cycle` some first year (or how else they are counted)
    and the years of each; `days` are those on which some value begins to hold, `enacted`
    those on which some was decided.
    """

    id: str
    title: str
    parameters: Mapping[str, tuple[Dated, ...]]
    digest: str = field(init=False, compare=False)
    zone: ZoneInfo = field(init=False, compare=False)
    effective_from: date = field(init=False, compare=False)
    year_start: tuple[int, int] = field(init=False, compare=False)
    cycle: tuple[int | str, int] = field(init=False, compare=False)
    groups: frozenset[str] = field(init=False, compare=False, repr=False)
    days: tuple[date, ...] = field(init=False, compare=False, repr=False)
    enacted: frozenset[date] = field(init=False, compare=False, repr=False)
    _terms: tuple[Terms, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        fixed = {name: self.parameters[name][0].value for name in FIXED}
        month, day = fixed[Sheet.calendar.year_start.name].split("-")
        groups = frozenset(group for name in self.parameters for group in (name, *_groups(name)))
        snapshots = _snapshots(self.id, self.parameters, groups)
        derived = {
            "digest": hashlib.sha256(self.canonical()).hexdigest(),
            "zone": ZoneInfo(fixed[Sheet.time_zone.name]),
            "effective_from": fixed[Sheet.effective_from.name],
            "year_start": (int(month), int(day)),
            "cycle": (
                fixed[Sheet.calendar.cycle_anchor.name],
                fixed[Sheet.calendar.cycle_years.name],
            ),
            "groups": groups,
            "enacted": frozenset(
                dated.enacted for values in self.parameters.values() for dated in values
            ),
            "days": tuple(terms.since for terms in snapshots),
            "_terms": snapshots,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def anchored(self, year: int) -> "Policy":
        """The policy for somebody whose cycles are his own: one of them begins with a year."""
        anchor, length = self.cycle
        if anchor != INDIVIDUAL:
            return self
        own = copy(self)
        object.__setattr__(own, "cycle", (year, length))
        return own

    def year_of(self, day: date) -> int:
        """The credit year of a day; a year is named for the calendar year in which it ends."""
        later = self.year_start != (1, 1) and (day.month, day.day) >= self.year_start
        return day.year + 1 if later else day.year

    def states(self, what: Named) -> bool:
        """Whether the policy states a parameter, any of a group or any of a family such as `items`,
        on whatever day."""
        return name_of(what) in self.groups

    def on(self, day: date) -> Terms:
        """The values on `day`; of the days before `effective_from`, those of that first day.

        Facts of such days earn nothing, but their years can still be shown.
        """
        return self._terms[bisect_right(self.days, max(day, self.effective_from)) - 1]

    def canonical(self) -> bytes:
        """The policy as canonical JSON: sorted members, no spaces, amounts as plain decimals."""
        parameters = {
            name: [
                {
                    "value": canonical(dated.value),
                    "effective": dated.effective.isoformat(),
                    "enacted": dated.enacted.isoformat(),
                    "article": dated.article,
                }
                for dated in values
            ]
            for name, values in self.parameters.items()
        }
        content = {"id": self.id, "title": self.title, "parameters": parameters}
        return json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()

    def with_overrides(self, overrides: Mapping[str, Any]) -> "Policy":
        """The same policy with some parameters set to one value for all time: a what-if.

        Names are dotted (`carry.mode`); a group takes a map of its members, and one entry of a map
        parameter is named after it. Values as in the files; floats are refused. An earlier
        `effective_from` takes the first value of every parameter back with it. Raises PolicyError.
        """
        flat = _flattened(self, overrides)
        changed = dict(self.parameters) | {
            name: (self._overridden(name, raw),) for name, raw in flat.items()
        }
        if Sheet.effective_from.name in flat:
            changed = {name: self._from_the_start(values) for name, values in changed.items()}
        policy = Policy(id=self.id, title=self.title, parameters=changed)
        policy.check("override")
        return policy

    def has(self, name: str, raw: Any) -> bool:
        """Whether an override of `name` with that value means some parameter of the policy."""
        try:
            _resolved(self, ALSO_CALLED.get(name, name), raw)
        except NoParameterError:
            return False
        return True

    def enacted_before(self, day: date) -> "Policy":
        """The policy with those of its values alone that were enacted before a day, or as the first
        of all: with those it was put into force."""
        first = min(self.enacted)
        parameters = {
            name: tuple(
                dated
                for dated in values
                if dated.enacted < day or dated.enacted == first or name in FIXED
            )
            for name, values in self.parameters.items()
        }
        stated = {name: values for name, values in parameters.items() if values}
        return Policy(id=self.id, title=self.title, parameters=stated)

    def check(self, place: str, places: Mapping[str, str] | None = None) -> None:
        """Raises PolicyError where values do not go together on some day.

        It names where the parameter at fault stands, by `places`, else `place`.
        """
        for day in sorted({max(terms.since, self.effective_from) for terms in self._terms}):
            values = self.on(day).values
            fault = contradiction({name: dated.value for name, dated in values.items()})
            if fault:
                name, mend = fault
                raise PolicyError(
                    message(
                        "{get}: {mend}, on {day}",
                        get=(places or {}).get(name, place),
                        mend=mend,
                        day=day,
                    )
                )

    def _overridden(self, name: str, raw: Any) -> Dated:
        try:
            value = known_parameter(name, "override").kind.read(raw)
        except ValueError as error:
            raise PolicyError(
                message("override {name}: {error}", name=name, error=message_of(error))
            ) from None
        first = self.parameters[name][0]
        if known_parameter(name, "override").rule is None and value != first.value:
            raise PolicyError(
                message(
                    "override {name}: no rule reads it yet, so it would change nothing", name=name
                )
            )
        return _for_all_time(replace(first, value=value))

    def _from_the_start(self, values: tuple[Dated, ...]) -> tuple[Dated, ...]:
        """The first value taken back for all time, unless it came in only after the start."""
        if values[0].effective > self.effective_from:
            return values
        return _for_all_time(values[0]), *values[1:]


def _snapshots(
    policy_id: str, parameters: Mapping[str, tuple[Dated, ...]], groups: frozenset[str]
) -> tuple[Terms, ...]:
    """The terms of every day on which a value changes, the earliest first."""
    days = sorted({dated.effective for values in parameters.values() for dated in values})
    return tuple(
        Terms(
            day,
            Values(
                policy_id,
                day,
                {
                    name: [dated for dated in values if dated.effective <= day][-1]
                    for name, values in parameters.items()
                    if values[0].effective <= day
                },
            ),
            groups,
        )
        for day in days
    )


def _groups(name: str) -> list[str]:
    """The groups that a dotted name lies in."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def known_parameter(name: str, place: str) -> Parameter[Any]:
    """The parameter of a name. Raises PolicyError, with `place`, where there is none."""
    parameter = parameter_of(name)
    if parameter is None:
        close = get_close_matches(name, PARAMETERS, n=1)
        mend = message("did you mean {close}?", close=close[0]) if close else "see docs/policies.md"
        raise PolicyError(
            message("{place}: {name}: no such parameter, {mend}", place=place, name=name, mend=mend)
        )
    return parameter


def _for_all_time(dated: Dated) -> Dated:
    return replace(dated, effective=date.min)


def _flattened(policy: Policy, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Overrides by full parameter names, scalars as text."""
    flat: dict[str, Any] = {}
    for name, raw in overrides.items():
        try:
            value = as_text(raw)
        except ValueError as error:
            raise PolicyError(
                message("override {name}: {error}", name=name, error=message_of(error))
            ) from None
        for full, given in _resolved(policy, ALSO_CALLED.get(name, name), value).items():
            if full in flat:
                raise PolicyError(message("override {full}: given twice, give it once", full=full))
            flat[full] = given
    return flat


def _resolved(policy: Policy, name: str, raw: Any) -> dict[str, Any]:
    """What an override of `name` sets, by parameter."""
    if name in policy.parameters:
        return {name: raw}
    members = any(full.startswith(f"{name}.") for full in policy.parameters)
    if members and isinstance(raw, dict):
        parts = [_resolved(policy, f"{name}.{key}", value) for key, value in raw.items()]
        return {full: value for part in parts for full, value in part.items()}
    group, _, entry = name.rpartition(".")
    group = ALSO_CALLED.get(group, group)
    if group in policy.parameters and isinstance(known_parameter(group, "override").kind, MapOf):
        entries = as_text(canonical(policy.parameters[group][-1].value))
        return {group: {**entries, entry: raw}}
    raise NoParameterError(
        message("override {name}: policy {id} has no such parameter", name=name, id=policy.id)
    )
