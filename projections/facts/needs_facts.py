"""The facts of the inquiry into what training is needed (A1, M3-1, R61 to R66).

An answer to a survey names no person: the institution states it after the collection has ended.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import field

from projections.facts.data import KIND, METHOD, Block, Flag, OfHalf, OfYear, Text
from projections.facts.declaration import Declaration, Verb, own
from projections.facts.fact import PERSON, Base, Fact
from projections.words.anonymity import persons_named
from projections.words.kinds import one_of
from projections.words.statement import Statement
from projections.words.things import CLASS, HALF, PROGRAMME, SURVEY, THEME, Words


class NeedsFact(Fact, frozen=True, kw_only=True):
    """One of the few facts of the inquiry into needs that is about no cadre; the reference keeps
    them all, as it keeps those about years."""

    of_cadre: ClassVar[bool] = False


class SurveyFact(NeedsFact, frozen=True, kw_only=True):
    """Something about a survey as a whole."""

    survey: str


class SurveyOpened(SurveyFact, frozen=True, kw_only=True):
    """A survey begins (A1-5): a census of all trainees, one for a key class, or the standing one of
    a half-year. `training_class` is the class that it is held for, `label` what the survey is
    called, by language."""

    name: ClassVar[str] = "survey.opened"
    declaration = Declaration(
        verb=own("opened-survey", en="opened the survey", zh="开展需求调查"),
        object=SURVEY,
        needs=("kind",),
        en="A survey of training needs begins.",
        zh="开展一次培训需求调查。",
    )

    kind: Annotated[str | None, one_of("census", "key_class", "standing"), KIND]
    training_class: Annotated[str | None, CLASS] = None
    label: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """With what the survey is called."""
        return cls(*base, label=statement.object.definition.name, **said)


class SurveyClosed(SurveyFact, frozen=True, kw_only=True):
    """All answers to a survey have been stated: from now on there are counts, and no more answers
    (A1-5)."""

    name: ClassVar[str] = "survey.closed"
    declaration = Declaration(
        verb=own("closed-survey", en="closed the survey", zh="结束需求调查"),
        object=SURVEY,
        en="All answers to a survey have been stated; answers that come later do not count.",
        zh="调查的答卷已全部提交，此后提交的不计。",
    )


class SurveyAnswered(Fact, frozen=True, kw_only=True):
    """Somebody chose `choice` at a question of a survey (A1-5); nobody knows who.

    `named` are the members of the statement that name a person all the same: they count as not
    said, and so does the actor where he is among them.
    """

    name: ClassVar[str] = "survey.answered"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=Verb("http://adlnet.gov/expapi/verbs/answered", "answered", "作答"),
        object=SURVEY,
        anonymous=True,
        needs=("question", "choice"),
        en="A question of a survey was answered; the institution states it, and nobody is named.",
        zh="调查中一个问题的一份无记名答案，由培训机构提交。",
    )

    survey: str
    question: Annotated[Text, Words("The question of a survey.", "调查的问题。")]
    choice: Annotated[Text, Words("What was chosen as an answer.", "所选答案。")]
    run: str | None = None
    named: tuple[str, ...] = ()

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """Without who is named, but with where somebody is."""
        named = persons_named(statement)
        actor = None if "actor" in named else base[PERSON]
        run = statement.context.registration
        return cls(*base[:PERSON], actor, **said, run=run, named=named)


class NeedsReportFact(NeedsFact, frozen=True, kw_only=True):
    """Something about the report on the needs of a half-year, such as 2010-H1 (A1-8)."""

    half: OfHalf


class NeedsReportFiled(NeedsReportFact, frozen=True, kw_only=True):
    """The report was filed with the institution's superior (A1-8)."""

    name: ClassVar[str] = "needs_report.filed"
    declaration = Declaration(
        verb=own("filed-needs-report", en="filed the report on needs of", zh="上报需求调查报告"),
        object=HALF,
        needs=("half",),
        en="The report on the needs of a half-year was filed.",
        zh="上报半年需求调查汇总报告。",
    )


class NeedsReportPublished(NeedsReportFact, frozen=True, kw_only=True):
    """The report was published (A1-8)."""

    name: ClassVar[str] = "needs_report.published"
    declaration = Declaration(
        verb=own(
            "published-needs-report", en="published the report on needs of", zh="公布需求调查报告"
        ),
        object=HALF,
        needs=("half",),
        en="The report on the needs of a half-year was published.",
        zh="公布半年需求调查汇总报告。",
    )


class ProgrammeOffered(NeedsFact, frozen=True, kw_only=True):
    """A programme of training is offered in a year (A1-8, M3-1); `renewed` where it is new or was
    revised for that year. `block` is the part of the curriculum that it belongs to (M3-2), `label`
    what the programme is called, by language."""

    name: ClassVar[str] = "programme.offered"
    declaration = Declaration(
        verb=own("offered", en="offered the programme", zh="开设专题"),
        object=PROGRAMME,
        needs=("year", "renewed"),
        en="A programme is offered in a year, renewed or as it was.",
        zh="在某年度开设一个培训专题，是否更新。",
    )

    programme: str
    year: OfYear
    renewed: Annotated[
        Flag, Words("Whether a programme is new or was revised.", "专题是否新设或经修订。")
    ]
    block: Block = None
    label: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """With what the programme is called."""
        return cls(*base, label=statement.object.definition.name, **said)


class NeedRecorded(Fact, frozen=True, kw_only=True):
    """What a cadre needs is entered in his needs file (A1-9): of which `kind` (A1-3, M3-1), found
    by which `method` (A1-6), and the `theme` of the training that would meet it."""

    name: ClassVar[str] = "need.recorded"
    declaration = Declaration(
        verb=own("recorded-need", en="needs training on", zh="登记培训需求"),
        object=THEME,
        by_cadre=True,
        needs=("kind", "method"),
        en="A need of a cadre is entered in his needs file.",
        zh="将干部的培训需求登记入档。",
    )

    kind: Annotated[str | None, one_of("organisational", "strategic", "post", "personal"), KIND]
    method: Annotated[str | None, one_of("form", "analysis", "seminar"), METHOD]
    theme: str
