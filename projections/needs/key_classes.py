"""Whether what is needed was asked before each key class (A1-5(2), M3-1, R62)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.subject import Subject
from projections.case.training_class import attended, first_day, last_day, name_of, said_of
from projections.needs.surveys import KEY_CLASS, Survey
from projections.verdicts import Verdict
from projections.words.closed_lists import KEY

RULE: Final = "R62"
ARTICLE: Final = "A1-5(2), M3-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyClass:
    """A key class that has been held, and the survey before it."""

    training_class: str
    class_name: str | None
    """What it is called; null where nobody said."""
    starts: date | None
    """Its first day; null where nobody said."""
    ends: date
    """Its last day."""
    survey: str | None
    """The survey that was opened for it before its first day; null where there was none."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str = RULE
    article: str = ARTICLE


def key_class(subject: Subject, surveys: Iterable[Survey]) -> KeyClass | None:
    """A class as a key class; None where it is none, or nobody has attended it by `today`."""
    held, ends = attended(subject), last_day(subject)
    if not held or ends is None or said_of(subject, "class_tag") != KEY:
        return None
    starts = first_day(subject)
    asked = [one for one in surveys if one.kind == KEY_CLASS and one.training_class == subject.key]
    before = [one for one in asked if _opened_before(one, starts)]
    survey = before[0] if before else None
    return KeyClass(
        training_class=subject.key,
        class_name=name_of(subject),
        starts=starts,
        ends=ends,
        survey=survey.survey if survey else None,
        reason=None if survey else Verdict.KEY_CLASS_WITHOUT_SURVEY,
        evidence=(held[0].statement_id, *(survey.evidence[:1] if survey else ())),
    )


def _opened_before(survey: Survey, starts: date | None) -> bool:
    return survey.opened_on is not None and starts is not None and survey.opened_on < starts
