"""The facts about teachers, training funds and sharing between schools (M3-5, M4-4, M4-6)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Final

from projections.facts.fact import Fact

FULL_TIME: Final = "full_time"
"""How a teacher stands to his school, beside `part_time` and `invited` (M4-6)."""

AGENCY: Final = "agency"
FULLY_FUNDED_INSTITUTION: Final = "institution_fully_funded"
OTHER_INSTITUTION: Final = "institution_other"
ENTERPRISE: Final = "enterprise"
"""The kinds of units that training funds are measured for (M4-4); a unit may be of any other."""


class TeacherFact(Fact, frozen=True, kw_only=True):
    """Something about a `teacher`, by a short id of the pool; `label` is his name by language."""

    of_cadre: ClassVar[bool] = False

    teacher: str
    label: Mapping[str, str]


class TeacherPooled(TeacherFact, frozen=True, kw_only=True):
    """A teacher enters the pool, or is of another kind from that day on (M4-6).

    `kind` is full_time, part_time or invited. `unit` is the school that he teaches at.
    """

    name: ClassVar[str] = "teacher.pooled"

    kind: str | None
    unit: str | None


class TeacherRemoved(TeacherFact, frozen=True, kw_only=True):
    """A teacher leaves the pool (M4-6)."""

    name: ClassVar[str] = "teacher.removed"

    reason: str | None


class TeacherTrained(TeacherFact, frozen=True, kw_only=True):
    """A teacher was trained himself, for so many days (M4-6)."""

    name: ClassVar[str] = "teacher.trained"

    days: Decimal | None


class FundFact(Fact, frozen=True, kw_only=True):
    """Something about the training funds of a `unit` in a `year` (M4-4)."""

    of_cadre: ClassVar[bool] = False

    unit: str
    year: int | None
    amount: Decimal | None


class BudgetRecorded(FundFact, frozen=True, kw_only=True):
    """What a unit sets aside for training, and the payroll that this is measured by (M4-4)."""

    name: ClassVar[str] = "budget.recorded"

    payroll: Decimal | None


class FundSpent(FundFact, frozen=True, kw_only=True):
    """What was spent of a unit's training funds, and what for (M4-4)."""

    name: ClassVar[str] = "fund.spent"

    purpose: str | None


class SharingFact(Fact, frozen=True, kw_only=True):
    """Something about an `agreement` by which schools share what they have (M3-5)."""

    of_cadre: ClassVar[bool] = False

    agreement: str


class LetterSigned(SharingFact, frozen=True, kw_only=True):
    """The letter of responsibility for a year was signed by the `parties`, which are units."""

    name: ClassVar[str] = "responsibility_letter.signed"

    year: int | None
    parties: tuple[str, ...]


class MidYearReviewed(SharingFact, frozen=True, kw_only=True):
    """The agreement was looked into in the middle of the year."""

    name: ClassVar[str] = "mid_year.reviewed"

    year: int | None


class YearEndInspected(SharingFact, frozen=True, kw_only=True):
    """The agreement was inspected at the end of the year."""

    name: ClassVar[str] = "year_end.inspected"

    year: int | None


class TeacherLent(SharingFact, frozen=True, kw_only=True):
    """A teacher taught at the other school for so many days, against a fee."""

    name: ClassVar[str] = "teacher.lent"

    teacher: str | None
    days: Decimal | None
    fee: Decimal | None


class CountyFact(Fact, frozen=True, kw_only=True):
    """Something about the teaching of a county, whose school is a `unit` (M3-5(1), M3-5(4))."""

    of_cadre: ClassVar[bool] = False

    unit: str
    year: int | None


class CountyPlanApproved(CountyFact, frozen=True, kw_only=True):
    """The coordination group approved the county's plan for the year (M3-5(1))."""

    name: ClassVar[str] = "county_plan.approved"


class CountyTeachingEvaluated(CountyFact, frozen=True, kw_only=True):
    """The teaching of the county's school was evaluated (M3-5(4))."""

    name: ClassVar[str] = "county_teaching.evaluated"

    result: str | None
