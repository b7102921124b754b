"""The facts about a run of a training class: from its plan to its closing (M4-2, R46 to R48)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from projections.facts.data import (
    KIND,
    ClassTag,
    Count,
    End,
    Evidence,
    Flag,
    FollowUpYears,
    Institution,
    Organiser,
    Reason,
    Start,
    Text,
    Theme,
)
from projections.facts.declaration import Declaration, Verb, own
from projections.facts.fact import Base, Fact
from projections.facts.possible import possible_outline
from projections.words import vocabulary as v
from projections.words.statement import Statement
from projections.words.things import CLASS, Words

Persons = Annotated[
    Count,
    Words("How many persons a class is planned for, or a unit may send.", "计划人数或名额数。"),
]


class ClassFact(Fact, frozen=True, kw_only=True):
    """Something about a class; `training_class` is its short id.

    Where `of_cadre` is False it is about the class as a whole, else about a cadre in it.
    """

    training_class: str


class ClassOutline(ClassFact, frozen=True, kw_only=True):
    """What an office says of a class before it is held (M4-2); what it leaves out is None.

    `label` is what the class is called, by language. `kind` is that of the classified training
    (M3-4).
    """

    of_cadre: ClassVar[bool] = False

    persons: Persons
    start: Start
    end: End
    kind: Annotated[Text, KIND]
    theme: Theme
    class_tag: ClassTag
    follow_up_years: FollowUpYears
    organiser: Organiser
    institution: Institution
    label: Mapping[str, str]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """Without a last day that lies before the first."""
        label = statement.object.definition.name
        return cls(*base, **possible_outline(said), label=label)


class ClassPlanned(ClassOutline, frozen=True, kw_only=True):
    """A class is planned; a later plan of the same class replaces this one."""

    name: ClassVar[str] = "class.planned"
    declaration = Declaration(
        verb=own("planned", en="planned", zh="计划举办"),
        object=CLASS,
        needs=("persons", "start"),
        en="A run of a training class is planned; a later plan of it replaces this one.",
        zh="计划举办一期培训班；同一班次后一计划取代前一计划。",
    )


class ClassDeclared(ClassOutline, frozen=True, kw_only=True):
    """A class is declared to the organisation department, which approves it (M4-2)."""

    name: ClassVar[str] = "class.declared"
    declaration = Declaration(
        verb=own("declared", en="declared", zh="申报办班"),
        object=CLASS,
        en="A run of a training class is declared to the organisation department.",
        zh="向组织部门申报办班。",
    )


class ClassVerdict(ClassFact, frozen=True, kw_only=True):
    """What the organisation department says of a class that was declared."""

    of_cadre: ClassVar[bool] = False

    reason: Reason = None
    evidence: Evidence = None


class ClassApproved(ClassVerdict, frozen=True, kw_only=True):
    """The class may be held as it was declared (M4-2)."""

    name: ClassVar[str] = "class.approved"
    declaration = Declaration(
        verb=Verb(v.APPROVED, "approved", "批准"),
        object=CLASS,
        en="A class may be held as it was declared.",
        zh="批准所申报的班次。",
    )


class ClassReturned(ClassVerdict, frozen=True, kw_only=True):
    """The declaration is given back to be mended (M4-2)."""

    name: ClassVar[str] = "class.returned"
    declaration = Declaration(
        verb=own("returned-declaration", en="gave back the declaration of", zh="退回办班申报"),
        object=CLASS,
        en="The declaration of a class is given back to be mended.",
        zh="退回办班申报，予以修改。",
    )


class ClassRejected(ClassVerdict, frozen=True, kw_only=True):
    """The class may not be held (M4-2)."""

    name: ClassVar[str] = "class.rejected"
    declaration = Declaration(
        verb=own("rejected-class", en="turned down", zh="不批准办班"),
        object=CLASS,
        en="A class may not be held.",
        zh="不批准所申报的班次。",
    )


class ClassCancelled(ClassFact, frozen=True, kw_only=True):
    """The class will not be held."""

    name: ClassVar[str] = "class.cancelled"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("cancelled", en="cancelled", zh="取消办班"),
        object=CLASS,
        en="A class will not be held.",
        zh="班次取消。",
    )

    reason: Reason = None
    evidence: Evidence = None


class ClassClosed(ClassFact, frozen=True, kw_only=True):
    """The institution closes the file of a class, with the papers that belong to it or without."""

    name: ClassVar[str] = "class.closed"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("closed", en="closed", zh="结班"),
        object=CLASS,
        en="The file of a class is closed; its papers may be attachments of the statement.",
        zh="结班归档；签到表、课程表可作为附件一并提交。",
    )

    sign_in_sheet: Annotated[Flag, Words("Whether the sign-in sheet is there.", "签到表是否齐备。")]
    timetable: Annotated[Flag, Words("Whether the timetable is there.", "课程表是否齐备。")]


class ClassReopened(ClassFact, frozen=True, kw_only=True):
    """The file of a class is open again."""

    name: ClassVar[str] = "class.reopened"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("reopened-class", en="opened again the file of", zh="取消结班"),
        object=CLASS,
        en="The file of a class is open again.",
        zh="取消结班，重新开放班次档案。",
    )

    reason: Reason = None


class ClassObserverAssigned(ClassFact, frozen=True, kw_only=True):
    """The organisation department sends somebody to watch a class from its first day to its last
    (M4-2); he is the actor, since it is said of him."""

    name: ClassVar[str] = "class.observer_assigned"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("assigned-observer", en="was assigned as observer to", zh="受派全程跟班指导"),
        object=CLASS,
        by_person=True,
        en="The actor is sent to watch a class from its first day to its last.",
        zh="派员全程跟班指导，行为人为受派人员。",
    )
