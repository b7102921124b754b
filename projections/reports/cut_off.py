"""As of when the results of a year are told, as part of an answer."""

from dataclasses import dataclass

from projections.answers.cut_off import SENTENCES, Fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOffOfAnswer:
    """As of when the results of the year are told, and why as of then."""

    code: str
    """What the cut-off is: asked, publication, close_of_year, first_known or now."""
    known_at: str | None
    """The cut-off: a day up to its end, or an instant; null where all counts that is known now."""
    zh: str
    """What the cut-off is, in Chinese."""
    en: str
    """What the cut-off is, in English."""


def cut_off_of(fixed: Fixed) -> CutOffOfAnswer:
    """What the cut-off is, and why that one."""
    known_at = None if fixed.known_at is None else fixed.known_at.isoformat()
    return CutOffOfAnswer(code=fixed.by.value, known_at=known_at, **SENTENCES[fixed.by])
