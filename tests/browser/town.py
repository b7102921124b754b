"""A small town behind `lrs serve`, and the five people who look at its pages."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import httpx
import orjson
import psycopg

from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.policy.folder import DEFAULT, load_packaged
from projections.profile.publication import publication
from projections.profile.writing import POLICY_ZONE, to_statement
from projections.simulated.city import City, simulate
from replay.rebuild import rebuild
from replay.restore import Restorer
from tests import stranger_names
from tests.faults.processes import Serving
from tests.faults.waiting import eventually

OWN_UNIT: Final = "u001"
OWN_CADRE: Final = "c000001"
"""Whose clerk and who the cadre is that looks."""

RIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    "department": ("--scope", "all", "--assert", "*"),
    "unit": (
        *("--scope", f"reports/read:{OWN_UNIT}", "--scope", "statements/write"),
        *("--assert", f"credit.approved@{OWN_UNIT}"),
    ),
    "cadre": (
        *("--scope", f"reports/read/mine:{OWN_CADRE}", "--scope", "statements/write"),
        *("--scope", "statements/read/mine"),
        *("--assert", "book.published", "--assert", "credit.applied"),
    ),
    "auditor": ("--scope", "audit/read"),
    "analyst": ("--scope", "reports/read"),
}
"""Who looks, and what each may."""

DOCUMENT: Final[Mapping[str, str]] = {
    "activityId": "https://example.cn/courses/1",
    "agent": '{"mbox": "mailto:somebody@example.cn"}',
    "stateId": "bookmark",
}
"""A document that the town keeps."""

NUMBER: Final = "2026-7"
"""The number of the report that the town issued."""


def today() -> date:
    """The day on which the town's past ends."""
    return system_clock().astimezone(POLICY_ZONE).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town: where it is served, and the command line over the same store."""

    address: str
    year: int
    """The last year that has ended."""
    variables: Mapping[str, str]
    secrets: Mapping[str, str]
    """By the key of each of the people, which is what he is called."""

    def link(self, person: str) -> str:
        """An address that lets one of the people sign in, once; as an operator makes it."""
        made = lrs(self.variables, "credential", "link", person, "--address", self.address)
        return str(json.loads(made)["link"])

    def program(self, person: str = "department") -> httpx.Client:
        """A program that asks with the credential of one of the people."""
        auth = (person, self.secrets[person])
        return httpx.Client(base_url=self.address, auth=auth, timeout=60)

    def samples(self, *, statement: str, report: str) -> Mapping[str, str]:
        """A value for each parameter that a route cannot do without: the id of a statement, the
        name of a report that was issued, and what the town has."""
        with self.program() as program:
            survey = program.get("/surveys").json()["surveys"][0]["survey"]
        return {
            "cadre": OWN_CADRE,
            "unit": OWN_UNIT,
            "class_id": f"k{self.year}-001",
            "institution": "党校",
            "survey": survey,
            "credential": "department",
            "statement": statement,
            "name": report,
            "by": "unit",
            "fact": "credit.approved",
        }


def lrs(variables: Mapping[str, str], *arguments: str) -> str:
    """What a command prints. Raises CalledProcessError."""
    command = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=variables).stdout


@contextmanager
def town(database: Database, home: Path) -> Iterator[Town]:
    """A town of 40 cadres in 4 units over 3 years, and the strangers, served until the end."""
    _restore(database, home)
    variables = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "LRS_DATABASE_URL": database.app,
        "LRS_OWNER_DATABASE_URL": str(database.owner),
        "LRS_HOME": str(home / "home"),
    }
    secrets = {person: _credential(variables, person) for person in RIGHTS}
    with Serving(variables) as server:
        found = Town(
            address=server.address, year=today().year - 1, variables=variables, secrets=secrets
        )
        _post_strangers(found)
        _issue(found)
        yield found


def _restore(database: Database, home: Path) -> None:
    city = City(cadres=40, units=4, years=3, until=today(), seed=14, class_life=True)
    policy = publication(load_packaged(DEFAULT), stand_in=True)
    past = home / "past.ndjson.gz"
    with gzip.open(past, "wb", compresslevel=1) as file:
        for one in (policy | {"stored": city.begins.isoformat()}, *simulate(city)):
            file.write(orjson.dumps(one) + b"\n")
    assert database.owner
    with (
        closing(RecordStore(database.owner, clock=system_clock)) as store,
        psycopg.connect(database.owner, autocommit=True) as conn,
    ):
        for _ in Restorer(store, conn, clock=system_clock).run(past, longest=1 << 20):
            pass
    with psycopg.connect(database.projector, autocommit=True) as conn:
        rebuild(conn, unwatched, clock=system_clock)


def _credential(variables: Mapping[str, str], person: str) -> str:
    named = (person.capitalize(), "--key", person)
    made = lrs(variables, "credential", "add", *named, *RIGHTS[person])
    return str(json.loads(made)["secret"])


def _post_strangers(town: Town) -> None:
    """Posts the strangers as a platform would, and waits until the tables know them."""
    sent = [to_statement(fact) for fact in stranger_names.facts(town.year)]
    headers = {"X-Experience-API-Version": "1.0.3"}
    with town.program() as client:
        client.post("/xapi/statements", json=sent, headers=headers).raise_for_status()
        state = f"/xapi/activities/state?{urlencode(DOCUMENT)}"
        client.put(state, json=stranger_names.NAMES, headers=headers).raise_for_status()
        eventually(lambda: client.get("/health/projections").json()["lag"] == 0)


def _issue(town: Town) -> None:
    """Issues the circular of the year, so that there is something to make again."""
    asked = f"/reports/circular?year={town.year}"
    lrs(town.variables, "report", "issue", asked, "--number", NUMBER)
