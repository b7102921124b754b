"""What a policy says on a day: its parameters as typed attributes, each with its article."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from lrs.message import message
from projections.policy.declaration import Dated, Named, Parameter, PolicyError, name_of
from projections.policy.mechanisms import CARRY_OVER, ITEMS, Mechanisms, family_of
from projections.policy.schema import Sheet
from projections.policy.targets import CARRIED, CarryRule
from projections.policy.worth import OTHER

_T = TypeVar("_T")


class Values(dict[str, Dated]):
    """The values in force on a day. What has none yet raises PolicyError."""

    def __init__(self, policy_id: str, since: date, values: Mapping[str, Dated]) -> None:
        super().__init__(values)
        self._place = policy_id, since

    def __missing__(self, name: str) -> Dated:
        policy_id, since = self._place
        raise PolicyError(
            message(
                "policy {policy_id} has no value of {name} on {since}: publish one",
                policy_id=policy_id,
                name=name,
                since=since,
            )
        )


class Terms(Sheet, Mechanisms):
    """A policy's values from the day `since` until the next day on which one changes.

    `terms.carry.mode` is a value; asking for one that the policy does not state yet raises
    PolicyError. `Terms.carry.mode` is the parameter itself, by which one asks about it:
    `terms.get(Terms.carry.mode)`, `terms.article(Terms.carry.mode)`, `Terms.carry.mode in terms`.
    `groups` are the names of all that the policy states on whatever day, `categories` those that
    its items earn and its carry-over fills.
    """

    def __init__(
        self, since: date, values: Mapping[str, Dated], groups: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(values)
        self.since = since
        self.groups = groups
        self.families = _families(values)
        self.categories = frozenset(_categories(self))

    def __contains__(self, parameter: Parameter[Any]) -> bool:
        """Whether the policy states the parameter by that day."""
        return parameter.name in self.values

    def states(self, what: Named) -> bool:
        """Whether the policy states a parameter, any of a group or any of a family such as `items`,
        on whatever day."""
        return name_of(what) in self.groups

    def family(self, name: str) -> Mapping[str, Dated]:
        """The parameters of a family that are in force, by full name; those ended are not."""
        return self.families.get(name, {})

    @cached_property
    def carry_rules(self) -> tuple[CarryRule, ...]:
        """What goes over into the next year. Baoji's `carry` is a rule like others: over the annual
        threshold goes what exceeds it in all categories together, into none of them."""
        if not self.states(Terms.thresholds.annual_credits):
            return tuple(dated.value for dated in self.family(CARRY_OVER).values())
        if self.carry.mode == "none":
            return ()
        return (
            CarryRule(
                of=tuple(sorted(self.categories)),
                over={OTHER: self.thresholds.annual_credits},
                to=CARRIED,
                chained=self.carry.mode == "chained",
                cross_cycle=self.carry.cross_cycle,
                cap=self.carry.cap,
            ),
        )

    @property
    def account(self) -> str:
        """What credit is counted in: `credits` or `hours`."""
        return self.get(Terms.unit_of_account) or "credits"

    def get(self, parameter: Parameter[_T]) -> _T | None:
        """The value of a parameter; None where the policy does not state it."""
        dated = self.values.get(parameter.name)
        if dated is None:
            return None
        value: _T = dated.value
        return value

    def value(self, parameter: Parameter[_T]) -> _T:
        """The value of a parameter that is not named in the code but found in a table of it."""
        value: _T = self.values[parameter.name].value
        return value

    def article(self, parameter: Parameter[Any]) -> str:
        """The article that sets the parameter."""
        return self.values[parameter.name].article

    def article_if_stated(self, parameter: Parameter[Any]) -> str:
        """The article that sets the parameter, else the one that puts the policy into force."""
        return self.article(parameter if parameter in self else Terms.effective_from)


def _families(values: Mapping[str, Dated]) -> Mapping[str, Mapping[str, Dated]]:
    families: dict[str, dict[str, Dated]] = {}
    for name, dated in values.items():
        family = family_of(name)
        if family and dated.value is not None:
            families.setdefault(family, {})[name] = dated
    return families


def _categories(terms: Terms) -> Iterator[str]:
    for dated in terms.family(ITEMS).values():
        yield dated.value.category
    for dated in terms.family(CARRY_OVER).values():
        yield dated.value.to
    if Terms.opening_balance in terms:
        yield "opening"
