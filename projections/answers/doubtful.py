"""What contradicts itself in what all cadres share: whom names mean, and as of when years were
published. Findings, which deduct nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from lrs.event.log import Log
from projections.amiss import Amiss
from projections.answers.basis import Basis
from projections.answers.cut_off import first_known, position_of, stated_by
from projections.facts.learning_act import read_fact
from projections.facts.roster_facts import UnitAssigned
from projections.facts.year_facts import YearDecision
from projections.words.persons import identifier_of

LINKED: Final = "A2-4"
PUBLISHED: Final = "A3-16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A finding about a statement that is about nobody alone; `value` is what it is amiss with."""

    code: Amiss
    cadre: str | None
    statement_id: UUID
    day: date
    value: str
    article: str


def doubts(reader: Log, basis: Basis) -> Iterator[Doubt]:
    """All that is doubtful as of a basis, in no order."""
    yield from _accounts(basis)
    yield from _merged(reader, basis)
    yield from _as_of_nothing(reader, basis)


def _accounts(basis: Basis) -> Iterator[Doubt]:
    """The links of a name to another cadre than one of the same instant; the last of the log holds.

    `value` is the cadre who loses the name by it.
    """
    as_of = basis.as_of
    for earlier, later in basis.reference.identities.at_one_instant(as_of):
        if basis.person(earlier.person or "") != basis.person(later.person or ""):
            yield Doubt(
                code=Amiss.TWO_CADRES_ONE_ACCOUNT,
                cadre=later.person,
                statement_id=later.statement_id,
                day=as_of.day(later.occurred),
                value=earlier.person or "",
                article=LINKED,
            )


def _merged(reader: Log, basis: Basis) -> Iterator[Doubt]:
    """The links by which a cadre of the register becomes another one, whose id is `value`."""
    as_of = basis.as_of
    links = list(basis.reference.identities.of_register(as_of))
    enrolled = _enrolled({one.identifier for one in links}, reader, basis)
    for link in links:
        if link.identifier in enrolled:
            yield Doubt(
                code=Amiss.TWO_CADRES_ONE_PERSON,
                cadre=link.person,
                statement_id=link.statement_id,
                day=as_of.day(link.occurred),
                value=link.identifier,
                article=LINKED,
            )


def _enrolled(names: Collection[str], reader: Log, basis: Basis) -> frozenset[str]:
    """Those of some names under which somebody was assigned to a unit."""
    found = reader.concerning([identifier_of(name) for name in names], until=basis.position)
    facts = [fact for fact in map(read_fact, found) if isinstance(fact, UnitAssigned)]
    standing = [fact.person for fact in facts if basis.reference.stands(fact, basis.as_of)]
    return frozenset(name for name in names if name in standing)


def _as_of_nothing(reader: Log, basis: Basis) -> Iterator[Doubt]:
    """The decisions on a year that rest on a moment at which the log knew no policy, or nobody."""
    decided = basis.reference.of_years(YearDecision, basis.as_of)
    stated = [(one, moment) for one in decided if (moment := stated_by(one)) is not None]
    first = first_known(reader, basis) if stated else 0
    for one, moment in stated:
        if position_of(reader, moment, basis) < first:
            yield Doubt(
                code=Amiss.CUT_OFF_BEFORE_THE_LOG,
                cadre=None,
                statement_id=one.statement_id,
                day=basis.as_of.day(one.occurred),
                value=one.known_at or "",
                article=PUBLISHED,
            )
