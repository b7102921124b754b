"""Who could do what, as known at a position: each credential with every change of its grants.

It follows from the events of the log alone, which never hold a secret.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lrs.event.credentials import OPERATOR
from lrs.event.log import Grant
from lrs.log.log_reader import LogReader

VALID = "valid"
REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChange:
    """A change of what a credential may do."""

    key: str
    """The public key of the credential."""
    position: int
    """The position of the event, from which on it holds."""
    stored: datetime
    """When it was recorded."""
    change: str
    """What happened: added, changed or revoked."""
    by: str
    """The key of who made the change; `operator` is the command line of the store."""
    by_name: str | None
    """What that one was called then; null where the log knows no such credential."""
    scopes: tuple[str, ...]
    """The scopes that it has from then on; none once it is revoked."""
    asserts: tuple[str, ...]
    """The facts that it may state from then on: `fact`, `fact@unit`, or `*` for all."""
    templates: str
    """What becomes of its statements that depart from their templates: reject, flag or off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialHistory:
    """A credential, what it may do, and how it came to that."""

    key: str
    """The public key of the credential."""
    name: str
    """What people call it."""
    state: str
    """Whether it may be used: valid or revoked."""
    scopes: tuple[str, ...]
    """The scopes that it has; none once it is revoked."""
    asserts: tuple[str, ...]
    """The facts that it may state: `fact`, `fact@unit`, or `*` for all."""
    templates: str
    """What becomes of its statements that depart from their templates: reject, flag or off."""
    changes: tuple[AccessChange, ...]
    """Every change, the first one first."""


def credentials_at(reader: LogReader, position: int) -> list[CredentialHistory]:
    """All credentials as known at a position of the log."""
    grants = reader.grants(until=position)
    return histories(grants, reader.stored_of([one.position for one in grants]))


def histories(grants: Iterable[Grant], stored: Mapping[int, datetime]) -> list[CredentialHistory]:
    """The credentials of some changes, in the order in which they were added.

    `grants` are all changes up to a position, in order; `stored` says of each position when it was
    recorded.
    """
    found: dict[str, list[AccessChange]] = {}
    names = {OPERATOR.key: OPERATOR.name}
    for grant, change in _told(grants, stored, names):
        names[change.key] = grant.change.name
        found.setdefault(change.key, []).append(change)
    return [
        CredentialHistory(
            key=key,
            name=names[key],
            state=REVOKED if changes[-1].change == REVOKED else VALID,
            scopes=changes[-1].scopes,
            asserts=changes[-1].asserts,
            templates=changes[-1].templates,
            changes=tuple(changes),
        )
        for key, changes in found.items()
    ]


def _told(
    grants: Iterable[Grant], stored: Mapping[int, datetime], names: Mapping[str, str]
) -> Iterator[tuple[Grant, AccessChange]]:
    for grant in grants:
        event = grant.change
        yield (
            grant,
            AccessChange(
                key=event.key,
                position=grant.position,
                stored=stored[grant.position],
                change=event.change,
                by=event.by,
                by_name=names.get(event.by),
                scopes=tuple(sorted(event.scopes)),
                asserts=event.asserts,
                templates=event.templates,
            ),
        )
