"""The facts that a cadre applies with for credit: degrees, works, awards, other activities.

Levels and certificates are read by the names that the rules know. A role or grade is kept as it
stands: what it is worth, if anything, is the policy's matter.
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from projections.facts.data import (
    CERTIFICATE,
    LEVEL,
    ROLE,
    Amount,
    Appraisal,
    Days,
    Evidence,
    Flag,
    Hours,
    Reason,
    Text,
)
from projections.facts.declaration import Declaration, Key, Verb, own
from projections.facts.fact import Base, Fact
from projections.facts.possible import possible_hours
from projections.words import closed_lists
from projections.words import vocabulary as v
from projections.words.ranks import UNKNOWN_DEGREE
from projections.words.statement import Statement
from projections.words.things import (
    ARTICLE,
    AWARD,
    CLASS,
    DEGREE,
    HANDBOOK,
    OTHER_ACTIVITY,
    PUBLISHED_BOOK,
    Words,
)

Studied = Annotated[str | None, closed_lists.STUDIED, LEVEL]
HoldsDegree = Annotated[
    str | None,
    closed_lists.HELD,
    Words("The degree that the cadre held before.", "干部此前所持学历学位。"),
]


class DegreeFact(Fact, frozen=True, kw_only=True):
    """A step of a degree in service (A3-8); `programme` is one course of study of one cadre."""

    programme: str


class DegreeStudy(DegreeFact, frozen=True, kw_only=True):
    """The beginning or an end of a study. `holds_degree` is the degree held before, None where
    unknown."""

    level: Studied
    holds_degree: HoldsDegree
    evidence: Evidence = None

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """A degree that is said to be unknown was not said."""
        if said["holds_degree"] == UNKNOWN_DEGREE:
            said["holds_degree"] = None
        return cls(*base, **said)


class DegreeAdmitted(DegreeStudy, frozen=True, kw_only=True):
    """The letter of admission. `years` is how long the programme is meant to last."""

    name: ClassVar[str] = "degree.admitted"
    beside: ClassVar[frozenset[str]] = frozenset({"years"})
    declaration = Declaration(
        verb=Verb(v.ADMITTED, "was admitted to", "取得入学通知书"),
        object=DEGREE,
        by_cadre=True,
        en="A cadre got the admission letter of a degree programme.",
        zh="干部取得学历学位教育入学通知书。",
    )

    years: Annotated[Amount, Words("How many years.", "年数。")]


class DegreeConferred(DegreeStudy, frozen=True, kw_only=True):
    """A certificate of the programme: `certificate` is graduation or degree."""

    name: ClassVar[str] = "degree.conferred"
    declaration = Declaration(
        verb=Verb(v.CONFERRED, "was conferred", "取得证书"),
        object=DEGREE,
        by_cadre=True,
        needs=("level",),
        en="A cadre got a certificate of a degree programme.",
        zh="干部取得毕业证书或学位证书。",
    )

    certificate: Annotated[str | None, closed_lists.CERTIFICATE, CERTIFICATE]


class DegreeWithdrawn(DegreeFact, frozen=True, kw_only=True):
    """The cadre left the programme."""

    name: ClassVar[str] = "degree.withdrawn"
    beside: ClassVar[frozenset[str]] = frozenset({"reason", "evidence"})
    declaration = Declaration(
        verb=own("withdrew", en="withdrew from", zh="退学"),
        object=DEGREE,
        by_cadre=True,
        en="A cadre left a degree programme.",
        zh="干部退出学历学位教育。",
    )

    reason: Reason = None
    evidence: Evidence = None


Role = Annotated[Text, Key("role"), ROLE]
Authors = Annotated[Amount, Words("How many authors a work has.", "作者人数。")]
WorkRelated = Annotated[
    Flag,
    Words("Whether a work or award has to do with the cadre's office.", "是否与本职工作相关。"),
]


class Reward(Fact, frozen=True, kw_only=True):
    """Something that may be rewarded (A3-9).

    `subject` is the work or the achievement, which counts once; `merit` is the author's role or the
    grade of the award; `level` is that of the outlet or of who awards; `authors` is their number.
    `work_related` False: it has nothing to do with the cadre's work; None: nobody says so, and the
    approval vouches for it.
    """

    subject: str
    merit: str | None
    level: str | None = None
    authors: Decimal | None
    work_related: bool | None


class Work(Reward, frozen=True, kw_only=True):
    """A work that a cadre published."""

    merit: Role
    authors: Authors
    work_related: WorkRelated
    evidence: Evidence = None


class BookPublished(Work, frozen=True, kw_only=True):
    """An academic book; a book has no level."""

    name: ClassVar[str] = "book.published"
    declaration = Declaration(
        verb=Verb(v.PUBLISHED, "published the book", "出版著作"),
        object=PUBLISHED_BOOK,
        by_cadre=True,
        needs=("role",),
        en="A cadre published a book, in the role that is stated.",
        zh="干部以所述角色出版著作。",
    )


class ArticlePublished(Work, frozen=True, kw_only=True):
    """An article in a newspaper or journal."""

    name: ClassVar[str] = "article.published"
    declaration = Declaration(
        verb=Verb(v.PUBLISHED, "published the article", "发表文章"),
        object=ARTICLE,
        by_cadre=True,
        needs=("role", "outlet_level"),
        en="A cadre published an article in an outlet of the level that is stated.",
        zh="干部在所述级别的报刊发表文章。",
    )

    level: Annotated[
        str | None,
        closed_lists.RANK,
        Key("outlet_level"),
        Words("The level of the outlet of an article.", "刊载文章的报刊级别。"),
    ]


class AwardWon(Reward, frozen=True, kw_only=True):
    """An award for an achievement; a team's award is stated for each member."""

    name: ClassVar[str] = "award.won"
    declaration = Declaration(
        verb=Verb(v.EARNED, "won the award", "获得表彰奖励"),
        object=AWARD,
        by_cadre=True,
        needs=("grade", "level"),
        en="A cadre's work was awarded.",
        zh="干部的工作成果受到表彰奖励。",
    )

    merit: Annotated[
        Text,
        Key("grade"),
        Words(
            "The grade of an award: first, second, third or excellence.",
            "奖励等次：first 一等、second 二等、third 三等、excellence 优秀。",
        ),
    ]
    level: Annotated[str | None, closed_lists.RANK, LEVEL]
    work_related: WorkRelated
    evidence: Evidence = None
    authors: Authors


class OtherActivityDone(Fact, frozen=True, kw_only=True):
    """A secondment, field research, a forum, a lecture: what the regulation encourages (A3-3).

    `training_class` is the class in which that was, where it was in one (M3-3(3)).
    """

    name: ClassVar[str] = "other_activity.done"
    beside: ClassVar[frozenset[str]] = frozenset({"hours", "reason"})
    declaration = Declaration(
        verb=own("did-activity", en="did", zh="参加"),
        object=OTHER_ACTIVITY,
        by_cadre=True,
        en="A cadre did something else that trains, such as a secondment.",
        zh="干部参加挂职、调研等其他学习活动。",
    )

    kind: str
    days: Days
    hours: Hours
    appraisal: Appraisal
    reason: Reason = None
    evidence: Evidence = None
    training_class: Annotated[str | None, CLASS] = None

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """Without hours that its days cannot hold."""
        return cls(*base, **possible_hours(said, said["days"]))


class HandbookIssued(Fact, frozen=True, kw_only=True):
    """A cadre is issued the credit handbook of this number (A3-13)."""

    name: ClassVar[str] = "handbook.issued"
    declaration = Declaration(
        verb=own("issued-handbook", en="was issued the handbook", zh="配发学分登记手册"),
        object=HANDBOOK,
        by_cadre=True,
        en="A credit handbook was issued to a cadre.",
        zh="向干部发放学分登记手册。",
    )

    number: str
