"""What judges of all policies that were published, and why the others do not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import groupby
from typing import Final
from uuid import UUID

from lrs.message import message
from projections.case.decisions import AsOf
from projections.facts.policy_facts import PolicyPublished
from projections.policy.declaration import PolicyError
from projections.policy.parameter import Policy
from projections.policy.succession import Succession, Tenure, succession_of

Stands = Callable[[PolicyPublished, AsOf], bool]
"""Whether a publication is known, authorised and not void."""

Authorised = Callable[[PolicyPublished, None], bool]
"""Whether who stated a publication was entitled to, for all units."""


class NoPolicyError(PolicyError):
    """No policy is in force, or none of that id is known, as of what was asked."""


class Fate(StrEnum):
    """What has become of a publication."""

    JUDGES = "judges"
    REPLACED = "replaced"
    """Another policy was published for the same day, later."""
    UNCONFIRMED = "unconfirmed_default"
    """The default policy of an empty store, which the operator replaced by one of his."""
    OTHER_CALENDAR = "other_calendar"
    """It counts years, days or cycles in another way from within a credit year of the one before,
    or another that judges does so from within one of its own."""
    UNREADABLE = "unreadable"
    VOIDED = "voided"
    NOT_AUTHORISED = "not_authorised"


_FALLEN: Final = (Fate.UNREADABLE, Fate.VOIDED, Fate.NOT_AUTHORISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication with its fate; `tenure` is what it judges, where it does."""

    publication: PolicyPublished
    fate: Fate
    tenure: Tenure | None = None


class Publications:
    """Grows with the log and forgets nothing; every lookup says up to which position it may know.

    A value is known from the position at which its policy was published, or, where it was enacted
    after that, from the first position that was stored on or after the day of its enactment.
    """

    def __init__(self, stands: Stands, authorised: Authorised) -> None:
        self._stands, self._authorised = stands, authorised
        self._publications: dict[UUID, PolicyPublished] = {}
        self._awaited: dict[UUID, dict[date, datetime]] = {}
        self._reached: dict[datetime, int] = {}

    def learn(self, publication: PolicyPublished) -> None:
        """Takes a publication in; the same one twice changes nothing."""
        self._publications.setdefault(publication.statement_id, publication)
        if later := _enacted_later(publication):
            self._awaited[publication.statement_id] = later

    def ids(self, *, known: int) -> frozenset[str]:
        """The ids of all policies that were ever published by a position and can be read."""
        found = [one for one in list(self._publications.values()) if one.position <= known]
        return frozenset(one.policy.id for one in found if one.policy is not None)

    def awaited(self) -> set[datetime]:
        """The instants at which values will be enacted that are published already, as far as nobody
        has said that the log has reached them."""
        instants = {at for later in list(self._awaited.values()) for at in later.values()}
        return instants - self._reached.keys()

    def reach(self, instant: datetime, position: int) -> None:
        """Says which position is the first that was stored at such an instant or later."""
        self._reached[instant] = position

    def ever(self) -> list[PolicyPublished]:
        """Every publication that was ever learned, whatever has become of it."""
        return list(self._publications.values())

    def enactments(self) -> dict[int, list[PolicyPublished]]:
        """The positions from which on values count that were published before they were enacted,
        each with the publications that have such values."""
        found: dict[int, list[PolicyPublished]] = {}
        for statement_id, later in list(self._awaited.items()):
            for position in {self._reached[at] for at in later.values() if at in self._reached}:
                found.setdefault(position, []).append(self._publications[statement_id])
        return found

    def succession(
        self,
        *,
        known: int,
        policy_id: str | None = None,
        without: frozenset[UUID] = frozenset(),
    ) -> Succession:
        """The policies that judge, as known at a position.

        In force on a day is, of the standing publications that are effective by then, the one with
        the greatest effective day, then the greatest position. The first also judges what lies
        before, from its own `effective_from` on. With `policy_id` the latest of that id judges all
        time: a what-if. Raises NoPolicyError.
        """
        told = self.told(known=known, without=without)
        if policy_id is None:
            tenures = [one.tenure for one in judging(told) if one.tenure]
            if not tenures:
                raise NoPolicyError(self._advice(known))
            return Succession(tenures=tuple(tenures))
        standing = [one.publication for one in told if one.fate not in _FALLEN]
        of_id = [
            (_order(one), one.policy, one)
            for one in standing
            if one.policy and one.policy.id == policy_id
        ]
        if not of_id:
            ids = sorted({one.policy.id for one in standing if one.policy}) or ["none"]
            raise NoPolicyError(
                message(
                    "no policy {policy_id} was published by position {known}: those that were "
                    "are {ids}",
                    policy_id=policy_id,
                    known=known,
                    ids=", ".join(ids),
                )
            )
        (_, position), policy, latest = max(of_id, key=lambda one: one[0])
        return succession_of(self._as_known(latest, policy, known), position=position)

    def _advice(self, known: int) -> str:
        """Why no policy judges at a position, and what helps."""
        try_one = message("or try one with ?policy=ID, such as baoji-2009")
        later = [
            (one.position, one.policy.id, one.stored.astimezone(one.policy.zone).date())
            for one in list(self._publications.values())
            if one.position > known and one.policy is not None
        ]
        if not later:
            return message(
                "no policy was published: publish one (lrs policy publish), {try_one}",
                try_one=try_one,
            )
        position, first, day = min(later)
        return message(
            "no policy was known at position {known}: the first one, {first}, was "
            "published at position {position}, on {day}. Ask with known_at from that day "
            "on, or with today alone, {try_one}",
            known=known,
            first=first,
            position=position,
            day=day,
            try_one=try_one,
        )

    def told(
        self,
        *,
        known: int,
        without: frozenset[UUID] = frozenset(),
        beside: Iterable[PolicyPublished] = (),
    ) -> tuple[Published, ...]:
        """Every publication that is known at a position with its fate, in the order of the log.

        `beside` are some that could be made now, taken as standing.
        """
        as_of = AsOf(known=known, today=date.max, zone=UTC, without=without)
        found = [one for one in list(self._publications.values()) if as_of.knows(one)]
        fates: dict[int, Published] = {}
        standing: list[tuple[PolicyPublished, Policy]] = []
        for one in found:
            if not self._authorised(one, None):
                fates[one.position] = Published(publication=one, fate=Fate.NOT_AUTHORISED)
            elif not self._stands(one, as_of):
                fates[one.position] = Published(publication=one, fate=Fate.VOIDED)
            elif one.policy is None:
                fates[one.position] = Published(publication=one, fate=Fate.UNREADABLE)
            else:
                standing.append((one, self._as_known(one, one.policy, known)))
        standing += [(one, one.policy) for one in beside if one.policy]
        fates |= {told.publication.position: told for told in _judged(standing)}
        return tuple(fates[position] for position in sorted(fates))

    def _as_known(self, publication: PolicyPublished, policy: Policy, known: int) -> Policy:
        """The policy with the values that were enacted by then."""
        later = self._awaited.get(publication.statement_id, {})
        unknown = [day for day, at in later.items() if self._reached.get(at, known + 1) > known]
        return policy.enacted_before(min(unknown)) if unknown else policy


def _enacted_later(publication: PolicyPublished) -> dict[date, datetime]:
    """The days on which values are enacted that are published before, each with its beginning."""
    policy, stored = publication.policy, publication.stored
    days = [day for day in policy.enacted if day >= stored.date()] if policy else []
    begins = {day: datetime.combine(day, time(), policy.zone) for day in days} if policy else {}
    return {day: begin.astimezone(UTC) for day, begin in begins.items() if begin > stored}


def _order(publication: PolicyPublished) -> tuple[date, int]:
    return publication.effective, publication.position


def _judged(standing: Iterable[tuple[PolicyPublished, Policy]]) -> Iterable[Published]:
    """The fate of publications that stand."""
    found = sorted(standing, key=lambda one: _order(one[0]))
    if any(not one.stand_in for one, _ in found):
        yield from (
            Published(publication=one, fate=Fate.UNCONFIRMED) for one, _ in found if one.stand_in
        )
        found = [one for one in found if not one[0].stand_in]
    last: Tenure | None = None
    for _, same_day in groupby(found, key=lambda one: one[0].effective):
        fit: Tenure | None = None
        for publication, policy in reversed(list(same_day)):
            fate, tenure = _fate(publication, policy, last, fit)
            fit = fit or tenure
            yield Published(publication=publication, fate=fate, tenure=tenure)
        last = fit or last


def _fate(
    publication: PolicyPublished, policy: Policy, last: Tenure | None, fit: Tenure | None
) -> tuple[Fate, Tenure | None]:
    """`last` is the tenure before, `fit` what was found for this day already."""
    if fit is not None:
        return Fate.REPLACED, None
    since = publication.effective
    if last is None:
        since = min(since, policy.effective_from)
    elif not last.admits(policy, since):
        return Fate.OTHER_CALENDAR, None
    return Fate.JUDGES, Tenure(policy=policy, since=since, position=publication.position)


def judging(told: Sequence[Published]) -> list[Published]:
    """Those that judge, by the day from which on they do."""
    found = [one for one in told if one.tenure is not None]
    return sorted(found, key=lambda one: one.publication.effective)
