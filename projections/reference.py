"""What all ledgers share: the catalogue, the policies and the grants, as known at any position."""

from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from projections.decisions import AsOf, Decisions
from projections.facts import (
    ActVoided,
    CourseCatalogued,
    Decision,
    Fact,
    PolicyPublished,
    VoidWithdrawn,
)
from projections.policy.parameter import PolicyError

OPERATOR: Final = "operator"
"""The credential of the command line, which asserts everything."""

EVERYTHING: Final = "*"


class NoPolicyError(PolicyError):
    """No policy is in force, or none of that id is known, as of what was asked."""


class Reference:
    """Grows with the log and forgets nothing; every lookup says up to which position it may know.

    So an answer under a fixed position never changes while the reference grows. Feed it every
    statement with one of `learning_act.REFERENCE_VERBS` and every change of a credential, in any
    order, repeats included.
    """

    def __init__(self) -> None:
        self._catalogue: dict[str, dict[UUID, CourseCatalogued]] = {}
        self._publications: dict[UUID, PolicyPublished] = {}
        self._decisions = Decisions()
        self._grants: dict[str, dict[int, tuple[str, ...]]] = {}

    def learn(self, fact: Fact) -> None:
        """Takes a fact in; facts that concern no reference data are ignored."""
        if isinstance(fact, CourseCatalogued):
            self._catalogue.setdefault(fact.course, {}).setdefault(fact.statement_id, fact)
        elif isinstance(fact, PolicyPublished):
            self._publications.setdefault(fact.statement_id, fact)
        elif isinstance(fact, ActVoided | VoidWithdrawn):
            self._decisions.add(fact)

    def grant(self, *, position: int, credential: str, asserts: tuple[str, ...]) -> None:
        """From `position` on the credential asserts these facts: `fact`, `fact@unit` or `*`.

        A revoked credential asserts nothing.
        """
        self._grants.setdefault(credential, {})[position] = asserts

    def authorises(self, fact: Fact, unit: str | None) -> bool:
        """Whether the credential asserted this fact when it was recorded.

        `unit` is the unit that the fact concerns; where that is unknown, a grant for one unit does
        not cover it.
        """
        if fact.credential == OPERATOR:
            return True
        asserts = self._asserts(fact.credential, fact.position)
        wanted = {EVERYTHING, fact.name} | ({f"{fact.name}@{unit}"} if unit else set())
        return not wanted.isdisjoint(asserts)

    def _asserts(self, credential: str, position: int) -> tuple[str, ...]:
        grants = self._grants.get(credential, {})
        earlier = [at for at in grants if at <= position]
        return grants[max(earlier)] if earlier else ()

    def allows(self, decision: Decision, target: Fact, unit: str | None = None) -> bool:
        """Whether a decision on `target` counts: by a grant, or voiding what one stated oneself."""
        own = isinstance(decision, ActVoided) and decision.credential == target.credential
        return own or self.authorises(decision, unit)

    def knows_course(self, course: str, as_of: AsOf) -> bool:
        """Whether the catalogue names the course at all."""
        return any(self._stands(entry, as_of) for entry in self._entries(course))

    def catalogued(self, course: str, at: datetime, as_of: AsOf) -> CourseCatalogued | None:
        """The catalogue's entry for an act at `at`: the latest that is not after it."""
        entries = [
            entry
            for entry in self._entries(course)
            if entry.occurred <= at and self._stands(entry, as_of)
        ]
        return max(entries, key=lambda entry: (entry.occurred, entry.statement_id), default=None)

    def _entries(self, course: str) -> list[CourseCatalogued]:
        return list(self._catalogue.get(course, {}).values())

    def publication(
        self, *, known: int, today: date, policy_id: str | None = None
    ) -> PolicyPublished:
        """The publication of the policy in force on `today`, as known at position `known`.

        That is the readable one with the latest effective day, then timestamp. It judges the whole
        history; what held earlier stands in its dated values. With `policy_id` the latest of that
        id, whatever its effective day: a what-if over all time. Raises NoPolicyError.
        """
        as_of = AsOf(known=known, today=date.max, zone=ZoneInfo("UTC"))
        candidates = [
            publication
            for publication in list(self._publications.values())
            if publication.policy is not None
            and (
                publication.policy.id == policy_id if policy_id else publication.effective <= today
            )
            and self._stands(publication, as_of)
        ]
        if not candidates:
            what = f"no policy {policy_id} is known" if policy_id else "no policy is in force"
            raise NoPolicyError(f"{what} on {today} as known at position {known}: publish one")
        return max(candidates, key=lambda one: (one.effective, one.occurred, one.statement_id))

    def _stands(self, fact: Fact, as_of: AsOf) -> bool:
        return (
            as_of.sees(fact)
            and self.authorises(fact, None)
            and self._decisions.void_of(fact, as_of, self.allows) is None
        )
