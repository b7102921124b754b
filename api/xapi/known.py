"""The Agents and Activities resources: what the log knows of one (1.0.3 Communication 2.4, 2.5)."""

from functools import cache
from typing import Any

import msgspec
from psycopg import Connection

from api.http.asgi import Answer
from api.http.auth import allow
from api.http.parameters import agent, iri, needed
from api.http.services import Services
from api.xapi.resource import Handlers, Request
from lrs.event.credentials import OPERATOR, Credential
from lrs.event.events import Agent
from lrs.event.terms import Term, TermHasher, identifier, term
from lrs.log.log_reader import LogReader
from lrs.search.assembled import definition_of, display_of, person_of
from lrs.search.query import StatementQuery
from lrs.search.statement_finder import StatementFinder
from lrs.statement.strict_json import Json, read

MOST_STATEMENTS = 1000
"""The latest so many statements about one are read; what only earlier ones say is not told."""
MOST_BYTES = 16 * 1024 * 1024
"""And of these about so many bytes."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Known:
    """The handlers of both resources.

    A reader is told what the statements say that he may read. What a credential without the scope
    ``define`` stated does not count (1.0.3 Communication 4.2).
    """

    def __init__(self, services: Services) -> None:
        self._reads = services.reads
        self._hash_term = services.store.hash_term

    def agents(self) -> Handlers:
        """The Agents resource, by method."""
        return {"GET": self._agent}

    def activities(self) -> Handlers:
        """The Activities resource, by method."""
        return {"GET": self._activity}

    async def _agent(self, request: Request) -> Answer:
        """The Person of an agent, also where the log knows nothing of it."""
        allow(request.credential, "statements/read/mine", "statements/read")
        text = needed(request.exchange.parameters(("agent",)), "agent")
        asked = agent("agent", text, groups=False)
        named = identifier(asked) or ""
        terms = (term("agent", named), term("related agent", named))

        def run(conn: Connection[Any]) -> bytes:
            knowledge = Knowledge(conn, self._hash_term, request.credential)
            return _ENCODER.encode(person_of(asked, knowledge.statements(terms)))

        return Answer(body=await self._reads.run(run))

    async def _activity(self, request: Request) -> Answer:
        """An activity with its definition, also where the log knows nothing of it."""
        allow(request.credential, "statements/read/mine", "statements/read")
        text = needed(request.exchange.parameters(("activityId",)), "activityId")
        activity = iri("activityId", text)

        def run(conn: Connection[Any]) -> bytes:
            knowledge = Knowledge(conn, self._hash_term, request.credential)
            definition = knowledge.definition(activity)
            named: Json = {"objectType": "Activity", "id": activity}
            return _ENCODER.encode({**named, "definition": definition} if definition else named)

        return Answer(body=await self._reads.run(run))


class Knowledge:
    """What the log knows in one snapshot, for one reader; each question is asked of it once."""

    def __init__(self, conn: Connection[Any], hash_term: TermHasher, reader: Credential) -> None:
        self._finder = StatementFinder(
            conn, hash_term, reader, page_limit=MOST_STATEMENTS, page_bytes=MOST_BYTES
        )
        self._log = LogReader(conn, hash_term)
        self._defines: dict[str, bool] = {OPERATOR.key: True}
        self.definition = cache(self._definition)
        self.display = cache(self._display)

    def statements(self, terms: tuple[Term, ...]) -> list[tuple[Json, Agent]]:
        """The statements, in log order and with their authorities, that have one of these terms,
        that the reader may see and whose credential may define. Voided ones are not among them."""
        found = self._finder.find(StatementQuery(groups=(terms,))).statements
        keys = {one.event.credential for one in found} - self._defines.keys()
        for added in self._log.added(keys):
            self._defines[added.key] = Credential.of(added).may("define")
        return [
            (read(one.event.body), one.event.authority)
            for one in reversed(found)
            if self._defines[one.event.credential]
        ]

    def _definition(self, activity: str) -> Json:
        """The definition of an activity; empty where nothing is known."""
        terms = (term("activity", activity), term("related activity", activity))
        return definition_of(activity, (statement for statement, _ in self.statements(terms)))

    def _display(self, verb: str) -> Json:
        """The display of a verb; empty where nothing is known."""
        terms = (term("verb", verb),)
        return display_of(verb, (statement for statement, _ in self.statements(terms)))
