"""Finding cadres, units, courses and classes by name, id and pinyin, as known at a basis.

All is found in the reference, in memory (docs/decisions/0037-names-and-search.md).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from projections.answers.basis import Basis
from projections.answers.people import people
from projections.case.moves import moves_in_register
from projections.facts.roster_facts import CadreEnrolled
from projections.words.pinyin import Typed, folded, typed

CADRE: Final = "cadre"
UNIT: Final = "unit"
COURSE: Final = "course"
CLASS: Final = "class"
KINDS: Final = (CADRE, UNIT, COURSE, CLASS)

SHORTEST_INITIALS: Final = 2
"""Letters from which on what is asked may be initials or pinyin within a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that was found. `rank` is less where it fits better: 0 the id or the name itself, 1
    how one of these begins, 2 a part of the name, 3 how its pinyin or its initials begin."""

    kind: str
    id: str
    matched: str
    rank: int

    @property
    def place(self) -> str:
        """What all that is found is in order by."""
        return f"{self.rank}{KINDS.index(self.kind)} {self.id}"


def search(
    wanted: str, basis: Basis, *, kinds: Collection[str], visible: frozenset[str] | None
) -> Iterator[Found]:
    """What fits, the best first; of cadres, units and classes those of some units, None: all.

    A cadre is found by every name that he ever had, as far as it stands and is known.
    """
    asked = folded(wanted)
    sources = {CADRE: _cadres, UNIT: _units, COURSE: _courses, CLASS: _classes}
    found: dict[tuple[str, str], Found] = {}
    for kind in kinds:
        for id_, names in sources[kind](basis):
            best = _best(asked, id_, names)
            if best is not None:
                rank, matched = best
                one = Found(kind=kind, id=id_, matched=matched, rank=rank)
                before = found.get((kind, id_))
                if before is None or one.rank < before.rank:
                    found[kind, id_] = one
    for one in sorted(found.values(), key=attrgetter("place")):
        standing = _standing(one, asked, basis)
        if standing is not None and is_visible(one.kind, one.id, basis, visible):
            yield standing


def _best(asked: str, id_: str, names: Iterable[str]) -> tuple[int, str] | None:
    """How well the id or one of the names fits, and which of them does."""
    if not asked:
        return None
    rank = _rank(asked, folded(id_))
    best = None if rank is None else (rank, id_)
    for text in names:
        name = typed(text)
        rank = _rank(asked, name.folded)
        if rank is None and _is_spelt(asked, name):
            rank = 3
        if rank is not None and (best is None or rank < best[0]):
            best = rank, text
    return best


def _rank(asked: str, text: str) -> int | None:
    if asked not in text:
        return None
    return 0 if asked == text else 1 if text.startswith(asked) else 2


def _is_spelt(asked: str, name: Typed) -> bool:
    """Whether the pinyin of a name, or its initials, begin so."""
    if not name.full or len(asked) < SHORTEST_INITIALS or not asked.isascii():
        return False
    return any(one.startswith(asked) for one in (*name.initials, *name.full))


Source = Iterator[tuple[str, Sequence[str]]]
"""Ids, each with the names that it was ever given."""


def _cadres(basis: Basis) -> Source:
    """Everybody of whom a move was ever stated; what of it is known and stands is asked of those
    who fit."""
    identities, as_of = basis.reference.identities, basis.as_of
    for name, moves in basis.reference.register.by_name():
        names = [one.real_name for one in moves if type(one) is CadreEnrolled and one.real_name]
        if identities.is_linked(name):
            for cadre in {identities.person(name, one.occurred, as_of) for one in moves}:
                yield cadre, names
        else:
            yield name, names


def _units(basis: Basis) -> Source:
    units = basis.reference.units
    for unit in units.known():
        yield unit, units.names(unit, basis.as_of)


def _courses(basis: Basis) -> Source:
    catalogue = basis.reference.catalogue(basis.as_of)
    for course in basis.reference.courses():
        name = catalogue.name(course)
        yield course, (name,) if name else ()


def _classes(basis: Basis) -> Source:
    reference = basis.reference
    for training_class in reference.classes():
        name = reference.class_name(training_class, basis.as_of)
        yield training_class, (name,) if name else ()


def _standing(found: Found, asked: str, basis: Basis) -> Found | None:
    """What was found, by a name that stands; None where it is not there by now."""
    reference, as_of = basis.reference, basis.as_of
    if found.kind == UNIT:
        return found if reference.units.registration(found.id, as_of) else None
    if found.kind == COURSE:
        return found if reference.catalogue(as_of).is_there(found.id) else None
    if found.kind == CLASS:
        return found if reference.outlines(found.id, as_of) else None
    made = [one.fact for one in moves_in_register(reference, found.id, as_of).made]
    names = {one.real_name for one in made if isinstance(one, CadreEnrolled) and one.real_name}
    best = _best(asked, found.id, names) if made else None
    return replace(found, matched=best[1]) if best else None


def is_visible(kind: str, id_: str, basis: Basis, visible: frozenset[str] | None) -> bool:
    """Whether who reads the reports of some units may be told of a thing of these KINDS; None: who
    reads all. Courses are of everybody."""
    if visible is None or kind == COURSE:
        return True
    if kind == UNIT:
        return id_ in visible
    if kind == CADRE:
        return people([id_], basis)[id_].unit(basis.today) in visible
    outlines = basis.reference.outlines(id_, basis.as_of)
    return not visible.isdisjoint({one.institution for one in outlines} - {None})
