"""The lines that learning in figures is made of, folded from the log as of any basis."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, compress
from typing import Any, Final, NamedTuple

from lrs.event.log import Log
from projections.answers.acts import NOBODY, Named, each_with_acts, ever_in, everybody
from projections.answers.basis import Basis
from projections.answers.sharing import Sharing
from projections.case.case import Entry
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on
from projections.case.sifting import folded_or_sifted
from projections.credits.channels import channel_of
from projections.credits.credit_ledger import counted_by
from projections.credits.hours import spent
from projections.exact import ZERO
from projections.facts.fact import Fact, SetAside, Unknown

NOTHING_LEARNED: Final = (Unknown.name, SetAside.name)
"""The facts of the lines of a ledger that are no learning."""


class Learned(NamedTuple):
    """Lines of ledgers that are alike in what they are asked for, summed; what nobody asks for is
    None in all of them. `unit` is the cadre's on the day, if known."""

    person: str | None
    unit: str | None
    year: int | None
    day: date | None
    fact: str | None
    subject: str | None
    category: str | None
    channel: str | None
    lines: int
    """How many lines they are; none of what brought hours alone."""
    credited: int
    """How many of them have credits that caps leave them."""
    zero: int
    """How many have none."""
    credits: Decimal
    """The credits that the caps leave."""
    hours: Decimal


_KEY: Final = Learned._fields[:8]
"""What lines are told apart by."""
_DAY: Final = _KEY.index("day")


def learned(
    sharing: Sharing[Basis],
    reader: Log,
    basis: Basis,
    units: Collection[str] | None,
    *,
    apart: Collection[str],
    named: Named = NOBODY,
) -> Iterator[Learned]:
    """The lines of all who were ever in one of these units, None: of everybody, summed where they
    are alike in the fields `apart`; some of them more than once. With `month` in the place of `day`
    each has the first day of its month. `named` spares reading the log for
    who everybody is."""
    reference, as_of = basis.reference, basis.as_of
    if units is None:
        persons = everybody(reader, reference, as_of, named=named)
    else:
        persons = ever_in(units, reference, as_of)
    by_month = "month" in apart and "day" not in apart
    told = {*apart, "day"} if by_month else apart
    make = partial(_sums, apart=tuple(name in told for name in _KEY), by_month=by_month)
    return chain.from_iterable(sharing.each(make, persons, reader, basis))


def _sums(
    persons: Sequence[str],
    reader: Log,
    basis: Basis,
    *,
    apart: Sequence[bool],
    by_month: bool,
) -> list[Learned]:
    """The sums of the lines of some persons."""
    sums: dict[tuple[Any, ...], list[Any]] = {}
    for person, acts in each_with_acts(persons, reader, basis.reference, basis.as_of):
        for key, figures in folded_or_sifted(partial(_lines_of, person, basis), acts) or ():
            if by_month:
                key = (*key[:_DAY], key[_DAY].replace(day=1), *key[_DAY + 1 :])
            told = tuple(compress(key, apart))
            found = sums.get(told)
            if found is None:
                sums[told] = list(figures)
            else:
                for place, more in enumerate(figures):
                    found[place] += more
    return [Learned(*_whole(told, apart), *figures) for told, figures in sums.items()]


def _whole(told: Iterable[Any], apart: Sequence[bool]) -> Iterator[Any]:
    """The fields of a key, None where it tells nothing."""
    values = iter(told)
    return (next(values) if tells else None for tells in apart)


_Line = tuple[tuple[Any, ...], tuple[Any, ...]]
"""What a line is told apart by, and its figures: lines, credited, zero, credits, hours."""


def _lines_of(person: str, basis: Basis, acts: Iterable[Fact]) -> list[_Line]:
    """The lines of a ledger; a fact that is set aside is noted."""
    dossier = open_dossier(basis.reference, person, acts, basis.policies, basis.as_of)
    entries = counted_by(dossier)
    return [*_of_credits(dossier, entries), *_of_hours(dossier, entries)]


def _of_credits(dossier: Dossier, entries: Iterable[Entry]) -> Iterator[_Line]:
    memberships, today = dossier.case.memberships, dossier.case.as_of.today
    for entry in entries:
        if entry.fact not in NOTHING_LEARNED and entry.day <= today:
            unit, counted = unit_on(memberships, entry.day), entry.counted
            key = dossier.person, unit, entry.year, entry.day, entry.fact
            figures = 1, int(counted != 0), int(counted == 0), counted, ZERO
            yield (*key, entry.subject, entry.category, channel_of(entry.fact)), figures


def _of_hours(dossier: Dossier, entries: Iterable[Entry]) -> Iterator[_Line]:
    memberships = dossier.case.memberships
    categories = {entry.statement_id: entry.category for entry in entries}
    for one in spent(dossier):
        unit, category = unit_on(memberships, one.day), categories.get(one.statement_id)
        key = dossier.person, unit, one.year, one.day, one.fact
        yield (*key, one.subject, category, one.channel), (0, 0, 0, ZERO, one.hours)
