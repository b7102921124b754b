"""Who sends a request, by HTTP Basic or by the session of a page, and whether he has the scope."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.http.errors import AuthenticationError, ScopeError
from api.http.sign_ins import FailedSignIns
from lrs.access.credential_store import Credentials
from lrs.event.credentials import Credential, Registry, Scope
from lrs.log.group_commit import StoreUnavailableError
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore

OLDEST_SECONDS = 1.0
"""A revoked credential is refused after this at the latest."""
SOONEST_SECONDS = 0.1
"""Unknown keys make the server look for new credentials no more often than this."""
REMEMBERED = 1000
"""Headers that were found right and need not be taken apart again."""


SESSION = "lrs-session"
"""The cookie that holds the token of a session."""


class _Valid:
    """The credentials that are valid, also by the headers that they were sent in.

    A header is looked up by Python's keyed hash of it, so that the time taken tells nothing.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.by_header: dict[str, Credential] = {}

    def remember(self, header: str, credential: Credential) -> None:
        """Remembers a header that was found right, for as long as these credentials are valid."""
        if len(self.by_header) < REMEMBERED:
            self.by_header[header] = credential


class Authenticator:
    """Knows the credentials of the store in memory and keeps up with its log."""

    def __init__(self, store: RecordStore, trace: FailedSignIns) -> None:
        self._store = store
        self._trace = trace
        self._position = 0
        self._valid = _Valid(Registry({}))
        self._loading = asyncio.Lock()
        self._tried = self._began = monotonic()
        self._load()

    async def authenticate(self, header: str | None) -> Credential:
        """The credential of an Authorization header. Raises AuthenticationError."""
        if header is None:
            raise AuthenticationError("send the key and the secret of a credential by HTTP Basic")
        fresh = monotonic() - self._began <= OLDEST_SECONDS
        if fresh and (credential := self._valid.by_header.get(header)):
            return credential
        try:
            key, secret = _basic(header)
        except AuthenticationError:
            self._trace.add("")
            raise
        credential = await self.of_pair(key, secret)
        self._valid.remember(header, credential)
        return credential

    async def of_pair(self, key: str, secret: str) -> Credential:
        """The credential of a key and its secret. Raises AuthenticationError."""
        fresh = monotonic() - self._began <= OLDEST_SECONDS
        if not fresh or key not in self._valid.registry.by_key:
            await self._reload()  # it may have been made a moment ago, by the command line
        valid = self._valid
        credential = valid.registry.authenticate(key, secret)
        if credential is None:
            self._trace.add(key if valid.registry.knows(key) else "")
            raise AuthenticationError(
                "the key or the secret is wrong, or the credential was revoked"
            )
        return credential

    async def of_key(self, key: str) -> Credential | None:
        """The credential of a key whose owner has proved otherwise who he is; None for one that is
        not valid."""
        if monotonic() - self._began > OLDEST_SECONDS or key not in self._valid.registry.by_key:
            await self._reload()
        found = self._valid.registry.by_key.get(key)
        return None if found is None else found[0]

    async def close(self) -> None:
        """Tells of the failed sign-ins that were not told yet."""
        await self._trace.close()

    async def _reload(self) -> None:
        """Returns after a load that began after the call; one load serves all who wait for it.

        One that fails serves them too: each would wait as long for the database, after the other.
        Raises StoreUnavailableError and what a connection raises.
        """
        asked = monotonic()
        async with self._loading:
            if self._tried < asked:
                await asyncio.sleep(max(0.0, self._tried + SOONEST_SECONDS - monotonic()))
                self._tried = monotonic()
                await asyncio.to_thread(self._load)
                self._began = self._tried
            if self._began < asked:
                raise StoreUnavailableError("the database does not answer")

    def _load(self) -> None:
        """Reads the credentials anew when one was changed since the last time."""
        with self._store.connection() as conn:
            reader = LogReader(conn, self._store.hash_term)
            head = reader.head()
            changed = reader.grants(after=self._position, until=head)
        if changed:
            self._valid = _Valid(Credentials(self._store).registry())
        self._position = head


def _basic(header: str) -> tuple[str, str]:
    """Key and secret of an Authorization header."""
    scheme, _, encoded = header.partition(" ")
    try:
        key, colon, secret = (
            base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        )
    except ValueError:
        colon = ""
    if scheme.lower() != "basic" or not colon:
        raise AuthenticationError(
            "the Authorization header is not of the form: Basic base64(key:secret)"
        )
    return key, secret


def allow(credential: Credential, *scopes: Scope) -> None:
    """Returns when the credential has one of these scopes. Raises ScopeError."""
    if not credential.may(*scopes):
        raise ScopeError(scopes)


async def authenticated(request: Request) -> Credential:
    """For FastAPI: the credential that sends a request, whatever its scopes.

    It is that of the Authorization header; without one, for what only reads, that of the session.
    It is looked for once in a request. Raises AuthenticationError.
    """
    known = known_sender(request)
    if known is not None:
        return known
    header = request.headers.get("authorization")
    if header is None and request.method in ("GET", "HEAD") and session_of(request):
        found = await signed_in(request)
    else:
        authenticator: Authenticator = request.state.services.authenticator
        found = await authenticator.authenticate(header)
    request.state.credential = found
    return found


def known_sender(request: Request) -> Credential | None:
    """The credential that was found to send a request; None before one was."""
    found: Credential | None = getattr(request.state, "credential", None)
    return found


def session_of(request: Request) -> str | None:
    """The token of the session that a browser sends; None where it sends none."""
    return request.cookies.get(SESSION)


async def signed_in(request: Request) -> Credential:
    """The credential of the session that a browser sends. Raises AuthenticationError for one that
    ended, and where the credential was revoked since."""
    services, token = request.state.services, session_of(request)
    key = token and await run_in_threadpool(services.sessions.credential, token)
    credential = key and await services.authenticator.of_key(key)
    if not credential:
        raise AuthenticationError("the session has ended: sign in again")
    found: Credential = credential
    return found


Authenticated = Annotated[Credential, Depends(authenticated)]


def requires(*scopes: Scope) -> Callable[[Credential], Awaitable[Credential]]:
    """For FastAPI: the credential that sends a request and has one of these scopes."""

    async def authorised(credential: Authenticated) -> Credential:
        allow(credential, *scopes)
        return credential

    return authorised
