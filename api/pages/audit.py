"""The pages of an auditor: why a number is what it is, and how it came to be."""

from collections.abc import Mapping
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.views import View
from projections.reports.telling import told
from replay.explain.answer import ExplainAnswer
from replay.history.answer import BiographyAnswer
from replay.history.change import Moved

EXPLAINED: Final = ("balance", "hours", "promotion")
"""What can be explained of a cadre, by its name in the address."""


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
            (one, [(moved, _number(moved, frame), *_values(moved, frame)) for moved in one.moved])
            for one in answer.changes
        ],
    }


def _subject(answer: ExplainAnswer | BiographyAnswer) -> str:
    """The member of an answer that names whom or what it is about."""
    return next(
        (name for name in ("training_class", "unit", "cadre") if getattr(answer, name)), "cadre"
    )


def _number(moved: Moved, frame: Frame) -> str:
    """Which number moved, as people call it."""
    t = frame.texts
    of = "" if moved.kind in ("line", "finding", "application", "set_aside") else f" {moved.of}"
    return f"{t.of_code('number', moved.kind.value)}{of} · {t.of_code('head', moved.member)}"


def _values(moved: Moved, frame: Frame) -> tuple[str, str]:
    """What a number was and what it is, codes by what they are called."""

    def text(value: Any) -> str:
        if value is None:
            return str(frame.texts("none"))
        if isinstance(value, bool):
            return str(frame.texts("yes" if value else "no"))
        return str(frame.texts.of_code(moved.member, told(value)))

    return text(moved.before), text(moved.after)


EXPLANATION: Final = View("explain.html", _explanation)
BIOGRAPHY: Final = View("history.html", _biography)
