"""What a report keeps of each cadre. As known now it is taken from the last time of those whom
nothing moved since, and only the others are folded."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any, Final, Generic, TypeVar

from lrs.event.log import Log
from projections.answers.acts import each_with_acts, ever_in
from projections.answers.basis import Answers, Basis
from projections.answers.moved import moved_since
from projections.answers.sharing import Sharing
from projections.case.dossier import open_dossier
from projections.case.scope import place_in
from projections.compliance.members import Member, member_of
from projections.facts.fact import SetAside

_P = TypeVar("_P")

WORTH_WRITING: Final = 500
"""Folded cadres after which the parts are written to disk again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Generic[_P]):
    """What a report keeps of each cadre as of a position, stored at an instant; None of whom it
    keeps nothing. `unwritten`: how many were folded since these were last written to disk. `aside`:
    what of theirs could not be read, by position, with whose it is."""

    position: int
    stored: datetime | None
    of: Mapping[str, _P | None]
    unwritten: int
    aside: Mapping[int, tuple[str | None, SetAside]]


def parts_of(
    sharing: Sharing[Basis],
    reader: Log,
    basis: Basis,
    *,
    year: int,
    part: Callable[[Member], _P | None],
    units: Collection[str] | None = None,
) -> list[_P]:
    """What a report keeps of the members of some units in the year, or of all who were ever in any,
    by cadre. Who shares in it gets `part` pickled (`Sharing`)."""
    persons = ever_in(units, basis.reference, basis.as_of)
    within = None if units is None else frozenset(units)
    make = partial(_parts, year=year, part=part, units=within)
    found = chain.from_iterable(sharing.each(make, persons, reader, basis))
    return [one for _, one in found if one is not None]


def parts_of_unit(
    sharing: Sharing[Basis],
    reader: Log,
    basis: Basis,
    *,
    unit: str,
    year: int,
    part: Callable[[Member], _P | None],
) -> list[_P]:
    """What a report keeps of all who were ever in a unit, by cadre, wherever they are in the year.
    Who shares in it gets `part` pickled (`Sharing`)."""
    persons = ever_in([unit], basis.reference, basis.as_of)
    make = partial(_parts, year=year, part=part)
    found = chain.from_iterable(sharing.each(make, persons, reader, basis))
    return [one for _, one in found if one is not None]


def parts_now(
    answers: Answers,
    reader: Log,
    basis: Basis,
    *,
    about: Hashable,
    year: int,
    part: Callable[[Member], _P | None],
    units: Collection[str] | None = None,
    beginning: Parts[_P] | None = None,
) -> list[_P]:
    """What a report keeps of all who were ever in some units, or in any, by cadre, as known at a
    basis of today.

    It is what folding all of them gives. `about` tells the report and its year apart from others.
    `beginning` are parts of the same kind over more cadres, which are begun with where nothing is
    kept yet.
    """
    with answers.latest(_key(about, year), reader, basis) as latest:
        last: Parts[_P] | None = latest.found
        if last and basis.watch.trial is None and _is_of(last, reader, basis):
            basis.watch.found.update(last.aside)
            return _told(last)
        last = last or beginning
        persons = ever_in(units, basis.reference, basis.as_of)
        make = partial(_parts, year=year, part=part)
        fold = partial(_folded, answers.sharing, reader, basis, make)
        found = _by_difference(reader, basis, last, persons, fold) if last else None
        if found is None:
            found = fold({}, persons)
        if basis.watch.trial is None:  # what cannot be judged is looked for with each answer anew
            if is_worth := latest.found is None or found.unwritten >= WORTH_WRITING:
                found = replace(found, unwritten=0)
            latest.keep(found, on_disk=is_worth)
        return _told(found)


def parts_kept(
    answers: Answers, reader: Log, basis: Basis, *, about: Hashable, year: int
) -> Parts[Any] | None:
    """What was last kept for `parts_now`; None where nothing was."""
    with answers.latest(_key(about, year), reader, basis) as latest:
        found: Parts[Any] | None = latest.found
    return found


def are_parts_kept(
    answers: Answers, reader: Log, basis: Basis, *, about: Hashable, year: int
) -> bool:
    """Whether anything is kept for `parts_now`; it is not read."""
    return answers.has_latest(_key(about, year), reader, basis)


def _key(about: Hashable, year: int) -> Hashable:
    return "parts", about, year


def _is_of(last: Parts[_P], reader: Log, basis: Basis) -> bool:
    """Whether parts are those as of a basis: nothing was recorded since they were made."""
    return last.position == basis.position and reader.stored_at(last.position) == last.stored


def _told(found: Parts[_P]) -> list[_P]:
    """What is kept of each cadre of whom anything is, by cadre."""
    return [one for person in sorted(found.of) if (one := found.of[person]) is not None]


def _by_difference(
    reader: Log,
    basis: Basis,
    last: Parts[_P],
    persons: Collection[str],
    fold: Callable[[Mapping[str, _P | None], Collection[str]], Parts[_P]],
) -> Parts[_P] | None:
    """The parts as of a basis by those of an earlier one; None where they are of no help."""
    if basis.watch.trial is not None:
        return None
    if last.position > basis.position or reader.stored_at(last.position) != last.stored:
        return None
    moved = moved_since(reader, last.position, basis)
    if moved is None:
        return None
    same = {one: last.of[one] for one in persons if one in last.of and one not in moved}
    basis.watch.found.update({at: one for at, one in last.aside.items() if one[0] in same})
    folded = fold(same, [one for one in persons if one not in same])
    return replace(folded, unwritten=last.unwritten + folded.unwritten)


def _folded(
    sharing: Sharing[Basis],
    reader: Log,
    basis: Basis,
    make: Callable[[Sequence[str], Log, Basis], list[tuple[str, _P | None]]],
    same: Mapping[str, _P | None],
    others: Collection[str],
) -> Parts[_P]:
    """The parts of those who stayed the same, and of others, who are folded."""
    of = dict(same) | dict(chain.from_iterable(sharing.each(make, others, reader, basis)))
    return Parts(
        position=basis.position,
        stored=reader.stored_at(basis.position),
        of=of,
        unwritten=len(others),
        aside={at: one for at, one in basis.watch.found.items() if one[0] in of},
    )


def _parts(
    persons: Sequence[str],
    reader: Log,
    basis: Basis,
    *,
    year: int,
    part: Callable[[Member], _P | None],
    units: Collection[str] | None = None,
) -> list[tuple[str, _P | None]]:
    """What a report keeps of some persons, as far as they are members of some units in the year."""
    reference, as_of = basis.reference, basis.as_of
    found: list[tuple[str, _P | None]] = []
    for person, acts in each_with_acts(persons, reader, reference, as_of):
        dossier = open_dossier(reference, person, acts, basis.policies, as_of)
        if units is None or place_in(dossier, year).unit in units:
            found.append((person, part(member_of(dossier, year))))
    return found
