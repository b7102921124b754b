"""What every answer says of itself: the position it rests on, the day, the policy, what is not in
it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypedDict, TypeVar
from uuid import UUID

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.naming import glossary
from projections.aside import Aside
from projections.case.sifting import Watch
from projections.policy.declaration import Group
from projections.policy.succession import Succession
from projections.reports.naming import Glossary, wanted
from projections.reports.records import UNTOLD, names_of

ASKED: Final = "asked"
NOT_APPLICABLE: Final = "not_applicable"
"""Whether a policy has a part of the regulation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTenure:
    """A policy that judges from a day on, until the next one does."""

    id: str
    """The policy's id, such as `baoji-2009`."""
    effective: date
    """The first day that it judges."""
    digest: str
    """The SHA-256 of its content, hexadecimal."""
    position: int | None
    """The position at which it was published; null for one that was never published but is
    tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOfAnswer:
    """What judged: the policy in force on the day, and all that judged before and after it."""

    id: str
    """The policy in force on `today`."""
    digest: str
    """Names all that judged, and their days: equal digests, equal rules."""
    succession: tuple[PolicyTenure, ...]
    """The policies in the order of their days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideStatement:
    """A statement that could not be read or judged, so that the answer is made without it."""

    cadre: str | None
    """Whom it is about; null where it names nobody."""
    statement_id: UUID | None
    """The id of the statement; null where no single one could be found, and all of the cadre's were
    set aside."""
    position: int
    reason: Aside


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer, with what it rests on.

    It has no slots, so that an answer can be a judgement, too: `class BarsAnswer(Bars, Answer)`.
    """

    position: int
    """The position of the log up to which everything is known to it."""
    today: date
    """The day up to which facts have happened, in the policy's zone."""
    policy: PolicyOfAnswer
    """What judged."""
    incomplete: bool = False
    """Whether something was set aside that would belong in it."""
    set_aside: tuple[SetAsideStatement, ...] = ()
    """What was set aside, in the order of positions."""
    glossary: Glossary = field(default_factory=dict, compare=False, repr=False, metadata=UNTOLD)
    """The names of the people and things in it, which are told beside their ids."""


@dataclass(frozen=True, kw_only=True)
class Page(Answer):
    """A page of an answer that is a list."""

    next: str | None


@dataclass(frozen=True, kw_only=True)
class TableAnswer(Answer):
    """An answer from the tables of the projections, which follow the log by about a second.

    Its `today` is the day to which they are folded.
    """

    settled: int | None
    """The position up to which the tables answer; null while they are still to be made."""


@dataclass(frozen=True, kw_only=True)
class OfPart(Answer):
    """An answer about a part of the regulation that a policy may not have."""

    part: str
    """asked, or not_applicable where no policy that judges has this part."""


A = TypeVar("A", bound=Answer)


class AnswerBasis(TypedDict):
    """The members of every answer that its basis gives."""

    position: int
    today: date
    policy: PolicyOfAnswer


class NotInIt(TypedDict, total=False):
    """The members that tell what is not in an answer; none where everything is."""

    incomplete: bool
    set_aside: tuple[SetAsideStatement, ...]


OWN = frozenset(("position", "today", "policy", "incomplete", "set_aside", "next", "settled"))
"""What an answer says of itself, which is no column of its table."""


def basis_of(basis: Basis) -> AnswerBasis:
    """What every answer says of itself: the position it rests on, the day and the policy."""
    return {
        "position": basis.position,
        "today": basis.today,
        "policy": policy_of(basis.policies, basis.today),
    }


def part_of(basis: Basis, group: type[Group]) -> str:
    """Whether any policy that judges has a part of the regulation: whether it states any parameter
    of the group."""
    return ASKED if basis.policies.states(group) else NOT_APPLICABLE


def unit_name(unit: str | None, basis: Basis) -> str | None:
    """The name of a unit as it was registered; None where nobody registered one."""
    return None if unit is None else basis.reference.units.name(unit, basis.as_of)


def unit_names(units: Collection[str | None], basis: Basis) -> Mapping[str | None, str | None]:
    """The names of the units of a list, by id; each is looked up once."""
    return {unit: unit_name(unit, basis) for unit in {*units}}


def policy_of(policies: Succession, today: date) -> PolicyOfAnswer:
    """What judged, and which of them is in force on a day."""
    return PolicyOfAnswer(
        id=policies.tenure(today).policy.id,
        digest=policies.digest,
        succession=tuple(
            PolicyTenure(
                id=one.policy.id,
                effective=one.since,
                digest=one.policy.digest,
                position=one.position,
            )
            for one in policies.tenures
        ),
    )


def not_in_it(watch: Watch) -> NotInIt:
    """What was set aside while a question was answered; nothing where all could be judged."""
    found = tuple(_set_aside(watch))
    return {"incomplete": True, "set_aside": found} if found else {}


def _set_aside(watch: Watch) -> Iterable[SetAsideStatement]:
    for position, (person, fact) in sorted(watch.found.items()):
        yield SetAsideStatement(
            cadre=person, statement_id=fact.statement_id, position=position, reason=fact.code
        )


def named(answer: A, log: Log, basis: Basis) -> A:
    """An answer with the names of all people and things in it, as known at its basis."""
    keys = wanted(answer)
    kind: type = type(answer)
    rows = answer.rows() if hasattr(answer, "rows") else ()
    if not any(rows is getattr(answer, name) for name in names_of(kind)):
        keys |= wanted(tuple(rows))
    return replace(answer, glossary=glossary(keys, log, basis)) if keys else answer


def members(record: Any) -> dict[str, Any]:
    """The members of a record by name, to make an answer of it that has them, too."""
    kind: type = type(record)
    return {name: getattr(record, name) for name in names_of(kind)}
