"""The facts about who a cadre is and where he belongs: units, enrolment, identifiers, level, posts.

Where a unit-scoped grant has to cover such a fact, its unit is that of the cadre on the day.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from lrs.event.terms import identifier
from projections.facts.data import (
    KIND,
    LEVEL,
    PAYROLL,
    REASON,
    Evidence,
    OfUnit,
    Reason,
    Text,
)
from projections.facts.declaration import IN_FORCE, Declaration, Named, own
from projections.facts.fact import PERSON, Base, Fact
from projections.words import closed_lists, things
from projections.words.kinds import TEXT
from projections.words.persons import digests_of, person_of
from projections.words.statement import Statement
from projections.words.things import UNIT, Words


class UnitAssigned(Fact, frozen=True, kw_only=True):
    """A cadre belongs to a unit from that day on (also when enrolled there).

    `managed_by` is who manages him from then on, None where that does not change (A3-10, A3-11),
    and so with his level (A2-2) and whether the scheme binds him directly (A3-4, A3-20).
    """

    name: ClassVar[str] = "unit.assigned"
    declaration = Declaration(
        verb=own("assigned-unit", en="assigned to the unit", zh="编入单位"),
        object=UNIT,
        by_cadre=True,
        at=IN_FORCE,
        en="A cadre belongs to a unit from that day on.",
        zh="干部自当日起属于该单位。",
    )

    unit: str
    level: Annotated[Text, LEVEL]
    managed_by: Annotated[
        str | None,
        closed_lists.MANAGED_BY,
        Words(
            "Who manages the cadre: city, county or unit.",
            "干部管理权限：city 市管、county 县管、unit 单位管理。",
        ),
    ]
    scheme: Annotated[
        str | None,
        closed_lists.SCHEME,
        Words(
            "Whether the scheme binds a cadre directly or by reference.",
            "直接适用或参照适用本制度。",
        ),
    ]


class CadreEnrolled(UnitAssigned, frozen=True, kw_only=True):
    """A cadre enters the register, under his real name, as a member of a unit (A2-4)."""

    name: ClassVar[str] = "cadre.enrolled"
    declaration = Declaration(
        verb=own("enrolled", en="enrolled", zh="登记入册"),
        object=UNIT,
        by_cadre=True,
        at=IN_FORCE,
        en="A cadre enters the register as a member of a unit.",
        zh="干部登记入册并编入单位。",
    )

    real_name: str | None

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """With the name that the actor has."""
        name = statement.actor.get("name")
        return cls(*base, real_name=name if isinstance(name, str) else None, **said)


class CadreIdentified(Fact, frozen=True, kw_only=True):
    """`identifier` names the cadre too: ever before, and on until another link of it; and so do the
    `digests` of it, where it is a mailbox."""

    name: ClassVar[str] = "cadre.identified"
    declaration = Declaration(
        verb=own("identified", en="is also known as", zh="关联身份标识"),
        object=Named("identifier"),
        by_cadre=True,
        at=IN_FORCE,
        en="The object is another identifier of the same cadre.",
        zh="客体是同一干部的另一身份标识。",
    )

    identifier: str
    digests: tuple[str, ...] = ()
    reason: Reason = None

    @property
    def names(self) -> tuple[str, ...]:
        """All that names the cadre by this link."""
        return self.identifier, *self.digests

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact | None:
        """The object is the identifier; none where actor or object name nobody."""
        agent = statement.object.agent()
        named = person_of(agent) if agent and identifier(agent) else None
        if base[PERSON] is None or named is None:
            return None
        return cls(*base, identifier=named, digests=digests_of(agent or {}), **said)


class UnitRegistered(Fact, frozen=True, kw_only=True):
    """What a unit is from that day on; `parent` None at the top of the tree (A2-6(2))."""

    name: ClassVar[str] = "unit.registered"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("registered-unit", en="registered the unit", zh="登记单位"),
        object=UNIT,
        at=IN_FORCE,
        en="A unit, the one above it and who is responsible.",
        zh="登记单位、其上级单位及责任人。",
    )

    unit: str
    parent: Annotated[Text, Words("The unit above.", "上级单位。")]
    kind: Annotated[Text, KIND]
    payroll: Annotated[Text, PAYROLL] = None
    first_responsible: Annotated[
        Text, Words("The first responsible person of a unit.", "单位的第一责任人。")
    ]
    direct_responsible: Annotated[
        Text, Words("The directly responsible person of a unit.", "单位的直接责任人。")
    ]
    label: Mapping[str, str]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """With the name that the activity has."""
        return cls(*base, label=statement.object.definition.name, **said)


class AboutCadre(Fact, frozen=True, kw_only=True):
    """Something about the cadre who is the object, whoever states it."""

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact | None:
        """About the object; none where that is no cadre."""
        agent = statement.object.agent()
        cadre = person_of(agent) if agent else None
        return cls(*base[:PERSON], cadre, **said) if cadre else None


class CadreLeft(AboutCadre, frozen=True, kw_only=True):
    """A cadre left the service: from that day on he belongs to no unit."""

    name: ClassVar[str] = "cadre.left"
    declaration = Declaration(
        verb=own("left", en="left the service", zh="离开岗位"),
        object=Named("cadre"),
        by_cadre=True,
        at=IN_FORCE,
        needs=("reason",),
        en=(
            "A cadre left the service: retired, resigned, died or transferred_out. He belongs to "
            "no unit from that day on."
        ),
        zh=(
            "干部离开岗位：retired 退休、resigned 辞职、died 去世、transferred_out 调出；"
            "自当日起不属于任何单位。"
        ),
    )

    reason: Annotated[str | None, closed_lists.LEAVING, REASON]


class CadreReturned(AboutCadre, frozen=True, kw_only=True):
    """A cadre came back, to `unit` or, where none is named, to the one that he left."""

    name: ClassVar[str] = "cadre.returned"
    declaration = Declaration(
        verb=own("returned-to-service", en="returned to the service", zh="重新任职"),
        object=Named("cadre"),
        by_cadre=True,
        at=IN_FORCE,
        en="A cadre came back: to the unit that is named, else to the one he left.",
        zh="干部重新任职：编入所述单位，未述明的回到原单位。",
    )

    unit: OfUnit
    reason: Reason = None


Moving: TypeAlias = UnitAssigned | CadreLeft | CadreReturned

MOVES: Final = (UnitAssigned, CadreLeft, CadreReturned)
"""The facts that say where a cadre belongs."""


class LevelChanged(Fact, frozen=True, kw_only=True):
    """A cadre has a level from that day on (A2-2)."""

    name: ClassVar[str] = "level.changed"
    declaration = Declaration(
        verb=own("changed-level", en="changed to the level", zh="变更职务层次"),
        object=things.LEVEL,
        by_cadre=True,
        at=IN_FORCE,
        en="A cadre has another level from that day on.",
        zh="干部的职务层次自当日起变更。",
    )

    level: Annotated[Text, LEVEL]
    reason: Reason = None


class Tagged(Fact, frozen=True, kw_only=True):
    """A mark of a cadre changes on that day: a group of cadres of whom a policy wants something of
    its own, such as reserve cadres or technical professionals."""

    tag: str | None
    reason: Reason = None
    evidence: Evidence = None


class TagGiven(Tagged, frozen=True, kw_only=True):
    """A cadre holds a mark from that day on."""

    name: ClassVar[str] = "tag.given"
    declaration = Declaration(
        verb=own("gave-tag", en="was marked as", zh="列为"),
        object=things.TAG,
        by_cadre=True,
        at=IN_FORCE,
        en="A cadre belongs to a group of cadres from that day on, such as reserve_cadre.",
        zh="干部自当日起列入某类人员，如后备干部。",
    )


class TagWithdrawn(Tagged, frozen=True, kw_only=True):
    """A cadre no longer holds a mark, from that day on."""

    name: ClassVar[str] = "tag.withdrawn"
    declaration = Declaration(
        verb=own("withdrew-tag", en="was no longer marked as", zh="不再列为"),
        object=things.TAG,
        by_cadre=True,
        at=IN_FORCE,
        en="A cadre no longer belongs to a group of cadres, from that day on.",
        zh="干部自当日起不再列入该类人员。",
    )


class AppointmentMade(Fact, frozen=True, kw_only=True):
    """A cadre is promoted to a post on that day (M4-5)."""

    name: ClassVar[str] = "appointment.made"
    declaration = Declaration(
        verb=own("appointed", en="was appointed to", zh="提拔任职"),
        object=things.POST,
        by_cadre=True,
        en="A cadre was appointed to a post.",
        zh="干部提拔任职。",
    )

    post: Annotated[str, TEXT, Words("The post of an appointment.", "任职职务。")]
    unit: OfUnit = None
    level: Annotated[Text, LEVEL] = None
    reason: Reason = None
