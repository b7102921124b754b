"""The About resource: what the server speaks; the only one that needs neither credential nor
version (1.0.3 Communication 2.8, 2.0.0 4.1.6.7)."""

import orjson

from api.http.asgi import Answer, Exchange, Receive, Scope, Send
from api.http.errors import MethodError
from api.http.problems import problem
from api.xapi.resource import requested_version, version_header
from lrs.event.events import IRI_BASE
from lrs.settings import Settings
from lrs.statement.versions import V2_0_0, VERSIONS, VersionError

LIMITS = f"{IRI_BASE}ext/limits"
"""The extension that tells how much the server takes."""


class About:
    """Answers one path."""

    def __init__(self, settings: Settings) -> None:
        limits = {
            "body_bytes": settings.max_body_bytes,
            "batch": settings.max_batch,
            "nesting": settings.max_nesting,
            "attachment_bytes": settings.max_attachment_bytes,
            "document_bytes": settings.max_document_bytes,
            "page": settings.page_limit,
        }
        self._body = orjson.dumps({"version": list(VERSIONS), "extensions": {LIMITS: limits}})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        exchange = Exchange.of(scope, receive)
        version = requested_version(exchange)
        defaults = version_header(V2_0_0 if isinstance(version, VersionError) else version)
        try:
            answer = self._answer(exchange)
        except Exception as error:
            answer = Answer.to(problem(error, exchange.language))
        await answer.send(send, defaults=defaults, without_body=exchange.method == "HEAD")

    def _answer(self, exchange: Exchange) -> Answer:
        if not exchange.is_read:
            raise MethodError(exchange.method, "GET, HEAD")
        exchange.parameters(())
        return Answer(body=self._body)
