"""The answers on policies: what one says on a day, and what two say otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from projections.answers.basis import Basis
from projections.policy.folder import packaged
from projections.policy.mechanisms import parameter_of
from projections.policy.parameter import Policy
from projections.policy.view import in_force
from projections.reports.answer import Answer, basis_of
from projections.reports.policy_words import InWords, name_in_words, value_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInForce:
    """A policy that judges from a day on."""

    id: str
    """The policy's id, such as `baoji-2009`."""
    title: str
    """What the regulation is called."""
    since: date
    """The first day that it judges."""
    position: int | None
    """The position at which it was published; null for one that was never published but is
    tried."""
    parameters: int
    """How many parameters it states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterOnDay:
    """What a policy says under one name on a day."""

    parameter: str
    """The name of the parameter."""
    called: InWords
    """What it is called."""
    value: str
    """Its value as canonical JSON: amounts are texts, `null` where it has ended or there is no
    limit."""
    says: InWords
    """What the value says, with what it is counted in."""
    effective: date
    """The first day on which it holds."""
    enacted: date
    """The day on which it was decided."""
    rule: str | None
    """The rule that reads it, by its number; null where none does."""
    article: str


@dataclass(frozen=True, kw_only=True)
class PoliciesAnswer(Answer):
    """What the policy in force on the day says, and which policies there are."""

    shown: PolicyInForce
    """The policy whose parameters these are."""
    policies: tuple[PolicyInForce, ...]
    """All that judge, in the order of their days."""
    packaged: tuple[str, ...]
    """The ids of those that come with the product and can be looked at with `policy`."""
    days: tuple[date, ...]
    """The days on which some value of the one that is shown begins to hold."""
    parameters: tuple[ParameterOnDay, ...]
    """Its parameters on the day, by name."""

    def rows(self) -> Iterable[ParameterOnDay]:
        """The parameters."""
        return self.parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterOfBoth:
    """What two policies say otherwise under one name."""

    parameter: str
    """The name of the parameter."""
    called: InWords
    """What it is called."""
    then: ParameterOnDay | None
    """What the first says; null where it states no such parameter."""
    now: ParameterOnDay | None
    """What the second says; null where it states no such parameter."""


@dataclass(frozen=True, kw_only=True)
class PolicyComparisonAnswer(Answer):
    """What two policies say otherwise, or one on two days."""

    first: PolicyInForce
    """The one that is compared with."""
    first_day: date
    """The day on which it is looked at."""
    second: PolicyInForce
    """The one that is compared; on `today`."""
    same: int
    """How many parameters have the same value in both."""
    parameters: tuple[ParameterOfBoth, ...]
    """Those that have another one, by name."""

    def rows(self) -> Iterable[ParameterOfBoth]:
        """The parameters."""
        return self.parameters


def policies(basis: Basis, judging: Basis) -> PoliciesAnswer:
    """What the policy in force on the day of a basis says; `judging` has those that were
    published."""
    tenure = basis.policies.tenure(basis.today)
    return PoliciesAnswer(
        **basis_of(basis),
        shown=in_force_on(basis, basis.today),
        policies=tuple(
            _told(one.policy, one.since, one.position) for one in judging.policies.tenures
        ),
        packaged=packaged(),
        days=tenure.policy.days,
        parameters=tuple(_parameters(tenure.policy, basis.today)),
    )


def in_force_on(basis: Basis, day: date) -> PolicyInForce:
    """The policy in force on a day."""
    tenure = basis.policies.tenure(day)
    return _told(tenure.policy, tenure.since, tenure.position)


def comparison(basis: Basis, first: Basis, day: date) -> PolicyComparisonAnswer:
    """What the policy in force on the day of a basis says otherwise than that of another on a
    day."""
    before = {one.parameter: one for one in _parameters(first.policies.tenure(day).policy, day)}
    tenure = basis.policies.tenure(basis.today)
    after = {one.parameter: one for one in _parameters(tenure.policy, basis.today)}
    both = [(name, before.get(name), after.get(name)) for name in sorted({*before, *after})]
    differing = [
        ParameterOfBoth(parameter=name, called=name_in_words(name), then=then, now=now)
        for name, then, now in both
        if then is None or now is None or then.value != now.value
    ]
    return PolicyComparisonAnswer(
        **basis_of(basis),
        first=in_force_on(first, day),
        first_day=day,
        second=in_force_on(basis, basis.today),
        same=len(both) - len(differing),
        parameters=tuple(differing),
    )


def _told(policy: Policy, since: date, position: int | None) -> PolicyInForce:
    return PolicyInForce(
        id=policy.id,
        title=policy.title,
        since=since,
        position=position,
        parameters=len(policy.parameters),
    )


def _parameters(policy: Policy, day: date) -> Iterator[ParameterOnDay]:
    for row in in_force(policy, day):
        known = parameter_of(row["parameter"])
        yield ParameterOnDay(
            parameter=row["parameter"],
            called=name_in_words(row["parameter"]),
            value=_json(row["value"]),
            says=value_in_words(row["parameter"], row["value"]),
            effective=date.fromisoformat(row["effective"]),
            enacted=date.fromisoformat(row["enacted"]),
            rule=known.rule if known else None,
            article=row["article"],
        )


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
