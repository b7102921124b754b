"""The facts by which a cadre's learning in a year is assessed (M4-3, R53)."""

from typing import Annotated, Any, ClassVar

from projections.facts.data import OfYear, Score
from projections.facts.declaration import Declaration, Named, own
from projections.facts.fact import PERSON, Base, Fact
from projections.words.anonymity import persons_named
from projections.words.kinds import whole
from projections.words.persons import person_of
from projections.words.statement import Statement
from projections.words.things import SURVEY, YEAR, Words


class AssessmentFact(Fact, frozen=True, kw_only=True):
    """Something about a cadre's learning in a year."""

    year: OfYear


class LearningReportMade(AssessmentFact, frozen=True, kw_only=True):
    """A cadre reported on what he learned in a year (述学, M4-3)."""

    name: ClassVar[str] = "learning_report.made"
    declaration = Declaration(
        verb=own("reported-learning", en="reported on his learning in", zh="述学"),
        object=YEAR,
        by_cadre=True,
        needs=("year",),
        en="A cadre reported on what he learned in a year.",
        zh="干部就年度学习情况述学。",
    )


class PeerRated(AssessmentFact, frozen=True, kw_only=True):
    """Somebody rated a cadre's learning in a year from 1 to 5 (评学, M4-3); nobody knows who.

    The institution states it after the collection has ended, as the `actor`. `survey` is the
    collection that it belongs to, where it names one: then it counts once that is closed. `named`
    are the members of the statement that name a person beside the cadre all the same: they count as
    not said.
    """

    name: ClassVar[str] = "peer.rated"
    declaration = Declaration(
        verb=own("rated", en="rated", zh="评学"),
        object=Named("cadre"),
        anonymous=True,
        needs=("year", "rating"),
        en="A cadre's learning was rated by his peers; the institution states it, and no rater is "
        "named.",
        zh="对干部学习情况的一份无记名测评，由培训机构提交。",
    )

    rating: Annotated[int | None, whole(1, 5), Words("A rating from 1 to 5.", "测评分，1 至 5。")]
    survey: Annotated[str | None, SURVEY] = None
    actor: str | None = None
    named: tuple[str, ...] = ()

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact | None:
        """About the cadre who is the object, without who is named beside him."""
        cadre = _object_of(statement)
        if cadre is None:
            return None
        named = persons_named(statement)
        actor = None if "actor" in named else base[PERSON]
        return cls(*base[:PERSON], cadre, **said, actor=actor, named=named)


class YearlyScoreGiven(AssessmentFact, frozen=True, kw_only=True):
    """A cadre's score of a year, from his online learning and his tests (M4-3)."""

    name: ClassVar[str] = "yearly_score.given"
    declaration = Declaration(
        verb=own("gave-yearly-score", en="gave the yearly score to", zh="评定年度学习成绩"),
        object=Named("cadre"),
        needs=("year",),
        en="A cadre was given a score for what he learned in a year.",
        zh="评定干部年度学习成绩。",
    )

    score: Score

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact | None:
        """About the cadre who is the object, whoever gives it."""
        cadre = _object_of(statement)
        return None if cadre is None else cls(*base[:PERSON], cadre, **said)


def _object_of(statement: Statement) -> str | None:
    """The cadre who is the object; None where it is no cadre."""
    agent = statement.object.agent()
    return person_of(agent) if agent else None
