"""Policies as plain parameters, and which of several holds on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tests.oracle.facts import Fact

BAOJI: Final[Mapping[str, Any]] = {
    "effective_from": "2008-01-01",
    "late_registration": "act_year",
    "membership_basis": "year_end",
    "basic.off_job.credits_per_day": "5",
    "basic.off_job.min_days": "3",
    "basic.off_job.max_leave_ratio": None,
    "basic.online.min": "5",
    "basic.online.max": "20",
    "basic.online.pass_by": ["exam", "paper"],
    "basic.online.dedupe": "lifetime",
    "additional.annual": "5",
    "additional.annual_basis": "calendar_year",
    "additional.conferral.doctor": "7",
    "additional.conferral.master": "6",
    "additional.conferral.bachelor": "5",
    "additional.conferral_year_keeps_annual": True,
    "reward.book.sole": "10",
    "reward.book.co": "5",
    "reward.book.contributor": "3",
    "reward.article.sole": "5",
    "reward.article.co": "3",
    "reward.article.min_outlet": "county",
    "reward.award.first": "5",
    "reward.award.second": "4",
    "reward.award.third": "3",
    "reward.award.excellence": "2",
    "reward.award.min_level": "municipal",
    "reward.work_dedupe": "lifetime",
    "thresholds.annual_credits": "60",
    "thresholds.cycle_credits": "300",
    "thresholds.annual_excellent": None,
    "thresholds.unit_unqualified_ratio": [1, 3],
    "carry.mode": "chained",
    "carry.cross_cycle": True,
    "carry.cap": None,
    "category_cap": {},
    "year_cap": None,
}
"""The regulation of Baoji; what no history changes is left out."""

PLAN: Final[Mapping[str, Any]] = {
    "effective_from": "2008-01-01",
    "late_registration": "act_year",
    "membership_basis": "year_end",
    "thresholds.unit_unqualified_ratio": [1, 3],
    "category_cap": {},
    "year_cap": None,
    "items.training": {
        "fact": "class", "category": "required.class", "worth": {"rate": 5, "per": "days"},
    },
    "items.course": {
        "fact": "course", "category": "elective.online", "worth": {"rate": 1, "per": "credits"},
    },
    "items.book": {
        "fact": "book",
        "category": "reward.book",
        "worth": {"table": {"sole": 8, "co": 4}, "by": "role"},
    },
    "targets.total": {
        "of": ["required", "elective", "reward"], "window": "year", "least": {"other": 50},
    },
    "targets.classes": {"of": ["required"], "window": "year", "least": {"other": 30}},
    "targets.cycle": {
        "of": ["required", "elective", "reward"], "window": "cycle", "least": {"other": 200},
    },
    "carry_over.total": {
        "of": ["required", "elective", "reward"],
        "over": {"other": 50},
        "to": "elective.carried",
        "chained": True,
        "cross_cycle": True,
        "cap": 30,
    },
}  # fmt: skip
"""A policy of another form, the folder `oracle-plan` beside this file."""

DEFAULTS: Final = {"baoji-2009": BAOJI, "oracle-plan": PLAN}
_CYCLE_ANCHOR, _CYCLE_YEARS = 2008, 5


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One policy with the parameters that its publication gave it."""

    name: str
    effective: date
    place: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def baoji(self) -> bool:
        return self.name == "baoji-2009"

    @property
    def effective_from(self) -> date:
        return date.fromisoformat(self["effective_from"])


def policy(name: str, *, effective: str, place: int, parameters: Mapping[str, Any]) -> Policy:
    """A policy as published."""
    values = {**DEFAULTS[name], **parameters}
    return Policy(name=name, effective=date.fromisoformat(effective), place=place, values=values)


class Succession:
    """Which of the standing publications holds: the greatest effective day, then the last."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.published = [
            policy(
                fact["policy"],
                effective=fact["effective"],
                place=fact["place"],
                parameters=fact.get("parameters", {}),
            )
            for fact in facts
            if fact["fact"] == "policy.published"
        ]

    def on(self, day: date) -> Policy | None:
        """What is in force on a day."""
        begun = [one for one in self.published if one.effective <= day]
        return max(begun, key=lambda one: (one.effective, one.place)) if begun else None

    def of_year(self, year: int) -> Policy | None:
        """What judges a year: what is in force on its last day."""
        return self.on(date(year, 12, 31))


def cycle_of(year: int) -> tuple[int, int]:
    """The first and last year of the cycle that a year lies in."""
    first = year - (year - _CYCLE_ANCHOR) % _CYCLE_YEARS
    return first, first + _CYCLE_YEARS - 1
