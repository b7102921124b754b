"""Substitutes: who came to a class for another, and whether that had been approved (M4-1, R50)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.case.substitutes import approval_of
from projections.case.training_class import first_day, trainees
from projections.facts.selection_facts import SubstitutionApproved
from projections.policy.terms import Terms

KEPT: Final = "kept"
WITHHELD: Final = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """A cadre came to a class for another, who need not have been nominated."""

    cadre: str
    substitute: str
    """who came for him"""
    approved: bool
    """whether the office that called the cadre had approved it by the first day of the class"""
    credit: str
    """what the policy makes of it for the substitute: kept, or withheld (Q48)"""
    reason: Amiss | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def chooses(subject: Subject) -> bool:
    """Whether the policy says anything of who is sent to classes; else nothing is amiss in it."""
    return subject.policies.states(Terms.selection)


def substitutions(subject: Subject) -> tuple[Substitution, ...]:
    """Who attended the class for another, by whom he came for and by his name."""
    found, asks = [], chooses(subject)
    for substitute, fact in trainees(subject).items():
        cadre = subject.cadre_of(fact.substitute_for, fact)
        if cadre is None:
            continue
        terms = subject.terms(subject.day(fact))
        withholds = terms.get(Terms.selection.substitute_credit) == "withhold"
        approval = approval_of(
            subject.standing(SubstitutionApproved),
            subject.reference,
            subject.as_of,
            cadre=cadre,
            substitute=substitute,
            first_day=first_day(subject) or subject.day(fact),
        )
        found.append(
            Substitution(
                cadre=cadre,
                substitute=substitute,
                approved=approval is not None,
                credit=WITHHELD if withholds and approval is None else KEPT,
                reason=None if approval or not asks else Amiss.SUBSTITUTED_UNAPPROVED,
                rule="R50",
                article=terms.article_if_stated(Terms.selection.substitute_credit),
                evidence=tuple(one.statement_id for one in (fact, approval) if one is not None),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.cadre, one.substitute)))
