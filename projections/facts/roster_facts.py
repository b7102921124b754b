"""The facts about who a cadre is: enrolment, identifiers, level, posts, accounts, imported history.

Where a unit-scoped grant has to cover such a fact, its unit is that of the cadre on the day.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from projections.facts.fact import Decision, Fact


class CadreIdentified(Fact, frozen=True, kw_only=True):
    """`identifier` names the cadre too: ever before, and on until another link of it; and so do the
    `digests` of it, where it is a mailbox."""

    name: ClassVar[str] = "cadre.identified"

    identifier: str
    digests: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that names the cadre by this link."""
        return self.identifier, *self.digests


class UnitRegistered(Fact, frozen=True, kw_only=True):
    """What a unit is from that day on; `parent` None at the top of the tree (A2-6(2))."""

    name: ClassVar[str] = "unit.registered"
    of_cadre: ClassVar[bool] = False

    unit: str
    parent: str | None
    kind: str | None
    label: Mapping[str, str]
    first_responsible: str | None
    direct_responsible: str | None


class CadreLeft(Fact, frozen=True, kw_only=True):
    """A cadre left the service: from that day on he belongs to no unit."""

    name: ClassVar[str] = "cadre.left"

    reason: str | None


class CadreReturned(Fact, frozen=True, kw_only=True):
    """A cadre came back, to `unit` or, where none is named, to the one that he left."""

    name: ClassVar[str] = "cadre.returned"

    unit: str | None


class LevelChanged(Fact, frozen=True, kw_only=True):
    """A cadre has a level from that day on (A2-2)."""

    name: ClassVar[str] = "level.changed"

    level: str | None


class Tagged(Fact, frozen=True, kw_only=True):
    """A mark of a cadre changes on that day: a group of cadres of whom a policy wants something of
    its own, such as reserve cadres or technical professionals."""

    tag: str | None


class TagGiven(Tagged, frozen=True, kw_only=True):
    """A cadre holds a mark from that day on."""

    name: ClassVar[str] = "tag.given"


class TagWithdrawn(Tagged, frozen=True, kw_only=True):
    """A cadre no longer holds a mark, from that day on."""

    name: ClassVar[str] = "tag.withdrawn"


class AppointmentMade(Fact, frozen=True, kw_only=True):
    """A cadre is promoted to a post on that day (M4-5)."""

    name: ClassVar[str] = "appointment.made"

    post: str


class ExemptionGranted(Decision, frozen=True, kw_only=True):
    """A duty is waived: in-post training of an appointment, a nomination, or (`year`) a year."""

    name: ClassVar[str] = "exemption.granted"

    year: int | None


class CadreExempted(Fact, frozen=True, kw_only=True):
    """A cadre is exempt from the assessment of a year (Q2)."""

    name: ClassVar[str] = "exemption.granted"

    year: int | None
    reason: str | None


class ProbationExtended(Decision, frozen=True, kw_only=True):
    """The probation of an appointment is extended (M4-5), up to `until` where that is said."""

    name: ClassVar[str] = "probation.extended"

    until: date | None


class HistoryImported(Fact, frozen=True, kw_only=True):
    """Training before the register, in hours, with where that is known from (A2-4, Q38).

    `subject` is what the training was, `start` and `end` when, where that is said.
    """

    name: ClassVar[str] = "history.imported"

    hours: Decimal | None
    source: str | None
    subject: str | None
    start: date | None
    end: date | None


class PlanSet(Fact, frozen=True, kw_only=True):
    """A cadre has set a personal plan for a year (A3-14)."""

    name: ClassVar[str] = "plan.set"

    year: int | None


class AccountFact(Fact, frozen=True, kw_only=True):
    """Something happened to a cadre's account or study card (A2-4, A2-5(1))."""

    number: str | None


class AccountOpened(AccountFact, frozen=True, kw_only=True):
    """The account was opened."""

    name: ClassVar[str] = "account.opened"


class CardIssued(AccountFact, frozen=True, kw_only=True):
    """A study card was issued."""

    name: ClassVar[str] = "card.issued"


class CardLost(AccountFact, frozen=True, kw_only=True):
    """The study card was reported lost."""

    name: ClassVar[str] = "card.lost"


class CardReissued(AccountFact, frozen=True, kw_only=True):
    """Another study card was issued in place of one that was lost."""

    name: ClassVar[str] = "card.reissued"


QUIET: Final = (LevelChanged, Tagged, AppointmentMade, PlanSet, AccountFact)
"""Facts about a cadre that are no line of his ledger and move him to no unit."""
