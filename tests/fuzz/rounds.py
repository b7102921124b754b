"""Rounds of a fuzz: post, let the projections follow, hold every surface to what it promises."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import quote

import httpx
import orjson
import psycopg
from psycopg import Connection

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.event.credentials import OPERATOR
from lrs.log.log_reader import LogReader
from lrs.log.record_store import Draft, Post, RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from lrs.statement.statement import Limits, StatementError, parse
from lrs.statement.versions import V1_0_3, V2_0_0
from projections.answers.basis import Answers, Question
from projections.exact import plain
from projections.profile.writing import POLICY_ZONE
from projections.tables import tracking
from projections.tables.runner import Runner
from projections.words import vocabulary as v
from replay.rebuild import rebuild
from tests.api.serving import KEY, SECRET, serving, settings
from tests.fuzz.statements import CADRES, UNITS, Fuzzer
from tests.fuzz.surfaces import disagreements
from tests.recording import Hands, open_store, publish, record

POSTS = 40
"""Statements posted in a round, each alone."""

CONTROL = "control"
FROM_OLDER = frozenset({"cannot_be_read", "name_too_long"})
"""What may be set aside here: names and years of an older log, which knew no bounds."""

OF_CADRE = (
    *("balances", "ledger", "hours", "eligibility", "bars", "handbook", "duty-report", ""),
    *("follow-up", "needs"),
)
OF_CLASS = ("", "attendance", "follow-up", "sample", "problems", "learning")
OF_UNIT = ("compliance", "years", "members", "deadlines", "applications", "")
OF_YEAR = (
    *("/compliance", "/members", "/deadlines", "/bars", "/circular", "/cycle", "/drift"),
    *("/teachers", "/funds", "/sharing", "/reports/classes", "/selection", "/renewal"),
    "/assessment",
)
OF_ALL = (
    *("circular", "cycle", "at-risk", "drift", "learning?by=unit,month"),
    *("teachers", "funds", "sharing", "classes", "selection", "coverage", "follow-up"),
    *("renewal", "assessment", "needs?half=2010-H1"),
)


class Surprise(AssertionError):  # noqa: N818 - it is no error of the fuzz
    """Something that a statement must not be able to do."""


class Rounds:
    """A server, its projections and a clock, and what is posted to them."""

    def __init__(
        self, clock: Hands, store: RecordStore, conn: Connection[Any], clients: list[httpx.Client]
    ) -> None:
        self._year = str(clock.now.year)
        self._clock, self._store, self._conn, self._clients = clock, store, conn, clients
        self._runner = Runner(clock)
        self.posted = 0

    @classmethod
    @contextmanager
    def over(cls, database: Database, *, policy: str) -> Iterator[Self]:
        """Rounds over an empty database, with a cadre whose balance must never move."""
        year = 2010 if policy == "baoji-2009" else 2024
        clock = Hands(datetime(year, 6, 1, tzinfo=UTC))
        with ExitStack() as stack:
            store = stack.enter_context(closing(open_store(database.service, clock)))
            publish(store, policy)
            record(
                store,
                {"fact": "unit.assigned", "id": "control-m", "cadre": CONTROL, "unit": "CONTROL"}
                | {"occurred": "2009-01-01"},
                {"fact": "class.completed", "id": "control-k", "cadre": CONTROL, "class": "control"}
                | {"start": f"{year}-03-04", "end": f"{year}-03-15", "scheduled_days": "10"}
                | {"kind": "专题"},
            )
            app = create_app(settings(), database=database, clock=clock)
            address = stack.enter_context(serving(app))
            granted, secret = Credentials(store).add("wo", scopes=["statements/write"])
            clients = [
                stack.enter_context(httpx.Client(base_url=address, auth=auth, timeout=60))
                for auth in ((KEY, SECRET), (granted.key, secret))
            ]
            conn = stack.enter_context(psycopg.connect(database.projector, autocommit=True))
            yield cls(clock, store, conn, clients)

    def round(self, seed: int) -> None:
        """One round. Raises Surprise, with the seed that makes it again."""
        fuzzer, chance = Fuzzer(seed), random.Random(seed)
        before = self._control()
        for _ in range(POSTS):
            self._post(chance, fuzzer.statement())
        for _ in range(3):
            self._record_unbounded(chance, fuzzer.statement())
        self._clock.now += timedelta(hours=chance.choice((0, 1, 30, 24 * 300)))
        self._follow(seed)
        self._ask_all(seed, chance)
        if self._control() != before:
            raise Surprise(f"seed {seed}: the control went from {before} to {self._control()}")
        self._compare(seed)

    def _post(self, chance: random.Random, statement: dict[str, Any]) -> None:
        client = chance.choice(self._clients)
        header = {"X-Experience-API-Version": chance.choice((V1_0_3, V2_0_0)).number}
        body = orjson.dumps(statement)
        answer = client.post(
            "/xapi/statements",
            content=body,
            headers={**header, "Content-Type": "application/json"},
        )
        if answer.status_code >= 500:
            raise Surprise(f"{answer.status_code} for {statement}: {answer.text}")
        self.posted += answer.status_code == 200

    def _record_unbounded(self, chance: random.Random, statement: dict[str, Any]) -> None:
        """Records a statement as a log may hold it that is older than the bounds."""
        name = chance.choice(("学" * 1000, "y" * 6000, "c1"))
        if statement["verb"] and chance.random() < 0.5:
            statement["actor"] = {"account": {"homePage": v.CADRES, "name": name}}
        try:
            [received] = parse(orjson.dumps(statement), V1_0_3, limits=Limits(bounded=False))
        except StatementError:
            return
        draft = Draft.of(received, credential=OPERATOR, version=V1_0_3)
        self._store.record([Post(drafts=(draft,), credential=OPERATOR, version=V1_0_3)])

    def _follow(self, seed: int) -> None:
        if lag := self._runner.catch_up(self._conn).lag:
            raise Surprise(f"seed {seed}: the projections lag by {lag}")
        found = tracking.set_aside(self._conn, limit=10_000)
        judged = [row for row in found if row["code"] not in FROM_OLDER]
        if judged:
            raise Surprise(f"seed {seed}: set aside without need: {judged[:3]}")

    def _ask_all(self, seed: int, chance: random.Random) -> None:
        """Asks for every report; none fails, whatever was posted."""
        year = chance.choice((1900, 2009, 2010, 2011, 2024, 2199))
        paths = [
            *(f"/cadres/{cadre}/{part}".rstrip("/") for cadre in CADRES for part in OF_CADRE),
            *(f"/units/{unit}/{part}".rstrip("/") for unit in UNITS for part in OF_UNIT),
            *(f"/classes/K1/{part}".rstrip("/") for part in OF_CLASS),
            *(f"/reports/{part}" for part in OF_ALL),
            *("/classes", "/follow-up", "/surveys", "/surveys/S1", "/institutions/A/follow-up"),
            *(
                "/cadres",
                "/catalogue",
                "/identities/unmatched",
                "/health/projections",
                "/health/reports",
            ),
        ]
        for path in chance.sample(paths, 30):
            asked = f"{path}?year={year}" if path.endswith(OF_YEAR) else path
            if path.endswith("/drift"):
                asked += "&against=2010-05-01"
            answer = self._clients[0].get(asked)
            if answer.status_code not in (200, 404, 409):
                raise Surprise(f"seed {seed}: {answer.status_code} for {asked}: {answer.text}")

    def _control(self) -> Any:
        answer = self._clients[0].get(f"/cadres/{CONTROL}/balances")
        if answer.status_code != 200:
            raise Surprise(f"the control: {answer.status_code} {answer.text}")
        year = answer.json()["annual"][self._year]
        return {name: year[name] for name in ("earned", "counted", "by_category")}

    def _compare(self, seed: int) -> None:
        """Of everybody: what is asked is what stands in the tables is what a rebuild makes; and
        whatever tells a number tells the same."""
        today = self._clock.now.astimezone(POLICY_ZONE).date()
        for about, one, other in disagreements(self._clients[0], CADRES, today=today):
            raise Surprise(f"seed {seed}: {about}: {one}, and elsewhere {other}")
        rows = self._conn.execute(
            "SELECT person, year, trim_scale(earned)::text FROM projections.balance"
        ).fetchall()
        live = {(person, year): amount for person, year, amount in rows}
        reader, answers = LogReader(self._conn), Answers(self._clock)
        basis = answers.basis(reader, Question())
        for person in {person for person, _ in live}:
            asked = answers.ledger(reader, person, basis)
            for balance in asked.balances:
                stands = live.get((person, balance.year))
                if asked.person == person and plain(balance.earned) != stands:
                    at = f"{quote(person)[:60]} {balance.year}"
                    raise Surprise(f"seed {seed}: {at}: {balance.earned}, table {stands}")
        rebuilt = rebuild(self._conn, unwatched, clock=self._clock)
        if rebuilt.before != rebuilt.after:
            raise Surprise(f"seed {seed}: a rebuild comes to something else")
