"""The page of a credit handbook: who he is, how his years stand, and the acts that earned credits.

It says what the printed form says, which is one link away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.views import Said, View
from projections.credits.handbook import HandbookLine
from projections.credits.steps import Step
from projections.reports.cadres import WhoAnswer
from projections.reports.ledgers import HandbookAnswer


@dataclass(frozen=True, slots=True)
class Act:
    """An act that earned credits, and the last that was decided on it."""

    line: HandbookLine
    state: str
    """How far it is: registered, approved or assessed; counted where nobody decided on it."""
    step: Step | None
    """Who decided, and when; None where nobody did."""


def _shown(answer: HandbookAnswer, frame: Frame) -> Mapping[str, Any]:
    lines = list(answer.rows())
    return {
        "said": _said(answer, len(lines), frame),
        "acts": _by_year(lines),
        "with_acts": {one.year for one in lines},
        "balances": {one.year: one for one in answer.years},
        "changes": _changes(answer.who),
    }


def _said(answer: HandbookAnswer, count: int, frame: Frame) -> Said | None:
    """How many acts the handbook holds, and what they come to in the last cycle."""
    if not answer.cycles:
        return None
    last = answer.cycles[-1]
    told = {"n": count, "cycle": last.cycle, "total": amount(last.total)}
    return Said("", frame.texts("handbook.said", **told))


def _by_year(lines: Iterable[HandbookLine]) -> list[tuple[int, list[Act]]]:
    """The acts of each year by day, the last year first."""
    ordered = sorted(lines, key=lambda one: (-one.year, one.day))
    return [(year, list(map(_act, some))) for year, some in groupby(ordered, lambda one: one.year)]


def _act(line: HandbookLine) -> Act:
    decided = (
        ("registered", line.registered),
        ("approved", line.approved),
        ("assessed", line.assessed),
    )
    for state, step in decided:
        if step is not None:
            return Act(line, state, step)
    return Act(line, "counted", None)


def _changes(who: WhoAnswer) -> list[tuple[str, Any]]:
    """When his unit, level and management changed, each with what it is about, by day."""
    found: list[tuple[str, Any]] = [
        *(("unit", one) for one in who.units),
        *(("level", one) for one in who.levels),
        *(("managed_by", one) for one in who.managers),
    ]
    return sorted(found, key=lambda one: one[1].day)


VIEW: Final = View("handbook.html", _shown)
