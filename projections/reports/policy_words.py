"""What the parameters of policies are called, and what their values say, with units, in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from projections.policy.declaration import Measure
from projections.policy.mechanisms import FAMILIES, family_of, parameter_of
from projections.reports.telling import told
from projections.words.codes import CODES, CodeOf
from projections.words.phrases import Phrases

_DAY: Final = re.compile(r"([0-9]{2})-([0-9]{2})(?:T([0-9:]{5}))?")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DOTTED: Final = re.compile(r"\w+(\.\w+)+")
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InWords:
    """Something in words, for people."""

    zh: str
    """In Chinese."""
    en: str
    """In English."""


def name_in_words(parameter: str) -> InWords:
    """What a parameter is called, in each language."""
    return InWords(zh=called(parameter, _ZH), en=called(parameter, _EN))


def value_in_words(parameter: str, value: Any) -> InWords:
    """What a value of a parameter says, in each language."""
    return InWords(zh=told_value(parameter, value, _ZH), en=told_value(parameter, value, _EN))


_ZH: Final = Phrases("zh")
_EN: Final = Phrases("en")


def called(parameter: str, t: Phrases) -> str:
    """What a parameter is called; what a policy named itself by that name within its family."""
    if t.has(f"parameter.{parameter}"):
        return t(f"parameter.{parameter}")
    family = family_of(parameter)
    if family in FAMILIES:
        own = _name(parameter.removeprefix(f"{family}."), t)
        return f"{t(f'parameter.{family}')}{t('value.colon')}{own}"
    return parameter


def unit_of(parameter: str) -> Measure | None:
    """What the values of a parameter are counted in; None where they are no amounts."""
    found = parameter_of(parameter)
    return None if found is None else found.counted_in


def told_value(parameter: str, value: Any, t: Phrases) -> str:
    """A value in words, with its unit."""
    if family_of(parameter) in FAMILIES and isinstance(value, Mapping):
        return _record(value, t)
    return _told(value, unit_of(parameter), t)


def _told(value: Any, unit: str | None, t: Phrases) -> str:
    if value is None:
        return t("value.none")
    if isinstance(value, bool):
        return t("value.yes" if value else "value.no")
    if isinstance(value, Mapping):
        pairs = (
            f"{_name(key, t)}{t('value.colon')}{_told(one, unit, t)}" for key, one in value.items()
        )
        return t("value.semicolon").join(pairs) or t("value.nothing")
    if isinstance(value, list):
        return _list(value, unit, t)
    return _scalar(str(value), unit, t)


def _list(value: list[Any], unit: str | None, t: Phrases) -> str:
    if unit == "ratio":
        return "/".join(map(str, value))
    if unit and len(value) == 2 and all(isinstance(one, int) for one in value):
        return t(f"quantity.{unit}", n=f"{value[0]}–{value[1]}")
    comma = t("value.comma")
    if unit and value and unit != "share":
        return t(f"quantity.{unit}", n=comma.join(map(str, value)))
    return comma.join(_told(one, unit, t) for one in value) or t("value.nothing")


def _scalar(value: str, unit: str | None, t: Phrases) -> str:
    if unit == "share":
        return f"{told(Decimal(value) * _HUNDRED)}%"
    if unit and _NUMBER.fullmatch(value):
        return t(f"quantity.{unit}", n=value)
    day = _DAY.fullmatch(value)
    if day:
        month, number, at = day.groups()
        return t("value.day", month=int(month), day=int(number)) + (f" {at}" if at else "")
    return _name(value, t)


def _name(code: str, t: Phrases) -> str:
    """What a code of a policy is called, part by part where it has dots; what a policy named itself
    is told as it stands."""
    if t.has(f"term.{code}"):
        return t(f"term.{code}")
    for of in (CodeOf.CATEGORY, CodeOf.LEVEL):
        if code in CODES[of]:
            en, zh = CODES[of][code]
            return en if t.language == "en" else zh
    parts = code.split(".") if _DOTTED.fullmatch(code) else []
    return " · ".join(_name(one, t) for one in parts) or code


def _record(value: Mapping[str, Any], t: Phrases) -> str:
    """An item, a target or a carry-over: its members in words."""
    return t("value.semicolon").join(
        f"{_member_called(name, t)}{t('value.colon')}{_member(name, one, t)}"
        for name, one in value.items()
    )


def _member_called(name: str, t: Phrases) -> str:
    key = f"policy_member.{name}"
    return t(key) if t.has(key) else name


def _member(name: str, value: Any, t: Phrases) -> str:
    if name in ("worth", "factor"):
        return _worth(value, t)
    if name == "round":
        return t("worth.round", to=value["to"], by=_name(value["by"], t))
    return _told(value, _MEMBERS.get(name), t)


_MEMBERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("from_days", "to_days", "min_days", "or_days", "days_a_month"), "days"),
    **dict.fromkeys(("or_months", "grace_months"), "months"),
    "hours_per_day": "hours",
    "max_leave": "ratio",
    "shares": "share",
}
"""What the members of items and targets are counted in."""


def _worth(value: Mapping[str, Any], t: Phrases) -> str:
    """What an act earns, or by what that is multiplied."""
    if "flat" in value:
        return t("worth.flat", n=value["flat"])
    if "rate" in value:
        return t("worth.rate", rate=value["rate"], per=t(f"per.{value['per']}"))
    if "bands" in value:
        bands = (
            t("worth.band_open" if one["to"] is None else "worth.band", **one)
            for one in value["bands"]
        )
        return t("worth.by", by=_name(value["of"], t)) + t("value.comma").join(bands)
    table = (f"{_name(name, t)} {one}" for name, one in value["table"].items())
    return t("worth.by", by=_name(value["by"], t)) + t("value.comma").join(table)
