"""The credentials of a store: every change is an event of its log; secrets are kept as SHA-256."""

from collections.abc import Sequence
from dataclasses import replace

from lrs.entropy import new_credential_key, new_nonce, new_secret
from lrs.event.credentials import (
    OPERATOR,
    Credential,
    CredentialError,
    Registry,
    agent_of,
    check_key,
    check_scopes,
    check_templates,
    secret_hash,
)
from lrs.event.events import CREDENTIAL_CHANGED, CredentialChanged, credential_id
from lrs.log.appending import QUERIES, LogEntry
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.log.recorder import LockedLog
from lrs.message import message


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
        templates: str = "flag",
        by: str = OPERATOR.key,
    ) -> tuple[Credential, str]:
        """Makes a credential; returns it with its secret, which cannot be had again.

        Raises CredentialError for an unknown scope or check of templates, a key that HTTP Basic
        cannot carry, or one that was ever used.
        """
        check_scopes(scopes)
        checked = check_templates(templates)
        key = key or new_credential_key()
        check_key(key)
        secret = secret or new_secret()
        with self._store.log.locked() as log:
            if key == OPERATOR.key or _history(log, key):
                raise CredentialError(
                    message("the key {key!r} is taken; a key is never used twice", key=key)
                )
            event = CredentialChanged(
                originator_id=credential_id(key),
                originator_version=1,
                key=key,
                change="added",
                name=name,
                agent=agent_of(key, name),
                scopes=tuple(scopes),
                asserts=tuple(asserts),
                templates=checked,
                by=by,
            )
            log.add_secret(key, secret_hash(secret))
            log.append([_entry(event)])
        return Credential.of(event), secret

    def give_secret(self, key: str, *, secret: str | None = None, by: str = OPERATOR.key) -> str:
        """A secret for a credential that has none, as after a restore: secrets are not exported.

        The change is an event of the log. Raises CredentialError when there is no such credential,
        or it is revoked, or it has a secret.
        """
        secret = secret or new_secret()
        with self._store.log.locked() as log:
            last = _last(log, key)
            if log.has_secret(key):
                raise CredentialError(
                    message(
                        "the credential {key!r} has a secret, which is given once: add another one",
                        key=key,
                    )
                )
            version = last.originator_version + 1
            log.add_secret(key, secret_hash(secret))
            changed = replace(last, originator_version=version, change="changed", by=by)
            log.append([_entry(changed)])
        return secret

    def revoke(self, key: str, *, by: str = OPERATOR.key) -> None:
        """Ends a credential for good. Raises CredentialError when there is none of this key."""
        with self._store.log.locked() as log:
            last = _last(log, key)
            event = replace(
                last,
                originator_version=last.originator_version + 1,
                change="revoked",
                scopes=(),
                asserts=(),
                by=by,
            )
            log.append([_entry(event)])

    def check(self, key: str, templates: str, *, by: str = OPERATOR.key) -> None:
        """Changes what becomes of statements that depart from their templates, from now on.

        Raises CredentialError when there is no valid credential of this key, or no such check.
        """
        checked = check_templates(templates)
        with self._store.log.locked() as log:
            last = _last(log, key)
            version = last.originator_version + 1
            changed = replace(
                last, originator_version=version, change="changed", templates=checked, by=by
            )
            log.append([_entry(changed)])

    def valid(self) -> list[Credential]:
        """The credentials that can be used now, in the order in which they were made."""
        return [credential for credential, _ in self.registry().by_key.values()]

    def without_secret(self) -> list[Credential]:
        """Those that a restore brought back and that nobody can use until they get a secret."""
        granted, hashes, _ = self._read()
        return [one for key, one in granted.items() if key not in hashes]

    def registry(self) -> Registry:
        """The valid credentials as of now."""
        granted, hashes, keys = self._read()
        valid = {key: (one, hashes[key]) for key, one in granted.items() if key in hashes}
        return Registry(valid, frozenset(keys - valid.keys()))

    def _read(self) -> tuple[dict[str, Credential], dict[str, bytes], set[str]]:
        """The credentials that are not revoked, the hashes of secrets, and all keys ever used."""
        with self._store.connection() as conn:
            reader = LogReader(conn)
            changes = [grant.change for grant in reader.grants(until=reader.head())]
            rows = conn.execute(QUERIES["secrets"]).fetchall()
        granted: dict[str, Credential] = {}
        for event in changes:
            if event.change == "revoked":
                granted.pop(event.key, None)
            else:
                granted[event.key] = Credential.of(event)
        hashes = {row["key"]: bytes(row["sha256"]) for row in rows}
        return granted, hashes, {event.key for event in changes}


def _history(log: LockedLog, key: str) -> list[CredentialChanged]:
    originator = credential_id(key)
    return [
        CredentialChanged.from_state(originator, version, state)
        for version, state in log.events(originator)
    ]


def _last(log: LockedLog, key: str) -> CredentialChanged:
    history = _history(log, key)
    if not history or history[-1].change == "revoked":
        raise CredentialError(
            message("there is no valid credential {key!r}; see `lrs credential list`", key=key)
        )
    return history[-1]


def _entry(event: CredentialChanged) -> LogEntry:
    return LogEntry(
        originator_id=event.originator_id,
        originator_version=event.originator_version,
        topic=CREDENTIAL_CHANGED,
        state=event.state(),
        nonce=new_nonce(),
    )
