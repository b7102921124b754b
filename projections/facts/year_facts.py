"""The facts about a credit year: what units report and plan, and how a year is closed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from projections.facts.fact import Fact


class YearFact(Fact, frozen=True, kw_only=True):
    """Something about a year; of one `unit`, or of all where it is None."""

    of_cadre: ClassVar[bool] = False

    unit: str | None
    year: int | None


class ResultReported(YearFact, frozen=True, kw_only=True):
    """A unit has reported its annual result (A3-14)."""

    name: ClassVar[str] = "annual_result.reported"


class PlanReported(YearFact, frozen=True, kw_only=True):
    """A unit has reported its training plan for the year (A3-14, M4-2)."""

    name: ClassVar[str] = "plan.reported"


class AssessmentStep(YearFact, frozen=True, kw_only=True):
    """A step of the assessment of a unit, with its result as it was worded (M4-3)."""

    result: str | None = None


class SelfInspected(AssessmentStep, frozen=True, kw_only=True):
    """A unit has inspected itself (M4-3)."""

    name: ClassVar[str] = "unit_assessment.self_inspected"


class Inspected(AssessmentStep, frozen=True, kw_only=True):
    """A unit was inspected (A3-16, M4-3)."""

    name: ClassVar[str] = "unit_assessment.inspected"


class Evaluated(AssessmentStep, frozen=True, kw_only=True):
    """A unit was evaluated as a whole (M4-3)."""

    name: ClassVar[str] = "unit_assessment.evaluated"


class YearDecision(YearFact, frozen=True, kw_only=True):
    """A decision on the results of a year.

    `known_at` (a day or an instant) is the cut-off that it rests on; `lists` are those it prints.
    """

    known_at: str | None
    number: str | None
    lists: Mapping[str, Any]
    reason: str | None


class YearPublished(YearDecision, frozen=True, kw_only=True):
    """The results of a year are published."""

    name: ClassVar[str] = "year.published"


class YearReopened(YearDecision, frozen=True, kw_only=True):
    """A published year is opened again."""

    name: ClassVar[str] = "year.reopened"


class CircularIssued(YearDecision, frozen=True, kw_only=True):
    """The circular that commends and criticises (A3-16)."""

    name: ClassVar[str] = "circular.issued"


class CorrigendumIssued(YearDecision, frozen=True, kw_only=True):
    """The correction of a circular."""

    name: ClassVar[str] = "corrigendum.issued"
