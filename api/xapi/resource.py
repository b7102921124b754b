"""What all resources under /xapi have in common: versions, credentials, methods, errors."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from api.http.asgi import Answer, ClientGoneError, Exchange, Receive, Scope, Send
from api.http.auth import Authenticator
from api.http.errors import MethodError
from api.http.problems import problem
from lrs.event.credentials import Credential
from lrs.statement.versions import VersionError, XapiVersion, negotiate

VERSION_HEADER = "X-Experience-API-Version"
NO_VERSION = "0.95"
"""What answers a request that names no supported version (1.0.3 Communication 3.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request whose sender and version are known."""

    exchange: Exchange
    credential: Credential
    version: XapiVersion


Handler = Callable[[Request], Awaitable[Answer]]
Handlers = Mapping[str, Handler]
"""By method; HEAD is answered by that of GET."""


class Answering:
    """Answers each request of whoever may ask, in the version that it speaks; what goes wrong is an
    answer too."""

    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        exchange = Exchange.of(scope, receive)
        version = requested_version(exchange)
        try:
            credential = await self._authenticator.authenticate(exchange.header(b"authorization"))
            if isinstance(version, VersionError):
                raise version
            request = Request(exchange=exchange, credential=credential, version=version)
            answer = await self.respond(request)
        except ClientGoneError:
            return
        except Exception as error:
            answer = Answer.to(problem(error, exchange.language))
        headers = version_header(version) | self.headers()
        await answer.send(send, defaults=headers, without_body=exchange.method == "HEAD")

    async def respond(self, request: Request) -> Answer:
        """The answer to a request. Raises what `problems` has a status for."""
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        """What every answer carries beside its version."""
        return {}


class Resource(Answering):
    """Answers one path as its handlers say."""

    def __init__(self, authenticator: Authenticator, handlers: Handlers) -> None:
        super().__init__(authenticator)
        self._handlers = handlers

    async def respond(self, request: Request) -> Answer:
        """What the handler of the method answers. Raises MethodError."""
        method = request.exchange.method
        handler = self._handlers.get("GET" if method == "HEAD" else method)
        if handler is None:
            raise MethodError(method, allowed(self._handlers))
        return await handler(request)


def allowed(handlers: Handlers) -> str:
    """The methods of a resource, as the Allow header has them."""
    return ", ".join(sorted({*handlers, "HEAD"}))


def requested_version(exchange: Exchange) -> XapiVersion | VersionError:
    """The version that a request speaks; the error waits until it is known who asks."""
    try:
        return negotiate(exchange.header(b"x-experience-api-version"))
    except VersionError as error:
        return error


def version_header(version: XapiVersion | VersionError) -> dict[str, str]:
    """The header that every answer carries."""
    number = version.number if isinstance(version, XapiVersion) else NO_VERSION
    return {VERSION_HEADER: number}
