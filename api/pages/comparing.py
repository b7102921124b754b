"""The pages that set two states of knowledge side by side: then, now, and why they differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from api.pages.audit import number_called, told_move, value_called
from api.pages.frame import Frame
from api.pages.rendering import DASH, amount
from api.pages.views import Said, View
from projections.reports.drift import DriftAnswer
from projections.words.headings import heading
from replay.history.answer import HistoryStep
from replay.history.both_axes import AsOfAnswer, OnBothAxes
from replay.history.change import Kind

_NOT_PASSED: Final = "unqualified"

_ASKED: Final = ("year", "against", "unit", "after", "limit")
"""What the chart of a drift is asked with, as its page was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """A statement that made a number differ."""

    statement_id: UUID
    position: int
    fact: str | None
    """What it states; None where the answer does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A number that differs, in words."""

    one: OnBothAxes
    number: str
    then: str
    now: str
    difference: str
    because: tuple[Because, ...]


def _compared(answer: AsOfAnswer, frame: Frame) -> Mapping[str, Any]:
    numbers = [_differing(one, answer, frame) for one in answer.numbers if one.differs]
    return {
        "subject": "cadre" if answer.cadre else "unit" if answer.unit else None,
        "numbers": numbers,
        "same": len(answer.numbers) - len(numbers),
        "steps": [
            (one, [told_move(moved, frame) for moved in one.moved]) for one in answer.changes
        ],
        "said": _said_of_both(answer, numbers, frame),
        "moment": frame.query["known_at"],
    }


def _differing(one: OnBothAxes, answer: AsOfAnswer, frame: Frame) -> Differing:
    return Differing(
        one=one,
        number=_called(one, answer, frame),
        then=value_called(one.then, one, frame),
        now=value_called(one.now, one, frame),
        difference=difference(one.then, one.now),
        because=tuple(_because(one, answer.changes)),
    )


def _called(one: OnBothAxes, answer: AsOfAnswer, frame: Frame) -> str:
    """What a number is called; of a whole year how many have a grade is no unit's."""
    if answer.unit is None and one.kind is Kind.UNIT:
        t = frame.texts
        return str(t("compare.of_year", year=one.of, what=heading(one.member, t.language)))
    return number_called(one, frame)


def _because(one: OnBothAxes, changes: Iterable[HistoryStep]) -> Iterable[Because]:
    """The statements behind a difference, each with what it states where the changes tell it."""
    facts = {cause.statement_id: cause.fact for step in changes for cause in step.causes}
    for statement, position in zip(one.because, one.positions, strict=True):
        yield Because(statement_id=statement, position=position, fact=facts.get(statement))


def difference(then: object, now: object) -> str:
    """How much more a number is now, with its sign; nothing of what is no number."""
    if isinstance(then, bool) or isinstance(now, bool):
        return ""
    if not isinstance(then, Decimal | int) or not isinstance(now, Decimal | int):
        return ""
    return signed(Decimal(now) - Decimal(then))


def signed(change: Decimal) -> str:
    """An amount with its sign; nothing is 0."""
    return f"+{amount(change)}" if change > 0 else str(amount(change)).replace("-", "−")


def _said_of_both(answer: AsOfAnswer, numbers: list[Differing], frame: Frame) -> Said:
    t = frame.texts
    if not numbers:
        return Said("good", t("compare.said_same"), t("compare.said_later", day=answer.today))
    causes = {cause.statement_id for step in answer.changes for cause in step.causes}
    causes |= {one.statement_id for number in numbers for one in number.because}
    by = t("compare.said_by", n=len(causes)) if causes else t("compare.said_members")
    return Said("bad", t("compare.said", n=len(numbers)), by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifted:
    """A cadre whose year differs from what was published."""

    cadre: str
    name: str | None
    counted: tuple[Decimal, Decimal] | None
    """The credits then and now; None where these are the same."""
    grade: tuple[str, str]
    because: tuple[Because, ...]

    @property
    def change(self) -> Decimal:
        """How many more credits count now."""
        return self.counted[1] - self.counted[0] if self.counted else Decimal()

    @property
    def difference(self) -> str:
        """The same, with its sign."""
        return signed(self.change) if self.counted else DASH

    @property
    def is_graver(self) -> bool:
        """Whether the grade is another one."""
        return self.grade[0] != self.grade[1]


def _drift(answer: DriftAnswer, frame: Frame) -> Mapping[str, Any]:
    rows = sorted(drifted(answer), key=lambda one: (not one.is_graver, -abs(one.change), one.cadre))
    changed = [one for one in rows if one.counted]
    then = sum((one.counted[0] for one in changed if one.counted), Decimal())
    now = sum((one.counted[1] for one in changed if one.counted), Decimal())
    lost = sum(one.is_graver and one.grade[1] == _NOT_PASSED for one in rows)
    won = sum(one.is_graver and one.grade[0] == _NOT_PASSED for one in rows)
    return {
        "drifted": rows,
        "moved": len(changed),
        "asked": {name: frame.query[name] for name in _ASKED if name in frame.query},
        "sums": {"then": then, "now": now, "change": signed(now - then)},
        "lost": lost,
        "won": won,
        "regraded": sum(one.is_graver for one in rows),
        "records": len(answer.statements),
        "then": _then(answer, frame),
        "said": _said_of_drift(answer, rows, frame),
    }


def drifted(answer: DriftAnswer) -> Iterable[Drifted]:
    """Whose year differs, on this page."""
    for cadre, change in answer.changed.items():
        yield Drifted(
            cadre=cadre,
            name=answer.names.get(cadre),
            counted=change.counted,
            grade=change.grade,
            because=tuple(
                Because(
                    statement_id=one,
                    position=answer.statements[one].position,
                    fact=answer.statements[one].fact,
                )
                for one in change.because
            ),
        )
    for cadre, grade in answer.regraded.items():
        yield Drifted(
            cadre=cadre, name=answer.names.get(cadre), counted=None, grade=grade, because=()
        )


def _then(answer: DriftAnswer, frame: Frame) -> str:
    """What it is compared with: an edition that was published, or what was known then."""
    t = frame.texts
    return t("drift.then_known") if answer.edition.shown is None else t("drift.then_published")


def _said_of_drift(answer: DriftAnswer, rows: list[Drifted], frame: Frame) -> Said:
    t, then = frame.texts, _then(answer, frame)
    if not rows:
        return Said("good", t("drift.said_same", then=then))
    said, graver = t("drift.said", n=len(rows), then=then), sum(one.is_graver for one in rows)
    if not graver:
        return Said("", said, t("drift.said_mild"))
    if answer.edition.shown is None:
        return Said("bad", said, t("drift.said_regraded", n=graver))
    return Said("bad", said, t("drift.said_graver", n=graver))


COMPARISON: Final = View("comparison.html", _compared)
DRIFT: Final = View("drift.html", _drift)
