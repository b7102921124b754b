"""The credit handbook of a cadre, page by page as A3-13 has it printed (R16, Q22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import ledger_of
from projections.credits.handling import Step
from projections.facts.credit_facts import HandbookIssued
from projections.facts.decision_facts import (
    ActVoided,
    CreditApproved,
    CreditAssessed,
    CreditRegistered,
    VoidWithdrawn,
)

PAGES: Final = ("basic.off_job", "basic.online", "additional", "reward", "other")
"""The kinds of credit that have a page: a category, or the group of some."""

_CORRECTIONS: Final = (ActVoided.name, VoidWithdrawn.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page: what was credited on which day, what caps `cut` from it, on which papers,
    and by whom.

    The steps are the last of their kind; None where nobody stated one.
    """

    statement_id: UUID
    day: date
    year: int
    fact: str
    subject: str | None
    category: str
    credits: Decimal
    cut: Decimal
    documents: tuple[str, ...]
    assessed: Step | None
    approved: Step | None
    registered: Step | None
    rule: str | None
    article: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """The cover and all pages: lines by kind of credit, years, cycles, and the corrections by day.

    `number` and `issued` are of the last handbook issued, None while there is none. A line that was
    voided later is not on its page; its correction says why.
    """

    person: str
    unit: str | None
    number: str | None
    issued: date | None
    pages: Mapping[str, tuple[Line, ...]]
    years: tuple[Balance, ...]
    cycles: tuple[CycleTotal, ...]
    corrections: tuple[Step, ...]


def handbook(dossier: Dossier) -> Handbook:
    """The handbook that follows from a cadre's dossier."""
    ledger = ledger_of(dossier)
    steps: dict[UUID, list[Step]] = {}
    for step in ledger.steps:
        steps.setdefault(step.target, []).append(step)
    lines = [
        _line(entry, steps.get(entry.statement_id, ())) for entry in ledger.entries if entry.credits
    ]
    issued = dossier.standing(HandbookIssued)
    return Handbook(
        person=ledger.person,
        unit=unit_on(ledger.memberships, ledger.today),
        number=issued[-1].number if issued else None,
        issued=dossier.case.day(issued[-1]) if issued else None,
        pages={page: tuple(_of_page(page, lines)) for page in PAGES},
        years=ledger.balances,
        cycles=ledger.cycles,
        corrections=tuple(step for step in ledger.steps if step.step in _CORRECTIONS),
    )


def _of_page(page: str, lines: Iterable[Line]) -> list[Line]:
    return [one for one in lines if one.category == page or one.category.startswith(f"{page}.")]


def _line(entry: Entry, steps: Iterable[Step]) -> Line:
    own = {step.step: step for step in steps}
    return Line(
        statement_id=entry.statement_id,
        day=entry.day,
        year=entry.year,
        fact=entry.fact,
        subject=entry.subject,
        category=entry.category or "",
        credits=entry.credits,
        cut=entry.cut,
        documents=entry.documents,
        assessed=own.get(CreditAssessed.name),
        approved=own.get(CreditApproved.name),
        registered=own.get(CreditRegistered.name),
        rule=entry.rule,
        article=entry.article,
    )
