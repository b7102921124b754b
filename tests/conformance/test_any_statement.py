"""Any statement through the real server: what is accepted comes back equal, instants as instants;
what is refused stores nothing; nothing fails the server (1.0.3 Data 2, 2.0.0 4.2)."""

import re
from copy import deepcopy
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from lrs.postgres.postgres import Database
from lrs.statement.formats import STANDARD_UUID, instant
from lrs.statement.strict_json import read
from tests.any_statement import broken, statements
from tests.conformance.conftest import Client, Json, message

PROPERTY = settings(
    max_examples=40,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
ENCODER = msgspec.json.Encoder(decimal_format="number")


@pytest.fixture(scope="module")
def head(module_database: Database) -> Any:
    """Gives the last position of the log."""
    with psycopg.connect(module_database.service, autocommit=True) as conn:
        yield lambda: conn.execute("SELECT max(notification_id) FROM lrs.log").fetchone()


def check(client: Client, head: Any, whole: Json) -> str:
    """Posts a statement, and holds the server to what it answers; returns why it was refused."""
    before = head()
    if re.fullmatch(STANDARD_UUID, str(whole.get("id"))):
        whole = {**whole, "id": str(uuid4())}  # what was drawn may have been drawn before
    try:
        body = ENCODER.encode(whole)
    except UnicodeEncodeError:
        return "a lone surrogate cannot be sent"
    answer = client.post("/statements", content=body, headers={"Content-Type": "application/json"})
    if answer.status_code != 200:
        assert answer.status_code in (400, 403, 409), answer.text
        assert message(answer, answer.status_code)
        assert answer.status_code == 409 or head() == before
        return answer.text
    [statement_id] = answer.json()
    for form in ("statementId", "voidedStatementId"):
        found = client.get("/statements", params={form: statement_id})
        if found.status_code == 200:
            break
    returned = read(found.content)
    for member in ("stored", "authority", "id", "timestamp", "version"):
        if member in ("stored", "authority") or member not in whole:
            returned.pop(member, None)
    assert as_meant(returned) == as_meant(
        {name: value for name, value in whole.items() if name not in ("stored", "authority")}
    )
    return ""


def as_meant(whole: Json) -> Json:
    """A statement with its instants as instants, and each activity in a list."""
    whole = deepcopy(whole)
    for part in (whole, whole["object"]):
        if isinstance(part.get("timestamp"), str):
            part["timestamp"] = instant(part["timestamp"])
        found = part.get("context", {}).get("contextActivities", {})
        for relation, one in found.items():
            found[relation] = one if isinstance(one, list) else [one]
    return whole


@pytest.mark.parametrize("newer", [False, True])
def test_what_is_accepted_comes_back_equal(v1: Client, v2: Client, head: Any, newer: bool) -> None:
    client = v2 if newer else v1

    @PROPERTY
    @given(whole=statements(newer=newer))
    def sent(whole: Json) -> None:
        assert check(client, head, whole) == ""

    sent()


@pytest.mark.parametrize("newer", [False, True])
def test_what_is_refused_stores_nothing(v1: Client, v2: Client, head: Any, newer: bool) -> None:
    client = v2 if newer else v1

    @PROPERTY
    @given(whole=broken(statements(newer=True)))
    def sent(whole: Json) -> None:
        check(client, head, whole)

    sent()
