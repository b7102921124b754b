"""The answers on the learning within a class, as data for people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from projections.answers.basis import Basis
from projections.answers.in_class import OfClass
from projections.case.finding import Found
from projections.case.training_class import name_of
from projections.in_class.blocks import Block
from projections.in_class.learning import BookList, TraineeLearning
from projections.in_class.problems import Problem
from projections.reports.answer import ASKED, NOT_APPLICABLE, Page, basis_of, members
from projections.reports.paging import page

Units = Collection[str] | None
"""The units of whose trainees is told; None: all."""


@dataclass(frozen=True, kw_only=True)
class ProblemLine(Problem):
    """A problem that was handed in, and how far it came."""

    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """A trainee who still owes problems."""

    cadre: str
    name: str | None
    kinds: tuple[str, ...]
    """The kinds that he owes, each as often as he does."""


@dataclass(frozen=True, kw_only=True)
class ProblemsAnswer(Page):
    """The problems of a class, from the trainees' question to the answer (M2-2).

    The figures are those of the whole class, whoever's trainees are shown.
    """

    training_class: str
    class_name: str | None
    state: str
    """asked, or not_applicable where the policy asks for no problems."""
    trainees: int
    """How many cadres attended the class."""
    expected: int
    """How many problems they are to hand in together."""
    submitted: int
    """How many were handed in."""
    routed: int
    """How many went to a teaching office."""
    answered: int
    """How many were answered in the course of teaching."""
    adopted: int
    """How many became a subject of research."""
    answer_rate: tuple[int, int]
    """Of the problems handed in how many are answered: answered, submitted."""
    missing: tuple[Owing, ...]
    """The trainees who still owe problems."""
    findings: tuple[Found, ...]
    """What is amiss; it takes nothing away from anybody."""
    total: int
    """How many problems there are on all pages."""
    problems: tuple[ProblemLine, ...]
    """The problems on this page."""
    rule: str
    article: str | None

    def rows(self) -> tuple[ProblemLine, ...]:
        """A row for each problem."""
        return self.problems


@dataclass(frozen=True, kw_only=True)
class LearningLine(TraineeLearning):
    """What one trainee did within the class."""

    name: str | None
    unit: str | None
    """The unit that he belonged to on the last day of the class."""
    unit_name: str | None
    broad_base: tuple[str, ...]
    """The courses of the broad base that he passed within the class (M3-2)."""
    live_module: tuple[str, ...]
    """The courses of live modules that he passed within the class (M3-2)."""
    forums: int
    """How many forums and lectures he attended within the class (M3-3(3), A2-1)."""


@dataclass(frozen=True, kw_only=True)
class ClassLearningAnswer(Page):
    """The learning within a class: tests, electives, books, reading club, blocks, forums."""

    training_class: str
    class_name: str | None
    first: date | None
    """The first day of the class; null where nobody said."""
    electives: tuple[str, ...] | None
    """The electives that the policy offers; null where it asks for none (M3-3(2))."""
    speed_reading_size: tuple[int, int] | None
    """With how many persons a speed reading counts, from and to; null where the policy asks for
    none."""
    book_list: BookList
    """Whether the trainees were given their books on the first day."""
    blocks: tuple[Block, ...]
    """The courses of the class by block, as far as the catalogue names it (M3-2)."""
    modules: tuple[str, ...]
    """The modules that the courses of the class belong to."""
    findings: tuple[Found, ...]
    """What is amiss; it takes nothing away from anybody."""
    total: int
    """How many trainees there are on all pages."""
    trainees: tuple[LearningLine, ...]
    """The trainees on this page, by id."""

    def rows(self) -> tuple[LearningLine, ...]:
        """A row for each trainee."""
        return self.trainees


def problems(
    found: OfClass, basis: Basis, *, units: Units, after: str, limit: int | None
) -> ProblemsAnswer:
    """The problems of a class, with a page of them by statement."""
    told, shown = found.in_class.problems, found.shown(units)
    own = [one for one in told.problems if units is None or one.cadre in shown] if told else []
    own.sort(key=_statement)
    some, following = page(own, _statement, after=after, limit=limit)
    missing = told.missing if told else {}
    return ProblemsAnswer(
        **basis_of(basis),
        training_class=found.subject.key,
        class_name=name_of(found.subject),
        state=NOT_APPLICABLE if told is None else ASKED,
        trainees=len(found.in_class.trainees),
        expected=told.expected if told else 0,
        submitted=told.submitted if told else 0,
        routed=told.routed if told else 0,
        answered=told.answered if told else 0,
        adopted=told.adopted if told else 0,
        answer_rate=(told.answered, told.submitted) if told else (0, 0),
        missing=tuple(
            Owing(cadre=cadre, name=found.name(cadre), kinds=kinds)
            for cadre, kinds in missing.items()
            if cadre in shown
        ),
        findings=_findings(found.in_class.findings_on_problems, shown, units),
        total=len(own),
        problems=tuple(ProblemLine(**members(one), name=found.name(one.cadre)) for one in some),
        rule="R67",
        article=told.article if told else None,
        next=following,
    )


def learning(
    found: OfClass, basis: Basis, *, units: Units, after: str, limit: int | None
) -> ClassLearningAnswer:
    """The learning within a class, with a page of its trainees."""
    told, shown = found.in_class, found.shown(units)
    some, following = page(shown, str, after=after, limit=limit)
    return ClassLearningAnswer(
        **basis_of(basis),
        training_class=found.subject.key,
        class_name=name_of(found.subject),
        first=told.first,
        electives=told.asked.electives,
        speed_reading_size=told.asked.speed_size,
        book_list=told.learning.book_list,
        blocks=told.blocks.blocks,
        modules=told.blocks.modules,
        findings=_findings(told.findings_on_learning, shown, units),
        total=len(shown),
        trainees=tuple(_lines(found, some)),
        next=following,
    )


def _lines(found: OfClass, cadres: Collection[str]) -> Iterable[LearningLine]:
    told = found.in_class
    passed = {(one.cadre, one.block): one.courses for one in told.blocks.trainees}
    for one in told.learning.trainees:
        if one.cadre in cadres:
            unit = found.unit(one.cadre)
            yield LearningLine(
                **members(one),
                name=found.name(one.cadre),
                unit=unit,
                unit_name=found.unit_name(unit),
                broad_base=passed.get((one.cadre, "broad_base"), ()),
                live_module=passed.get((one.cadre, "live_module"), ()),
                forums=told.forums[one.cadre],
            )


def _statement(problem: Problem) -> str:
    return str(problem.statement_id)


def _findings(found: tuple[Found, ...], shown: Collection[str], units: Units) -> tuple[Found, ...]:
    """What is amiss about those who are shown; who sees all units sees everything."""
    return tuple(one for one in found if units is None or one.cadre in shown)
