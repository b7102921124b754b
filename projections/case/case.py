"""One cadre's case while it is judged: what is asked, what stands, and what all rules share."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from projections.case import approval
from projections.case.catalogue import Catalogue
from projections.case.decisions import AsOf, Decisions, ruling
from projections.case.membership import Membership, unit_on
from projections.case.reference import Reference
from projections.case.substitutes import approval_of
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.decision_facts import (
    ActVoided,
    CreditApproved,
    CreditRejected,
    Decision,
    VoidWithdrawn,
)
from projections.facts.fact import Fact
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import Reached
from projections.reasons import Reason


class Cut(Struct, frozen=True, kw_only=True, gc=False):
    """What a cap took from a line (Q5)."""

    credits: Decimal
    """How many credits it took."""
    rule: str
    """The cap: its parameter and its category."""
    article: str


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One line of a ledger: what a fact earned, by which rule, or the reason why nothing.

    What is left of `credits` after the `cuts` is `counted`.
    """

    statement_id: UUID
    position: int
    occurred: datetime
    """When the act happened: the statement's timestamp."""
    stored: datetime
    """When the statement was stored."""
    day: date
    """The day on which the credit arose: that of the act, or of a year of study."""
    fact: str
    subject: str | None
    """What the fact is about: a class, a course, a work; null where it is about nothing."""
    category: str | None
    """The category of the credit; null where no rule applies."""
    year: int
    credits: Decimal
    """The credits that it earned, before the cuts."""
    reason: Reason | None
    """Why it earned nothing; null where it earned something."""
    rule: str | None
    """The rule that decided, by its number; null where none applies."""
    article: str | None
    """The article of the rule; null where none applies."""
    evidence: tuple[UUID, ...]
    """The other statements that it rests on: the catalogue entry, the void, the approval, the
    earlier pass."""
    documents: tuple[str, ...]
    """The numbers of the papers that the fact names."""
    cuts: tuple[Cut, ...] = ()
    """What caps took of the credits."""

    @property
    def cut(self) -> Decimal:
        """What all caps together took."""
        return sum((one.credits for one in self.cuts), ZERO)

    @property
    def counted(self) -> Decimal:
        """What counts in the balance of the year."""
        return self.credits - self.cut if self.cuts else self.credits

    @property
    def cut_rules(self) -> tuple[str, ...]:
        """The caps that took something."""
        return tuple(one.rule for one in self.cuts)


class Refusal(Struct, frozen=True, kw_only=True, gc=False):
    """Why a fact earns nothing, and the statements that this rests on."""

    reason: Reason
    evidence: tuple[UUID, ...] = ()


class Rule(Struct, frozen=True, kw_only=True, gc=False):
    """What a line names: the rule and its article, the category, and what the fact is about."""

    id: str
    article: str
    category: str
    subject: str


class Look(Struct, frozen=True, kw_only=True, gc=False):
    """What several rules ask of one fact.

    `terms` and `year` are those of its day, the year by the policy's late registration; `fallen`
    is why the fact itself does not stand. `decided` are the standing decisions on it in order,
    `ruling` the last approval or rejection among them; `ignored` are those by who was not entitled
    to take them.
    """

    day: date
    terms: Terms
    year: int
    fallen: Refusal | None
    decided: tuple[Decision, ...]
    ignored: tuple[Decision, ...]
    ruling: Decision | None
    needs_approval: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The case of one cadre. Each fact is looked at once, whichever rules ask about it."""

    reference: Reference
    catalogue: Catalogue
    policies: Succession
    as_of: AsOf
    decisions: Decisions
    memberships: tuple[Membership, ...]
    _days: dict[int, date] = field(default_factory=dict, init=False, repr=False, compare=False)
    _versions: dict[int, tuple[CourseCatalogued | None, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _looks: dict[int, Look] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def reached(self) -> Reached:
        """How far the credit years have come on `today`."""
        return self.policies.reached_on(self.as_of.today)

    def day(self, fact: Fact) -> date:
        """The day on which a fact happened; a class happens on its end."""
        day = self._days.get(fact.position)
        if day is None:
            ended = fact.end if isinstance(fact, ClassCompleted) else None
            day = self._days[fact.position] = ended or self.as_of.day(fact.occurred)
        return day

    def version(self, fact: CoursePassed) -> tuple[CourseCatalogued | None, str]:
        """What the catalogue says of the course that was passed, and what it is as a subject."""
        found = self._versions.get(fact.position)
        if found is None:
            found = self.catalogue.version(fact.course, fact.occurred)
            self._versions[fact.position] = found
        return found

    def turn(self, fact: Fact) -> tuple[date, datetime, int]:
        """What facts are taken in turn by, where the first counts: day, timestamp, position."""
        return self.day(fact), fact.occurred, fact.position

    def look(self, fact: Fact) -> Look:
        """What a fact is to all rules; it is looked at once."""
        look = self._looks.get(fact.position)
        if look is None:
            look = self._looks[fact.position] = self._looked_at(fact)
        return look

    def refusal(self, fact: Fact, *, last: date | None = None) -> Refusal | None:
        """The first reason that needs no look at the values, None where the fact stands.

        A rejection is heeded also where no approval is needed. `last` is the last day on which the
        fact could earn something, by default its own.
        """
        look = self.look(fact)
        if look.fallen is not None:
            return look.fallen
        if not self.policies.covers(last or look.day):
            return Refusal(reason=Reason.BEFORE_EFFECTIVE_FROM)
        ruling = look.ruling
        if isinstance(ruling, CreditRejected):
            return Refusal(reason=Reason.PENDING_OR_REJECTED, evidence=(ruling.statement_id,))
        if ruling is None and look.needs_approval:
            return Refusal(reason=Reason.PENDING_OR_REJECTED)
        if isinstance(fact, ClassCompleted) and self._withholds(fact, look):
            return Refusal(reason=Reason.SUBSTITUTE_NOT_APPROVED)
        if fact.unreadable and not fact.beside.issuperset(fact.unreadable):
            return Refusal(reason=Reason.UNKNOWN_VALUE)
        return None

    def stands(self, fact: Fact) -> bool:
        """Whether nothing speaks against the fact itself, whatever it is worth."""
        return self.look(fact).fallen is None

    def person(self, fact: Fact) -> str | None:
        """Whom the statement names as its actor, under whatever name he had then."""
        if fact.person is None:
            return None
        return self.reference.identities.person(fact.person, fact.occurred, self.as_of)

    def allows(self, decision: Decision, target: Fact) -> bool:
        """Whether who decided on the target was entitled to.

        A grant for a unit covers the decisions on cadres who belong to it on the day of the
        decision; a void or its withdrawal, whose own day means nothing, where he belonged to it on
        the day of the target.
        """
        about_record = isinstance(decision, ActVoided | VoidWithdrawn)
        unit = unit_on(self.memberships, self.day(target if about_record else decision))
        return self.reference.allows(decision, target, unit)

    def year(self, fact: Fact, day: date) -> int:
        """The credit year of a fact that counts on `day`, by the policy's late registration.

        `registration_year` takes the day of the approval where one is needed, else the day on which
        the fact became known.
        """
        look = self.look(fact)
        if day == look.day:
            return look.year
        wanted = look.ruling if look.needs_approval else None
        return self._year(fact, day, self.policies.of_day(day), wanted)

    def refused(self, fact: Fact, refusal: Refusal, rule: Rule | None, *, year: int) -> Entry:
        """The line of a fact that earns nothing."""
        day = self.look(fact).day
        return _line(fact, day, rule, year, ZERO, refusal.reason, refusal.evidence)

    def credited(
        self,
        fact: Fact,
        credits_: Decimal,
        rule: Rule,
        *,
        year: int,
        evidence: tuple[UUID, ...] = (),
    ) -> Entry:
        """The line of a fact that earns credits; an approval is evidence, needed or not."""
        look = self.look(fact)
        if look.ruling is not None:
            evidence += (look.ruling.statement_id,)
        return _line(fact, look.day, rule, year, credits_, None, evidence)

    def _withholds(self, fact: ClassCompleted, look: Look) -> bool:
        """Whether the policy withholds the credit of one who came to a class for another, since
        nobody approved it by the first day that he was there (M4-1, Q48)."""
        if (
            fact.substitute_for is None
            or look.terms.get(Terms.selection.substitute_credit) != "withhold"
        ):
            return False
        cadre = self.reference.identities.person(fact.substitute_for, fact.occurred, self.as_of)
        approval = approval_of(
            self.reference.substitutions(fact.training_class, self.as_of),
            self.reference,
            self.as_of,
            cadre=cadre,
            substitute=self.person(fact) or "",
            first_day=fact.start or look.day,
        )
        return approval is None

    def _looked_at(self, fact: Fact) -> Look:
        day = self.day(fact)
        terms = self.policies.of_day(day)
        decided: tuple[Decision, ...] = ()
        ignored: tuple[Decision, ...] = ()
        void: UUID | None = None
        if fact in self.decisions:
            decided = tuple(self.decisions.standing(fact, self.as_of, self.allows))
            ignored = tuple(self.decisions.ignored(fact, self.as_of, self.allows))
            void = self.decisions.void_of(fact, self.as_of, self.allows)
        needs_approval = approval.is_needed(fact, terms)
        last = ruling(decided) if decided else None
        return Look(
            day=day,
            terms=terms,
            year=self._year(fact, day, terms, last if needs_approval else None),
            fallen=self._fallen(fact, day, void),
            decided=decided,
            ignored=ignored,
            ruling=last,
            needs_approval=needs_approval,
        )

    def _year(self, fact: Fact, day: date, terms: Terms, wanted: Decision | None) -> int:
        """`wanted` is the ruling on a fact that needs an approval."""
        if terms.late_registration == "registration_year":
            known = wanted.occurred if isinstance(wanted, CreditApproved) else fact.stored
            day = self.as_of.day(known)
        return self.policies.year_of(day)

    def _fallen(self, fact: Fact, day: date, void: UUID | None) -> Refusal | None:
        if not self.reference.authorises(fact, unit_on(self.memberships, day)):
            return Refusal(reason=Reason.NOT_AUTHORISED)
        if void is not None:
            return Refusal(reason=Reason.VOIDED, evidence=(void,))
        ahead = day > self.as_of.today
        return Refusal(reason=Reason.NOT_YET_HAPPENED) if ahead else None


def _line(
    fact: Fact,
    day: date,
    rule: Rule | None,
    year: int,
    credits_: Decimal,
    reason: Reason | None,
    evidence: tuple[UUID, ...],
) -> Entry:
    return Entry(
        statement_id=fact.statement_id,
        position=fact.position,
        occurred=fact.occurred,
        stored=fact.stored,
        day=day,
        fact=fact.name,
        subject=rule.subject if rule else None,
        category=rule.category if rule else None,
        year=year,
        credits=credits_,
        reason=reason,
        rule=rule.id if rule else None,
        article=rule.article if rule else None,
        evidence=evidence,
        documents=fact.documents,
    )
