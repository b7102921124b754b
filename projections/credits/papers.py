"""The papers that a cadre's acts name, whose numbers are held against those of all others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from uuid import UUID

from msgspec import Struct

from projections.amiss import Amiss
from projections.case.case import Entry, Look
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.fact import Fact


class Paper(Struct, frozen=True, kw_only=True, gc=False):
    """The number of a paper that an act names."""

    statement_id: UUID
    """The id of the act."""
    document: str
    """The number."""
    certificate: bool
    """Whether it is a certificate, which belongs to one cadre alone; else it is a paper, such as a
    sign-in sheet, that may prove the same act for several."""
    day: date
    fact: str
    subject: str | None
    """What the act is about: a class, a work; null where it is about nothing."""


def papers(
    acts: Iterable[tuple[Fact, Look]], by_position: Mapping[int, Entry]
) -> tuple[Paper, ...]:
    """The papers of acts that stand, each with its look, by day (A3-12: credit is entered on a
    paper).

    A number that one act names twice is one paper.
    """
    named = sorted(
        ((look.day, act.position, act, look) for act, look in acts if act.documents),
        key=itemgetter(0, 1),
    )
    return tuple(one for *_, act, look in named for one in _of(act, look, by_position))


def used_twice(named: Mapping[str, Sequence[Paper]]) -> Amiss | None:
    """What is amiss with one number, by the cadres whose acts name it; None where nothing is.

    A certificate belongs to one cadre alone, any other paper to one act: a work of several authors,
    or the sheet of one class, is one.
    """
    every = [one for some in named.values() for one in some]
    if len(named) > 1 and any(one.certificate for one in every):
        return Amiss.CERTIFICATE_OF_TWO_CADRES
    acts = {(one.fact, one.subject or "") for one in every}
    return Amiss.EVIDENCE_USED_TWICE if len(acts) > 1 else None


def _of(act: Fact, look: Look, by_position: Mapping[int, Entry]) -> Iterator[Paper]:
    entry = by_position.get(act.position)
    own = act.certificate if isinstance(act, ClassCompleted) else None
    for number in dict.fromkeys(act.documents):
        yield Paper(
            statement_id=act.statement_id,
            document=number,
            certificate=number == own,
            day=look.day,
            fact=act.name,
            subject=entry.subject if entry else None,
        )
