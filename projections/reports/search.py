"""The answer to a search: cadres, units, courses and classes that fit what somebody typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from lrs.event.log import Log
from projections.answers import naming
from projections.answers.basis import Basis
from projections.answers.naming import glossary
from projections.answers.people import people
from projections.answers.search import CADRE, CLASS, COURSE, UNIT, Found
from projections.reports.answer import Page, basis_of
from projections.reports.paging import page
from projections.words import things
from projections.words.names import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """Something that fits."""

    kind: str
    """What it is: cadre, unit, course or class."""
    id: str
    """Its id, with which all else is asked about it."""
    name: str | None
    """What it is called on the day; null where nobody named it."""
    matched: str
    """The id or the name that fits: where that is not the name, an earlier one."""
    unit: str | None
    """Of a cadre the unit that he belongs to on the day; null of all else."""
    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class SearchAnswer(Page):
    """What fits, the best first: the id or name itself, what begins so, what has it in its name,
    whose pinyin or initials begin so."""

    asked: str
    """What was looked for."""
    hits: tuple[SearchHit, ...]
    """What fits."""

    def rows(self) -> tuple[SearchHit, ...]:
        """What fits."""
        return self.hits


def search_answer(
    asked: str, found: Iterable[Found], log: Log, basis: Basis, *, after: str, limit: int
) -> SearchAnswer:
    """A page of what was found."""
    some, following = page(found, lambda one: one.place, after=after, limit=limit)
    names = glossary([(_BASES[one.kind], one.id) for one in some], log, basis)
    persons = people([one.id for one in some if one.kind == CADRE], basis)
    units = {cadre: person.unit(basis.today) for cadre, person in persons.items()}
    return SearchAnswer(
        **basis_of(basis),
        asked=asked,
        hits=tuple(
            SearchHit(
                kind=one.kind,
                id=one.id,
                name=names[_BASES[one.kind], one.id],
                matched=shown(one.matched) or one.id,
                unit=units.get(one.id) if one.kind == CADRE else None,
                unit_name=None,
            )
            for one in some
        ),
        next=following,
    )


_BASES = {
    CADRE: naming.CADRE,
    UNIT: things.UNIT.base,
    COURSE: things.COURSE.base,
    CLASS: things.CLASS.base,
}
