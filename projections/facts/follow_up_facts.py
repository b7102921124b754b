"""The facts of following up a class for one to three years (A4): what trainees hand in, what the
institution holds, draws, visits, files and feeds back, and who was appointed to do it.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from projections.facts.class_facts import ClassFact
from projections.facts.data import KIND, METHOD, Amount, Cadres, Count, OfHalf, OfUnit, Text, Texts
from projections.facts.declaration import Declaration, Verb, own
from projections.facts.fact import Base, Fact
from projections.words.kinds import one_of, texts_by
from projections.words.statement import Statement
from projections.words.things import CLASS, INSTITUTION, Words

_INTERVIEWED: Final = "http://id.tincanapi.com/verb/interviewed"

THEORY_AND_PRACTICE: Final = ("theory", "practice")
"""The headings of A4-6: what was taken in, and what is done with it."""

APPRAISAL: Final = ("virtue", "ability", "diligence", "achievement", "integrity")
"""The five headings of the appraisal of cadres (M3-6(2))."""

ReportKind = Annotated[str | None, one_of("digest", "preset"), KIND]
GroupName = Annotated[
    str | None,
    one_of("steering", "working"),
    Words(
        "Which group: the steering group, or the working group of the institution.",
        "组别：steering 领导小组、working 跟踪问效小组。",
    ),
]
Members = Annotated[Cadres, Words("The cadres in a group.", "小组成员。")]


class SelfEvaluationSubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee hands in his self-evaluation, under the three headings of A4-6(1)."""

    name: ClassVar[str] = "self_evaluation.submitted"
    declaration = Declaration(
        verb=Verb(
            "https://w3id.org/xapi/acrossx/verbs/evaluated", "evaluated himself in", "自我评价"
        ),
        object=CLASS,
        by_cadre=True,
        en="A trainee hands in his self-evaluation at the end of a class.",
        zh="参训干部在培训结束时提交自我评价情况报告。",
    )

    knowledge_renewed: Annotated[
        Text, Words("What knowledge the trainee renewed.", "知识更新情况。")
    ]
    inspiration: Annotated[Text, Words("What inspired the trainee.", "受训启发。")]
    new_ideas: Annotated[Text, Words("What new ideas the trainee has.", "创新思路。")]


class LearningSummarySubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee hands in the summary of his learning, written for the seminar (A4-7(1))."""

    name: ClassVar[str] = "learning_summary.submitted"
    declaration = Declaration(
        verb=own("summarised-learning", en="summarised what he learned in", zh="提交学习总结"),
        object=CLASS,
        by_cadre=True,
        en="A trainee hands in the summary of his learning.",
        zh="参训干部提交学习总结。",
    )


class FeedbackSubmitted(ClassFact, frozen=True, kw_only=True):
    """A trainee gives feedback of his own accord, over the web (A4-7(4))."""

    name: ClassVar[str] = "feedback.submitted"
    declaration = Declaration(
        verb=own("gave-feedback", en="gave feedback on", zh="反馈意见"),
        object=CLASS,
        by_cadre=True,
        en="A trainee gives feedback on a class of his own accord.",
        zh="参训干部通过网络主动反馈意见。",
    )


class ServiceGiven(ClassFact, frozen=True, kw_only=True):
    """A trainee is given a service after the class: tutoring, one-to-one talks, or advice on what
    to learn in the long run (A4-8(2))."""

    name: ClassVar[str] = "service.given"
    declaration = Declaration(
        verb=own("was-served", en="was given a service after", zh="接受跟踪服务"),
        object=CLASS,
        by_cadre=True,
        needs=("kind",),
        en="A trainee is given a service after a class.",
        zh="为参训干部提供跟踪服务。",
    )

    kind: Annotated[str | None, one_of("tutoring", "one_to_one", "long_term_advice"), KIND]


class SeminarHeld(ClassFact, frozen=True, kw_only=True):
    """A seminar of former trainees, of whom `batch` brings together the `attendees` (A4-7(1))."""

    name: ClassVar[str] = "seminar.held"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("held-seminar", en="held a seminar on", zh="召开座谈会"),
        object=CLASS,
        en="A seminar of the former trainees of a class is held, by batches.",
        zh="分批召开参训干部座谈会。",
    )

    batch: Annotated[Text, Words("Which batch of a seminar.", "座谈会批次。")]
    attendees: Annotated[Cadres, Words("The cadres who came to a seminar.", "参加座谈会的干部。")]


class SampleDrawn(ClassFact, frozen=True, kw_only=True):
    """Whom to visit was drawn (A4-6(2)): `n` of the `frame` by the `seed`, in the order of the
    rule. The names stand as they were stated, since the draw hangs on their spelling."""

    name: ClassVar[str] = "sample.drawn"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("drew-sample", en="drew a sample of", zh="随机抽样"),
        object=CLASS,
        needs=("seed", "frame", "n", "drawn"),
        at_most={"n": "frame"},
        en="Whom to visit of the trainees of a class is drawn, so that it can be drawn again.",
        zh="按种子随机抽取走访对象，可以复核。",
    )

    seed: Annotated[Text, Words("The seed of a draw.", "抽样种子。")]
    frame: Annotated[Texts, Words("The cadres among whom was drawn.", "抽样范围内的干部。")]
    n: Annotated[Count, Words("How many were to be drawn.", "抽样人数。")]
    drawn: Annotated[Texts, Words("The cadres who were drawn, in order.", "抽中的干部，按顺序。")]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact | None:
        """The draw; to draw more than the frame has is not said."""
        n, frame = said["n"], said["frame"]
        if n is not None and frame is not None and n > len(set(frame)):
            said |= {"n": None, "unreadable": (*said["unreadable"], "n")}
        return cls(*base, **said)


class VisitConducted(ClassFact, frozen=True, kw_only=True):
    """A former trainee was visited at his unit, by a meeting or an interview (A4-7(2)).

    `headings` say what was found, under theory and practice (A4-6) and the five headings of the
    appraisal of cadres (M3-6(2)). `assessor` is whose view it is; a `score` is nobody's duty
    (A4-3).
    """

    name: ClassVar[str] = "visit.conducted"
    declaration = Declaration(
        verb=own("was-visited", en="was visited about", zh="接受走访"),
        object=CLASS,
        by_cadre=True,
        en="A former trainee is visited at his unit, by a meeting or an interview.",
        zh="深入单位走访参训干部，以座谈会或个别谈话方式进行。",
    )

    method: Annotated[
        str | None,
        one_of("meeting", "interview"),
        METHOD,
    ]
    headings: Annotated[
        Mapping[str, str] | None,
        texts_by(*THEORY_AND_PRACTICE, *APPRAISAL),
        Words("What was found, in words, by heading.", "按项目记录的走访情况。"),
    ]
    assessor: Annotated[
        Text,
        Words(
            "Whose judgement a visit tells.",
            "评价主体，如 learner 本人、superior 上级、colleague 同事。",
        ),
    ]
    score: Annotated[Amount, Words("A score, where somebody gave one.", "评分，不是必填项。")]


class InterviewHeld(VisitConducted, frozen=True, kw_only=True):
    """A former trainee was interviewed (M3-6(3)): a visit by the method `interview`."""

    name: ClassVar[str] = "interview.held"
    also: ClassVar[str | None] = "visit.conducted"
    declaration = Declaration(
        verb=Verb(_INTERVIEWED, "was interviewed about", "个别谈话"),
        object=CLASS,
        by_cadre=True,
        en="A former trainee is interviewed about a class.",
        zh="与参训干部个别谈话。",
    )


class ResultFedBack(ClassFact, frozen=True, kw_only=True):
    """What the follow-up found was told to the trainees' units (A4-8(1)): to one `unit`, or where
    none is named to all."""

    name: ClassVar[str] = "result.fed_back"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("fed-back-result", en="told the result of", zh="反馈考核结果"),
        object=CLASS,
        en="The result of a class is told to the units of its trainees.",
        zh="将考核结果反馈给参训干部所在单位。",
    )

    unit: OfUnit


class ImprovementDecided(ClassFact, frozen=True, kw_only=True):
    """What is taught (`content`) or how (`method`) is improved by what was found (A4-8(1))."""

    name: ClassVar[str] = "improvement.decided"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("decided-improvement", en="decided to improve", zh="决定改进"),
        object=CLASS,
        en="It is decided to improve what or how is taught, by what the follow-up found.",
        zh="根据跟踪问效情况决定改进培训内容或方法。",
    )

    aspect: Annotated[
        str | None,
        one_of("content", "method"),
        Words("What is improved.", "改进方面：content 内容、method 方法。"),
    ]
    decision: Annotated[Text, Words("What was decided, in words.", "改进决定。")]


class HalfYearReportFiled(ClassFact, frozen=True, kw_only=True):
    """A half-year's report on a class is filed: the feedback collated (`digest`), or the feedback
    that is expected (`preset`) (A4-7(3))."""

    name: ClassVar[str] = "half_year_report.filed"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("filed-half-year-report", en="filed the half-year's report on", zh="报送半年报告"),
        object=CLASS,
        needs=("kind", "half"),
        en="The report of a half-year on a class is filed: feedback collated, or expected.",
        zh="报送班次的半年反馈信息整理报告或预设反馈报告。",
    )

    kind: ReportKind
    half: OfHalf


class GroupAppointed(ClassFact, frozen=True, kw_only=True):
    """Who follows a class up is appointed (A4-2): the `steering` group of the managing department
    and the institution, or the `working` group of the institution's staff."""

    name: ClassVar[str] = "group.appointed"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("appointed-group", en="appointed a group to follow up", zh="成立跟踪问效组织"),
        object=CLASS,
        needs=("group", "members"),
        en="A group is appointed to follow a class up.",
        zh="为班次成立领导小组或跟踪问效小组。",
    )

    group: GroupName
    members: Members


class InstitutionFact(Fact, frozen=True, kw_only=True):
    """Something that a training institution does for all of its classes; `institution` is the short
    id of its unit, which a grant has to cover."""

    of_cadre: ClassVar[bool] = False

    institution: str

    @property
    def unit(self) -> str:
        """The unit that it concerns."""
        return self.institution


class InstitutionReportFiled(InstitutionFact, frozen=True, kw_only=True):
    """A half-year's report on all classes of an institution that are followed up in it."""

    name: ClassVar[str] = "institution_report.filed"
    also: ClassVar[str | None] = "half_year_report.filed"
    declaration = Declaration(
        verb=own(
            "filed-report-of-institution", en="filed the half-year's report of", zh="报送半年报告"
        ),
        object=INSTITUTION,
        needs=("kind", "half"),
        en="The report of a half-year on all classes of an institution is filed.",
        zh="报送培训机构全部班次的半年反馈信息整理报告或预设反馈报告。",
    )

    kind: ReportKind
    half: OfHalf


class InstitutionGroupAppointed(InstitutionFact, frozen=True, kw_only=True):
    """Who follows all classes of an institution up is appointed (A4-2)."""

    name: ClassVar[str] = "institution_group.appointed"
    also: ClassVar[str | None] = "group.appointed"
    declaration = Declaration(
        verb=own("appointed-group-of", en="appointed a group of", zh="成立跟踪问效组织"),
        object=INSTITUTION,
        needs=("group", "members"),
        en="A group is appointed to follow up all classes of an institution.",
        zh="为培训机构全部班次成立领导小组或跟踪问效小组。",
    )

    group: GroupName
    members: Members
