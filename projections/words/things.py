"""What facts are about: the activities of the domain, their types and how they are named."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache, partial
from typing import Final

from projections.words import kinds
from projections.words import vocabulary as v


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence that says what something means, in English and in Chinese."""

    en: str
    zh: str


class Untyped(Enum):
    """Which activities without a type a fact may be about: the log may have them of a platform that
    leaves the type out."""

    OWN = "those under our own base"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A type of activity that facts are about.

    `key` is what a short form calls its id and `member` the field of a fact that has it, where one
    has. Ids of ours stand under `base`; an id that is an IRI stays itself. `alike` are types that
    mean the same. `words` say what a type of ours means. `run` are the keys of a short form that
    together name the run whose statements share a registration. `lenient`: a fact with its verb is
    read whatever the object is, since its data say all.
    """

    key: str
    type: str
    base: str
    member: str = ""
    kind: kinds.Kind = kinds.TEXT
    words: Words | None = None
    alike: frozenset[str] = frozenset()
    untyped: Untyped = Untyped.OWN
    run: tuple[str, ...] = ()
    lenient: bool = False
    id: Callable[[str], str] = field(init=False, repr=False, compare=False)
    """The short id of an activity; one text for all facts about it, so that they are smaller."""

    def __post_init__(self) -> None:
        short = lru_cache(maxsize=4096)(partial(v.short, self.base))
        object.__setattr__(self, "id", short)

    @property
    def types(self) -> frozenset[str]:
        """All types that mean this thing."""
        return self.alike | {self.type}

    def iri(self, name: str) -> str:
        """The id of the activity; percent-encoded where the short id is not safe in an IRI."""
        return v.iri(self.base, name)


def own_thing(key: str, type_: str, base: str, *, en: str, zh: str, member: str = "") -> Thing:
    """A thing of a type of ours, whose ids stand under `base` of our Profile."""
    return Thing(
        key=key,
        member=member or key,
        type=f"{v.PROFILE}type/{type_}",
        base=f"{v.PROFILE}{base}/",
        words=Words(en, zh),
    )


COURSE: Final = Thing(key="course", member="course", type=v.COURSE, base=v.COURSES)
PASSABLE: Final = Thing(
    key="course",
    member="course",
    type=v.COURSE,
    base=v.COURSES,
    alike=v.COURSE_TYPES,
    untyped=Untyped.ANY,
    run=("course", "cadre"),
)
"""What platforms say was passed: a course by any of the types that they give to one."""
CLASS: Final = Thing(
    key="class",
    member="training_class",
    type=v.TRAINING_CLASS,
    base=v.CLASSES,
    words=Words("One run of a training class.", "一期培训班。"),
    run=("class",),
)
UNIT: Final = Thing(
    key="unit",
    member="unit",
    type=v.UNIT,
    base=v.UNITS,
    words=Words("A unit that cadres belong to.", "干部所在单位。"),
)
YEAR: Final = Thing(
    key="year",
    type=v.YEAR,
    base=v.YEARS,
    kind=kinds.YEAR,
    words=Words("A credit year.", "学分年度。"),
)
SURVEY: Final = own_thing(
    "survey", "needs-survey", "surveys", en="A survey of training needs.", zh="培训需求调查。"
)
HALF: Final = Thing(
    key="half",
    type=f"{v.PROFILE}type/half-year",
    base=f"{v.PROFILE}half-years/",
    kind=kinds.HALF,
    words=Words("Half of a calendar year.", "半年。"),
)
THEME: Final = own_thing(
    "theme", "theme", "themes", en="What training is about.", zh="培训内容的主题。"
)
AGREEMENT: Final = own_thing(
    "agreement",
    "sharing-agreement",
    "agreements",
    en="An agreement of units to share what they train with.",
    zh="单位之间的培训资源共享协议。",
)
TEACHER: Final = own_thing(
    "teacher", "teacher-pool", "teachers", en="A teacher of the pool.", zh="师资库中的教师。"
)
COUNTY: Final = Thing(
    key="unit", member="unit", type=AGREEMENT.type, base=f"{v.PROFILE}county-teaching/"
)
"""The teaching of a county, by the unit that is its school."""
PROGRAMME: Final = own_thing(
    "programme", "programme", "programmes", en="A programme that is offered.", zh="所设培训专题。"
)
BUDGET: Final = own_thing(
    "unit", "budget", "budgets", en="The training budget of a unit.", zh="单位的培训经费。"
)
REPORT: Final = own_thing(
    "report", "report", "reports", en="A report that was issued.", zh="已出具的报告。"
)
POLICY: Final = Thing(
    key="policy",
    type=v.POLICY,
    base=v.POLICIES,
    words=Words("A policy of credits.", "学分制政策。"),
)
DEGREE: Final = Thing(
    key="programme",
    member="programme",
    type=v.CREDENTIAL,
    base=v.DEGREES,
    run=("programme", "cadre"),
)
PUBLISHED_BOOK: Final = Thing(
    key="work", member="subject", type=v.BOOK, base=v.WORKS, untyped=Untyped.NONE
)
ARTICLE: Final = Thing(
    key="work",
    member="subject",
    type=v.ARTICLE,
    base=v.WORKS,
    alike=v.ARTICLES,
    untyped=Untyped.NONE,
)
AWARD: Final = Thing(key="achievement", member="subject", type=v.AWARD, base=v.ACHIEVEMENTS)
OTHER_ACTIVITY: Final = Thing(
    key="kind",
    member="kind",
    type=v.OTHER_ACTIVITY,
    base=v.ACTIVITIES,
    words=Words(
        "A kind of activity that trains without being a class or a course.",
        "培训班与课程以外的学习活动种类。",
    ),
)
HANDBOOK: Final = Thing(
    key="number",
    member="number",
    type=v.HANDBOOK,
    base=v.HANDBOOKS,
    words=Words("A credit handbook.", "学分登记手册。"),
)
TAG: Final = Thing(
    key="tag",
    member="tag",
    type=v.TAG,
    base=v.TAGS,
    words=Words(
        "A group of cadres of whom something is wanted, such as reserve cadres.",
        "有专门要求的一类人员，如后备干部。",
    ),
)
ACCOUNT: Final = Thing(
    key="cadre",
    type=v.ACCOUNT,
    base=v.ACCOUNTS,
    lenient=True,
    words=Words("An account on the learning platform or a study card.", "在线学习账户或学习卡。"),
)
LEVEL: Final = Thing(
    key="level",
    type=v.LEVEL,
    base=v.LEVELS,
    lenient=True,
    words=Words("A level of posts.", "职务层次。"),
)
POST: Final = Thing(
    key="post", member="post", type=v.POST, base=v.POSTS, words=Words("A post.", "职务。")
)
PLAN: Final = Thing(
    key="year",
    type=v.PLAN,
    base=v.PLANS,
    lenient=True,
    kind=kinds.YEAR,
    words=Words("The training plans for a year.", "年度学习培训计划。"),
)
INSTITUTION: Final = own_thing(
    "institution",
    "training-institution",
    "institutions",
    en="A training institution.",
    zh="培训机构。",
)
