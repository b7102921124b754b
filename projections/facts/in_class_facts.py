"""The facts of learning within a class: problems, tests, electives, books (M2-2, M2-3, M3-3)."""

from typing import Annotated, ClassVar

from projections.facts.class_facts import ClassFact
from projections.facts.data import KIND, CountFromOne, Success, Text, Texts
from projections.facts.decision_facts import Decision
from projections.facts.declaration import TARGET, Declaration, own
from projections.words.closed_lists import PROBLEM, READING
from projections.words.things import CLASS, Words


class ProblemSubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee hands in a problem, one of theory and one of practice each (M2-2)."""

    name: ClassVar[str] = "problem.submitted"
    declaration = Declaration(
        verb=own("submitted-problem", en="handed in a problem in", zh="提交问题"),
        object=CLASS,
        by_cadre=True,
        needs=("kind",),
        en="A trainee hands in a problem that the class is to answer.",
        zh="学员入学后提交问题，由培训机构汇总解答。",
    )

    kind: Annotated[str | None, PROBLEM, KIND]


class ProblemStep(Decision, frozen=True, kw_only=True):
    """Something was done about a problem, which is the `target`."""


class ProblemRouted(ProblemStep, frozen=True, kw_only=True):
    """A problem went to the teaching `office` of its subject (M2-2)."""

    name: ClassVar[str] = "problem.routed"
    declaration = Declaration(
        verb=own("routed-problem", en="routed the problem", zh="转送问题"),
        object=TARGET,
        en="A problem goes to the teaching office of its subject.",
        zh="问题经整理后返回所属学科的教学处室。",
    )

    office: Annotated[
        Text, Words("The teaching office that a problem is routed to.", "问题转至的教学处室。")
    ] = None


class ProblemAnswered(ProblemStep, frozen=True, kw_only=True):
    """A teacher answered the problem in the course of teaching (M2-2)."""

    name: ClassVar[str] = "problem.answered"
    declaration = Declaration(
        verb=own("answered-problem", en="answered the problem", zh="解答问题"),
        object=TARGET,
        en="A teacher answers a problem in the course of teaching.",
        zh="教师结合讲课解答学员提出的问题。",
    )


class ProblemAdopted(ProblemStep, frozen=True, kw_only=True):
    """The problem became a subject of research for trainees and teachers (M2-2)."""

    name: ClassVar[str] = "problem.adopted"
    declaration = Declaration(
        verb=own("adopted-problem", en="took up for research the problem", zh="列为研究课题"),
        object=TARGET,
        en="A problem becomes a subject of research, shared by trainees and teachers.",
        zh="问题列为研究课题，由学员和教师共同研究。",
    )


class TookTest(ClassFact, frozen=True, kw_only=True):
    """A trainee took a test during the class (M2-3); `success` None where that is not said."""

    name: ClassVar[str] = "test.taken"
    declaration = Declaration(
        verb=own("took-test", en="took a test in", zh="参加测试"),
        object=CLASS,
        by_cadre=True,
        en="A trainee takes one of the tests that are held during a class.",
        zh="学员参加培训进程中的定期测试。",
    )

    test: Annotated[Text, Words("Which test of the class it was.", "该班的哪一次测试。")] = None
    success: Success = None


class ElectiveChosen(ClassFact, frozen=True, kw_only=True):
    """A trainee chose his elective (M3-3(2)); a policy names those that are offered."""

    name: ClassVar[str] = "elective.chosen"
    declaration = Declaration(
        verb=own("chose-elective", en="chose an elective in", zh="选定自选课程"),
        object=CLASS,
        by_cadre=True,
        needs=("elective",),
        en="A trainee chooses the elective that he takes beside the plan of the class.",
        zh="学员在教学计划之外选定自选课程。",
    )

    elective: Annotated[
        Text,
        Words(
            "The elective, such as economy, law, society or local_affairs.",
            "自选课程，如 economy 经济、law 法律、society 社会、local_affairs 地方事务。",
        ),
    ]


class BookListGiven(ClassFact, frozen=True, kw_only=True):
    """The trainees of a class were given a list of books to read (M3-3(3))."""

    name: ClassVar[str] = "book_list.given"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("gave-book-list", en="gave the list of books to", zh="发放参考书目"),
        object=CLASS,
        needs=("books",),
        en="The trainees of a class are given a list of books to read.",
        zh="向学员发放《干部读书参考书目》。",
    )

    books: Annotated[Texts, Words("The books that a list has.", "书目所列的书。")]


class BookChosen(ClassFact, frozen=True, kw_only=True):
    """A trainee chose a book to read by himself (M3-3(3))."""

    name: ClassVar[str] = "book.chosen"
    declaration = Declaration(
        verb=own("chose-book", en="chose a book in", zh="选定自读书目"),
        object=CLASS,
        by_cadre=True,
        needs=("book",),
        en="A trainee chooses a book to read by himself.",
        zh="学员精选图书自读。",
    )

    book: Annotated[Text, Words("The book, as the list of the class has it.", "所选图书。")]


class ReadingClubAttended(ClassFact, frozen=True, kw_only=True):
    """A trainee attended a meeting of the reading club, with so many persons (M3-3(3)).

    `kind` is an intensive or a speed reading.
    """

    name: ClassVar[str] = "reading_club.attended"
    declaration = Declaration(
        verb=own("attended-reading-club", en="attended the reading club of", zh="参加读书会"),
        object=CLASS,
        by_cadre=True,
        needs=("kind",),
        en="A trainee attends a meeting of the reading club of his class.",
        zh="学员参加读书会：intensive 精读交流会、speed 分组速读会。",
    )

    kind: Annotated[str | None, READING, KIND]
    size: Annotated[CountFromOne, Words("How many persons took part.", "参加人数。")] = None
