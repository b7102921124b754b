"""The facts about teachers, training funds and sharing between schools (M3-5, M4-4, M4-6)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from projections.facts.data import (
    DAYS,
    KIND,
    PAYROLL,
    Amount,
    OfUnit,
    OfYear,
    Reason,
    Result,
    Text,
    Texts,
)
from projections.facts.declaration import IN_FORCE, Declaration, own
from projections.facts.fact import Base, Fact
from projections.words import closed_lists
from projections.words.kinds import DAYS_OF_A_YEAR
from projections.words.statement import Statement
from projections.words.things import AGREEMENT, BUDGET, COUNTY, TEACHER, Words

_OwnDays = Annotated[Decimal | None, DAYS_OF_A_YEAR, DAYS]


class TeacherFact(Fact, frozen=True, kw_only=True):
    """Something about a `teacher`, by a short id of the pool; `label` is his name by language."""

    of_cadre: ClassVar[bool] = False

    teacher: str
    label: Mapping[str, str]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """With the name that the statement gives to the teacher."""
        return cls(*base, label=statement.object.definition.name, **said)


class TeacherPooled(TeacherFact, frozen=True, kw_only=True):
    """A teacher enters the pool, or is of another kind from that day on (M4-6).

    `kind` is full_time, part_time or invited. `unit` is the school that he teaches at.
    """

    name: ClassVar[str] = "teacher.pooled"
    declaration = Declaration(
        verb=own("pooled-teacher", en="took into the pool the teacher", zh="教师入库"),
        object=TEACHER,
        at=IN_FORCE,
        needs=("kind",),
        en="A teacher enters the pool, or stands in it as another kind of teacher from that day.",
        zh="教师进入师资库，或自当日起变更类别。",
    )

    kind: Annotated[str | None, closed_lists.TEACHER, KIND]
    unit: OfUnit = None


class TeacherRemoved(TeacherFact, frozen=True, kw_only=True):
    """A teacher leaves the pool (M4-6)."""

    name: ClassVar[str] = "teacher.removed"
    declaration = Declaration(
        verb=own("removed-teacher", en="removed from the pool the teacher", zh="教师出库"),
        object=TEACHER,
        at=IN_FORCE,
        en="A teacher leaves the pool, from that day on.",
        zh="教师自当日起淘汰出库。",
    )

    reason: Reason = None


class TeacherTrained(TeacherFact, frozen=True, kw_only=True):
    """A teacher was trained himself, for so many days (M4-6)."""

    name: ClassVar[str] = "teacher.trained"
    declaration = Declaration(
        verb=own("trained-teacher", en="trained the teacher", zh="教师参加培训"),
        object=TEACHER,
        needs=("days",),
        en="A teacher is trained himself, for so many days.",
        zh="教师参加教育培训及其天数。",
    )

    days: _OwnDays


class FundFact(Fact, frozen=True, kw_only=True):
    """Something about the training funds of a `unit` in a `year` (M4-4)."""

    of_cadre: ClassVar[bool] = False

    unit: str
    year: OfYear
    amount: Annotated[Amount, Words("An amount of money, in yuan.", "金额，以元计。")]


class BudgetRecorded(FundFact, frozen=True, kw_only=True):
    """What a unit sets aside for training, and the payroll that this is measured by (M4-4)."""

    name: ClassVar[str] = "budget.recorded"
    declaration = Declaration(
        verb=own("recorded-budget", en="recorded the training budget of", zh="登记培训经费"),
        object=BUDGET,
        needs=("year", "payroll", "amount"),
        en="What a unit sets aside for training in a year, and its payroll.",
        zh="单位当年的培训经费安排与工资总额。",
    )

    payroll: Annotated[Amount, PAYROLL]


class FundSpent(FundFact, frozen=True, kw_only=True):
    """What was spent of a unit's training funds, and what for (M4-4)."""

    name: ClassVar[str] = "fund.spent"
    declaration = Declaration(
        verb=own("spent-fund", en="spent of the training budget of", zh="支出培训经费"),
        object=BUDGET,
        needs=("year", "amount"),
        en="What is spent of the training funds of a unit.",
        zh="单位培训经费的支出。",
    )

    purpose: Annotated[Text, Words("What it was spent for.", "支出用途。")] = None


class SharingFact(Fact, frozen=True, kw_only=True):
    """Something about an `agreement` by which schools share what they have (M3-5)."""

    of_cadre: ClassVar[bool] = False

    agreement: str


class LetterSigned(SharingFact, frozen=True, kw_only=True):
    """The letter of responsibility for a year was signed by the `parties`, which are units."""

    name: ClassVar[str] = "responsibility_letter.signed"
    declaration = Declaration(
        verb=own("signed-letter", en="signed the letter of responsibility of", zh="签订目标责任书"),
        object=AGREEMENT,
        needs=("year",),
        en="The letter of responsibility for a year of an agreement is signed.",
        zh="签订当年的目标责任书。",
    )

    year: OfYear
    parties: Annotated[
        Texts, Words("The units that are parties to an agreement.", "协议各方单位。")
    ] = None


class MidYearReviewed(SharingFact, frozen=True, kw_only=True):
    """The agreement was looked into in the middle of the year."""

    name: ClassVar[str] = "mid_year.reviewed"
    declaration = Declaration(
        verb=own("reviewed-mid-year", en="reviewed at mid-year", zh="年中跟踪调查"),
        object=AGREEMENT,
        needs=("year",),
        en="An agreement is reviewed in the middle of the year.",
        zh="年中对共享情况跟踪调查。",
    )

    year: OfYear


class YearEndInspected(SharingFact, frozen=True, kw_only=True):
    """The agreement was inspected at the end of the year."""

    name: ClassVar[str] = "year_end.inspected"
    declaration = Declaration(
        verb=own("inspected-year-end", en="inspected at the end of the year", zh="年末监督检查"),
        object=AGREEMENT,
        needs=("year",),
        en="An agreement is inspected at the end of the year.",
        zh="年末对共享情况监督检查。",
    )

    year: OfYear


class TeacherLent(SharingFact, frozen=True, kw_only=True):
    """A teacher taught at the other school for so many days, against a fee."""

    name: ClassVar[str] = "teacher.lent"
    declaration = Declaration(
        verb=own("lent-teacher", en="lent a teacher under", zh="借用师资"),
        object=AGREEMENT,
        needs=("days",),
        en="A teacher of one school teaches at the other, against a fee.",
        zh="一方教师到另一方授课，有偿共享。",
    )

    teacher: Annotated[
        Text, Words("The teacher, by his short id in the pool.", "师资库中的教师编号。")
    ] = None
    days: _OwnDays
    fee: Annotated[Amount, Words("What is paid for it, in yuan.", "费用，以元计。")] = None


class CountyFact(Fact, frozen=True, kw_only=True):
    """Something about the teaching of a county, whose school is a `unit` (M3-5(1), M3-5(4))."""

    of_cadre: ClassVar[bool] = False

    unit: str
    year: OfYear


class CountyPlanApproved(CountyFact, frozen=True, kw_only=True):
    """The coordination group approved the county's plan for the year (M3-5(1))."""

    name: ClassVar[str] = "county_plan.approved"
    declaration = Declaration(
        verb=own("approved-county-plan", en="approved the plan of", zh="审批县区教学计划"),
        object=COUNTY,
        needs=("year",),
        en="The coordination group approves a county's plan for a year.",
        zh="教学协调小组审批县区当年的教学计划。",
    )


class CountyTeachingEvaluated(CountyFact, frozen=True, kw_only=True):
    """The teaching of the county's school was evaluated (M3-5(4))."""

    name: ClassVar[str] = "county_teaching.evaluated"
    declaration = Declaration(
        verb=own("evaluated-county-teaching", en="evaluated the teaching of", zh="评估县区教学"),
        object=COUNTY,
        needs=("year",),
        en="The teaching of a county's school is evaluated.",
        zh="对县区党校教学效果进行评估。",
    )

    result: Result = None
