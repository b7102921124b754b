"""The facts that the rules know, typed; `learning_act` reads them from statements."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from projections.policy.parameter import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact: when it happened (`occurred`), when it was known (`stored`, `position`), who says so.

    `person` is who it is about or who decided, by the register's short id or another stable
    identifier; None for a group. `unreadable` names the data that cannot be read.
    """

    name: ClassVar[str] = "unknown"

    position: int
    stored: datetime
    statement_id: UUID
    credential: str
    occurred: datetime
    person: str | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Fact):
    """A statement that names no fact of ours: kept, earns nothing."""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCatalogued(Fact):
    """What a course is worth from `occurred` on."""

    name: ClassVar[str] = "course.catalogued"

    course: str
    credits: Decimal | None
    minutes: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePassed(Fact):
    """A cadre passed a course (A3-7(2)). `by` is exam or paper.

    `typed` False: the statement does not say that the activity is a course, so that only the
    catalogue can tell.
    """

    name: ClassVar[str] = "course.passed"

    course: str
    typed: bool
    success: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCompleted(Fact):
    """A cadre attended a training class (A3-7(1)); days of training, not calendar days."""

    name: ClassVar[str] = "class.completed"

    training_class: str
    start: date | None
    end: date | None
    scheduled_days: Decimal | None
    attended_days: Decimal | None
    days_before_new_year: Decimal | None
    appraisal: str | None
    organiser: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssigned(Fact):
    """A cadre belongs to a unit from that day on (also when enrolled there)."""

    name: ClassVar[str] = "unit.assigned"

    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreEnrolled(UnitAssigned):
    """A cadre enters the register, as a member of a unit."""

    name: ClassVar[str] = "cadre.enrolled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Fact):
    """A decision on another statement."""

    target: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ActVoided(Decision):
    """The target does not count from the moment this is known."""

    name: ClassVar[str] = "act.voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidWithdrawn(Decision):
    """The target counts again."""

    name: ClassVar[str] = "void.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditApproved(Decision):
    """The credit of the target is approved (A3-12)."""

    name: ClassVar[str] = "credit.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRejected(Decision):
    """The credit of the target is rejected (A3-12)."""

    name: ClassVar[str] = "credit.rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPublished(Fact):
    """A policy, whole, in force from `effective`; where it cannot be read, `fault` says why."""

    name: ClassVar[str] = "policy.published"

    effective: date
    policy: Policy | None
    fault: str | None
