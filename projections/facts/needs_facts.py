"""The facts of the inquiry into what training is needed (A1, M3-1, R61 to R66).

An answer to a survey names no person: the institution states it after the collection has ended.
"""

from typing import ClassVar

from projections.facts.fact import Fact


class NeedsFact(Fact, frozen=True, kw_only=True):
    """One of the few facts of the inquiry into needs that is about no cadre; the reference keeps
    them all, as it keeps those about years."""

    of_cadre: ClassVar[bool] = False


class SurveyFact(NeedsFact, frozen=True, kw_only=True):
    """Something about a survey as a whole."""

    survey: str


class SurveyOpened(SurveyFact, frozen=True, kw_only=True):
    """A survey begins (A1-5): a census of all trainees, one for a key class, or the standing one of
    a half-year. `training_class` is the class that it is held for."""

    name: ClassVar[str] = "survey.opened"

    kind: str | None
    training_class: str | None


class SurveyClosed(SurveyFact, frozen=True, kw_only=True):
    """All answers to a survey have been stated: from now on there are counts, and no more answers
    (A1-5)."""

    name: ClassVar[str] = "survey.closed"


class SurveyAnswered(Fact, frozen=True, kw_only=True):
    """Somebody chose `choice` at a question of a survey (A1-5); nobody knows who.

    `named` are the members of the statement that name a person all the same: they count as not
    said.
    """

    name: ClassVar[str] = "survey.answered"
    of_cadre: ClassVar[bool] = False

    survey: str
    question: str | None
    choice: str | None
    named: tuple[str, ...] = ()


class NeedsReportFact(NeedsFact, frozen=True, kw_only=True):
    """Something about the report on the needs of a half-year, such as 2010-H1 (A1-8)."""

    half: str | None


class NeedsReportFiled(NeedsReportFact, frozen=True, kw_only=True):
    """The report was filed with the institution's superior (A1-8)."""

    name: ClassVar[str] = "needs_report.filed"


class NeedsReportPublished(NeedsReportFact, frozen=True, kw_only=True):
    """The report was published (A1-8)."""

    name: ClassVar[str] = "needs_report.published"


class ProgrammeOffered(NeedsFact, frozen=True, kw_only=True):
    """A programme of training is offered in a year (A1-8, M3-1); `renewed` where it is new or was
    revised for that year. `block` is the part of the curriculum that it belongs to (M3-2)."""

    name: ClassVar[str] = "programme.offered"

    programme: str
    year: int | None
    renewed: bool | None
    block: str | None


class NeedRecorded(Fact, frozen=True, kw_only=True):
    """What a cadre needs is entered in his needs file (A1-9): of which `kind` (A1-3, M3-1), found
    by which `method` (A1-6), and the `theme` of the training that would meet it."""

    name: ClassVar[str] = "need.recorded"

    kind: str | None
    method: str | None
    theme: str | None
