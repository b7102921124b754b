"""A PostgreSQL of one's own, over TCP and set up unlike ours: the product answers all the same."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from lrs.postgres.cluster import APP, OWNER, SUPERUSER
from lrs.postgres.embedded import EmbeddedServer
from tests.api.serving import KEY, SECRET
from tests.conftest import NOT_DURABLE, PASSWORD, UNLIKE_OURS, Postgres, temporary_home
from tests.faults.clients import Client, attended
from tests.faults.processes import Serving
from tests.faults.waiting import PATIENCE, eventually

LIBPQ = {"PGTZ": "America/St_Johns", "PGDATESTYLE": "SQL,DMY", "PGCLIENTENCODING": "LATIN1"}
"""What the environment of a server may say to every client of PostgreSQL."""
HBA = """\
local all all trust
host all all 127.0.0.1/32 scram-sha-256
"""
DOCUMENTS = {
    "/xapi/activities/state": {
        "activityId": "https://example.com/a",
        "agent": json.dumps({"mbox": "mailto:li@example.com"}),
        "stateId": "s",
    },
    "/xapi/activities/profile": {"activityId": "https://example.com/a", "profileId": "p"},
    "/xapi/agents/profile": {
        "agent": json.dumps({"mbox": "mailto:li@example.com"}),
        "profileId": "p",
    },
}


class OwnPostgres:
    """The embedded programs as a server of somebody else's, reached by address and password."""

    def __init__(self, postgres: Postgres, port: int) -> None:
        self._postgres = postgres
        self._port = port

    def database(self, name: str) -> dict[str, str]:
        """The settings of the product for a new, migrated database."""
        self._postgres.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
        variables = {
            "LRS_DATABASE_URL": self._url(APP, name),
            "LRS_OWNER_DATABASE_URL": self._url(OWNER, name),
            **LIBPQ,
        }
        lrs(variables, "migrate")
        return variables

    def _url(self, user: str, name: str) -> str:
        return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{self._port}/{name}"


@pytest.fixture(scope="module")
def own() -> Iterator[OwnPostgres]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with temporary_home() as home:
        hba = home / "hba.conf"
        hba.write_text(HBA)
        home.chmod(0o711)
        hba.chmod(0o644)
        over_tcp = {"listen_addresses": "127.0.0.1", "port": str(port), "hba_file": str(hba)}
        with EmbeddedServer(home, configuration=NOT_DURABLE | UNLIKE_OURS | over_tcp) as server:
            admin = psycopg.conninfo.make_conninfo(
                server.conninfo(user=SUPERUSER, dbname="postgres"), port=port
            )
            postgres = Postgres(admin, prefix="own")
            for role in (OWNER, APP):
                postgres.execute(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
            yield OwnPostgres(postgres, port)


def lrs(variables: dict[str, str], *arguments: str) -> str:
    """What a command of ours prints; it must end well."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def variables(own: OwnPostgres) -> dict[str, str]:
    return own.database("served")


@pytest.fixture(scope="module")
def server(variables: dict[str, str]) -> Iterator[Serving]:
    with Serving(variables) as serving:
        yield serving


@pytest.fixture
def client(server: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=server.address,
        auth=(KEY, SECRET),
        headers={"X-Experience-API-Version": "2.0.0"},
        timeout=PATIENCE,
    ) as client:
        yield client


def asked(client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response:
    """The answer, which must be a good one."""
    answer = client.request(method, path, **more)
    assert answer.status_code < 300, (method, path, answer.status_code, answer.text)
    return answer


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_verb_of_documents(client: httpx.Client, path: str) -> None:
    parameters = DOCUMENTS[path]
    as_json = {"Content-Type": "application/json"}
    asked(client, "PUT", path, params=parameters, content=b'{"a":1}', headers=as_json)
    found = asked(client, "GET", path, params=parameters)
    assert found.headers["Last-Modified"].endswith(" GMT")
    asked(client, "POST", path, params=parameters, content=b'{"b":2}', headers=as_json)
    found = asked(client, "GET", path, params=parameters)
    assert found.json() == {"a": 1, "b": 2}
    listed = {
        name: value for name, value in parameters.items() if name[-2:] != "Id" or "act" in name
    }
    assert asked(client, "GET", path, params=listed).json() == [
        parameters.get("stateId") or parameters["profileId"]
    ]
    since = listed | {"since": "2020-01-01T00:00:00Z"}
    assert len(asked(client, "GET", path, params=since).json()) == 1
    tag = {"If-Match": found.headers["ETag"]}
    assert asked(client, "HEAD", path, params=parameters).content == b""
    asked(client, "DELETE", path, params=parameters, headers=tag)
    assert client.get(path, params=parameters).status_code == 404


def test_statements_are_found_and_their_times_are_those_of_the_log(client: httpx.Client) -> None:
    statement = attended("found", "汉字")
    asked(client, "POST", "/xapi/statements", json=[statement])
    one = asked(client, "GET", "/xapi/statements", params={"statementId": statement["id"]})
    assert one.headers["Last-Modified"].endswith(" GMT")
    stored = one.json()["stored"]
    assert stored.endswith("Z")
    assert one.json()["actor"]["account"]["name"] == statement["actor"]["account"]["name"]
    for name in ("since", "until"):
        asked(client, "GET", "/xapi/statements", params={name: stored, "limit": "1"})
    until = asked(client, "GET", "/xapi/statements", params={"until": stored, "limit": "1"})
    assert until.json()["statements"][0]["id"] == statement["id"]


def test_the_projections_follow_and_a_rebuild_and_a_restore_agree(
    own: OwnPostgres, variables: dict[str, str], server: Serving, tmp_path: Path
) -> None:
    with closing(Client(server.address)) as client:
        assert client.post([attended(f"live-{n}", "c7", 3) for n in range(4)]).status == 200

        def caught_up() -> bool:
            health = json.loads(client.get("/health/projections").body)
            return bool(health["lag"] == 0 and health["stale"] == 0)

        eventually(caught_up)
        live = client.get("/cadres/c7/balances")
        assert live.status == 200
        assert client.get("/cadres/c7/ledger?known_at=2030-01-01").status == 200
        assert client.get("/reports/learning?by=month").status == 200
    rebuilt = json.loads(lrs(variables, "rebuild"))
    file = tmp_path / "log.ndjson"
    lrs(variables, "export", str(file))
    other = own.database("restored")
    lrs(other, "restore", str(file))
    first, again = (json.loads(lrs(other, "rebuild")) for _ in range(2))
    assert rebuilt["matched"], rebuilt
    proven = [{**one, "matched": True} for one in first["projections"]]
    assert again == first | {"matched": True, "projections": proven}
    assert again["persons"] == rebuilt["persons"]
