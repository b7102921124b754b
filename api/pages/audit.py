"""The pages of an auditor: why a number is what it is, and how it came to be."""

from collections.abc import Mapping
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.rendering import NOTHING
from api.pages.views import View
from projections.reports.telling import told
from projections.verdicts import SENTENCES, Verdict
from projections.words.headings import heading
from replay.explain.answer import ExplainAnswer
from replay.history.answer import BiographyAnswer
from replay.history.both_axes import OnBothAxes
from replay.history.change import Kind, Moved, Value

EXPLAINED: Final = ("balance", "hours", "promotion")
"""What can be explained of a cadre, by its name in the address."""


_NAMED_BY_ID: Final = frozenset(
    {Kind.BALANCE, Kind.CYCLE, Kind.HOURS, Kind.UNIT, Kind.IN_POST, Kind.ITEM}
)
"""Kinds whose `of` says something to people; of all others it is the id of a statement."""

_STATES: Final[Mapping[Kind, str]] = {
    Kind.ITEM: "item",
    Kind.CLASS: "class_state",
    Kind.APPLICATION: "application",
}
"""The words for the states of some kinds; all others are those of a year."""

_VERDICTS: Final = frozenset(one.value for one in Verdict)


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
    """Which number moved or differs, as people call it."""
    t = frame.texts
    of = moved.of if moved.kind in _NAMED_BY_ID else ""
    member = heading(moved.member, t.language)
    return " ".join(filter(None, (str(t.of_code("number", moved.kind.value)), of, member)))


def value_called(value: Value, moved: Moved | OnBothAxes, frame: Frame) -> str:
    """What a number was or is; a code by what it is called."""
    t = frame.texts
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(t("is.yes" if value else "is.no"))
    if moved.member == "reason" and isinstance(value, str) and value in _VERDICTS:
        return SENTENCES[Verdict(value)][t.language]
    group = _STATES.get(moved.kind, moved.member) if moved.member == "state" else moved.member
    return str(t.of_code(group, told(value)))


EXPLANATION: Final = View("explain.html", _explanation)
BIOGRAPHY: Final = View("history.html", _biography)
