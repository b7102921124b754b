"""The facts that the rules know, typed; `learning_act` reads them from statements."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import ClassVar, TypeVar, cast
from uuid import UUID

from msgspec import Struct

from projections.policy.parameter import Policy
from projections.reasons import Aside


class Fact(Struct, frozen=True, gc=False):
    """A fact: when it happened (`occurred`), when it was known (`stored`, `position`), who says so.

    `person` is who it is about or who decided, by the register's short id or another stable
    identifier; None for a group. `unreadable` names the data that cannot be read. `of_cadre` False
    marks facts about something else, whose `person` only stated them; `also` names a wider fact
    whose grant covers this one. `documents` are the numbers of certificates and papers named.

    What every fact has may be given by place, for speed; the rest is by name.
    """

    name: ClassVar[str] = "unknown"
    also: ClassVar[str | None] = None
    of_cadre: ClassVar[bool] = True
    beside: ClassVar[frozenset[str]] = frozenset({"hours", "score"})
    """Data that no credit depends on: what cannot be read there costs none."""

    position: int
    stored: datetime
    statement_id: UUID
    credential: str
    occurred: datetime
    person: str | None = None
    unreadable: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


_F = TypeVar("_F", bound=Fact)


class Kinds:
    """Facts by their type: those of a kind are found without asking each fact what it is."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._of_type: dict[type[Fact], list[Fact]] = {}
        for fact in facts:
            self._of_type.setdefault(type(fact), []).append(fact)

    def of(self, *kinds: type[_F]) -> list[_F]:
        """The facts of these kinds, type by type."""
        found = [facts for one, facts in self._of_type.items() if issubclass(one, kinds)]
        return cast(list[_F], list(chain.from_iterable(found)))


class Unknown(Fact, frozen=True, kw_only=True):
    """A statement that names no fact of ours: kept, earns nothing."""

    verb: str


class SetAside(Unknown, frozen=True, kw_only=True):
    """What stands in the place of a fact that cannot be read or judged, so that all others can.

    `code` says why; `whole`: no single statement of this person could be found that keeps the
    others from being judged, so that all were set aside.
    """

    name: ClassVar[str] = "set_aside"

    code: Aside
    whole: bool = False


class CourseCatalogued(Fact, frozen=True, kw_only=True):
    """What a course is worth from `occurred` on.

    `new_subject`: from then on it counts as another subject than before (Q12). `same_as`: it is a
    run of another course, and the two count as one subject.
    """

    name: ClassVar[str] = "course.catalogued"
    of_cadre: ClassVar[bool] = False

    course: str
    credits: Decimal | None
    minutes: Decimal | None
    hours: Decimal | None
    category: str | None
    new_subject: bool = False
    same_as: str | None = None


class CoursePassed(Fact, frozen=True, kw_only=True):
    """A cadre passed a course (A3-7(2)). `by` is exam or paper, `minutes` how long he took."""

    name: ClassVar[str] = "course.passed"

    course: str
    success: bool
    by: str
    hours: Decimal | None
    score: Decimal | None
    minutes: Decimal | None = None


class ClassCompleted(Fact, frozen=True, kw_only=True):
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
    certificate: str | None
    hours: Decimal | None
    kind: str | None


class InPostTrainingCompleted(ClassCompleted, frozen=True, kw_only=True):
    """A cadre attended the training for a new post (M4-5): a class of the kind `in_post`."""

    name: ClassVar[str] = "in_post_training.completed"
    also: ClassVar[str | None] = "class.completed"


class UnitAssigned(Fact, frozen=True, kw_only=True):
    """A cadre belongs to a unit from that day on (also when enrolled there).

    `managed_by` is who manages him from then on, None where that does not change (A3-10, A3-11),
    and so with his level (A2-2) and whether the scheme binds him directly (A3-4, A3-20).
    """

    name: ClassVar[str] = "unit.assigned"

    unit: str
    level: str | None
    managed_by: str | None
    scheme: str | None


class CadreEnrolled(UnitAssigned, frozen=True, kw_only=True):
    """A cadre enters the register, under his real name, as a member of a unit (A2-4)."""

    name: ClassVar[str] = "cadre.enrolled"

    real_name: str | None


class Decision(Fact, frozen=True, kw_only=True):
    """A decision on another statement; `reason` is what the officer gives."""

    target: UUID
    reason: str | None = None


class ActVoided(Decision, frozen=True, kw_only=True):
    """The target does not count from the moment this is known."""

    name: ClassVar[str] = "act.voided"


class VoidWithdrawn(Decision, frozen=True, kw_only=True):
    """The target counts again."""

    name: ClassVar[str] = "void.withdrawn"


class CreditApplied(Decision, frozen=True, kw_only=True):
    """A cadre applies for the credit of the target (A3-12)."""

    name: ClassVar[str] = "credit.applied"


class HandledByOffice(Decision, frozen=True, kw_only=True):
    """An office dealt with the credit of the target: `role` says which, `unit` whose HR it is."""

    role: str | None
    unit: str | None


class CreditAssessed(HandledByOffice, frozen=True, kw_only=True):
    """The credit of the target is assessed (A3-12)."""

    name: ClassVar[str] = "credit.assessed"


class CreditRegistered(HandledByOffice, frozen=True, kw_only=True):
    """The credit of the target is entered in the handbook (A3-11 to A3-13)."""

    name: ClassVar[str] = "credit.registered"


class CreditApproved(Decision, frozen=True, kw_only=True):
    """The credit of the target is approved (A3-12)."""

    name: ClassVar[str] = "credit.approved"


class CreditRejected(Decision, frozen=True, kw_only=True):
    """The credit of the target is rejected (A3-12)."""

    name: ClassVar[str] = "credit.rejected"


class PolicyPublished(Fact, frozen=True, kw_only=True):
    """A policy, whole, in force from `effective`; where it cannot be read, `fault` says why.

    `stand_in`: an empty store published it by itself, as long as its operator says nothing.
    """

    name: ClassVar[str] = "policy.published"
    of_cadre: ClassVar[bool] = False

    effective: date
    policy: Policy | None
    fault: str | None
    stand_in: bool
