"""The decisions on other statements: voids, applications, approvals, registrations."""

from typing import Annotated, ClassVar
from uuid import UUID

from projections.facts.data import ROLE, Evidence, OfUnit, Reason
from projections.facts.declaration import TARGET, Declaration, Verb, own
from projections.facts.fact import Fact
from projections.words import vocabulary as v
from projections.words.closed_lists import OFFICE


class Decision(Fact, frozen=True, kw_only=True):
    """A decision on another statement; `reason` is what the officer gives."""

    target: UUID
    reason: Reason = None
    evidence: Evidence = None


class ActVoided(Decision, frozen=True, kw_only=True):
    """The target does not count from the moment this is known."""

    name: ClassVar[str] = "act.voided"
    declaration = Declaration(
        verb=Verb(v.VOIDED, "voided", "作废"),
        object=TARGET,
        en="The target does not count from the moment this is known.",
        zh="自获知之时起，所指记录不再计算。",
    )


class VoidWithdrawn(Decision, frozen=True, kw_only=True):
    """The target counts again."""

    name: ClassVar[str] = "void.withdrawn"
    declaration = Declaration(
        verb=own("reinstated", en="reinstated", zh="撤回作废"),
        reserved=True,
        object=TARGET,
        en="The voided target counts again.",
        zh="撤回作废，所指记录重新计算。",
    )


class CreditApplied(Decision, frozen=True, kw_only=True):
    """A cadre applies for the credit of the target (A3-12)."""

    name: ClassVar[str] = "credit.applied"
    declaration = Declaration(
        verb=own("applied", en="applied for the credit of", zh="申请学分"),
        object=TARGET,
        by_cadre=True,
        run=("target",),
        en="The credit of the target is applied for.",
        zh="为所指事项申请学分。",
    )


class CreditApproved(Decision, frozen=True, kw_only=True):
    """The credit of the target is approved (A3-12)."""

    name: ClassVar[str] = "credit.approved"
    declaration = Declaration(
        verb=Verb(v.APPROVED, "approved", "批准"),
        object=TARGET,
        run=("target",),
        en="The credit of the target is approved.",
        zh="批准所指事项的学分。",
    )


class CreditRejected(Decision, frozen=True, kw_only=True):
    """The credit of the target is rejected (A3-12)."""

    name: ClassVar[str] = "credit.rejected"
    declaration = Declaration(
        verb=own("rejected", en="rejected", zh="不予批准"),
        object=TARGET,
        run=("target",),
        en="The credit of the target is rejected.",
        zh="不批准所指事项的学分。",
    )


class HandledByOffice(Decision, frozen=True, kw_only=True):
    """An office dealt with the credit of the target: `role` says which, `unit` whose HR it is."""

    role: Annotated[str | None, OFFICE, ROLE]
    unit: OfUnit


class CreditAssessed(HandledByOffice, frozen=True, kw_only=True):
    """The credit of the target is assessed (A3-12)."""

    name: ClassVar[str] = "credit.assessed"
    declaration = Declaration(
        verb=own("assessed", en="assessed the credit of", zh="评定学分"),
        object=TARGET,
        run=("target",),
        en="An office assessed the credit of the target.",
        zh="有关部门评定所指事项的学分。",
    )


class CreditRegistered(HandledByOffice, frozen=True, kw_only=True):
    """The credit of the target is entered in the handbook (A3-11 to A3-13)."""

    name: ClassVar[str] = "credit.registered"
    declaration = Declaration(
        verb=own("registered-credit", en="registered the credit of", zh="登记学分"),
        object=TARGET,
        run=("target",),
        en="An office entered the credit of the target in the handbook.",
        zh="有关部门登记所指事项的学分。",
    )
