"""The credentials of a store: every change is an event of its log; secrets are kept as SHA-256."""

from collections.abc import Iterator, Sequence

from lrs.credentials import (
    OPERATOR,
    Credential,
    CredentialError,
    Registry,
    agent_of,
    check_scopes,
    secret_hash,
)
from lrs.entropy import new_credential_key, new_nonce, new_secret
from lrs.events import CREDENTIAL_CHANGED, CredentialChanged, credential_id
from lrs.record_store import RecordStore
from lrs.recorder import LogEntry

MOST_CHANGES = 1_000_000
"""Credential changes read at once; a store has tens."""


class Credentials:
    """The credentials of a store: every change is an event of its log."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def add(
        self,
        name: str,
        *,
        scopes: Sequence[str],
        asserts: Sequence[str] = (),
        key: str | None = None,
        secret: str | None = None,
        by: str = OPERATOR.key,
    ) -> tuple[Credential, str]:
        """Makes a credential; returns it with its secret, which cannot be had again.

        Raises CredentialError for an unknown scope or a key that was ever used.
        """
        check_scopes(scopes)
        key = key or new_credential_key()
        secret = secret or new_secret()
        if key == OPERATOR.key or self._history(key):
            raise CredentialError(f"the key {key!r} is taken; a key is never used twice")
        event = CredentialChanged(
            originator_id=credential_id(key),
            originator_version=1,
            key=key,
            change="added",
            name=name,
            agent=agent_of(key, name),
            scopes=tuple(scopes),
            asserts=tuple(asserts),
            by=by,
        )
        with self._store.connection() as conn:
            conn.execute("INSERT INTO lrs.secret VALUES (%s, %s)", [key, secret_hash(secret)])
        self._append(event)
        return Credential.of(event), secret

    def revoke(self, key: str, *, by: str = OPERATOR.key) -> None:
        """Ends a credential for good. Raises CredentialError when there is none of this key."""
        history = self._history(key)
        if not history or history[-1].change == "revoked":
            raise CredentialError(
                f"there is no valid credential {key!r}; see `lrs credential list`"
            )
        last = history[-1]
        self._append(
            CredentialChanged(
                originator_id=last.originator_id,
                originator_version=last.originator_version + 1,
                key=key,
                change="revoked",
                name=last.name,
                agent=last.agent,
                scopes=(),
                asserts=(),
                by=by,
            )
        )

    def valid(self) -> list[Credential]:
        """The credentials that can be used now, in the order in which they were made."""
        return [credential for credential, _ in self.registry().by_key.values()]

    def registry(self) -> Registry:
        """The valid credentials as of now."""
        with self._store.connection() as conn:
            rows = conn.execute("SELECT key, sha256 FROM lrs.secret").fetchall()
        hashes = {row["key"]: bytes(row["sha256"]) for row in rows}
        valid: dict[str, tuple[Credential, bytes]] = {}
        for event in self._events():
            if event.change == "revoked":
                valid.pop(event.key, None)
            elif event.key in hashes:
                valid[event.key] = (Credential.of(event), hashes[event.key])
        return Registry(valid)

    def _events(self) -> Iterator[CredentialChanged]:
        notifications = self._store.log.select_notifications(
            None, MOST_CHANGES, topics=[CREDENTIAL_CHANGED]
        )
        for notification in notifications:
            yield _changed(self._store.mapper.to_domain_event(notification))

    def _history(self, key: str) -> list[CredentialChanged]:
        return [_changed(event) for event in self._store.events.get(credential_id(key))]

    def _append(self, event: CredentialChanged) -> None:
        entry = LogEntry(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=CREDENTIAL_CHANGED,
            state=event.state(),
            nonce=new_nonce(),
        )
        self._store.log.append([entry])


def _changed(event: object) -> CredentialChanged:
    if not isinstance(event, CredentialChanged):
        raise TypeError(f"unexpected event {event!r}")
    return event
