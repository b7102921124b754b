"""The facts about who is to attend a class: nominations, quotas, substitutes, rotation (M4-1)."""

from typing import ClassVar

from projections.facts.class_facts import ClassFact
from projections.facts.year_facts import YearFact


class CadreNominated(ClassFact, frozen=True, kw_only=True):
    """A cadre is called to a class by name (M4-1, 点名调训); `reason` is what the office gives."""

    name: ClassVar[str] = "cadre.nominated"

    reason: str | None


class TraineeNamed(ClassFact, frozen=True, kw_only=True):
    """A unit names a cadre for one of its places in a class (M4-1)."""

    name: ClassVar[str] = "trainee.named"

    unit: str | None


class QuotaAllocated(ClassFact, frozen=True, kw_only=True):
    """A unit gets `persons` places in a class (M4-1); a later quota of the unit replaces it."""

    name: ClassVar[str] = "quota.allocated"
    of_cadre: ClassVar[bool] = False

    unit: str | None
    persons: int | None


class SubstitutionApproved(ClassFact, frozen=True, kw_only=True):
    """The office that called a `cadre` to a class lets a `substitute` come for him (M4-1).

    It is a decision about two cadres, so it is a fact of neither: who states it has to be entitled
    to it for all units.
    """

    name: ClassVar[str] = "substitution.approved"
    of_cadre: ClassVar[bool] = False

    cadre: str | None
    substitute: str | None
    reason: str | None


class RotationPlanSet(YearFact, frozen=True, kw_only=True):
    """Whom a unit will send to training in a year (M4-1); a later plan replaces it."""

    name: ClassVar[str] = "rotation_plan.set"

    cadres: tuple[str, ...]
