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
from projections.credits.steps import Step
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
class HandbookLine:
    """A line of a page. The steps are the last of their kind; null where nobody stated one."""

    statement_id: UUID
    day: date
    """The day on which the credit arose."""
    year: int
    fact: str
    subject: str | None
    """What it was for: a class, a course, a work; null where it is about nothing."""
    category: str
    """The category of the credit."""
    credits: Decimal
    """The credits, before what caps took."""
    cut: Decimal
    """The credits that caps took."""
    documents: tuple[str, ...]
    """The numbers of the papers that the fact names."""
    assessed: Step | None
    """Who assessed it."""
    approved: Step | None
    """Who approved it."""
    registered: Step | None
    """Who registered it."""
    rule: str | None
    """The rule that decided, by its number; null where none applies."""
    article: str | None
    """The article of the rule; null where none applies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """The cover and all pages. A line that was voided later is not on its page; its correction says
    why."""

    cadre: str
    name: str | None
    unit: str | None
    """The unit's short id; null where he belongs to none."""
    unit_name: str | None
    number: str | None
    """The number of the last handbook issued; null while there is none."""
    issued: date | None
    """The day on which it was issued."""
    pages: Mapping[str, tuple[HandbookLine, ...]]
    """The lines of each page, by kind of credit."""
    years: tuple[Balance, ...]
    """The balance of each year."""
    cycles: tuple[CycleTotal, ...]
    """The total of each cycle."""
    corrections: tuple[Step, ...]
    """Voids and their withdrawals, by day."""


def handbook(dossier: Dossier) -> Handbook:
    """The handbook that follows from a cadre's dossier."""
    ledger = ledger_of(dossier)
    steps: dict[UUID, list[Step]] = {}
    for step in ledger.steps:
        steps.setdefault(step.target, []).append(step)
    lines = [
        _line(entry, steps.get(entry.statement_id, ())) for entry in ledger.entries if entry.credits
    ]
    case, issued = dossier.case, dossier.standing(HandbookIssued)
    unit = unit_on(ledger.memberships, ledger.today)
    return Handbook(
        cadre=ledger.person,
        name=ledger.roster.name(ledger.today),
        unit=unit,
        unit_name=None if unit is None else case.reference.units.name(unit, case.as_of),
        number=issued[-1].number if issued else None,
        issued=dossier.case.day(issued[-1]) if issued else None,
        pages={page: tuple(_of_page(page, lines)) for page in PAGES},
        years=ledger.balances,
        cycles=ledger.cycles,
        corrections=tuple(step for step in ledger.steps if step.step in _CORRECTIONS),
    )


def _of_page(page: str, lines: Iterable[HandbookLine]) -> list[HandbookLine]:
    return [one for one in lines if one.category == page or one.category.startswith(f"{page}.")]


def _line(entry: Entry, steps: Iterable[Step]) -> HandbookLine:
    own = {step.step: step for step in steps}
    return HandbookLine(
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
