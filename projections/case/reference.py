"""What all ledgers share, as known at any position: catalogue, policies, grants, identities, units,
and where the cadres belong.

Facts about units, years, approved substitutes and the inquiry into needs are few and kept here
whole.
"""

from collections.abc import Collection, Iterable
from datetime import UTC
from typing import Final, TypeVar, cast
from uuid import UUID

from lrs.event.credentials import EVERYTHING, OPERATOR
from lrs.event.references import LONGEST_CHAIN
from projections.case.catalogue import Catalogue
from projections.case.decisions import AsOf, Decisions
from projections.case.identities import Identities
from projections.case.publications import Publications
from projections.case.register import Register
from projections.case.units import Units
from projections.case.year_decisions import YearDecisions
from projections.facts.class_facts import ClassDeclared, ClassOutline, ClassPlanned
from projections.facts.course_facts import CourseCatalogued
from projections.facts.decision_facts import ActVoided, Decision, VoidWithdrawn
from projections.facts.fact import Fact, SetAside
from projections.facts.needs_facts import NeedsFact
from projections.facts.order import in_order
from projections.facts.policy_facts import PolicyPublished
from projections.facts.roster_facts import (
    CadreIdentified,
    CadreLeft,
    CadreReturned,
    UnitAssigned,
    UnitRegistered,
)
from projections.facts.selection_facts import SubstitutionApproved
from projections.facts.year_facts import YearDecision, YearFact
from projections.policy.succession import Succession
from projections.words.names import name_in

_Y = TypeVar("_Y", bound=YearFact)
_N = TypeVar("_N", bound=NeedsFact)


_PLACES: Final = frozenset({"parent", "unit", "year"})
"""The data of units and years that say which unit or year a fact is about, or where it belongs."""


class Reference:
    """Grows with the log and forgets nothing; every lookup says up to which position it may know.

    So an answer under a fixed position never changes while the reference grows. Feed it every
    change of a credential and every statement with one of `learning_act.REFERENCE_VERBS`, in any
    order, repeats included; it is quick in the order of the log, grants before what rests on them.

    `erased` is the position of the last erasure before which none of it was read: what was made of
    another reference may rest on what is erased now.
    """

    def __init__(self, *, erased: int = 0) -> None:
        self.erased = erased
        self._catalogue: dict[str, dict[UUID, CourseCatalogued]] = {}
        self._runs: dict[str, set[str]] = {}
        self._last_catalogue: Catalogue | None = None
        self._years: dict[int | None, dict[UUID, YearFact]] = {}
        self._needs: dict[type[NeedsFact], dict[UUID, NeedsFact]] = {}
        self._last_years: tuple[AsOf, dict[int | None, list[YearFact]]] | None = None
        self._substitutions: dict[str, dict[UUID, SubstitutionApproved]] = {}
        self._lasting: list[CadreIdentified | UnitRegistered] = []
        self._weighed: set[int] = set()
        self._learned = 0
        self.decisions = Decisions()
        self.register = Register()
        self.year_decisions = YearDecisions()
        self._classes: dict[str, dict[UUID, ClassOutline]] = {}
        self.identities = Identities(self.holds)
        self.units = Units(self.holds)
        self.publications = Publications(self.stands, self.authorises)
        self.called: dict[tuple[str, str], tuple[int, str | None]] = {}
        """What statements first called things that nobody registered, as far as somebody looked,
        with the position from which that is known (`projections.answers.naming`)."""
        self._grants: dict[str, tuple[tuple[int, tuple[str, ...]], ...]] = {}

    def learn(self, fact: Fact) -> None:
        """Takes a fact in; facts that concern no reference data are ignored, and so are those whose
        place in it cannot be read: a unit without its parent, a year without its unit, would say
        another thing than what was meant."""
        if isinstance(fact, SetAside | UnitAssigned | CadreLeft | CadreReturned):
            self.register.learn(fact)
            return
        if not _PLACES.isdisjoint(fact.unreadable):
            return
        if isinstance(fact, CourseCatalogued):
            self._catalogue.setdefault(fact.course, {}).setdefault(fact.statement_id, fact)
            if fact.same_as is not None:
                self._runs.setdefault(fact.same_as, set()).add(fact.course)
        elif isinstance(fact, PolicyPublished):
            self.publications.learn(fact)
        elif isinstance(fact, YearFact | NeedsFact | SubstitutionApproved | ClassOutline):
            self._keep(fact)
        elif isinstance(fact, ActVoided | VoidWithdrawn | CadreIdentified | UnitRegistered):
            self._weigh(fact)
        self._forget()

    def _keep(self, fact: YearFact | NeedsFact | SubstitutionApproved | ClassOutline) -> None:
        """Keeps what is looked up by its year, its kind or its class."""
        if isinstance(fact, YearFact):
            self._years.setdefault(fact.year, {}).setdefault(fact.statement_id, fact)
            if isinstance(fact, YearDecision):
                self.year_decisions.learn(fact)
        elif isinstance(fact, NeedsFact):
            self._needs.setdefault(type(fact), {}).setdefault(fact.statement_id, fact)
        elif isinstance(fact, ClassOutline):
            self._classes.setdefault(fact.training_class, {}).setdefault(fact.statement_id, fact)
        else:
            of_class = self._substitutions.setdefault(fact.training_class, {})
            of_class.setdefault(fact.statement_id, fact)

    def _weigh(self, fact: ActVoided | VoidWithdrawn | CadreIdentified | UnitRegistered) -> None:
        """Takes in, once, what entitlement may rest on."""
        if fact.position in self._weighed:
            return
        self._weighed.add(fact.position)
        if isinstance(fact, CadreIdentified | UnitRegistered):
            self._lasting.append(fact)
            self._take_in(fact)
        else:
            self.decisions.add(fact)
        if fact.position < self._learned:
            self._learn_again()
        self._learned = max(self._learned, fact.position)

    def _take_in(self, fact: CadreIdentified | UnitRegistered) -> None:
        """Takes in a link or a unit if who stated it was entitled to."""
        if not self.is_entitled(fact):
            return
        if isinstance(fact, CadreIdentified):
            self.identities.learn(fact)
        else:
            self.units.learn(fact)

    def _learn_again(self) -> None:
        """Takes in all links and units anew, in the order of the log: something came late."""
        self.identities, self.units = Identities(self.holds), Units(self.holds)
        for fact in sorted(self._lasting, key=lambda one: one.position):
            self._take_in(fact)

    def _forget(self) -> None:
        """Forgets what was looked up for the last question."""
        self._last_catalogue = self._last_years = None
        self.identities.forget()
        self.units.forget()

    def grant(self, *, position: int, credential: str, asserts: tuple[str, ...]) -> None:
        """From `position` on the credential asserts these facts: `fact`, `fact@unit` or `*`.

        A revoked credential asserts nothing.
        """
        if (position, asserts) in self._grants.get(credential, ()):
            return
        # Another thread may look meanwhile: what it looks at never changes.
        others = {at: one for at, one in self._grants.get(credential, ()) if at != position}
        self._grants[credential] = tuple(
            sorted({**others, position: asserts}.items(), reverse=True)
        )
        if position <= self._learned:
            self._learn_again()
        self._forget()

    def authorises(self, fact: Fact, unit: str | None) -> bool:
        """Whether the credential asserted this fact when it was recorded.

        `unit` is the unit that the fact concerns; where that is unknown, a grant for one unit does
        not cover it. A grant for a unit covers the units below it, as the tree was then.
        """
        if fact.credential == OPERATOR.key:
            return True
        asserts = self._asserts(fact.credential, fact.position)
        if EVERYTHING in asserts or fact.name in asserts or fact.also in asserts:
            return True
        names = {fact.name, fact.also or fact.name}
        granted = {entry.partition("@")[2] for entry in asserts if entry.partition("@")[0] in names}
        if unit is None or not granted:
            return False
        return not granted.isdisjoint(self.units.lineage(unit, _before(fact)))

    def _asserts(self, credential: str, position: int) -> tuple[str, ...]:
        for at, asserts in self._grants.get(credential, ()):
            if at <= position:
                return asserts
        return ()

    def allows(self, decision: Decision, target: Fact, unit: str | None = None) -> bool:
        """Whether a decision on `target` counts: by a grant, or voiding what one stated oneself."""
        own = isinstance(decision, ActVoided) and decision.credential == target.credential
        return own or self.authorises(decision, unit)

    def catalogue(self, as_of: AsOf) -> Catalogue:
        """The catalogue as of a question. That of the last question is kept while nothing is
        learned, since the next cadre is mostly asked about in the same one."""
        last = self._last_catalogue
        if last is None or last.as_of != as_of:
            last = self._last_catalogue = Catalogue(self._entries, as_of)
        return last

    def courses(self) -> list[str]:
        """Every course that was ever catalogued, by id."""
        return sorted(self._catalogue)

    def classes(self) -> list[str]:
        """Every class that was ever planned or declared, by id."""
        return sorted(self._classes)

    def outlines(self, training_class: str, as_of: AsOf) -> list[ClassOutline]:
        """The plans and declarations of a class that stand, by timestamp and position."""
        found = list(self._classes.get(training_class, {}).values())
        return in_order(one for one in found if self.stands(one, as_of))

    def class_name(self, training_class: str, as_of: AsOf) -> str | None:
        """What a class is called by its latest plan or, where that does not say it, its latest
        declaration; as `training_class.name_of`."""
        standing = self.outlines(training_class, as_of)
        for kind in (ClassPlanned, ClassDeclared):
            latest = next((one for one in reversed(standing) if isinstance(one, kind)), None)
            if latest is not None and latest.label:
                return name_in(latest.label)
        return None

    def with_runs(self, course: str) -> frozenset[str]:
        """A course and all that any entry, standing or not, called a run of it, as far as runs are
        followed."""
        found, level = {course}, {course}
        for _ in range(LONGEST_CHAIN):
            level = {one for name in level for one in self._runs.get(name, ())} - found
            if not level:
                break
            found |= level
        return frozenset(found)

    def _entries(self, course: str, as_of: AsOf) -> list[CourseCatalogued]:
        return [entry for entry in self._of_course(course) if self.stands(entry, as_of)]

    def succession(
        self,
        *,
        known: int,
        policy_id: str | None = None,
        without: frozenset[UUID] = frozenset(),
    ) -> Succession:
        """The policies that judge, as known at a position; as `Publications.succession`."""
        return self.publications.succession(known=known, policy_id=policy_id, without=without)

    def of_year(self, kind: type[_Y], year: int, as_of: AsOf) -> list[_Y]:
        """The standing facts of a kind about a year, by timestamp and position."""
        return self.of_years(kind, as_of, years=(year,))

    def of_years(
        self, kind: type[_Y], as_of: AsOf, *, years: Collection[int] | None = None
    ) -> list[_Y]:
        """The standing facts of a kind about some years, None: about any, in the same order."""
        asked = list(self._years) if years is None else list(dict.fromkeys(years))
        found = [fact for year in asked for fact in self._of_year(year, as_of)]
        kept = [fact for fact in found if isinstance(fact, kind)]
        return kept if len(asked) == 1 else in_order(kept)

    def _of_year(self, year: int | None, as_of: AsOf) -> list[YearFact]:
        """The standing facts about a year; those of the last question are kept."""
        last = self._last_years
        if last is None or last[0] != as_of:
            last = self._last_years = as_of, {}
        found = last[1].get(year)
        if found is None:
            of_year = list(self._years.get(year, {}).values())
            found = last[1][year] = in_order(one for one in of_year if self.stands(one, as_of))
        return found

    def substitutions(self, training_class: str, as_of: AsOf) -> list[SubstitutionApproved]:
        """The substitutions approved for a class that stand, by timestamp and position."""
        of_class = list(self._substitutions.get(training_class, {}).values())
        return in_order(one for one in of_class if self.stands(one, as_of))

    def ever_catalogued(self, courses: Collection[str]) -> list[Fact]:
        """Whatever was ever recorded about the catalogue's entries on some courses and on those
        that they were called runs of: the entries, standing or not, and the decisions on them."""
        found, level = set(courses), set(courses)
        for _ in range(LONGEST_CHAIN):
            entries = [one for name in level for one in self._of_course(name)]
            level = {one.same_as for one in entries if one.same_as is not None} - found
            if not level:
                break
            found |= level
        return self.with_decisions(one for name in found for one in self._of_course(name))

    def ever_substituted(self, classes: Collection[str]) -> list[Fact]:
        """Whatever was ever recorded about substitutes in some classes, and the decisions on it."""
        found = [self._substitutions.get(one, {}) for one in classes]
        return self.with_decisions(one for of_class in found for one in list(of_class.values()))

    def ever_registered(self, names: Collection[str], *, known: int | None = None) -> list[Fact]:
        """Whatever was ever recorded about whom some names mean and where these cadres belong: the
        links and moves of these and of related names, and the decisions on them. With `known`
        names are related by the links that are known at that position."""
        every = {one for name in names for one in self.identities.related(name, known=known)}
        links = self.identities.ever(names, known=known)
        return self.with_decisions((*links, *self.register.moves(every)))

    def ever_published(self) -> list[Fact]:
        """Every publication of a policy, and the decisions on them."""
        return self.with_decisions(self.publications.ever())

    def _of_course(self, course: str) -> list[CourseCatalogued]:
        return list(self._catalogue.get(course, {}).values())

    def with_decisions(self, facts: Iterable[Fact]) -> list[Fact]:
        """Some facts with what was decided on them, and on that, in order of position."""
        found = {each.position: each for one in facts for each in (one, *self.decisions.about(one))}
        return [found[position] for position in sorted(found)]

    def stands(self, fact: Fact, as_of: AsOf) -> bool:
        """Whether a fact of what all share, or of no unit, is known, authorised and not void."""
        return as_of.sees(fact) and self.is_entitled(fact) and self.holds(fact, as_of)

    def holds(self, fact: Fact, as_of: AsOf) -> bool:
        """Whether a fact is not void."""
        return self.decisions.void_of(fact, as_of, self.allows) is None

    def is_decided(self, fact: Fact) -> bool:
        """Whether anybody ever voided a fact or withdrew a void of it."""
        return fact in self.decisions

    def decided_at(self, fact: Fact, as_of: AsOf) -> frozenset[int]:
        """The positions of all that may have made a fact void or valid again: the voids of it,
        their withdrawals, the voids of these."""
        return frozenset(one.position for one in self.decisions.about(fact) if as_of.knows(one))

    def of_needs(self, kind: type[_N], as_of: AsOf) -> list[_N]:
        """The facts of a kind of the inquiry into needs that stand, those that are yet to happen
        among them, by timestamp and position."""
        return [fact for fact in self.ever_of_needs(kind, as_of) if self.holds(fact, as_of)]

    def ever_of_needs(self, kind: type[_N], as_of: AsOf) -> list[_N]:
        """As `of_needs`, those that are void among them."""
        found = self.stated_of_needs(kind)
        return in_order(one for one in found if as_of.knows(one) and self.is_entitled(one))

    def stated_of_needs(self, kind: type[_N]) -> list[_N]:
        """The facts of a kind of the inquiry into needs that were ever learned, whoever stated
        them."""
        return cast(list[_N], list(self._needs.get(kind, {}).values()))

    def is_entitled(self, fact: Fact) -> bool:
        """Whether who stated a link, a unit, a value of the catalogue or something about a year was
        entitled to it. That is so for good: it rests on what was known before the fact alone."""
        return all(self.authorises(fact, unit) for unit in self._units(fact))

    def _units(self, fact: Fact) -> list[str | None]:
        """The units that a grant has to cover for this fact.

        Who registers a unit has to answer for the one above it and, so that nobody takes over what
        is not his, for the unit itself where it is registered already.
        """
        if isinstance(fact, YearFact | UnitAssigned):
            return [fact.unit]
        if not isinstance(fact, UnitRegistered):
            return [None]
        before = self.units.registration(fact.unit, _before(fact))
        return [fact.parent or fact.unit, *([fact.unit] if before else [])]


def _before(fact: Fact) -> AsOf:
    """What was known before a fact was recorded, on the day on which it happened."""
    today = fact.occurred.astimezone(UTC).date()
    return AsOf(known=fact.position - 1, today=today, zone=UTC)
