"""The pages of policies: what one says on a day, in words and units, and what two say otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.views import Said, View
from api.pages.wording import Texts
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

_GROUP: Final = {begin: group for group, begins in GROUPS.items() for begin in begins}
_ORDER: Final = (*GROUPS, "other")


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter in the language of the page."""

    parameter: str
    called: str
    value: str
    one: ParameterOnDay


@dataclass(frozen=True, slots=True)
class Both:
    """A parameter that two policies say otherwise, in the language of the page."""

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
            getattr(one.called, t.language),
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
    called, says = getattr(one.called, t.language), getattr(one.says, t.language)
    return Row(one.parameter, called, says, one)


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


POLICIES: Final = View("policies.html", _shown)
COMPARISON: Final = View("policies_compared.html", _compared)
