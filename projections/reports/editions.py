"""Which edition of a year's results an answer shows, and how far the year has come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from projections.answers.basis import Basis
from projections.answers.cut_off import CutOff, Fixed, Moment, stated_moment
from projections.reports.answer import Answer, basis_of
from projections.year_close.editions import Edition, EditionState, editions_of
from projections.year_close.year_state import YearState, YearStep, year_state


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOfAnswer:
    """How the results of a year stand until now, and which of their editions an answer shows."""

    standing: EditionState
    """Whether they were published, opened again, or corrected since."""
    shown: int | None
    """The number of the edition that the answer shows: the one of its cut-off; null where it is as
    of another moment than any edition was made as of."""
    editions: tuple[Edition, ...]
    """All editions until now, in order."""


def edition_of(
    year: int, now: Basis, *, unit: str | None = None, fixed: Fixed | None = None
) -> EditionOfAnswer:
    """How the results of a year stand, for all or for a unit; `fixed` is what an answer is as
    of."""
    found = editions_of(year, now.reference, now.as_of, unit=unit)
    shown = _shown(found.editions, fixed) if fixed else None
    return EditionOfAnswer(standing=found.standing, shown=shown, editions=found.editions)


def _shown(editions: Iterable[Edition], fixed: Fixed) -> int | None:
    """The last edition of a cut-off. One that states none rests on that of the edition before, the
    first one on the close of its year (Q24)."""
    shown, stated = None, None
    for one in editions:
        stated = stated_moment(one.known_at) if one.known_at else stated
        if _is_of(stated, fixed):
            shown = one.number
    return shown


def _is_of(stated: Moment | None, fixed: Fixed) -> bool:
    if stated is None:
        return fixed.by in (CutOff.CLOSE, CutOff.FIRST_KNOWN)
    same_type = isinstance(stated, datetime) == isinstance(fixed.known_at, datetime)
    return same_type and stated == fixed.known_at


@dataclass(frozen=True, kw_only=True)
class CreditYearAnswer(Answer):
    """How far a credit year has come, for all or for a unit: each step, and each edition of its
    results."""

    state: YearState
    """The state of the year, and how it came to it."""
    edition: EditionOfAnswer
    """The editions of its results."""

    def rows(self) -> Iterator[YearStep]:
        """The steps."""
        yield from self.state.steps


def year_answer(year: int, basis: Basis, *, unit: str | None) -> CreditYearAnswer:
    """How far a year has come."""
    return CreditYearAnswer(
        **basis_of(basis),
        state=year_state(unit, year, basis.reference, basis.as_of),
        edition=edition_of(year, basis, unit=unit),
    )
