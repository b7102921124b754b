"""What each trainee did within a class: tests, elective, books, reading club (R68, R70, R71)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.finding import Found, found, unheeded, unread
from projections.case.subject import Subject
from projections.facts.class_facts import ClassFact
from projections.facts.in_class_facts import (
    BookChosen,
    BookListGiven,
    ElectiveChosen,
    ReadingClubAttended,
    TookTest,
)
from projections.in_class.asked import Asked
from projections.words.closed_lists import INTENSIVE, SPEED

ON_FIRST_DAY: Final = "on_first_day"
LATE: Final = "late"
MISSING: Final = "missing"
DONE: Final = "done"
CHOSEN: Final = "chosen"
NOT_APPLICABLE: Final = "not_applicable"

_DONE_BY: Final = (TookTest, ElectiveChosen, BookChosen, ReadingClubAttended)
_RULES: Final[Mapping[type[ClassFact], str]] = {
    TookTest: "R68",
    ElectiveChosen: "R70",
    BookListGiven: "R71",
    BookChosen: "R71",
    ReadingClubAttended: "R71",
}
"""The rule that each fact is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookList:
    """Whether the trainees were given books to read on the first day of the class (M3-3(3))."""

    state: str
    """on_first_day (or before), late, missing; not_applicable where the policy asks for none."""
    given_on: date | None
    """When the first list was given."""
    books: tuple[str, ...]
    """The books of all lists of the class."""
    evidence: tuple[UUID, ...]
    rule: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeLearning:
    """What one trainee did within the class; what the policy asks for not is not_applicable."""

    cadre: str
    taken: int
    """How many tests he took, each as often as he took it (M2-3)."""
    passed: int
    """How many of these he passed."""
    elective: str
    """Whether he chose one of the electives: chosen or missing (M3-3(2))."""
    choice: str | None
    """The elective that he chose last."""
    books: tuple[str, ...]
    """The books that he chose from a list of the class."""
    intensive: str
    """Whether he attended an intensive reading: done or missing (M3-3(3))."""
    speed: str
    """Whether he attended a speed reading of the right size: done or missing (M3-3(3))."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """The learning within a class, by trainee."""

    book_list: BookList
    trainees: tuple[TraineeLearning, ...]


def learning_of(
    subject: Subject, asked: Asked, trainees: Collection[str], first_day: date | None
) -> Learning:
    """What the trainees of a class did in it by now."""
    books = book_list(subject, asked, first_day)
    done: dict[str | None, list[ClassFact]] = {}
    for fact in subject.standing(*_DONE_BY):
        done.setdefault(subject.cadre(fact), []).append(fact)
    return Learning(
        book_list=books,
        trainees=tuple(_of(cadre, done.get(cadre, []), asked, books.books) for cadre in trainees),
    )


def book_list(subject: Subject, asked: Asked, first_day: date | None) -> BookList:
    """When the trainees were given their books to read (R71)."""
    lists = subject.standing(BookListGiven)
    given_on = subject.day(lists[0]) if lists else None
    return BookList(
        state=NOT_APPLICABLE if asked.speed_size is None else _given(given_on, first_day),
        given_on=given_on,
        books=tuple(sorted({book for one in lists for book in one.books or ()})),
        evidence=tuple(one.statement_id for one in lists),
        rule="R71",
        article=asked.article("speed_size"),
    )


def _given(given_on: date | None, first_day: date | None) -> str:
    """A class whose first day nobody knows has been given its list in time."""
    if given_on is None:
        return MISSING
    return ON_FIRST_DAY if first_day is None or given_on <= first_day else LATE


def _of(
    cadre: str, own: Sequence[ClassFact], asked: Asked, listed: Collection[str]
) -> TraineeLearning:
    tests = [one for one in own if isinstance(one, TookTest)]
    chosen = [one.elective for one in own if isinstance(one, ElectiveChosen)]
    electives = [one for one in chosen if asked.electives and one in asked.electives]
    books = {one.book for one in own if isinstance(one, BookChosen) and one.book in listed}
    clubs = [one for one in own if isinstance(one, ReadingClubAttended)]
    return TraineeLearning(
        cadre=cadre,
        taken=len(tests),
        passed=sum(one.success is True for one in tests),
        elective=_state(asked.electives, CHOSEN if electives else MISSING),
        choice=electives[-1] if electives else None,
        books=tuple(sorted(book for book in books if book)),
        intensive=_state(asked.speed_size, _done(one.kind == INTENSIVE for one in clubs)),
        speed=_state(asked.speed_size, _done(_is_speed(one, asked) for one in clubs)),
        evidence=tuple(one.statement_id for one in own),
    )


def _state(asked: object | None, state: str) -> str:
    return NOT_APPLICABLE if asked is None else state


def _done(meetings: Iterable[bool]) -> str:
    return DONE if any(meetings) else MISSING


def _is_speed(club: ReadingClubAttended, asked: Asked) -> bool:
    """Whether it was a speed reading with as many persons as one has."""
    return club.kind == SPEED and _has_size(club.size, asked)


def _has_size(size: int | None, asked: Asked) -> bool:
    if size is None or asked.speed_size is None:
        return False
    least, most = asked.speed_size
    return least <= size <= most


def findings_on_learning(
    subject: Subject, asked: Asked, listed: Collection[str], trainees: Collection[str]
) -> Iterable[Found]:
    """What is amiss about what was done within a class, whose lists have these books; who is no
    trainee is known once the class has any."""
    for kind, rule in _RULES.items():
        yield from unheeded(subject, kind, rule=rule)
    for fact in subject.standing(*_DONE_BY, BookListGiven):
        code, rule = _amiss(fact, asked, listed), _RULES[type(fact)]
        if fact.unreadable:
            yield from unread([fact], subject, rule=rule)
        elif code is not None:
            yield found(code, fact, subject, rule=rule)
        if trainees and fact.of_cadre and subject.cadre(fact) not in trainees:
            yield found(Amiss.NOT_A_TRAINEE, fact, subject, rule=rule)


def _amiss(fact: ClassFact, asked: Asked, listed: Collection[str]) -> Amiss | None:
    """What is amiss about a fact beside data that cannot be read."""
    if isinstance(fact, ElectiveChosen):
        offered = asked.electives is None or fact.elective in asked.electives
        return None if offered else Amiss.ELECTIVE_NOT_OFFERED
    if isinstance(fact, BookChosen):
        return None if fact.book in listed else Amiss.BOOK_NOT_LISTED
    if isinstance(fact, ReadingClubAttended) and fact.kind == SPEED and asked.speed_size:
        return None if _has_size(fact.size, asked) else Amiss.SPEED_READING_SIZE
    return None
