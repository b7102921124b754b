"""The HTTP server: what it is composed of, how it starts and how it stops.

`lrs serve` runs it. uvicorn does by `uvicorn --factory api.app:create_app --http
api.operations.protocol:BoundedProtocol`, with as many workers as wanted.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from fastapi import FastAPI
from psycopg import Connection

import api
import lrs
import projections
import replay
from api.audit import (
    access,
    desk,
    documents,
    evidence,
    findings,
    history,
    issued_reports,
    tree,
    what_if,
)
from api.http import problems
from api.http.asgi import Answer, App, Exchange, Receive, Scope, Send, fault_of_head
from api.http.auth import Authenticator
from api.http.problems import problem
from api.http.reads import Reads, conninfo_of_reads
from api.http.services import Services
from api.http.sign_ins import FailedSignIns
from api.http.strict_route import add_routes
from api.http.traffic import Traffic
from api.http.writes import Writes
from api.operations import health, health_pages, openapi, profile
from api.operations.first_start import OnEmptyStore, begin, prepare, publish_default_policy
from api.pages import pages
from api.pages.printing import printing
from api.relay.lanes import Lanes, is_local
from api.relay.passing import Relay
from api.relay.waiting import FEED, Growth, Waiting
from api.reports import (
    applications,
    changes,
    comparison,
    integrations,
    integrators_desk,
    policies,
    search,
)
from api.reports.alone import REPORTS
from api.xapi.front import BASE, xapi_resources
from api.xapi.guard import Guard, reserved_facts
from api.xapi.resource import requested_version, version_header
from api.xapi.template_check import Check, rejecting
from lrs.access.session_store import Sessions
from lrs.clock import Clock, system_clock
from lrs.documents.document_store import DocumentStore
from lrs.garbage_collection import collect_seldom
from lrs.log.group_commit import WRITERS as GROUP_WRITERS
from lrs.log.group_commit import GroupCommit
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database, connect
from lrs.settings import Settings, load
from projections.answers.basis import Answers, Basis
from projections.answers.kept import KeptAnswers, code_digest
from projections.answers.sharing import ALONE, Sharing

WRITERS = 2
"""Threads, each with a connection, that store documents and keep attachments: the log lets one at
a time append."""


def create_app(
    settings: Settings | None = None,
    *,
    database: Database | None = None,
    clock: Clock = system_clock,
    guard: Guard = reserved_facts,
    check: Check = rejecting,
    on_empty_store: OnEmptyStore = publish_default_policy,
    reports: Lanes | None = None,
    is_report_process: bool = False,
    sharing: Sharing[Basis] = ALONE,
) -> "XapiFirst":
    """The server as an ASGI application; it opens and closes what it needs in its lifespan.

    settings: those of the environment if not given. database: as the settings say if not given.
    reports: where the report processes listen; without them it answers everything itself.
    is_report_process: whether it is one of those: they keep answers on disk, may read a standby.
    sharing: who folds many cadres.
    """
    settings = settings or load()
    logging.getLogger("uvicorn.access").disabled = True  # request lines name persons

    traffic = Traffic(max_bytes=settings.traffic_bytes)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with AsyncExitStack() as stack:
            found = database or stack.enter_context(connect(settings))
            prepare(found)
            store = stack.enter_context(closing(_store(found, clock)))
            begin(store, found, settings, on_empty_store)
            documents = stack.enter_context(closing(_documents(settings, found, clock)))
            kept = _kept(settings, store) if is_report_process else None
            answers = Answers(clock, kept, sharing=sharing)
            reads = _reads(settings, found, traffic, is_report_process=is_report_process)
            services = _services(settings, found, store, documents, answers, reads)
            stack.push_async_callback(services.group_commit.close)
            stack.enter_context(services.reads)
            stack.enter_context(services.writes)
            stack.push_async_callback(services.authenticator.close)
            resources = xapi_resources(services, guard=guard, check=check)
            collect_seldom()
            growth = Growth(partial(services.reads.run, _head, snapshot=False))
            stack.callback(growth.stop)
            yield {"services": services, "xapi": resources, "growth": growth, "lanes": reports}

    app = FastAPI(title="cadre-lrs", lifespan=lifespan, openapi_url=None, redirect_slashes=False)
    problems.install(app)
    subjects = (
        *(comparison, policies, *REPORTS, findings, integrations, integrators_desk),
        *(search, changes, applications, profile),
    )
    add_routes(app, *(subject.router for subject in subjects))
    add_routes(app, documents.router, documents.answers)
    audits = (access, desk, evidence, issued_reports, history, what_if, tree, health)
    add_routes(app, *(subject.router for subject in audits))
    pages.install(app, health_pages.VIEWS)
    printing.install(app, settings)
    openapi.describe(app)
    relay = None if reports is None else Relay(reports, seconds=settings.read_seconds)
    return XapiFirst(app, traffic, relay, lets_wait=not is_report_process)


def _head(conn: Connection[Any]) -> int:
    return LogReader(conn).head()


def _store(database: Database, clock: Clock) -> RecordStore:
    # Those of the group commit, one for credentials, and those that keep attachments.
    return RecordStore(database.service, clock=clock, pool_size=GROUP_WRITERS + 1 + WRITERS)


def _documents(settings: Settings, database: Database, clock: Clock) -> DocumentStore:
    return DocumentStore(
        database.service,
        clock=clock,
        pool_size=WRITERS,
        max_bytes=settings.max_document_bytes,
        strict=settings.strict_profiles,
    )


def _kept(settings: Settings, store: RecordStore) -> KeptAnswers:
    key = store.key_for("kept answers")
    return KeptAnswers(
        settings.kept_answers_folder,
        key=key,
        max_bytes=settings.kept_answers_bytes,
        code=code_digest(api, lrs, projections, replay),
    )


def _reads(
    settings: Settings, database: Database, traffic: Traffic, *, is_report_process: bool
) -> Reads:
    """What reads the database; a report process reads the standby where there is one."""
    return Reads(
        conninfo_of_reads(settings, database) if is_report_process else database.service,
        connections=settings.read_connections,
        seconds=settings.read_seconds,
        check_room=traffic.check_room,
    )


def _services(
    settings: Settings,
    database: Database,
    store: RecordStore,
    documents: DocumentStore,
    answers: Answers,
    reads: Reads,
) -> Services:
    writes = Writes(
        threads=WRITERS, max_waiting=settings.queue_posts, max_bytes=settings.queue_bytes
    )
    return Services(
        settings=settings,
        database=database,
        store=store,
        group_commit=GroupCommit(
            store.record, max_posts=settings.queue_posts, max_bytes=settings.queue_bytes
        ),
        authenticator=Authenticator(store, FailedSignIns(store, writes)),
        sessions=Sessions(store, clock=store.now, idle=timedelta(minutes=settings.session_minutes)),
        reads=reads,
        documents=documents,
        writes=writes,
        answers=answers,
    )


class XapiFirst:
    """Sends each resource of xAPI to its own callable, what is to be folded to the report
    processes, and everything else to FastAPI.

    `lets_wait`: whether who asks for the feed may wait here: not in a report process, to which he
    comes when he has waited.
    """

    def __init__(
        self, rest: FastAPI, traffic: Traffic, relay: Relay | None, *, lets_wait: bool
    ) -> None:
        self.rest = rest
        self._traffic = traffic
        self._relay = relay
        self._feed: App = Waiting(self._others) if lets_wait else self._others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or the lifespan."""
        if scope["type"] == "http":
            await self._traffic.pass_on(self._answer, scope, receive, send)
        else:
            await self.rest(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if error := fault_of_head(scope):
            exchange = Exchange.of(scope, receive)
            is_xapi = path.startswith(BASE)
            defaults = version_header(requested_version(exchange)) if is_xapi else {}
            without_body = exchange.method == "HEAD"
            await Answer.to(problem(error, exchange.language)).send(
                send, defaults=defaults, without_body=without_body
            )
        elif resource := scope["state"]["xapi"].get(path):
            await resource(scope, receive, send)
        elif path == FEED:
            await self._feed(scope, receive, send)
        else:
            await self._others(scope, receive, send)

    async def _others(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what is no resource of xAPI."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if self._relay is not None and not is_local(path):
            await self._relay(scope, receive, send)
        else:
            # FastAPI raises an unexpected error again, to be logged with its text, which may name
            # persons; by then it is answered and logged without.
            with suppress(Exception):
                await self.rest(scope, receive, send)
