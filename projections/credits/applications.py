"""Applications for credit and what became of them (R15, A3-12)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.case.case import Case, Entry
from projections.facts.decision_facts import CreditApplied, CreditApproved
from projections.facts.fact import Fact
from projections.policy.terms import Terms

PENDING: Final = "pending"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"


class Application(Struct, frozen=True, kw_only=True, gc=False):
    """An act whose credit wants an approval, or was applied for.

    `evidence` are the application and the decision.
    """

    statement_id: UUID
    """The id of the statement of the act."""
    position: int
    """The position of the statement of the act."""
    fact: str
    subject: str | None
    """What the act is about: a degree, a work; null where it is about nothing."""
    category: str | None
    """The category of the credit; null where no rule applies."""
    day: date
    """The day of the act."""
    applied_on: date
    """The day of the first application, or the day on which the act became known where nobody
    states one."""
    state: str
    """Where it stands: pending, approved or rejected."""
    decided_on: date | None
    """The day of the decision; null while it is pending."""
    age_days: int
    """Days from the application to the decision, or to `today` while it is pending."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def applications(
    case: Case, acts: Iterable[Fact], lines: Mapping[int, Entry]
) -> tuple[Application, ...]:
    """The applications for acts that stand and want an approval or were decided on: the pending
    first, the oldest before the younger.

    `lines` holds a ledger line of each act, by position.
    """
    found = [one for act in acts if (one := _application(case, act, lines))]
    return tuple(
        sorted(found, key=lambda one: (one.state != PENDING, one.applied_on, one.position))
    )


def _application(case: Case, act: Fact, lines: Mapping[int, Entry]) -> Application | None:
    look = case.look(act)
    stated = next((one for one in look.decided if isinstance(one, CreditApplied)), None)
    if stated is None and not look.needs_approval:
        return None
    line, ruling = lines[act.position], look.ruling
    state = PENDING
    if ruling is not None:
        state = APPROVED if isinstance(ruling, CreditApproved) else REJECTED
    applied_on = case.day(stated) if stated else case.as_of.day(act.stored)
    decided_on = case.day(ruling) if ruling else None
    return Application(
        statement_id=act.statement_id,
        position=act.position,
        fact=act.name,
        subject=line.subject,
        category=line.category,
        day=look.day,
        applied_on=applied_on,
        state=state,
        decided_on=decided_on,
        age_days=max(((decided_on or case.as_of.today) - applied_on).days, 0),
        rule="R15",
        article=_article(look.terms, line),
        evidence=tuple(one.statement_id for one in (stated, ruling) if one),
    )


def _article(terms: Terms, line: Entry) -> str:
    """What asks for an approval: Baoji's A3-12, else the item that the credit rests on."""
    return terms.article(Terms.apply_first) if Terms.apply_first in terms else line.article or ""
