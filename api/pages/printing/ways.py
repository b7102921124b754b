"""Which official forms a page leads to: its own, and those about whom it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.pages.cadre import CadrePage
from api.pages.frame import Frame
from api.reports.printed import form_of

OF_A_CADRE: Final = {"handbook": False, "personal-statement": True}
"""The forms that there are of a cadre, as the last part of their path, the most wanted first; and
whether one is of a year."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a form is had, and the path by which the catalogue of texts has its title."""

    address: str
    title: str


def forms_of(answer: Any, frame: Frame, path: str) -> Sequence[Way]:
    """The ways to the forms of an answer that is shown at the path of a route."""
    if isinstance(answer, CadrePage):
        at = f"/cadres/{frame.part(answer.who.cadre)}"
        year, language = answer.year, frame.texts.language
        return [
            Way(
                frame.to(
                    f"{at}/{one}",
                    year=year if of_year else None,
                    format="pdf",
                    lang=language,
                ),
                f"/cadres/{{cadre:path}}/{one}",
            )
            for one, of_year in OF_A_CADRE.items()
        ]
    if form_of(type(answer)) is None:
        return []
    return [Way(frame.same(format="pdf", lang=frame.texts.language), path)]
