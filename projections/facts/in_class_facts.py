"""The facts of learning within a class: problems, tests, electives, books (M2-2, M2-3, M3-3)."""

from decimal import Decimal
from typing import ClassVar, Final

from projections.facts.class_facts import ClassFact
from projections.facts.decision_facts import Decision

INTENSIVE: Final = "intensive"
SPEED: Final = "speed"
"""How a reading club reads (M3-3(3))."""


class ProblemSubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee hands in a problem, one of theory and one of practice each (M2-2)."""

    name: ClassVar[str] = "problem.submitted"

    kind: str | None


class ProblemStep(Decision, frozen=True, kw_only=True):
    """Something was done about a problem, which is the `target`."""


class ProblemRouted(ProblemStep, frozen=True, kw_only=True):
    """A problem went to the teaching `office` of its subject (M2-2)."""

    name: ClassVar[str] = "problem.routed"

    office: str | None


class ProblemAnswered(ProblemStep, frozen=True, kw_only=True):
    """A teacher answered the problem in the course of teaching (M2-2)."""

    name: ClassVar[str] = "problem.answered"


class ProblemAdopted(ProblemStep, frozen=True, kw_only=True):
    """The problem became a subject of research for trainees and teachers (M2-2)."""

    name: ClassVar[str] = "problem.adopted"


class TookTest(ClassFact, frozen=True, kw_only=True):
    """A trainee took a test during the class (M2-3); `success` None where that is not said."""

    name: ClassVar[str] = "test.taken"

    test: str | None
    success: bool | None


class ElectiveChosen(ClassFact, frozen=True, kw_only=True):
    """A trainee chose his elective (M3-3(2))."""

    name: ClassVar[str] = "elective.chosen"

    elective: str | None


class BookListGiven(ClassFact, frozen=True, kw_only=True):
    """The trainees of a class were given a list of books to read (M3-3(3))."""

    name: ClassVar[str] = "book_list.given"
    of_cadre: ClassVar[bool] = False

    books: tuple[str, ...]


class BookChosen(ClassFact, frozen=True, kw_only=True):
    """A trainee chose a book to read by himself (M3-3(3))."""

    name: ClassVar[str] = "book.chosen"

    book: str | None


class ReadingClubAttended(ClassFact, frozen=True, kw_only=True):
    """A trainee attended a meeting of the reading club, with so many persons (M3-3(3)).

    `kind` is an intensive or a speed reading.
    """

    name: ClassVar[str] = "reading_club.attended"

    kind: str | None
    size: Decimal | None
