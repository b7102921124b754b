"""The lines that learning in figures is made of, folded from the log as of any basis."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from lrs.event.log import Log
from projections.answers.acts import each_with_acts, ever_in, everybody
from projections.answers.basis import Basis
from projections.case.membership import unit_on
from projections.credits.channels import channel_of
from projections.credits.credit_ledger import Ledger, fold_bucket
from projections.facts.fact import SetAside, Unknown

NOTHING_LEARNED: Final = (Unknown.name, SetAside.name)
"""The facts of the lines of a ledger that are no learning."""


class Learned(NamedTuple):
    """A line of the ledger with the credits that caps leave it, or what brought hours with those.

    Of `credits` and `hours` the other is None. `unit` is the cadre's on the day, if known.
    """

    person: str
    unit: str | None
    year: int
    day: date
    fact: str
    subject: str | None
    category: str | None
    channel: str
    credits: Decimal | None
    hours: Decimal | None


def learned(reader: Log, basis: Basis, units: Collection[str] | None) -> Iterator[Learned]:
    """The lines of all who were ever in one of these units; None: of everybody."""
    reference, as_of = basis.reference, basis.as_of
    if units is None:
        persons = everybody(reader, reference, as_of)
    else:
        persons = ever_in(units, reference, as_of)
    for person, acts in each_with_acts(persons, reader, reference, as_of):
        own = {person: acts}
        ledgers = fold_bucket(
            reference, own, basis.policies, known=basis.position, today=basis.today
        )
        for ledger in ledgers.values():
            basis.watch.note(ledger.person, ledger.set_aside)
            yield from _lines(ledger)


def _lines(ledger: Ledger) -> Iterator[Learned]:
    categories = {entry.statement_id: entry.category for entry in ledger.entries}
    for entry in ledger.entries:
        if entry.fact not in NOTHING_LEARNED and entry.day <= ledger.today:
            yield Learned(
                person=ledger.person,
                unit=unit_on(ledger.memberships, entry.day),
                year=entry.year,
                day=entry.day,
                fact=entry.fact,
                subject=entry.subject,
                category=entry.category,
                channel=channel_of(entry.fact),
                credits=entry.counted,
                hours=None,
            )
    for spent in ledger.hours:
        yield Learned(
            person=ledger.person,
            unit=unit_on(ledger.memberships, spent.day),
            year=spent.year,
            day=spent.day,
            fact=spent.fact,
            subject=spent.subject,
            category=categories.get(spent.statement_id),
            channel=spent.channel,
            credits=None,
            hours=spent.hours,
        )
