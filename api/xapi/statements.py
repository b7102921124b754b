"""The Statement resource, as a plain ASGI callable: FastAPI would cost more than the validation."""

from api.http.asgi import Answer, ClientGoneError, Exchange, Receive, Scope, Send
from api.http.errors import MethodError
from api.http.problems import problem
from api.http.services import Services
from api.xapi.guard import Guard
from api.xapi.resource import Request, requested_version, version_header
from api.xapi.statement_reading import StatementReading
from api.xapi.statement_writing import StatementWriting
from api.xapi.template_check import Check
from lrs.statement.versions import VersionError, XapiVersion

PATH = "/xapi/statements"
MORE_PATH = "/xapi/statements/more"


class StatementResource:
    """Answers PATH, and MORE_PATH for links of former answers, in both versions of xAPI (1.0.3
    Communication 2.1)."""

    def __init__(self, services: Services, *, guard: Guard, check: Check) -> None:
        self._authenticator = services.authenticator
        self._reading = StatementReading(services, path=PATH)
        self._writing = StatementWriting(services, guard=guard, check=check)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; what goes wrong is an answer too."""
        exchange = Exchange.of(scope, receive)
        version = requested_version(exchange)
        try:
            answer = await self._answer(exchange, version)
        except ClientGoneError:
            return
        except Exception as error:
            answer = Answer.to(problem(error, exchange.language))
        headers = version_header(version) | self._reading.headers
        await answer.send(send, defaults=headers, without_body=exchange.method == "HEAD")

    async def _answer(self, exchange: Exchange, version: XapiVersion | VersionError) -> Answer:
        credential = await self._authenticator.authenticate(exchange.header(b"authorization"))
        if isinstance(version, VersionError):
            raise version
        request = Request(exchange=exchange, credential=credential, version=version)
        if exchange.path == MORE_PATH:
            return await self._answer_more(request)
        match exchange.method:
            case "POST":
                return await self._writing.post(exchange, credential, version)
            case "PUT":
                return await self._writing.put(exchange, credential, version)
            case "GET" | "HEAD":
                return await self._reading.get(request)
            case method:
                raise MethodError(method, "GET, HEAD, POST, PUT")

    async def _answer_more(self, request: Request) -> Answer:
        if not request.exchange.is_read:
            raise MethodError(request.exchange.method, "GET, HEAD")
        return await self._reading.more(request)
