"""What a publication of a policy would do before it is made, and the statement that makes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lrs.event.credentials import OPERATOR
from lrs.message import message
from projections.case.decisions import AsOf
from projections.case.publications import Fate, Published, judging
from projections.case.reference import Reference
from projections.facts.policy_facts import PolicyPublished
from projections.facts.year_facts import CircularIssued, YearPublished
from projections.policy import years
from projections.policy.declaration import PolicyError
from projections.policy.parameter import Policy
from projections.policy.succession import Succession
from projections.profile.publication import publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What would judge after a publication with effect from `day`.

    `statement` makes it; None where just that is in force already. `default` is the policy of an
    empty store that would judge nothing any more, `results` are the years whose results were
    published under it.
    """

    day: date
    statement: Mapping[str, Any] | None
    policies: Succession
    default: Policy | None
    results: tuple[int, ...]


def prospect(
    reference: Reference, known: int, policy: Policy, effective: date | None = None
) -> Prospect:
    """What the publication of a policy would do to what is known at a position.

    Raises PolicyError for one that would not judge, or would take what judges out of force, since
    the years, days or cycles of the two do not go together.
    """
    day = effective or policy.effective_from
    before = reference.publications.told(known=known)
    new = PolicyPublished(
        position=known + 1,
        stored=datetime.max.replace(tzinfo=UTC),
        statement_id=UUID(int=0),
        credential=OPERATOR.key,
        occurred=datetime.combine(day, datetime.min.time(), UTC),
        effective=day,
        policy=policy,
        fault=None,
        stand_in=False,
    )
    after = reference.publications.told(known=known, beside=[new])
    _check(before, after, new)
    default = next((one for one in judging(before) if one.publication.stand_in), None)
    replaced = default.publication.policy if default else None
    same = replaced is not None and replaced.digest == policy.digest
    return Prospect(
        day=day,
        statement=None if _in_force(before, new) else _statement(before, policy, day),
        policies=Succession(tenures=tuple(one.tenure for one in judging(after) if one.tenure)),
        default=None if same else replaced,
        results=_results(reference, known) if replaced and not same else (),
    )


def _statement(before: tuple[Published, ...], policy: Policy, day: date) -> Mapping[str, Any]:
    last = max((one.publication.position for one in before), default=0)
    return publication(policy, effective=day, after=last, stand_in=False)


def _in_force(before: tuple[Published, ...], new: PolicyPublished) -> bool:
    """Whether the very same is what judges from that day on, as its operator said."""
    same_day = (
        one.publication for one in judging(before) if one.publication.effective == new.effective
    )
    return any(
        one.policy and new.policy and one.policy.digest == new.policy.digest and not one.stand_in
        for one in same_day
    )


def _check(
    before: tuple[Published, ...], after: tuple[Published, ...], new: PolicyPublished
) -> None:
    judged = {one.publication.position for one in judging(before)}
    for one in after:
        policy, day = one.publication.policy, one.publication.effective
        fell = one.publication.position in judged or one.publication.position == new.position
        if policy is None or not fell or one.fate is not Fate.OTHER_CALENDAR:
            continue
        last = [other for other in judging(after) if other.publication.effective < day][-1]
        if last.publication.policy is None:
            continue
        raise PolicyError(
            message(
                "{id} of {day} counts years, days or cycles in another way than {id2} before "
                "it, and does not begin with one of its credit years: publish {id} with "
                "effect from {begins}",
                id=policy.id,
                day=day,
                id2=last.publication.policy.id,
                begins=_begins(last.publication.policy, day),
            )
        )


def _begins(policy: Policy, day: date) -> str:
    """The first days of the credit years around a day."""
    year = policy.year_of(day)
    return " or ".join(years.first_day(one, policy).isoformat() for one in (year, year + 1))


def _results(reference: Reference, known: int) -> tuple[int, ...]:
    """The years whose results were published or printed in a circular."""
    as_of = AsOf(known=known, today=date.max, zone=UTC)
    found = [
        *reference.of_years(YearPublished, as_of),
        *reference.of_years(CircularIssued, as_of),
    ]
    return tuple(sorted({one.year for one in found if one.year is not None}))
