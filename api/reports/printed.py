"""Which answers have an official form: those that can be had as PDF, and what their form is called.

How a form looks is said by `api/pages/printing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from projections.reports.drift import DriftAnswer
from projections.reports.institution_follow_up import InstitutionFollowUpAnswer
from projections.reports.ledgers import HandbookAnswer
from projections.reports.personal_statement import PersonalStatementAnswer
from projections.reports.years import CircularAnswer

PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An official form."""

    name: str
    """The name of its template, and of the files that hold it."""
    subject: str | None
    """The place in the answer, dotted, of what it is about, by which a file is told from others of
    the form; None where the year alone tells it."""
    is_kept: bool
    """Whether it may be over many cadres, so that what was set once is kept on disk."""


FORMS: Final[Mapping[type, Form]] = {
    PersonalStatementAnswer: Form(name="personal_statement", subject="who.cadre", is_kept=False),
    HandbookAnswer: Form(name="handbook", subject="cadre", is_kept=False),
    CircularAnswer: Form(name="circular", subject=None, is_kept=True),
    DriftAnswer: Form(name="drift", subject=None, is_kept=True),
    InstitutionFollowUpAnswer: Form(name="half_year", subject="institution", is_kept=False),
}
"""The form of each answer that has one, by its type."""


def form_of(answer: type[Any]) -> Form | None:
    """The form of a type of answers; None for one that is not printed."""
    return FORMS.get(answer)
