"""The decisions that waive or put off a duty of a cadre: exemptions, a prolonged probation."""

from typing import Annotated, Any, ClassVar

from projections.facts.data import (
    Day,
    Evidence,
    OfCadre,
    OfYear,
    Reason,
)
from projections.facts.decision_facts import Decision
from projections.facts.declaration import TARGET, Declaration, Named, own
from projections.facts.fact import Base, Fact
from projections.facts.roster_facts import AboutCadre
from projections.words.statement import Statement
from projections.words.things import Words


class CadreExempted(AboutCadre, frozen=True, kw_only=True):
    """A cadre is exempt from the assessment of a year (Q2)."""

    name: ClassVar[str] = "exemption.granted"

    cadre: OfCadre = None
    year: OfYear
    reason: Reason
    evidence: Evidence = None


class ExemptionGranted(Decision, frozen=True, kw_only=True):
    """A duty is waived: in-post training of an appointment, a nomination, or (`year`) a year."""

    name: ClassVar[str] = "exemption.granted"
    declaration = Declaration(
        verb=own("exempted", en="exempted", zh="批准免除"),
        object=Named("cadre"),
        en="A cadre is exempted, for a year where one is named.",
        zh="批准干部免除；写明年度的，仅限该年度。",
    )

    cadre: OfCadre = None
    year: OfYear
    reason: Reason = None
    evidence: Evidence = None

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact | None:
        """From what a statement asks for, or (the object is a cadre) from a year."""
        target = statement.object.target()
        if target is not None:
            return cls(*base, target=target, **said)
        return CadreExempted.build(base, said, statement)


class ProbationExtended(Decision, frozen=True, kw_only=True):
    """The probation of an appointment is extended (M4-5), up to `until` where that is said."""

    name: ClassVar[str] = "probation.extended"
    declaration = Declaration(
        verb=own("extended-probation", en="extended the probation of", zh="延长试用期"),
        object=TARGET,
        en="The probation after the target, an appointment, is extended.",
        zh="延长所指任职的试用期。",
    )

    cadre: OfCadre = None
    until: Annotated[Day, Words("Up to which day.", "截止日期。")]
    reason: Reason = None
