"""The pages of policies: what one says on a day, in words and units, and what two say otherwise."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

import orjson

from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.views import Said, View
from api.pages.wording import Texts
from projections.policy.declaration import Measure
from projections.policy.mechanisms import FAMILIES, SINGLE, family_of
from projections.policy.schema import SCHEMA
from projections.reports.policies import ParameterOnDay, PoliciesAnswer, PolicyComparisonAnswer

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "calendar": ("effective_from", "time_zone", "calendar"),
    "thresholds": ("thresholds", "targets"),
    "items": ("items", "unit_of_account"),
    "basic": ("basic", "other_activities"),
    "additional": ("additional",),
    "reward": ("reward",),
    "caps": ("category_cap", "category_min_share", "year_cap", "opening_balance"),
    "carry": ("carry", "carry_over"),
    "assessment": ("assessment", "late_registration", "apply_first", "scope"),
    "units": (
        *("membership_basis", "unit_assessment", "unit_mean", "unit_coverage", "circular", "bars"),
    ),
    "careers": ("promotion", "promotion_barred_after", "in_post"),
    "hours": ("hours",),
    "classes": ("class_declaration", "classified_training", "selection", "in_class"),
    "follow_up": ("follow_up", "follow_up_detail", "follow_up_months"),
    "needs": ("needs_survey", "needs_publication"),
    "resources": ("funding", "sharing", "teacher"),
    "plausibility": ("plausibility",),
}
"""The groups of parameters in the order of the page, each by how their names begin."""

PARAMETERS: Final = {**SCHEMA, **SINGLE}
"""The parameters that a policy does not name itself, by name."""

_GROUP: Final = {begin: group for group, begins in GROUPS.items() for begin in begins}
_ORDER: Final = (*GROUPS, "other")

_DAY: Final = re.compile(r"([0-9]{2})-([0-9]{2})(?:T([0-9:]{5}))?")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DOTTED: Final = re.compile(r"\w+(\.\w+)+")
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter in words."""

    parameter: str
    called: str
    value: str
    one: ParameterOnDay


@dataclass(frozen=True, slots=True)
class Both:
    """A parameter that two policies say otherwise, in words."""

    parameter: str
    called: str
    then: Row | None
    now: Row | None


def _shown(answer: PoliciesAnswer, frame: Frame) -> Mapping[str, Any]:
    rows = [_row(one, frame.texts) for one in answer.parameters]
    return {
        "groups": _grouped(rows),
        "others": [one for one in answer.packaged if one != answer.shown.id],
        "steps": _steps(answer.days, answer.today),
        "on": answer.today,
    }


def _compared(answer: PolicyComparisonAnswer, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    rows = [
        Both(
            one.parameter,
            called(one.parameter, t),
            _row(one.then, t) if one.then else None,
            _row(one.now, t) if one.now else None,
        )
        for one in answer.parameters
    ]
    said = (
        Said("", t("policies.said", n=len(rows)), t("policies.said_same", n=answer.same))
        if rows
        else Said("good", t("policies.said_alike"))
    )
    return {"groups": _grouped(rows), "said": said}


def _row(one: ParameterOnDay, t: Texts) -> Row:
    value = told_value(one.parameter, orjson.loads(one.value), t)
    return Row(one.parameter, called(one.parameter, t), value, one)


def _grouped(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """The rows of each group, in the order of the page."""

    def place(row: Any) -> int:
        return _ORDER.index(group_of(row.parameter))

    ordered = sorted(rows, key=place)
    return [(_ORDER[at], list(some)) for at, some in groupby(ordered, key=place)]


def group_of(parameter: str) -> str:
    """The group that a parameter stands in on the page."""
    return _GROUP.get(parameter.partition(".")[0], "other")


def _steps(days: Iterable[date], on: date) -> Mapping[str, date | None]:
    """The day on which the policy changed last before a day, and the next on which it will."""
    ordered = sorted(days)
    return {
        "since": max((one for one in ordered if one <= on), default=None),
        "next": min((one for one in ordered if one > on), default=None),
    }


def called(parameter: str, t: Texts) -> str:
    """What a parameter is called; what a policy named itself by that name within its family."""
    if t.has(f"parameter.{parameter}"):
        return str(t(f"parameter.{parameter}"))
    family = family_of(parameter)
    if family in FAMILIES:
        own = _name(parameter.removeprefix(f"{family}."), t)
        return f"{t(f'parameter.{family}')}{t('colon')}{own}"
    return parameter


def unit_of(parameter: str) -> Measure | None:
    """What the values of a parameter are counted in; None where they are no amounts."""
    found = PARAMETERS.get(parameter)
    return None if found is None else found.counted_in


def told_value(parameter: str, value: Any, t: Texts) -> str:
    """A value in words, with its unit."""
    if family_of(parameter) in FAMILIES and isinstance(value, Mapping):
        return _record(value, t)
    return _told(value, unit_of(parameter), t)


def _told(value: Any, unit: str | None, t: Texts) -> str:
    if value is None:
        return str(t("value.none"))
    if isinstance(value, bool):
        return str(t("is.yes" if value else "is.no"))
    if isinstance(value, Mapping):
        pairs = (f"{_name(key, t)}{t('colon')}{_told(one, unit, t)}" for key, one in value.items())
        return str(t("semicolon")).join(pairs) or str(t("none"))
    if isinstance(value, list):
        return _list(value, unit, t)
    return _scalar(str(value), unit, t)


def _list(value: list[Any], unit: str | None, t: Texts) -> str:
    if unit == "ratio":
        return "/".join(map(str, value))
    if unit and len(value) == 2 and all(isinstance(one, int) for one in value):
        return str(t(f"quantity.{unit}", n=f"{value[0]}–{value[1]}"))
    comma = str(t("list_comma"))
    if unit and value and unit != "share":
        return str(t(f"quantity.{unit}", n=comma.join(map(str, value))))
    return comma.join(_told(one, unit, t) for one in value) or str(t("none"))


def _scalar(value: str, unit: str | None, t: Texts) -> str:
    if unit == "share":
        return f"{amount(Decimal(value) * _HUNDRED)}%"
    if unit and _NUMBER.fullmatch(value):
        return str(t(f"quantity.{unit}", n=value))
    day = _DAY.fullmatch(value)
    if day:
        month, number, at = day.groups()
        return str(t("value.day", month=int(month), day=int(number))) + (f" {at}" if at else "")
    return _name(value, t)


def _name(code: str, t: Texts) -> str:
    """What a code of a policy is called, part by part where it has dots; what a policy named itself
    is told as it stands."""
    for group in ("term", "category", "level"):
        if t.has(f"{group}.{code}"):
            return str(t(f"{group}.{code}"))
    parts = code.split(".") if _DOTTED.fullmatch(code) else []
    return " · ".join(_name(one, t) for one in parts) or code


def _record(value: Mapping[str, Any], t: Texts) -> str:
    """An item, a target or a carry-over: its members in words."""
    return str(t("semicolon")).join(
        f"{t.of_code('policy_member', name)}{t('colon')}{_member(name, one, t)}"
        for name, one in value.items()
    )


def _member(name: str, value: Any, t: Texts) -> str:
    if name in ("worth", "factor"):
        return _worth(value, t)
    if name == "round":
        return str(t("worth.round", to=value["to"], by=_name(value["by"], t)))
    return _told(value, _MEMBERS.get(name), t)


_MEMBERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("from_days", "to_days", "min_days", "or_days", "days_a_month"), "days"),
    **dict.fromkeys(("or_months", "grace_months"), "months"),
    "hours_per_day": "hours",
    "max_leave": "ratio",
    "shares": "share",
}
"""What the members of items and targets are counted in."""


def _worth(value: Mapping[str, Any], t: Texts) -> str:
    """What an act earns, or by what that is multiplied."""
    if "flat" in value:
        return str(t("worth.flat", n=value["flat"]))
    if "rate" in value:
        return str(t("worth.rate", rate=value["rate"], per=t(f"per.{value['per']}")))
    if "bands" in value:
        bands = (
            t("worth.band_open" if one["to"] is None else "worth.band", **one)
            for one in value["bands"]
        )
        return str(t("worth.by", by=_name(value["of"], t))) + str(t("list_comma")).join(bands)
    table = (f"{_name(name, t)} {one}" for name, one in value["table"].items())
    return str(t("worth.by", by=_name(value["by"], t))) + str(t("list_comma")).join(table)


POLICIES: Final = View("policies.html", _shown)
COMPARISON: Final = View("policies_compared.html", _compared)
