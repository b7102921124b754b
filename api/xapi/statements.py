"""The Statement resource, as a plain ASGI callable: FastAPI would cost more than the validation."""

from api.http.asgi import Answer
from api.http.errors import MethodError
from api.http.services import Services
from api.xapi.guard import Guard
from api.xapi.resource import Answering, Request
from api.xapi.statement_reading import StatementReading
from api.xapi.statement_writing import StatementWriting
from api.xapi.template_check import Check

PATH = "/xapi/statements"
MORE_PATH = "/xapi/statements/more"


class StatementResource(Answering):
    """Answers PATH, and MORE_PATH for links of former answers, in both versions of xAPI (1.0.3
    Communication 2.1)."""

    def __init__(self, services: Services, *, guard: Guard, check: Check) -> None:
        super().__init__(services.authenticator)
        self._reading = StatementReading(services, path=PATH)
        self._writing = StatementWriting(services, guard=guard, check=check)

    def headers(self) -> dict[str, str]:
        """The moment up to which every statement that was stored is found."""
        return self._reading.headers

    async def respond(self, request: Request) -> Answer:
        """What reading or writing answers. Raises MethodError, and what those do."""
        exchange = request.exchange
        if exchange.path == MORE_PATH:
            return await self._answer_more(request)
        match exchange.method:
            case "POST":
                return await self._writing.post(exchange, request.credential, request.version)
            case "PUT":
                return await self._writing.put(exchange, request.credential, request.version)
            case "GET" | "HEAD":
                return await self._reading.get(request)
            case method:
                raise MethodError(method, "GET, HEAD, POST, PUT")

    async def _answer_more(self, request: Request) -> Answer:
        if not request.exchange.is_read:
            raise MethodError(request.exchange.method, "GET, HEAD")
        return await self._reading.more(request)
