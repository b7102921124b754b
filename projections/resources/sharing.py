"""How schools of the city and its counties share what they have, by agreement (M3-5, R73)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.finding import Found, found, unheeded, unread
from projections.case.subject import Subject
from projections.case.windows import State, Window
from projections.exact import ZERO
from projections.facts.fact import Fact
from projections.facts.order import moment
from projections.facts.resource_facts import (
    LetterSigned,
    MidYearReviewed,
    SharingFact,
    TeacherLent,
    YearEndInspected,
)
from projections.resources.asked import asked_of_year
from projections.resources.years import day_in_year, happened_in, of_days_in
from projections.verdicts import Verdict

RULE: Final = "R73"
SIGNED: Final = "signed"
MISSING: Final = "missing"
NOT_APPLICABLE: Final = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look into an agreement that is due once a year."""

    state: str
    """not_yet_open, open, done, done_early, done_late or overdue; not_applicable where the policy
    sets no days for it."""
    opens: date | None
    """The first day on which it is in time."""
    due: date | None
    """The last day, which still counts."""
    done_on: date | None
    """The day of the first such look."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A teacher who taught at the other school."""

    teacher: str | None
    """The teacher, by his short id in the pool; null where nobody said."""
    day: date
    days: Decimal | None
    """For how many days; null where that is not known."""
    fee: Decimal | None
    """What was paid for it; null where that is not known."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementYear:
    """An agreement in a credit year: its letter, the two looks into it, and the teachers lent."""

    agreement: str
    """Its short id."""
    letter: str
    """Whether the letter of responsibility for the year is signed or missing."""
    signed_on: date | None
    """When the letter was signed; null as long as it was not."""
    parties: tuple[str, ...]
    """The units that signed it."""
    mid_year: Look
    """The review in the middle of the year."""
    year_end: Look
    """The inspection at the end of the year."""
    lent_days: Decimal
    """For how many days teachers were lent in the year."""
    fees: Decimal
    """What was paid for the teachers lent in the year, exact."""
    loans: tuple[Loan, ...]
    """A loan is of the year in which it happened."""
    open_items: tuple[Verdict, ...]
    """What is missing or overdue."""
    evidence: tuple[UUID, ...]
    rule: str
    article: str


def agreement_year(subject: Subject, year: int) -> AgreementYear | None:
    """An agreement in a credit year; None where nothing was stated of it for that year.

    A loan is of the year in which it happened.
    """
    letters = [one for one in subject.standing(LetterSigned) if one.year == year]
    reviews = [one for one in subject.standing(MidYearReviewed) if one.year == year]
    inspections = [one for one in subject.standing(YearEndInspected) if one.year == year]
    loans = happened_in(subject, year, TeacherLent)
    if not (letters or reviews or inspections or loans):
        return None
    asked = asked_of_year(subject.policies, year)
    mid_year = _look(subject, year, (asked.mid_year_from, asked.mid_year_until), reviews)
    year_end = _look(subject, year, (asked.year_end_from, asked.year_end_until), inspections)
    return AgreementYear(
        agreement=subject.key,
        letter=SIGNED if letters else MISSING,
        signed_on=subject.day(letters[0]) if letters else None,
        parties=(letters[-1].parties or ()) if letters else (),
        mid_year=mid_year,
        year_end=year_end,
        lent_days=sum((one.days for one in loans if one.days is not None), ZERO),
        fees=sum((one.fee for one in loans if one.fee is not None), ZERO),
        loans=tuple(_loan(one, subject) for one in loans),
        open_items=tuple(_open_items(bool(letters), mid_year, year_end)),
        evidence=tuple(one.statement_id for one in (*letters, *loans)),
        rule=RULE,
        article=asked.article("mid_year_from"),
    )


def findings_on_agreement(subject: Subject, year: int) -> tuple[Found, ...]:
    """What is amiss about what was stated of an agreement for a credit year."""
    return tuple(_findings(subject, year))


def _look(
    subject: Subject, year: int, days: tuple[str | None, str | None], done: Sequence[Fact]
) -> Look:
    done_on = subject.day(done[0]) if done else None
    evidence = tuple(one.statement_id for one in done)
    opens, due = days
    if opens is None or due is None:
        return Look(state=NOT_APPLICABLE, opens=None, due=None, done_on=done_on, evidence=evidence)
    window = Window(opens=day_in_year(subject, year, opens), due=day_in_year(subject, year, due))
    return Look(
        state=window.state(done_on, subject.as_of.today),
        opens=window.opens,
        due=window.due,
        done_on=done_on,
        evidence=evidence,
    )


def _loan(fact: TeacherLent, subject: Subject) -> Loan:
    return Loan(
        teacher=fact.teacher,
        day=subject.day(fact),
        days=fact.days,
        fee=fact.fee,
        statement_id=fact.statement_id,
    )


def _open_items(signed: bool, mid_year: Look, year_end: Look) -> Iterable[Verdict]:
    if not signed:
        yield Verdict.LETTER_MISSING
    if mid_year.state == State.OVERDUE:
        yield Verdict.MID_YEAR_OVERDUE
    if year_end.state == State.OVERDUE:
        yield Verdict.YEAR_END_OVERDUE


def _findings(subject: Subject, year: int) -> Iterable[Found]:
    facts = subject.standing(SharingFact)
    own = [one for one in facts if _year(one, subject) == year]
    yield from of_days_in(subject, year, unheeded(subject, SharingFact, rule=RULE))
    yield from unread(own, subject, rule=RULE)
    letters = [one for one in own if isinstance(one, LetterSigned)]
    for one in own:
        if isinstance(one, TeacherLent) and letters and moment(one) < moment(letters[0]):
            yield found(Amiss.LENT_BEFORE_LETTER, one, subject, rule=RULE)


def _year(fact: SharingFact, subject: Subject) -> int:
    """The year that a fact states, else that in which it happened."""
    stated: int | None = getattr(fact, "year", None)
    return subject.policies.year_of(subject.day(fact)) if stated is None else stated
