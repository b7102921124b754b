"""Who follows a class up, and may therefore read its follow-up (A4-2, A4-5, R43)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.subject import Subject
from projections.facts.follow_up_facts import GroupAppointed, InstitutionGroupAppointed
from projections.follow_up.numbers import ORGANISER, Numbers
from projections.follow_up.run import Run

STEERING: Final = "steering"
WORKING: Final = "working"
GROUPS: Final = (STEERING, WORKING)
"""The steering group of the managing department and the institution; the working group of the
institution's staff, which does the work (A4-2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpGroup:
    """A group as it was appointed last."""

    group: str
    """Which: steering or working."""
    appointed_for: str
    """Whether for the class or for all classes of its institution."""
    members: tuple[str, ...]
    """The cadres in it."""
    since: date
    """The day of the appointment."""
    evidence: tuple[UUID, ...]
    rule: str = "R43"
    article: str = "A4-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUpBy:
    """Who follows a class up (Q46)."""

    by: str
    """Who is to do it under the policy: working_group or organiser."""
    members: tuple[str, ...]
    """The cadres of the working group."""
    organiser: str | None
    """Who held the class, where that is who follows it up; else null."""
    appointed: bool
    """Whether there is such a group or organiser at all."""


def groups_of(subject: Subject, institution: Subject | None = None) -> tuple[FollowUpGroup, ...]:
    """The groups of a class, the steering group first.

    Of one kind the last appointment holds; one for the class goes before one for its institution.
    """
    found: dict[str, FollowUpGroup] = {}
    if institution is not None:
        found |= _appointed(institution, InstitutionGroupAppointed, "institution")
    found |= _appointed(subject, GroupAppointed, "class")
    return tuple(found[name] for name in GROUPS if name in found)


def readers(groups: tuple[FollowUpGroup, ...]) -> frozenset[str]:
    """The cadres who may read the follow-up of a class, since they belong to one of its groups."""
    return frozenset(member for group in groups for member in group.members)


def followed_up_by(run: Run, groups: tuple[FollowUpGroup, ...], numbers: Numbers) -> FollowedUpBy:
    """Who follows a class up under a policy."""
    if numbers.followed_up_by == ORGANISER:
        return FollowedUpBy(
            by=ORGANISER,
            members=(),
            organiser=run.organiser or run.institution,
            appointed=(run.organiser or run.institution) is not None,
        )
    working = [group for group in groups if group.group == WORKING]
    members = working[0].members if working else ()
    return FollowedUpBy(
        by=numbers.followed_up_by, members=members, organiser=None, appointed=bool(members)
    )


def _appointed(
    subject: Subject,
    kind: type[GroupAppointed] | type[InstitutionGroupAppointed],
    appointed_for: str,
) -> dict[str, FollowUpGroup]:
    return {group.group: group for group in _groups(subject, kind, appointed_for)}


def _groups(
    subject: Subject,
    kind: type[GroupAppointed] | type[InstitutionGroupAppointed],
    appointed_for: str,
) -> Iterator[FollowUpGroup]:
    """The groups in the order in which they were appointed."""
    for fact in subject.standing(kind):
        if fact.group is not None:
            named = (subject.cadre_of(name, fact) for name in fact.members or ())
            yield FollowUpGroup(
                group=fact.group,
                appointed_for=appointed_for,
                members=tuple(dict.fromkeys(name for name in named if name is not None)),
                since=subject.day(fact),
                evidence=(fact.statement_id,),
            )
