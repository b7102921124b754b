"""Facts that only a credential with them in its ``asserts`` may record at all.

Any other fact outside of ``asserts`` is recorded, earns nothing and is shown as a finding.
"""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from lrs.event.credentials import EVERYTHING, Credential, CredentialError
from lrs.message import message
from lrs.statement.statement import Received
from projections.facts.registry import FACTS

Guard = Callable[[Credential, Received], str | None]
"""Why a credential may not state this, None where it may."""

RESERVED: Final[Mapping[str, str]] = {
    fact.declaration.verb.id: name
    for name, fact in FACTS.items()
    if fact.declaration and fact.declaration.reserved
}
"""By verb, the fact that must be granted."""


OF_NO_UNIT: Final = frozenset({"policy.published"})
"""Facts about the whole city: a grant within a unit grants nothing of them."""


def check_asserts(asserts: Iterable[str]) -> None:
    """Raises CredentialError for a grant of a fact that does not exist, naming those like it."""
    for entry in asserts:
        fact, at, unit = entry.partition("@")
        if fact in OF_NO_UNIT and at:
            raise CredentialError(
                message(
                    "--assert {entry!r}: {fact} is about no unit, grant it whole",
                    entry=entry,
                    fact=fact,
                )
            )
        if entry == EVERYTHING or (fact in FACTS and (unit or not at)):
            continue
        like = get_close_matches(fact, FACTS)
        near = (
            message("did you mean {like}?", like=" or ".join(like))
            if like and fact not in FACTS
            else ""
        )
        raise CredentialError(
            message(
                "--assert {entry!r} is neither *, FACT nor FACT@UNIT of a fact that exists; "
                "{value}",
                entry=entry,
                value=near or "GET /profile lists the facts",
            )
        )


def reserved_facts(credential: Credential, received: Received) -> str | None:
    """Refuses a reserved fact to a credential that may not assert it anywhere."""
    verb = received.json["verb"]["id"]
    fact = RESERVED.get(verb)
    if fact is None:
        return None
    granted = {
        entry if fact in OF_NO_UNIT else entry.partition("@")[0] for entry in credential.asserts
    }
    if not granted.isdisjoint({EVERYTHING, fact}):
        return None
    return message(
        "the credential may not assert {fact}, which stating {verb} does", fact=fact, verb=verb
    )
