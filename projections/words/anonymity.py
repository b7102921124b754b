"""Where a statement that has to be anonymous names a person, by its bytes alone (A1-5, M4-3).

An answer to a survey or a rating names the institution that states it as its actor, by an account
of the institution's own, and nobody else.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from projections.words import vocabulary as v
from projections.words.statement import Statement, is_stated

_OF_PERSONS: Final = ("mbox", "mbox_sha1sum", "openid")
"""Identifiers that are a person's and not an institution's."""

_AGENTS: Final = frozenset({*_OF_PERSONS, "account"})
_NAMES: Final = frozenset(v.extension(name) for name in ("cadre", "person", "rater", "respondent"))
_DEEPEST: Final = 64

NOBODY: Final = (
    "nobody: an anonymous statement has the institution as its actor, by an account with a "
    "homePage of its own, and names no other agent"
)


def persons_named(statement: Statement) -> tuple[str, ...]:
    """The members of a statement that name a person, as paths; the object is not looked at."""
    context = statement.context
    found = [] if is_institution(statement.actor) else ["actor"]
    beside = {
        "instructor": context.instructor,
        "team": context.team,
        "statement": context.statement,
    }
    found += [f"context.{member}" for member, value in beside.items() if is_stated(value)]
    for path, data in (
        ("context.extensions", context.extensions),
        ("result.extensions", statement.result.extensions),
        ("object.definition.extensions", statement.object.definition.extensions),
    ):
        found += [f"{path}.{iri}" for iri in data if iri in _NAMES or _has_agent(data[iri], 0)]
    return tuple(found)


def is_institution(actor: Mapping[str, Any]) -> bool:
    """Whether an actor may be an institution: an account that is none of the register, and no
    members."""
    account = actor.get("account")
    if not isinstance(account, Mapping) or actor.get("member"):
        return False
    if any(actor.get(name) is not None for name in _OF_PERSONS):
        return False
    return account.get("homePage") not in (v.CADRES, v.OFFICERS)


def _has_agent(value: Any, depth: int) -> bool:
    """Whether an agent stands anywhere in a value, or the name of one of the register."""
    if depth > _DEEPEST:
        return True  # nobody looks so deep, so it counts as one
    if isinstance(value, Mapping):
        return not _AGENTS.isdisjoint(value) or any(_within(value.values(), depth))
    if isinstance(value, list):
        return any(_within(value, depth))
    return isinstance(value, str) and value.startswith(("mailto:", v.CADRES))


def _within(values: Any, depth: int) -> Iterator[bool]:
    return (_has_agent(one, depth + 1) for one in values)
