"""The facts of following up a class for one to three years (A4): what trainees hand in, what the
institution holds, draws, visits, files and feeds back, and who was appointed to do it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from projections.facts.class_facts import ClassFact
from projections.facts.fact import Fact


class SelfEvaluationSubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee hands in his self-evaluation, under the three headings of A4-6(1)."""

    name: ClassVar[str] = "self_evaluation.submitted"

    knowledge_renewed: str | None
    inspiration: str | None
    new_ideas: str | None


class LearningSummarySubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee hands in the summary of his learning, written for the seminar (A4-7(1))."""

    name: ClassVar[str] = "learning_summary.submitted"


class FeedbackSubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee gives feedback of his own accord, over the web (A4-7(4))."""

    name: ClassVar[str] = "feedback.submitted"


class ServiceGiven(ClassFact, frozen=True, kw_only=True):
    """A trainee is given a service after the class: tutoring, one-to-one talks, or advice on what
    to learn in the long run (A4-8(2))."""

    name: ClassVar[str] = "service.given"

    kind: str | None


class SeminarHeld(ClassFact, frozen=True, kw_only=True):
    """A seminar of former trainees, of whom `batch` brings together the `attendees` (A4-7(1))."""

    name: ClassVar[str] = "seminar.held"
    of_cadre: ClassVar[bool] = False

    batch: str | None
    attendees: tuple[str, ...]


class SampleDrawn(ClassFact, frozen=True, kw_only=True):
    """Whom to visit was drawn (A4-6(2)): `n` of the `frame` by the `seed`, in the order of the
    rule. What was not said or cannot be read is None."""

    name: ClassVar[str] = "sample.drawn"
    of_cadre: ClassVar[bool] = False

    seed: str | None
    frame: tuple[str, ...] | None
    n: int | None
    drawn: tuple[str, ...] | None


class VisitConducted(ClassFact, frozen=True, kw_only=True):
    """A former trainee was visited at his unit, by a meeting or an interview (A4-7(2)).

    `headings` say what was found, under theory and practice (A4-6) and the five headings of the
    appraisal of cadres (M3-6(2)). `assessor` is whose view it is; a `score` is nobody's duty
    (A4-3), so None is as good as any.
    """

    name: ClassVar[str] = "visit.conducted"

    method: str | None
    headings: Mapping[str, str]
    assessor: str | None
    score: Decimal | None


class InterviewHeld(VisitConducted, frozen=True, kw_only=True):
    """A former trainee was interviewed (M3-6(3)): a visit by the method `interview`."""

    name: ClassVar[str] = "interview.held"
    also: ClassVar[str | None] = "visit.conducted"


class ResultFedBack(ClassFact, frozen=True, kw_only=True):
    """What the follow-up found was told to the trainees' units (A4-8(1)): to one `unit`, or where
    none is named to all."""

    name: ClassVar[str] = "result.fed_back"
    of_cadre: ClassVar[bool] = False

    unit: str | None


class ImprovementDecided(ClassFact, frozen=True, kw_only=True):
    """What is taught (`content`) or how (`method`) is improved by what was found (A4-8(1))."""

    name: ClassVar[str] = "improvement.decided"
    of_cadre: ClassVar[bool] = False

    aspect: str | None
    decision: str | None


class InstitutionFact(Fact, frozen=True, kw_only=True):
    """Something that a training institution does for all of its classes; `institution` is the short
    id of its unit."""

    of_cadre: ClassVar[bool] = False

    institution: str

    @property
    def unit(self) -> str:
        """The unit that a grant has to cover."""
        return self.institution


class HalfYearReportFiled(ClassFact, frozen=True, kw_only=True):
    """A half-year's report on a class is filed: the feedback collated (`digest`), or the feedback
    that is expected (`preset`) (A4-7(3)). `half` is written as 2010-H1."""

    name: ClassVar[str] = "half_year_report.filed"
    of_cadre: ClassVar[bool] = False

    kind: str | None
    half: str | None


class InstitutionReportFiled(InstitutionFact, frozen=True, kw_only=True):
    """The same on all classes of an institution that are followed up in the half-year."""

    name: ClassVar[str] = "half_year_report.filed"

    kind: str | None
    half: str | None


class GroupAppointed(ClassFact, frozen=True, kw_only=True):
    """Who follows a class up is appointed (A4-2): the `steering` group of the managing department
    and the institution, or the `working` group of the institution's staff."""

    name: ClassVar[str] = "group.appointed"
    of_cadre: ClassVar[bool] = False

    group: str | None
    members: tuple[str, ...]


class InstitutionGroupAppointed(InstitutionFact, frozen=True, kw_only=True):
    """The same for all classes of an institution."""

    name: ClassVar[str] = "group.appointed"

    group: str | None
    members: tuple[str, ...]
