"""Nominations by name, and what became of each (M4-1, R49, R50)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.case.training_class import last_day, trainees
from projections.facts.decision_facts import Decision
from projections.facts.exemption_facts import ExemptionGranted
from projections.facts.selection_facts import CadreNominated
from projections.selection.substitutions import Substitution, chooses, substitutions

NOMINATED: Final = "nominated"
ATTENDED: Final = "attended"
EXCUSED: Final = "excused"
ABSENT: Final = "absent"
APPROVED: Final = "substituted_approved"
UNAPPROVED: Final = "substituted_unapproved"

ARTICLE: Final = "M4-1"

_REASONS: Final = {
    ABSENT: Amiss.NOMINEE_ABSENT,
    UNAPPROVED: Amiss.SUBSTITUTED_UNAPPROVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """What became of a nomination by name."""

    cadre: str
    state: str
    """nominated until the end of the class, that day included, as long as nothing else has come of
    it; else attended, excused, absent, substituted_approved or substituted_unapproved"""
    nominated_on: date
    """the day of the latest nomination of the cadre for the class"""
    substitute: str | None
    """who came for him; null where nobody did"""
    reason: Amiss | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def nominations(subject: Subject) -> tuple[Nomination, ...]:
    """Every cadre who was nominated for the class and has not had that voided, by name.

    Attending the class answers the nomination, whatever else was decided. An approved substitute
    answers it too; an exemption excuses whenever it is granted, also one who sent a substitute
    without approval.
    """
    called: dict[str, list[CadreNominated]] = {}
    for fact in subject.standing(CadreNominated):
        cadre = subject.cadre(fact)
        if cadre is not None:
            called.setdefault(cadre, []).append(fact)
    came_for: dict[str, list[Substitution]] = {}
    for one in substitutions(subject):
        came_for.setdefault(one.cadre, []).append(one)
    attended = {cadre: fact.statement_id for cadre, fact in trainees(subject).items()}
    return tuple(
        _nomination(subject, cadre, called[cadre], attended, came_for.get(cadre, []))
        for cadre in sorted(called)
    )


def _nomination(
    subject: Subject,
    cadre: str,
    called: list[CadreNominated],
    attended: Mapping[str, UUID],
    came_for: list[Substitution],
) -> Nomination:
    exemption = _exemption(subject, called)
    approved = next((one for one in came_for if one.approved), None)
    came: Substitution | None = None
    evidence: tuple[UUID, ...] = ()
    if cadre in attended:
        state, evidence = ATTENDED, (attended[cadre],)
    elif approved is not None:
        state, came = APPROVED, approved
    elif exemption is not None:
        state, evidence = EXCUSED, (exemption.statement_id,)
    elif came_for:
        state, came = UNAPPROVED, came_for[0]
    else:
        state = _ahead(subject)
    return Nomination(
        cadre=cadre,
        state=state,
        nominated_on=subject.day(called[-1]),
        substitute=came.substitute if came else None,
        reason=_REASONS.get(state) if chooses(subject) else None,
        rule="R49",
        article=ARTICLE,
        evidence=(called[-1].statement_id, *evidence, *(came.evidence if came else ())),
    )


def _ahead(subject: Subject) -> str:
    """What is to be said of who neither came nor was excused: he may still come, or he did not."""
    ends = last_day(subject)
    return ABSENT if ends is not None and ends < subject.as_of.today else NOMINATED


def _exemption(subject: Subject, called: list[CadreNominated]) -> Decision | None:
    """The first exemption from one of the nominations of a cadre that stands."""
    for fact in called:
        for decision in subject.decisions.standing(fact, subject.as_of, subject.allows):
            if isinstance(decision, ExemptionGranted):
                return decision
    return None
