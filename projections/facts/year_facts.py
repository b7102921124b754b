"""The facts about a credit year: what units report and plan, and how a year is closed."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from projections.facts.data import Evidence, Number, OfUnit, OfYear, Reason, Result
from projections.facts.declaration import Declaration, own
from projections.facts.fact import Base, Fact
from projections.words.kinds import LISTS, MOMENT
from projections.words.statement import Statement
from projections.words.things import UNIT, YEAR, Words


class YearFact(Fact, frozen=True, kw_only=True):
    """Something about a year; of one `unit`, or of all where it is None."""

    of_cadre: ClassVar[bool] = False

    unit: str | None
    year: OfYear


class UnitReport(YearFact, frozen=True, kw_only=True):
    """What a unit did for a year, or what was done with it."""

    result: Result = None
    evidence: Evidence = None


class ResultReported(UnitReport, frozen=True, kw_only=True):
    """A unit has reported its annual result (A3-14)."""

    name: ClassVar[str] = "annual_result.reported"
    declaration = Declaration(
        verb=own("reported-result", en="reported the annual result of", zh="上报年度考核结果"),
        object=UNIT,
        en="A unit reported its annual result.",
        zh="单位上报年度考核结果。",
    )


class PlanReported(UnitReport, frozen=True, kw_only=True):
    """A unit has reported its training plan for the year (A3-14, M4-2)."""

    name: ClassVar[str] = "plan.reported"
    declaration = Declaration(
        verb=own("reported-plan", en="reported the plan of", zh="上报培训计划"),
        object=UNIT,
        en="A unit reported its training plan for a year.",
        zh="单位上报年度培训计划。",
    )


class AssessmentStep(UnitReport, frozen=True, kw_only=True):
    """A step of the assessment of a unit, with its result as it was worded (M4-3)."""


class SelfInspected(AssessmentStep, frozen=True, kw_only=True):
    """A unit has inspected itself (M4-3)."""

    name: ClassVar[str] = "unit_assessment.self_inspected"
    declaration = Declaration(
        verb=own("self-inspected", en="inspected itself", zh="单位自查"),
        object=UNIT,
        en="A unit inspected itself.",
        zh="单位自查。",
    )


class Inspected(AssessmentStep, frozen=True, kw_only=True):
    """A unit was inspected (A3-16, M4-3)."""

    name: ClassVar[str] = "unit_assessment.inspected"
    declaration = Declaration(
        verb=own("inspected", en="inspected", zh="组织考核"),
        object=UNIT,
        en="A unit was inspected.",
        zh="对单位组织考核。",
    )


class Evaluated(AssessmentStep, frozen=True, kw_only=True):
    """A unit was evaluated as a whole (M4-3)."""

    name: ClassVar[str] = "unit_assessment.evaluated"
    declaration = Declaration(
        verb=own("evaluated-unit", en="evaluated", zh="综合评价"),
        object=UNIT,
        en="A unit was evaluated as a whole.",
        zh="对单位综合评价。",
    )


class YearDecision(YearFact, frozen=True, kw_only=True):
    """A decision on the results of a year.

    `known_at` (a day or an instant) is the cut-off that it rests on; without one that of the
    edition before holds, and for the first edition the close of the year (Q24). `lists` are those
    it prints.
    """

    unit: OfUnit
    known_at: Annotated[
        str | None,
        MOMENT,
        Words(
            "The instant or day up to which was known what is published; without it that of the "
            "edition before, for the first one the close of the year.",
            "所公布内容的获知截止时刻或日期；未写明的，沿用上一版的截止时刻，首版以年度截止时刻为准。",
        ),
    ]
    number: Number
    reason: Reason
    lists: Annotated[
        Mapping[str, Any],
        LISTS,
        Words("The lists that are part of a decision.", "决定所附的名单。"),
    ]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """With no lists where none can be read."""
        if said["lists"] is None:
            said["lists"] = {}
        return cls(*base, **said)


class YearPublished(YearDecision, frozen=True, kw_only=True):
    """The results of a year are published."""

    name: ClassVar[str] = "year.published"
    declaration = Declaration(
        verb=own("published-year", en="published the results of", zh="公布年度结果"),
        reserved=True,
        object=YEAR,
        en="The results of a year were published as known at a moment that is named, else at its "
        "close.",
        zh="公布年度结果，以所定时刻或年度截止时刻所知为准。",
    )


class YearReopened(YearDecision, frozen=True, kw_only=True):
    """A published year is opened again."""

    name: ClassVar[str] = "year.reopened"
    declaration = Declaration(
        verb=own("reopened-year", en="reopened", zh="重新核定"),
        reserved=True,
        object=YEAR,
        en="A published year was opened again.",
        zh="重新核定已公布的年度。",
    )


class CircularIssued(YearDecision, frozen=True, kw_only=True):
    """The circular that commends and criticises (A3-16)."""

    name: ClassVar[str] = "circular.issued"
    declaration = Declaration(
        verb=own("issued-circular", en="issued the circular on", zh="印发通报"),
        reserved=True,
        object=YEAR,
        en="The circular on a year was issued, with its lists.",
        zh="印发年度通报及其名单。",
    )


class CorrigendumIssued(YearDecision, frozen=True, kw_only=True):
    """The correction of a circular."""

    name: ClassVar[str] = "corrigendum.issued"
    declaration = Declaration(
        verb=own("issued-corrigendum", en="corrected the circular on", zh="更正通报"),
        reserved=True,
        object=YEAR,
        en="A circular was corrected.",
        zh="更正通报。",
    )
