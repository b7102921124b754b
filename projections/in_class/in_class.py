"""All that was learned within a class by now: problems, learning, blocks, forums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from projections.case.finding import Found
from projections.case.subject import Subject
from projections.case.training_class import first_day, trainees
from projections.in_class.asked import Asked, asked_on
from projections.in_class.blocks import Blocks, blocks_of
from projections.in_class.forums import forums_of
from projections.in_class.learning import Learning, findings_on_learning, learning_of
from projections.in_class.problems import Problems, findings_on_problems, problems_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InClass:
    """What the trainees of a class were asked for, what they did, and what is amiss.

    `problems` is None under a policy that asks for none. `forums` counts, by trainee, the forums
    and lectures that he attended within the class.
    """

    first: date | None
    asked: Asked
    trainees: tuple[str, ...]
    problems: Problems | None
    learning: Learning
    blocks: Blocks
    forums: Mapping[str, int]
    findings_on_problems: tuple[Found, ...]
    findings_on_learning: tuple[Found, ...]

    @property
    def is_begun(self) -> bool:
        """Whether anything was done in the class by now, even if nobody has attended it yet."""
        problems = self.problems.submitted if self.problems else 0
        return bool(problems or self.learning.book_list.given_on)


def in_class(subject: Subject) -> InClass:
    """What was learned within a class by now, under what the policy asked for on its first day."""
    cadres, first = trainees(subject), first_day(subject)
    asked = asked_on(subject.terms(first or subject.as_of.today))
    learning = learning_of(subject, asked, cadres, first)
    books = learning.book_list.books
    return InClass(
        first=first,
        asked=asked,
        trainees=tuple(cadres),
        problems=problems_of(subject, asked, cadres),
        learning=learning,
        blocks=blocks_of(subject, cadres),
        forums=forums_of(subject, cadres),
        findings_on_problems=tuple(findings_on_problems(subject, cadres)),
        findings_on_learning=tuple(findings_on_learning(subject, asked, books, cadres)),
    )
