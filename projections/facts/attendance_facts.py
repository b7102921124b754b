"""The facts that a cadre attended a training class."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from projections.facts.class_facts import ClassFact
from projections.facts.data import (
    CERTIFICATE,
    KIND,
    Amount,
    Appraisal,
    Cadre,
    ClassTag,
    End,
    Evidence,
    FollowUpYears,
    Hours,
    Institution,
    Organiser,
    Start,
    Text,
    Theme,
)
from projections.facts.declaration import PAPER, Declaration, Verb
from projections.facts.fact import OCCURRED, Base, Fact
from projections.facts.possible import possible_class
from projections.words import vocabulary as v
from projections.words.statement import Statement
from projections.words.things import CLASS, Words

IN_POST: Final = "in_post"
"""The kind of class that trains for a new post (M3-4(1))."""

_ATTENDED: Final = Verb(v.ATTENDED, "attended", "参加培训")


class ClassCompleted(ClassFact, frozen=True, kw_only=True):
    """A cadre attended a training class (A3-7(1)); days of training, not calendar days.

    `theme`, `class_tag` (key or pilot) and `follow_up_years` are those of the class (A4-5), and
    `institution` holds it. `substitute_for` is the cadre in whose place he attended (A5-2). No
    credit depends on these.
    """

    name: ClassVar[str] = "class.completed"
    beside: ClassVar[frozenset[str]] = frozenset(
        {"hours", "theme", "class_tag", "follow_up_years", "substitute_for", "institution"}
    )
    declaration = Declaration(
        verb=_ATTENDED,
        object=CLASS,
        by_cadre=True,
        ends=True,
        needs=("scheduled_days",),
        en="A cadre attended a run of a training class, with the days that he was there.",
        zh="干部参加一期培训班及其出勤天数。",
    )

    start: Start
    end: End
    scheduled_days: Annotated[
        Amount, Words("Days of training that a class has.", "班次的培训天数。")
    ]
    attended_days: Annotated[
        Amount, Words("Days attended, in halves at the finest.", "出勤天数，精确到半天。")
    ]
    days_before_new_year: Annotated[
        Amount, Words("Days of a class before New Year.", "跨年班次在元旦之前的天数。")
    ]
    hours: Hours
    appraisal: Appraisal
    kind: Annotated[Text, KIND]
    theme: Theme = None
    organiser: Organiser
    certificate: Annotated[Text, PAPER, CERTIFICATE]
    evidence: Evidence = None
    class_tag: ClassTag = None
    follow_up_years: FollowUpYears = None
    substitute_for: Annotated[
        Cadre, Words("The cadre in whose place another attended.", "被顶替的干部。")
    ] = None
    institution: Institution = None

    @property
    def days(self) -> Decimal | None:
        """The days that the cadre was there, all that are scheduled where it is not said."""
        return self.scheduled_days if self.attended_days is None else self.attended_days

    def leave_exceeds(self, ratio: tuple[int, int]) -> bool:
        """Whether he was absent for more than a share of the scheduled days; exactly that is
        allowed. False where no days are said."""
        if self.scheduled_days is None or self.days is None:
            return False
        absent = self.scheduled_days - self.days
        return absent * ratio[1] > self.scheduled_days * ratio[0]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """Without the dates, days and hours that contradict each other."""
        return cls(*base, **possible_class(said, base[OCCURRED].date()))


class InPostTrainingCompleted(ClassCompleted, frozen=True, kw_only=True):
    """A cadre attended the training for a new post (M4-5): a class of the kind `in_post`."""

    name: ClassVar[str] = "in_post_training.completed"
    also: ClassVar[str | None] = "class.completed"
    declaration = Declaration(
        verb=_ATTENDED,
        object=CLASS,
        by_cadre=True,
        ends=True,
        fixed={"kind": IN_POST},
        needs=("kind",),
        en="A cadre attended the training for a new post.",
        zh="干部参加任职培训。",
    )
