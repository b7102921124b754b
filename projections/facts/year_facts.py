"""The facts about a credit year: what units report and plan, and how a year is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from projections.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFact(Fact):
    """Something about a year; of one `unit`, or of all where it is None."""

    of_cadre: ClassVar[bool] = False

    unit: str | None
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultReported(YearFact):
    """A unit has reported its annual result (A3-14)."""

    name: ClassVar[str] = "annual_result.reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReported(YearFact):
    """A unit has reported its training plan for the year (A3-14, M4-2)."""

    name: ClassVar[str] = "plan.reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfInspected(YearFact):
    """A unit has inspected itself (M4-3)."""

    name: ClassVar[str] = "unit_assessment.self_inspected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected(YearFact):
    """A unit was inspected (A3-16, M4-3)."""

    name: ClassVar[str] = "unit_assessment.inspected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated(YearFact):
    """A unit was evaluated as a whole (M4-3)."""

    name: ClassVar[str] = "unit_assessment.evaluated"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDecision(YearFact):
    """A decision on the results of a year.

    `known_at` (a day or an instant) is the cut-off that it rests on; `lists` are those it prints.
    """

    known_at: str | None
    number: str | None
    lists: Mapping[str, Any]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPublished(YearDecision):
    """The results of a year are published."""

    name: ClassVar[str] = "year.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReopened(YearDecision):
    """A published year is opened again."""

    name: ClassVar[str] = "year.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularIssued(YearDecision):
    """The circular that commends and criticises (A3-16)."""

    name: ClassVar[str] = "circular.issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrigendumIssued(YearDecision):
    """The correction of a circular."""

    name: ClassVar[str] = "corrigendum.issued"
