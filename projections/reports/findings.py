"""The findings that an auditor looks for: the register of their kinds, and the one list of them.

No finding takes a credit away. A kind is a code, most often of `projections.amiss`, with how
grave it is, the rule and the article; docs/findings.md is made from this register.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from projections.amiss import AMISS, Amiss
from projections.aside import ASIDE, Aside
from projections.reasons import SENTENCES, Reason
from projections.reports.answer import Page, TableAnswer


class Severity(StrEnum):
    """How grave a finding is for who audits."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITIES: Final[Mapping[Severity, Mapping[str, str]]] = {
    Severity.HIGH: {
        "zh": "可能影响结果的真实性，应当核查。",
        "en": "A result may rest on what is not so, or on who was not to decide it: look into it.",
    },
    Severity.MEDIUM: {
        "zh": "未按规定办理或相互矛盾，应当改正。",
        "en": "Something was not done as the regulation has it, or contradicts itself: have it "
        "mended.",
    },
    Severity.LOW: {
        "zh": "数据缺失或不规范，不影响结论。",
        "en": "Data are missing or not as they should be; no verdict hangs on it.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """A kind of finding."""

    code: str
    """What is amiss, for programs."""
    severity: Severity
    rule: str | None
    """The rule of docs/rules.md that it belongs to; None where it is about no rule."""
    article: str | None
    """The article of the regulation; a finding that a parameter of a policy made names its own."""

    @property
    def zh(self) -> str:
        """What is amiss, in Chinese."""
        return _SENTENCES[self.code]["zh"]

    @property
    def en(self) -> str:
        """What is amiss, in English."""
        return _SENTENCES[self.code]["en"]


VALUES: Final = (Reason.UNKNOWN_VALUE, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE)
"""The reasons of a zero that are findings, too: a value is wrong, and somebody has to mend it."""

_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    **{code.value: SENTENCES[code] for code in VALUES},
    **{code.value: said for code, said in ASIDE.items()},
    **{code.value: said for code, said in AMISS.items()},
}

_Register = Mapping[str, tuple[str | None, str | None]]

_HIGH: Final[_Register] = {
    Amiss.NOT_AUTHORISED: ("R12", "A3-11"),
    Amiss.WRONG_REGISTRAR: ("R12", "A3-11, A3-12"),
    Amiss.SELF_APPROVED: ("R15", "A3-12"),
    Amiss.LATE_ENTRY: ("R17", "A3-14, A3-16"),
    Amiss.BACK_DATED: ("R16", "A3-13"),
    Amiss.EVIDENCE_USED_TWICE: ("R14", "A3-12"),
    Amiss.CERTIFICATE_OF_TWO_CADRES: ("R14", "A3-12"),
    Amiss.OVERLAPPING_CLASSES: ("R4", "A3-7, A2-5(1)"),
    Amiss.TOO_MANY_HOURS_A_DAY: ("R27", "A3-7, A2-5(1)"),
    Amiss.FASTER_THAN_THE_COURSE: ("R5", "A3-7, A2-5(1)"),
    Amiss.TWO_CADRES_ONE_ACCOUNT: ("R28", "A2-4"),
    Amiss.TWO_CADRES_ONE_PERSON: ("R28", "A2-4"),
    Amiss.SUBSTITUTED_UNAPPROVED: ("R50", "M4-1"),
    Amiss.SAMPLE_NOT_SOUND: ("R37", "A4-6(2)"),
    Amiss.SAMPLE_REDRAWN: ("R37", "A4-6(2)"),
    Amiss.HELD_THOUGH_CANCELLED: ("R46", "M4-2"),
    Amiss.UNDECLARED: ("R46", "M4-2"),
    Amiss.CUT_OFF_BEFORE_THE_LOG: ("R20", "A3-16"),
    Amiss.NAMES_A_PERSON: ("R61", "A1-5"),
    Amiss.ANSWERS_TOLD_APART: ("R61", "A1-5"),
    Amiss.SPENT_MORE_THAN_SET_ASIDE: ("R54", "M4-4"),
    Amiss.TABLES_DIFFERED: (None, None),
    Aside.CANNOT_BE_READ: (None, None),
    Aside.NAME_TOO_LONG: (None, None),
    Aside.CANNOT_BE_JUDGED: (None, None),
    Aside.CANNOT_BE_WRITTEN: (None, None),
}
_MEDIUM: Final[_Register] = {
    Reason.CATALOGUE_CREDITS_OUT_OF_RANGE: ("R5", "A3-7(2)"),
    Amiss.MISSING_CERTIFICATE: ("R14", "A3-12"),
    Amiss.LATE_REGISTRATION: ("R16", "A3-13"),
    Amiss.OPPOSITE_RULINGS: ("R15", "A3-12"),
    Amiss.TWO_UNITS: ("R1", "A3-4"),
    Amiss.MOVED_BY_RECEIVING_UNIT: ("R1", "A3-4"),
    Amiss.UNKNOWN_TARGET: ("R15", "A3-12"),
    Amiss.NOT_APPROVED: ("R46", "M4-2"),
    Amiss.DECLARED_LATE: ("R46", "M4-2"),
    Amiss.CANCELLED_AFTER_COMPLETION: ("R46", "M4-2"),
    Amiss.CLOSED_WITHOUT_PAPERS: ("R46", "M4-2"),
    Amiss.NOMINEE_ABSENT: ("R49", "M4-1"),
    Amiss.NOMINEE_OUTSIDE_GROUPS: ("R49", "M4-1"),
    Amiss.LONGER_THAN_A_CLASS_OF_ITS_KIND: ("R35", "A4-5"),
    Amiss.NOT_A_TRAINEE: ("R34", "A4-4"),
    Amiss.NOT_IN_POOL: ("R59", "M4-6"),
    Amiss.TOO_MANY_DAYS: ("R59", "M4-6"),
    Amiss.LENT_BEFORE_LETTER: ("R73", "M3-5"),
    Amiss.ANSWERED_LATE: ("R61", "A1-5"),
    Amiss.ANSWERS_NOT_SORTED: ("R61", "A1-5"),
    Amiss.SURVEY_NOT_OPENED: ("R61", "A1-5"),
    Amiss.STANDING_BEYOND_ITS_HALF: ("R61", "A1-5(3)"),
}
_LOW: Final[_Register] = {
    Amiss.UNKNOWN_VALUE: (None, None),
    Amiss.VALUE_NOT_READ: (None, None),
    Amiss.UNKNOWN_LEVEL: ("R27", "A2-2"),
    Amiss.UNREGISTERED_UNIT: ("R1", "A3-4"),
    Amiss.NOTHING_WITHDRAWN: ("R15", "A3-12"),
    Amiss.BEYOND_NOMINAL_LENGTH: ("R7", "A3-8"),
    Amiss.SEMINAR_BEFORE_CLASS: ("R38", "A4-7(1)"),
    Amiss.YEARS_OUT_OF_RANGE: ("R35", "A4-5"),
    Amiss.HALF_WITHOUT_FOLLOW_UP: ("R39", "A4-7(3)"),
    Amiss.METHOD_NOT_ACCEPTED: ("R37", "A4-7(2), M3-6(3)"),
    Amiss.STEP_BEFORE_PROBLEM: ("R67", "M2-2"),
    Amiss.ELECTIVE_NOT_OFFERED: ("R70", "M3-3(2)"),
    Amiss.BOOK_NOT_LISTED: ("R71", "M3-3(3)"),
    Amiss.SPEED_READING_SIZE: ("R71", "M3-3(3)"),
    Amiss.OBSERVER_NOT_A_PERSON: ("R48", "M4-2"),
}

KINDS: Final[Mapping[str, FindingKind]] = {
    str(code): FindingKind(code=str(code), severity=severity, rule=rule, article=article)
    for severity, kinds in (
        (Severity.HIGH, _HIGH),
        (Severity.MEDIUM, _MEDIUM),
        (Severity.LOW, _LOW),
    )
    for code, (rule, article) in kinds.items()
}
"""Every kind of finding of the list, by its code, the gravest first."""

ELSEWHERE: Final[Mapping[Amiss, str]] = {
    Amiss.TRAINED_AGAIN: "/reports/selection",
    Amiss.NOBODY_FOLLOWS_UP: "/classes/{class}/follow-up",
}
"""What is told by the report that judges it alone: it hangs on the classes of a cadre over years,
or on what an institution appointed for all of its classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAmiss:
    """Something that is amiss and deducts nothing."""

    code: str
    """What is amiss, for programs; docs/findings.md has all codes."""
    severity: str
    """How grave it is: high, medium or low."""
    cadre: str | None
    """Whom it is about; null where it is about nobody alone."""
    name: str | None
    unit: str | None
    """The unit that the cadre belongs to on the day; of a class that concerns no cadre its
    institution. Null where there is none."""
    unit_name: str | None
    training_class: str | None
    """The class that it is about; null where it is about none."""
    class_name: str | None
    statement_id: UUID | None
    """The id of the statement that something is amiss about; null where it is about none."""
    statements: tuple[UUID, ...]
    """The ids of the statements that show it, that one first where there is one; of those that name
    one paper the first twenty others."""
    position: int | None
    """The position of the last of these statements, from which on it could be known; null where
    there is none."""
    known_since: datetime | None
    """When the statement of that position was stored."""
    day: date | None
    """The day of what it is about; null where it has none."""
    value: str | None
    """What was found fault with: a level, a unit, a course, a fact that its credential was not
    entitled to state, of a move the unit before and the one after, of a link the other cadre, of a
    year its cut-off, of a late entry its year, of papers their numbers, of rows that differed their
    tables, of answers their survey, of a class or its follow-up the class, of a substitute him;
    null where the code says all."""
    days: int | None
    """How many days too late or too long it is, or of how many it was dated back; null where it is
    no matter of days."""
    rule: str | None
    """The rule that finds it, by its number; null where none does."""
    article: str | None
    """The article of the rule; null where there is none."""
    zh: str
    """What is amiss, in Chinese."""
    en: str
    """What is amiss, in English."""


@dataclass(frozen=True, kw_only=True)
class FindingsAnswer(TableAnswer, Page):
    """A page of all that is amiss, by code, statement, cadre and value."""

    findings: tuple[FoundAmiss, ...]
    """The findings of the page."""

    def rows(self) -> Iterable[FoundAmiss]:
        """The findings."""
        return self.findings
