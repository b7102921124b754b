"""The credit handbook of a cadre, page by page as A3-13 has it printed (R16, Q22)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import ledger_of
from projections.credits.steps import Step
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import HandbookIssued
from projections.facts.decision_facts import (
    ActVoided,
    CreditApproved,
    CreditAssessed,
    CreditRegistered,
    VoidWithdrawn,
)
from projections.facts.fact import Fact

PAGES: Final = ("basic.off_job", "basic.online", "additional", "reward", "other")
"""The kinds of credit that have a page: a category, or the group of some."""

_CORRECTIONS: Final = (ActVoided.name, VoidWithdrawn.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a fact says of itself that its page has a column for; null where it does not."""

    kind: str | None
    """The kind of a class or of another activity."""
    organiser: str | None
    """The level of who held the class, such as city or province."""
    institution: str | None
    """The training institution that held the class, by its short id."""
    start: date | None
    """The first day of the class."""
    end: date | None
    """The last day of the class."""
    scheduled_days: Decimal | None
    """The days of training that the class had."""
    attended_days: Decimal | None
    """The days that he was there."""
    appraisal: str | None
    """How the institution appraised him: excellent, pass or fail."""
    subject_category: str | None
    """The subject category of a course, as the catalogue has it."""
    by: str | None
    """How a course was passed: by exam or paper."""
    score: Decimal | None
    """The score with which it was passed."""
    level: str | None
    """The level of a degree, of the outlet of an article or of who gave an award."""
    merit: str | None
    """The part that he had in a work, or the grade of an award."""


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
    particulars: Particulars
    """What its page says of it besides."""
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


Officers = Callable[[Collection[UUID]], Mapping[UUID, str]]
"""The officers who stated some decisions, by the statement."""


def handbook(dossier: Dossier, officers: Officers = lambda _: {}) -> Handbook:
    """The handbook that follows from a cadre's dossier; `officers` looks up who decided, since a
    fact knows cadres alone."""
    ledger = ledger_of(dossier)
    named = officers([one.statement_id for one in ledger.steps if one.decided_by is None])
    decided = [replace(one, officer=named.get(one.statement_id)) for one in ledger.steps]
    steps: dict[UUID, list[Step]] = {}
    for step in decided:
        steps.setdefault(step.target, []).append(step)
    facts = {one.statement_id: one for one in dossier.facts}
    lines = [
        _line(
            entry,
            steps.get(entry.statement_id, ()),
            _particulars(facts.get(entry.statement_id), dossier),
        )
        for entry in ledger.entries
        if entry.credits
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
        corrections=tuple(step for step in decided if step.step in _CORRECTIONS),
    )


def _of_page(page: str, lines: Iterable[HandbookLine]) -> list[HandbookLine]:
    return [one for one in lines if one.category == page or one.category.startswith(f"{page}.")]


def _particulars(fact: Fact | None, dossier: Dossier) -> Particulars:
    said = {one.name: getattr(fact, one.name, None) for one in fields(Particulars)}
    if isinstance(fact, CoursePassed):
        course = dossier.case.catalogue.entry(fact.course, fact.occurred)
        said["subject_category"] = course and course.category
    return Particulars(**said)


def _line(entry: Entry, steps: Iterable[Step], particulars: Particulars) -> HandbookLine:
    own = {step.step: step for step in steps}
    return HandbookLine(
        statement_id=entry.statement_id,
        day=entry.day,
        year=entry.year,
        fact=entry.fact,
        subject=entry.subject,
        particulars=particulars,
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
