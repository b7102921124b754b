"""Ids that nobody knows: whether an id is known, which known ones are like it, and what is told of
it; by spreadsheets and by forms in the same words."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from unicodedata import normalize

from lrs.event.log import Log
from projections.answers import search
from projections.answers.basis import Basis
from projections.answers.people import names_of
from projections.case.moves import moves_in_register
from projections.spreadsheets.faults import Said
from projections.spreadsheets.slips import near
from projections.words.persons import is_of_register
from projections.words.things import CLASS, COURSE, UNIT

_NEAREST: Final = 3
"""Ids that are told as the nearest to one that nobody knows."""
_LOOKED_AT: Final = 50
"""Ids among which these are looked for: of most nothing may be told to who does not read them."""


@dataclass(frozen=True, slots=True)
class Register:
    """Where the ids of a key are known: `kind` as search has it, every id, whether an id is known,
    what it is called, and what is told of one that is not known."""

    kind: str
    every: Callable[[Basis], Iterable[str]]
    has: Callable[[str, Log, Basis], bool]
    name: Callable[[str, Basis], str | None]
    unknown: Said


def _cadres(basis: Basis) -> Iterable[str]:
    return (one for one, _ in basis.reference.register.by_name() if is_of_register(one))


def _has_cadre(cadre: str, _: Log, basis: Basis) -> bool:
    return bool(moves_in_register(basis.reference, basis.person(cadre), basis.as_of).made)


def _name_of_cadre(cadre: str, basis: Basis) -> str | None:
    person = basis.person(cadre)
    return names_of([person], basis)[person]


def _units(basis: Basis) -> Iterable[str]:
    return basis.reference.units.known()


def _has_unit(unit: str, _: Log, basis: Basis) -> bool:
    """Whether it was registered, or somebody belongs to it."""
    unit = UNIT.id(unit)
    reference, as_of = basis.reference, basis.as_of
    if reference.units.registration(unit, as_of) is not None:
        return True
    moved = reference.register.to_units([unit], known=basis.position)
    persons = dict.fromkeys(one.person for one in moved if one.person is not None)
    return any(
        each.unit == unit
        for one in persons
        for each in moves_in_register(reference, basis.person(one), as_of).made
    )


def _has_class(training_class: str, log: Log, basis: Basis) -> bool:
    """Whether it was planned or declared, or anything was stated of it."""
    training_class = CLASS.id(training_class)
    return bool(basis.reference.outlines(training_class, basis.as_of)) or log.has_activity(
        CLASS.iri(training_class)
    )


REGISTERS: Final[Mapping[str, Register]] = {
    "cadre": Register(
        search.CADRE,
        _cadres,
        _has_cadre,
        _name_of_cadre,
        Said(
            "名册中没有干部 {id}，请核对编号；确是新干部的，另报干部花名册",
            "the register has no cadre {id}: check the id; who is new comes in by a roster",
        ),
    ),
    "unit": Register(
        search.UNIT,
        _units,
        _has_unit,
        lambda one, basis: basis.reference.units.name(UNIT.id(one), basis.as_of),
        Said(
            "没有登记过单位 {id}，请核对编号",
            "nobody registered a unit {id}: check the id",
        ),
    ),
    "class": Register(
        search.CLASS,
        lambda basis: basis.reference.classes(),
        _has_class,
        lambda one, basis: basis.reference.class_name(CLASS.id(one), basis.as_of),
        Said(
            "没有计划或申报过班次 {id}，请核对编号",
            "nobody planned or declared a class {id}: check the id",
        ),
    ),
    "course": Register(
        search.COURSE,
        lambda basis: basis.reference.courses(),
        lambda one, _, basis: basis.reference.catalogue(basis.as_of).is_there(COURSE.id(one)),
        lambda one, basis: basis.reference.catalogue(basis.as_of).name(COURSE.id(one)),
        Said(
            "课程目录中没有 {id}，请核对编号",
            "the catalogue has no course {id}: check the id",
        ),
    ),
}
"""The keys whose ids are held to what is known. Institutions, works and programmes are called as
who states them calls them; nobody registers them first."""

BRINGS: Final[Mapping[str, str]] = {
    "cadre.enrolled": "cadre",
    "unit.registered": "unit",
    "class.planned": "class",
    "class.declared": "class",
    "course.catalogued": "course",
}
"""The facts that make somebody or something known, each with the key of whose id may be new."""


def unknown_ids(
    key: str, ids: Collection[str], log: Log, basis: Basis
) -> Mapping[str, Sequence[str]]:
    """Those of some ids that nobody knows, each with the known ids that are like it, the nearest
    first. Where nothing of the kind is known there is nothing to hold them to: none."""
    register = REGISTERS[key]
    if all(register.has(one, log, basis) for one in ids):
        return {}
    known = list(register.every(basis))
    return near([one for one in ids if not register.has(one, log, basis)], known) if known else {}


def told(
    key: str,
    candidates: Iterable[str],
    log: Log,
    basis: Basis,
    *,
    visible: frozenset[str] | None,
    beside: str = "",
) -> list[str]:
    """The known ids that somebody may have meant, with their names, as far as who asks reads these
    units (None: all): those that have the name which stands beside, if there are any."""
    register = REGISTERS[key]
    found = [
        (one, register.name(one, basis) or "")
        for one in islice(candidates, _LOOKED_AT)
        if search.is_visible(register.kind, one, basis, visible) and register.has(one, log, basis)
    ]
    same = [one for one in found if beside and spelled(one[1]) == spelled(beside)]
    return [f"{id_} {name}".strip() for id_, name in (same or found)[:_NEAREST]]


def filled_in(said: Said, id_: str) -> Said:
    """A sentence with the id that it is about."""
    return Said(said.zh.replace("{id}", id_), said.en.replace("{id}", id_))


def with_like(said: Said, like: Sequence[str]) -> Said:
    """A sentence with the known ids that are like the one it is about."""
    if not like:
        return said
    zh, en = "、".join(like), ", ".join(like)
    return Said(f"{said.zh}。相近的有：{zh}", f"{said.en}; the nearest: {en}")


def spelled(name: str) -> str:
    """A name without the blanks that align it in a column, and in one width of its letters."""
    return "".join(normalize("NFKC", name).split()).casefold()
