"""The facts about who is to attend a class: nominations, quotas, substitutes, rotation (M4-1)."""

from typing import Annotated, ClassVar

from projections.facts.class_facts import ClassFact, Persons
from projections.facts.data import Cadre, Cadres, Evidence, OfCadre, OfUnit, Reason
from projections.facts.declaration import Declaration, own
from projections.facts.year_facts import YearFact
from projections.words.things import CLASS, UNIT, Words


class CadreNominated(ClassFact, frozen=True, kw_only=True):
    """A cadre is called to a class by name (M4-1, 点名调训)."""

    name: ClassVar[str] = "cadre.nominated"
    declaration = Declaration(
        verb=own("nominated", en="was called by name to", zh="被点名调训参加"),
        object=CLASS,
        by_cadre=True,
        en="A cadre is called to a class by name.",
        zh="点名调训干部参加培训班。",
    )

    reason: Reason = None


class TraineeNamed(ClassFact, frozen=True, kw_only=True):
    """A unit names a cadre for one of its places in a class (M4-1)."""

    name: ClassVar[str] = "trainee.named"
    declaration = Declaration(
        verb=own("named-trainee", en="was named as a trainee of", zh="被选派参加"),
        object=CLASS,
        by_cadre=True,
        needs=("unit",),
        en="A unit names a cadre for one of its places in a class.",
        zh="单位按分配名额选派干部参加培训班。",
    )

    unit: OfUnit


class QuotaAllocated(ClassFact, frozen=True, kw_only=True):
    """A unit gets so many places in a class (M4-1); a later quota of the unit replaces it."""

    name: ClassVar[str] = "quota.allocated"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("allocated-quota", en="allocated places in", zh="分配名额"),
        object=CLASS,
        needs=("unit", "persons"),
        en="A unit gets so many places in a class.",
        zh="向单位分配培训班名额。",
    )

    unit: OfUnit
    persons: Persons


class SubstitutionApproved(ClassFact, frozen=True, kw_only=True):
    """The office that called a `cadre` to a class lets a `substitute` come for him (M4-1).

    It is a decision about two cadres, so it is a fact of neither: who states it has to be entitled
    to it for all units.
    """

    name: ClassVar[str] = "substitution.approved"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("approved-substitution", en="approved a substitute in", zh="批准顶替参加"),
        object=CLASS,
        needs=("cadre", "substitute"),
        en="Another cadre may attend a class for the one who was called to it.",
        zh="批准由他人顶替参加培训班。",
    )

    cadre: OfCadre
    substitute: Annotated[Cadre, Words("The cadre who comes for him.", "顶替参训的干部。")]
    reason: Reason = None
    evidence: Evidence = None


class RotationPlanSet(YearFact, frozen=True, kw_only=True):
    """Whom a unit will send to training in a year (M4-1); a later plan replaces it."""

    name: ClassVar[str] = "rotation_plan.set"
    declaration = Declaration(
        verb=own("set-rotation-plan", en="set the rotation plan of", zh="制定轮训计划"),
        object=UNIT,
        needs=("year", "cadres"),
        en="Whom a unit will send to training in a year.",
        zh="单位年度轮训计划。",
    )

    cadres: Annotated[Cadres, Words("Whom it plans to send.", "列入轮训计划的干部。")]
