"""As of when the results of a year are told, as part of an answer."""

from dataclasses import dataclass
from datetime import date

from projections.answers.cut_off import SENTENCES, Fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOffOfAnswer:
    """As of when the results of the year are told, and why as of then."""

    code: str
    """What the cut-off is: asked, publication, close_of_year, first_known or now."""
    known_at: str | None
    """The cut-off: a day up to its end, an instant, or a position of the log; null where all counts
    that is known now."""
    zh: str
    """What the cut-off is, in Chinese."""
    en: str
    """What the cut-off is, in English."""


def cut_off_of(fixed: Fixed) -> CutOffOfAnswer:
    """What the cut-off is, and why that one."""
    at = fixed.known_at
    known_at = at.isoformat() if isinstance(at, date) else None if at is None else str(at)
    return CutOffOfAnswer(code=fixed.by.value, known_at=known_at, **SENTENCES[fixed.by])
