"""When a ledger changes though nothing is recorded: years of study, and time for a higher level.

What is recorded ahead is none of it: it touches its cadre on the day on which it happens. Nor is
what a day changes for everybody: another credit year, other values of the policies.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from projections.calendar import day_after, months_after
from projections.case.dossier import Dossier
from projections.credits.steps import Finding
from projections.facts.credit_facts import DegreeAdmitted
from projections.policy.mechanisms import TARGETS


def wakes_on(dossier: Dossier, overlong: Collection[Finding]) -> date | None:
    """The next such day of a cadre; `overlong` are his studies that take too long."""
    today = dossier.case.as_of.today
    days = (*_years_of_study(dossier, overlong), *_ends_of_grace(dossier))
    return min((day for day in days if day > today), default=None)


def _years_of_study(dossier: Dossier, overlong: Iterable[Finding]) -> Iterator[date]:
    """The next day on which a year of study is full, and the one after it, from which on it may be
    too long; while a study that has no end is too long, every day is one more."""
    case = dossier.case
    today = case.as_of.today
    for fact in dossier.known.of(DegreeAdmitted):
        begun = case.day(fact)
        for years in range(max(today.year - begun.year, 1), max(today.year - begun.year, 0) + 2):
            full = months_after(begun, 12 * years)
            yield from (full, day_after(full))
    if any(one.evidence == (one.statement_id,) for one in overlong):
        yield day_after(today)


def _ends_of_grace(dossier: Dossier) -> Iterator[date]:
    """The days on which the time ends that who rises has for the targets of his new level."""
    graces = {one.grace_months for one in dossier.case.policies.ever(TARGETS)}
    for months in graces - {0, None}:
        for held in dossier.roster.levels:
            end = months_after(held.day, months)
            yield from (end, day_after(end))
