"""The facts by which a cadre's learning in a year is assessed (M4-3, R53)."""

from decimal import Decimal
from typing import ClassVar

from projections.facts.fact import Fact


class AssessmentFact(Fact, frozen=True, kw_only=True):
    """Something about a cadre's learning in a year."""

    year: int | None


class LearningReportMade(AssessmentFact, frozen=True, kw_only=True):
    """A cadre reported on what he learned in a year (述学, M4-3)."""

    name: ClassVar[str] = "learning_report.made"


class PeerRated(AssessmentFact, frozen=True, kw_only=True):
    """Somebody rated a cadre's learning in a year from 1 to 5 (评学, M4-3); nobody knows who.

    The institution states it after the collection has ended. `survey` is the collection that it
    belongs to, where it names one: then it counts once that is closed. `named` are the members of
    the statement that name a person beside the cadre all the same: they count as not said.
    """

    name: ClassVar[str] = "peer.rated"

    rating: int | None
    survey: str | None = None
    named: tuple[str, ...] = ()


class YearlyScoreGiven(AssessmentFact, frozen=True, kw_only=True):
    """A cadre's score of a year, from his online learning and his tests (M4-3)."""

    name: ClassVar[str] = "yearly_score.given"

    score: Decimal | None
