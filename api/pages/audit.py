"""The pages of an auditor: why a number is what it is, and how it came to be."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from api.pages.codes import key_called
from api.pages.frame import Frame
from api.pages.rendering import DASH
from api.pages.views import View
from projections.amiss import Amiss
from projections.aside import Aside
from projections.reasons import Reason
from projections.reports.findings import VALUES
from projections.reports.telling import told
from projections.verdicts import Verdict
from projections.words.headings import heading
from replay.explain.answer import ExplainAnswer
from replay.history.answer import BiographyAnswer
from replay.history.both_axes import OnBothAxes
from replay.history.change import Kind, Moved, Value

EXPLAINED: Final = ("balance", "hours", "promotion")
"""What can be explained of a cadre, by its name in the address."""


_NAMED_BY_ID: Final = frozenset({Kind.BALANCE, Kind.CYCLE, Kind.HOURS, Kind.UNIT, Kind.IN_POST})
"""Kinds whose `of` says something to people; of all others it is the id of a statement."""

_STATES: Final[Mapping[Kind, str]] = {
    Kind.ITEM: "item_state",
    Kind.IN_POST: "in_post",
    Kind.CLASS: "class_state",
    Kind.APPLICATION: "application",
}
"""The words for the states of some kinds; all others are those of a year."""

_LISTED: Final[Mapping[Kind, Mapping[str, StrEnum]]] = {
    Kind.FINDING: {one.value: one for one in (*VALUES, *Amiss)},
    Kind.SET_ASIDE: {one.value: one for one in Aside},
}
"""The codes that are the members of some kinds."""

_REASONS: Final[Mapping[str, StrEnum]] = {
    one.value: one for codes in (Reason, Verdict) for one in codes
}
"""Why something earns nothing, and why a standing is not as it is wanted."""


def _explanation(answer: ExplainAnswer, frame: Frame) -> Mapping[str, Any]:
    return {
        "subject": _subject(answer),
        "points": [(one.depth, getattr(one, frame.texts.language), one) for one in answer.points],
        "others": EXPLAINED if answer.cadre else (),
        "asked": frame.query.get("about", EXPLAINED[0]),
    }


def _biography(answer: BiographyAnswer, frame: Frame) -> Mapping[str, Any]:
    return {
        "subject": _subject(answer),
        "steps": [
            (one, [told_move(moved, frame) for moved in one.moved]) for one in answer.changes
        ],
    }


def _subject(answer: ExplainAnswer | BiographyAnswer) -> str:
    """The member of an answer that names whom or what it is about."""
    return next(
        (name for name in ("training_class", "unit", "cadre") if getattr(answer, name)), "cadre"
    )


def told_move(moved: Moved, frame: Frame) -> tuple[Moved, str, str, str]:
    """A number that moved, what it is called, what it was and what it is."""
    before, after = (value_called(one, moved, frame) for one in (moved.before, moved.after))
    return moved, number_called(moved, frame), before, after


def number_called(moved: Moved | OnBothAxes, frame: Frame) -> str:
    """Which number moved or differs, as people call it: of a finding and of what is set aside, what
    that says."""
    t = frame.texts
    if (code := _LISTED.get(moved.kind, {}).get(moved.member)) is not None:
        return str(told(code)[t.language])
    if moved.kind is Kind.CLASS:
        return str(t.of_code("class_part", moved.of))
    of, member = "", heading(moved.member, t.language)
    if moved.kind is Kind.ITEM:
        item, _, place = moved.of.partition(" ")
        return " ".join(filter(None, (str(t.of_code("item", item)), place, member)))
    if moved.kind in _NAMED_BY_ID:
        of = moved.of
    return " ".join(filter(None, (str(t.of_code("number", moved.kind.value)), of, member)))


def value_called(value: Value, moved: Moved | OnBothAxes, frame: Frame) -> str:
    """What a number was or is; a code by what it is called."""
    t = frame.texts
    if value is None:
        return DASH
    if isinstance(value, bool):
        return str(t("is.yes" if value else "is.no"))
    if moved.member == "reason" and value in _REASONS:
        return str(told(_REASONS[str(value)])[t.language])
    group = _STATES.get(moved.kind, moved.member) if moved.member == "state" else moved.member
    return key_called(group, str(told(value)), t)


EXPLANATION: Final = View("explain.html", _explanation)
BIOGRAPHY: Final = View("history.html", _biography)
