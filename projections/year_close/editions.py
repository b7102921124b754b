"""Which editions the results of a year have had: published, opened again, corrected, published
again (R17, R20, Q24)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.year_facts import (
    CircularIssued,
    CorrigendumIssued,
    YearDecision,
    YearPublished,
    YearReopened,
)
from projections.year_close.year_state import decisions_on


class EditionState(StrEnum):
    """How the results of a year stand."""

    PROVISIONAL = "provisional"
    PUBLISHED = "published"
    REOPENED = "reopened"
    CORRECTED = "corrected"


SENTENCES: Final[Mapping[EditionState, Mapping[str, str]]] = {
    EditionState.PROVISIONAL: {
        "zh": "年度结果尚未公布，所列为暂定结果。",
        "en": "The results of the year were not published: what is told is provisional.",
    },
    EditionState.PUBLISHED: {
        "zh": "年度结果已公布。",
        "en": "The results of the year were published.",
    },
    EditionState.REOPENED: {
        "zh": "年度结果公布后已重新核定，尚未再次公布。",
        "en": "The results were published and opened again, and have not been published since.",
    },
    EditionState.CORRECTED: {
        "zh": "年度结果公布后已更正。",
        "en": "The results were published and have been corrected since.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The results of a year as they were published once."""

    number: int
    """1 for the first publication, one more for each that followed."""
    fact: str
    """What made it: year.published, circular.issued or corrigendum.issued."""
    day: date
    """The day on which it was made."""
    document: str | None
    """The number of its document; null where it names none."""
    known_at: str | None
    """The cut-off that its statement names, a day or an instant; null where it names none: then it
    rests on that of the edition before, and the first one on the close of the year."""
    reason: str | None
    """Why it was made, in the words of who made it; null where he gives none."""
    statement_id: UUID
    position: int
    recorded_by: str
    """The public key of the credential that recorded it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """How the results of a year stand, and all editions that they have had, in order."""

    standing: EditionState
    editions: tuple[Edition, ...]


def editions_of(
    year: int, reference: Reference, as_of: AsOf, *, unit: str | None = None
) -> Editions:
    """The editions of a year's results: those for all, or those that hold for a unit.

    A first publication or circular makes the first one. One more is made by a corrigendum, by what
    is published after the year was opened again, and by what states another cut-off than before. A
    circular that prints what was published before is of the same edition.
    """
    return _walked(decisions_on(year, reference, as_of, unit=unit), as_of)


def _walked(decisions: Iterable[YearDecision], as_of: AsOf) -> Editions:
    standing, found = EditionState.PROVISIONAL, list[Edition]()
    for one in decisions:
        if isinstance(one, YearReopened):
            standing = EditionState.REOPENED if found else standing
        elif isinstance(one, CorrigendumIssued) and found:
            standing = EditionState.CORRECTED
            found.append(_edition(one, len(found) + 1, as_of))
        elif isinstance(one, YearPublished | CircularIssued):
            if standing is not EditionState.REOPENED and found and _same(one, found[-1]):
                continue
            standing = EditionState.PUBLISHED
            found.append(_edition(one, len(found) + 1, as_of))
    return Editions(standing=standing, editions=tuple(found))


def _same(one: YearDecision, last: Edition) -> bool:
    return one.known_at is None or one.known_at == last.known_at


def _edition(one: YearDecision, number: int, as_of: AsOf) -> Edition:
    return Edition(
        number=number,
        fact=one.name,
        day=as_of.day(one.occurred),
        document=one.number,
        known_at=one.known_at,
        reason=one.reason,
        statement_id=one.statement_id,
        position=one.position,
        recorded_by=one.credential,
    )
