"""Answers on demand, folded from the log as it was known at any moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from threading import Lock
from typing import Any
from uuid import UUID

from lrs.clock import Clock
from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import GrowingReference, acts_of, ever_in
from projections.answers.kept import KeptAnswers
from projections.answers.remembered import Remembered
from projections.answers.sharing import ALONE, Sharing
from projections.answers.turns import LOOK_SECONDS
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on
from projections.case.publications import NoPolicyError
from projections.case.reference import Reference
from projections.case.scope import place_in
from projections.case.sifting import Watch
from projections.compliance.members import member_of
from projections.compliance.unit_compliance import UnitCompliance, compliance
from projections.credits.credit_ledger import Ledger, fold_bucket, ledger_of
from projections.policy.folder import load_packaged, packaged
from projections.policy.succession import Succession, succession_of
from projections.policy.years import Reached
from projections.words.persons import identifier_of, same_person
from projections.words.things import UNIT


class UnreachedPositionError(ValueError):
    """A position that the log has not come to: what is known there can still change."""


class UnknownSubjectError(LookupError):
    """No statement of the log is about this cadre or unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """As of when, and under which policy, something is asked.

    ``known_at``: a position of the log, an instant, or a day up to its end in the policy's zone;
    None: all is known.
    ``today``: facts after it have not happened; None: the day of ``known_at``, else of the clock:
    nothing is known beyond that one.
    ``policy`` and ``overrides`` (dotted names) make it a what-if over all time; without them the
    policy in force and known then judges.
    """

    known_at: date | datetime | int | None = None
    today: date | None = None
    policy: str | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer rests on: the log up to ``position``, the day, and the policy."""

    position: int
    today: date
    policies: Succession
    reference: Reference
    without: frozenset[UUID] = frozenset()
    """Statements that are looked away from."""
    watch: Watch = field(default_factory=Watch, compare=False, repr=False)
    """What is set aside while it is answered."""

    @property
    def as_of(self) -> AsOf:
        """What is known and has happened."""
        known, today, zone = self.position, self.today, self.policies.zone
        return AsOf(known=known, today=today, zone=zone, without=self.without, watch=self.watch)

    @property
    def reached(self) -> Reached:
        """How far the credit years have come on the day."""
        return self.policies.reached_on(self.today)

    def person(self, name: str) -> str:
        """Whom a name means on the day that is asked about, however it is spelt."""
        at = datetime.combine(self.today, time.max, self.policies.zone)
        return self.reference.identities.person(same_person(name), at, self.as_of)


class Answers(Remembered):
    """Answers questions over any connection; remembers the reference between them, and answers.

    `sharing` is who folds many cadres for them.
    """

    def __init__(
        self,
        clock: Clock,
        kept: KeptAnswers | None = None,
        *,
        sharing: Sharing[Basis] = ALONE,
    ) -> None:
        super().__init__(kept)
        self.sharing = sharing
        self._clock = clock
        self._growing = GrowingReference()
        self._growth = Lock()
        self._judging: tuple[int, Succession] | None = None

    def now(self) -> datetime:
        """The moment by the clock that answers go by."""
        return self._clock()

    def basis(self, reader: Log, question: Question, *, beside: Basis | None = None) -> Basis:
        """What a question is to be answered from. What is set aside for the one answer of two bases
        is set aside for both: the other is ``beside``. Raises NoPolicyError, PolicyError and
        UnreachedPositionError."""
        head = reader.head()
        reference = self._reference(head, reader)
        zone = self._zone(reference, head, question.policy)
        now, asked = self._clock(), question.known_at
        known_at = _stored_at(asked, head, reader) if isinstance(asked, int) else asked
        position = head
        if isinstance(asked, int):
            position = asked
        elif known_at is not None:  # by now there may be more than the reference holds
            position = min(head, reader.position_at(end_of(known_at, zone)))
        today = question.today or min(_day(known_at or now, zone), _day(now, zone))
        policies = self._policies(reference, position, question.policy)
        if question.overrides:
            policies = policies.with_overrides(question.overrides)
        watch = Watch() if beside is None else beside.watch
        return Basis(
            position=position, today=today, policies=policies, reference=reference, watch=watch
        )

    def _reference(self, head: int, reader: Log) -> Reference:
        """The reference, read up to a position by one at a time: who waits for that, which is long
        where all is read anew, is stopped as one who reads. What is kept is at hand meanwhile; what
        was made of a reference that another takes the place of is forgotten."""
        while not self._growth.acquire(timeout=LOOK_SECONDS):
            reader.check()
        try:
            before = self._growing.reference
            reference = self._growing.up_to(head, reader)
            if reference is not before:
                with self._lock:
                    self._made.clear()
                    self._judging = None
            return reference
        finally:
            self._growth.release()

    def _policies(self, reference: Reference, known: int, policy_id: str | None) -> Succession:
        """What judges, or what is tried: a packaged policy can be tried while it is not published,
        and as known before it was.

        What judges as known at the last position that was asked about is kept. Raises
        NoPolicyError.
        """
        if policy_id is None:
            last = self._judging
            if last is None or last[0] != known:
                last = self._judging = known, reference.succession(known=known)
            return last[1]
        if policy_id in packaged() and policy_id not in reference.publications.ids(known=known):
            return succession_of(load_packaged(policy_id))
        return reference.succession(known=known, policy_id=policy_id)

    def _zone(self, reference: Reference, head: int, policy_id: str | None) -> tzinfo:
        """The zone in which a day of ``known_at`` ends: that of the policies which judge now, else
        that of the policy which is tried. Raises NoPolicyError where there is neither."""
        try:
            return self._policies(reference, head, None).zone
        except NoPolicyError:
            if policy_id is None:
                raise
            return self._policies(reference, head, policy_id).zone

    def dossier(self, reader: Log, cadre: str, basis: Basis) -> Dossier:
        """A cadre's dossier. Raises UnknownSubjectError when the log never names him."""
        cadre = basis.person(cadre)
        acts = acts_of([cadre], reader, basis.reference, basis.as_of)[cadre]
        if not acts and not reader.concerning([identifier_of(cadre)], until=reader.head()):
            raise UnknownSubjectError(
                message("no statement is about the cadre {cadre!r}", cadre=cadre)
            )
        return open_dossier(basis.reference, cadre, acts, basis.policies, basis.as_of)

    def ledger(
        self, reader: Log, cadre: str, basis: Basis, *, years: Collection[int] = ()
    ) -> Ledger:
        """A cadre's ledger. Raises UnknownSubjectError when the log never names him."""
        return ledger_of(self.dossier(reader, cadre, basis), years=years)

    def compliance(
        self, reader: Log, unit: str, basis: Basis, *, year: int | None = None
    ) -> UnitCompliance:
        """A unit's standing in a credit year, by default that of ``today``.

        Raises UnknownSubjectError when the log never names the unit.
        """
        year = year or basis.policies.year_of(basis.today)
        if not reader.has_activity(UNIT.iri(unit)):
            raise UnknownSubjectError(message("no statement is about the unit {unit!r}", unit=unit))
        reference, policies, as_of = basis.reference, basis.policies, basis.as_of
        acts = acts_of(ever_in([unit], reference, as_of), reader, reference, as_of)
        dossiers = (
            open_dossier(reference, person, facts, policies, as_of)
            for person, facts in acts.items()
        )
        own = (one for one in dossiers if place_in(one, year).unit == unit)
        found = (member_of(one, year) for one in own)
        return compliance(unit, year, found, policies, state=basis.reached.of_year(year))

    def members(self, reader: Log, unit: str, basis: Basis) -> list[Ledger]:
        """The ledgers of those who belong to the unit, or to one below it, on ``today``.

        Raises UnknownSubjectError when the log names none of these units.
        """
        reference, as_of = basis.reference, basis.as_of
        units = reference.units.subtree(unit, as_of)
        if not reader.has_activity(*map(UNIT.iri, units)):
            raise UnknownSubjectError(
                message("no statement is about the unit {units}", units=", ".join(sorted(units)))
            )
        ledgers = fold_bucket(
            reference,
            acts_of(ever_in(units, reference, as_of), reader, reference, as_of),
            basis.policies,
            known=basis.position,
            today=basis.today,
        )
        found = [one for one in ledgers.values() if unit_on(one.memberships, basis.today) in units]
        for one in found:
            basis.watch.note(one.person, one.set_aside)
        return found


def _stored_at(position: int, head: int, reader: Log) -> datetime | None:
    """When the event at a position was stored; None before the first. Raises
    UnreachedPositionError."""
    if position > head:
        raise UnreachedPositionError(
            message(
                "known_at: got the position {position}, the log has come to {head}",
                position=position,
                head=head,
            )
        )
    return reader.stored_at(position)


def end_of(known_at: date | datetime, zone: tzinfo) -> datetime:
    """The last microsecond of a day; an instant is its own end."""
    if isinstance(known_at, datetime):
        return known_at
    following = datetime.combine(known_at + timedelta(days=1), time(), zone)
    return following - timedelta(microseconds=1)


def _day(known_at: date | datetime, zone: tzinfo) -> date:
    return known_at.astimezone(zone).date() if isinstance(known_at, datetime) else known_at
