"""The facts about online courses: what one is worth, and that a cadre passed it."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from projections.facts.data import Amount, Block, Flag, Hours, Minutes, Score, Text
from projections.facts.declaration import IN_FORCE, SUCCESS, Declaration, Verb, own
from projections.facts.fact import Base, Fact
from projections.words import kinds
from projections.words import vocabulary as v
from projections.words.closed_lists import PASSED_BY
from projections.words.statement import Statement
from projections.words.things import CLASS, COURSE, PASSABLE, Words


class CourseCatalogued(Fact, frozen=True, kw_only=True):
    """What a course is worth from `occurred` on.

    `new_subject`: from then on it counts as another subject than before (Q12). `same_as`: it is a
    run of another course, and the two count as one subject. `programme` is the one it belongs to.
    `training_class` is the class whose course it is, with its `block` and `module` (M3-2). `label`
    is what the course is called, by language.
    """

    name: ClassVar[str] = "course.catalogued"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("catalogued", en="catalogued", zh="列入课程目录"),
        object=COURSE,
        at=IN_FORCE,
        en="What a course is worth from its day on.",
        zh="课程自当日起的学分、时长与类别。",
    )

    course: str
    credits: Annotated[Amount, Words("The credits of a course.", "课程学分。")]
    minutes: Annotated[
        Amount, Words("How long a course takes, in minutes.", "课程时长，以分钟计。")
    ]
    hours: Hours
    category: Annotated[Text, Words("The subject category of a course.", "课程门类。")]
    programme: Annotated[
        Text, Words("The programme that a course belongs to.", "课程所属专题。")
    ] = None
    new_subject: Annotated[
        Flag,
        Words(
            "Whether the course is a new subject from this day on, so that passing it counts "
            "again.",
            "自当日起是否作为新科目，再次考试合格可另计学分。",
        ),
    ] = False
    block: Block = None
    module: Annotated[Text, Words("The module that a course belongs to.", "课程所属模块。")] = None
    training_class: Annotated[str | None, CLASS] = None
    same_as: Annotated[
        Text,
        Words(
            "The course, by its short id or its IRI, that this one is a run of: both are one "
            "subject.",
            "本课程所属的课程（简短标识或 IRI）：各期为同一科目。",
        ),
    ] = None
    label: Mapping[str, str] = {}

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """A new subject only where that is said; the other course by its short id; with the name
        that the activity has."""
        said["new_subject"] = said["new_subject"] is True
        said["same_as"] = COURSE.id(said["same_as"]) if said["same_as"] else None
        return cls(*base, label=statement.object.definition.name, **said)


class CoursePassed(Fact, frozen=True, kw_only=True):
    """A cadre passed a course (A3-7(2)). `by` is exam or paper, `minutes` how long he took, and
    `training_class` the class in which he did, where he did so in one (M3-2)."""

    name: ClassVar[str] = "course.passed"
    beside: ClassVar[frozenset[str]] = frozenset({"hours", "score", "duration", "version"})
    declaration = Declaration(
        verb=Verb(v.PASSED, "passed", "考试合格"),
        also_read=(v.FAILED,),
        object=PASSABLE,
        by_cadre=True,
        en="A cadre passed a course by exam or paper.",
        zh="干部通过考试或论文取得课程合格。",
    )

    course: str
    by: Annotated[
        str,
        PASSED_BY,
        Words("How a course was passed: exam or paper.", "考核方式：exam 考试、paper 论文。"),
    ]
    hours: Hours
    version: Annotated[Text, Words("The version of a course.", "课程版本。")] = None
    score: Score
    success: Annotated[bool, kinds.FLAG, SUCCESS]
    minutes: Minutes = None
    training_class: Annotated[str | None, CLASS] = None

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """A pass, or by the verb `failed` an attempt that did not; by exam unless that is said."""
        said["by"] = said["by"] or "exam"
        said["success"] = statement.verb.id == v.PASSED and said["success"] is not False
        return cls(*base, **said)
