"""What is amiss with a class at a moment: in its life, in its follow-up, with whom it called, with
what was learned within it."""

from collections.abc import Iterator
from typing import Final

from projections.amiss import Amiss
from projections.case.moves import moves_in_register
from projections.case.subject import Subject
from projections.classes.findings import findings, unheeded
from projections.facts.fact import Fact
from projections.facts.in_class_facts import (
    BookChosen,
    BookListGiven,
    ElectiveChosen,
    ProblemStep,
    ProblemSubmitted,
    ReadingClubAttended,
    TookTest,
)
from projections.follow_up.findings import FollowUpFinding
from projections.follow_up.follow_up import FollowUp
from projections.in_class.in_class import in_class
from projections.reports.findings import ELSEWHERE
from projections.selection.nominations import nominations
from projections.selection.substitutions import substitutions
from replay.history.change import Key, Kind

LEARNED: Final[tuple[type[Fact], ...]] = (
    *(ProblemSubmitted, ProblemStep, TookTest, ElectiveChosen, BookListGiven, BookChosen),
    ReadingClubAttended,
)
"""The facts about learning within a class on which something may be amiss."""


def findings_of_class(subject: Subject, follow_up: FollowUp | None) -> Iterator[Key]:
    """That each finding is there which the list of findings has of a class, by the statement that
    it is about and the cadre whom it names; None for `follow_up` where there is none."""
    for one in (*findings(subject), *unheeded(subject)):
        yield _key(one.code, str(one.evidence[0]))
    for sent in substitutions(subject):
        if sent.reason is not None:
            yield _key(sent.reason, str(sent.evidence[0]), sent.cadre)
    for called in nominations(subject):
        if called.reason not in (None, Amiss.SUBSTITUTED_UNAPPROVED):
            yield _key(called.reason, str(called.evidence[0]), called.cadre)
    yield from _in_class(subject)
    if follow_up is not None:
        yield from _of_follow_up(subject, follow_up)


def _in_class(subject: Subject) -> Iterator[Key]:
    """What is amiss with what was learned within a class; nothing before anybody has attended it,
    handed in a problem or been given books."""
    if subject.kinds.of(*LEARNED):
        found = in_class(subject)
        if found.trainees or found.is_begun:
            for one in (*found.findings_on_problems, *found.findings_on_learning):
                yield _key(one.reason, str(one.statement_id), one.cadre)


def _of_follow_up(subject: Subject, follow_up: FollowUp) -> Iterator[Key]:
    """What is amiss with the follow-up of a class and is told of the class."""
    for found in follow_up.findings:
        if found.code not in ELSEWHERE and not _is_erased(subject, found):
            yield _key(found.code, str(found.statement_id), found.cadre)


def _is_erased(subject: Subject, found: FollowUpFinding) -> bool:
    """Whether a stranger to a class may be one of whom nothing is left: something was erased, and
    he belonged to no unit."""
    reference, as_of = subject.reference, subject.as_of
    if found.code is not Amiss.NOT_A_TRAINEE or found.cadre is None or not reference.erased:
        return False
    return not moves_in_register(reference, found.cadre, as_of).memberships(as_of)


def _key(code: Amiss | None, statement: str, cadre: str | None = None) -> Key:
    return Key(Kind.FINDING, statement, None, str(code), cadre)
