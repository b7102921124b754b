"""An explanation as an answer: its points for programs, its sentences for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.follow_up import class_follow_up
from projections.answers.people import names_of
from projections.credits.credit_ledger import ledger_of
from projections.reports.answer import Answer, basis_of
from projections.words.languages import Language
from replay.explain.balance import of_balance
from replay.explain.careers import of_hours, of_promotion
from replay.explain.groups import of_class, of_unit
from replay.explain.points import Point, Sources, Teller
from replay.explain.sentences import Says


class About(StrEnum):
    """Which number of a cadre is explained."""

    BALANCE = "balance"
    """The balance of a year, with its grade."""
    HOURS = "hours"
    """The hours of the cycle of a year."""
    PROMOTION = "promotion"
    """Whether he may become a candidate on the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What is to be explained: a number of a cadre, the verdict on a unit in a year, or the items
    of the follow-up of a class, of one trainee with `cadre`."""

    cadre: str | None = None
    unit: str | None = None
    training_class: str | None = None
    about: About = About.BALANCE
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class ExplainAnswer(Answer):
    """Why a number is what it is, down to statements and articles, and what it would take to be
    another."""

    cadre: str | None
    """The cadre; null where none is asked about."""
    unit: str | None
    """The unit; null where none is asked about."""
    training_class: str | None
    """The class' short id; null where none is asked about."""
    year: int | None
    """The credit year; null where a class or a promotion is asked about."""
    sentences: tuple[str, ...]
    """The explanation for a person, in the language that was asked for."""
    points: tuple[Point, ...]
    """The same for a program, and in both languages."""

    def rows(self) -> Iterable[Point]:
        """The points."""
        return self.points


def explained(
    answers: Answers, log: Log, asked: Explained, basis: Basis, *, language: Language
) -> ExplainAnswer:
    """An explanation. Raises UnknownSubjectError where the log names nobody of the kind."""
    teller = Teller(policies=basis.policies, sources=Sources(log, basis))
    year = None
    if asked.training_class is None and asked.about is not About.PROMOTION:
        year = asked.year or basis.policies.year_of(basis.today)
    points = tuple(_points(answers, log, asked, basis, year=year, teller=teller))
    return ExplainAnswer(
        **basis_of(basis),
        cadre=None if asked.cadre is None else basis.person(asked.cadre),
        unit=asked.unit,
        training_class=asked.training_class,
        year=year,
        sentences=tuple("  " * one.depth + getattr(one, language) for one in points),
        points=points,
    )


def _points(
    answers: Answers, log: Log, asked: Explained, basis: Basis, *, year: int | None, teller: Teller
) -> Iterator[Point]:
    if asked.training_class is not None:
        cadre = None if asked.cadre is None else basis.person(asked.cadre)
        return of_class(class_follow_up(log, asked.training_class, basis), teller, cadre=cadre)
    if asked.unit is not None:
        found = answers.compliance(log, asked.unit, basis, year=year)
        names = names_of([one.cadre for one in found.members], basis)
        return of_unit(found, basis.policies, names, teller)
    dossier = answers.dossier(log, asked.cadre or "", basis)
    if not dossier.is_known:
        return iter([teller.point(Says.NOTHING_KNOWN, depth=0)])
    if asked.about is About.PROMOTION:
        return of_promotion(dossier, basis.today, teller)
    asked_year = year or basis.policies.year_of(basis.today)
    if asked.about is About.HOURS:
        return of_hours(dossier, asked_year, teller)
    ledger = ledger_of(dossier, years=[asked_year])
    return of_balance(ledger, asked_year, dossier.case.policies, teller)
