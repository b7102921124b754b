"""Any statement through the real server: what is accepted comes back equal, instants as instants;
what is refused stores nothing; nothing fails the server (1.0.3 Data 2, 2.0.0 4.2)."""

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lrs.formats import STANDARD_UUID, instant
from lrs.postgres import Database
from lrs.statement import VOIDED
from lrs.strict_json import read
from tests.conformance.conftest import Client, Json, message

BEGIN = datetime(1970, 1, 1, tzinfo=UTC)

PROPERTY = settings(
    max_examples=40,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
ENCODER = msgspec.json.Encoder(decimal_format="number")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
iris = st.builds("http://example.com/{}".format, st.text("aé文%7", max_size=4))
uuids = st.uuids(version=4).map(str) | st.uuids(version=4).map(lambda one: str(one).upper())
tags = st.sampled_from(["en", "en-US", "zh-Hans-CN", "x-own", "und"])
maps = st.dictionaries(tags, texts, max_size=2)
decimals = st.decimals(-(10**30), 10**30, places=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | decimals | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
extensions = st.dictionaries(iris, values, max_size=2)
times = st.builds(
    lambda at, minutes: at.astimezone(timezone(timedelta(minutes=minutes))).isoformat(),
    st.integers(-(2**31), 2**32).map(lambda seconds: BEGIN + timedelta(seconds=seconds)),
    st.integers(-720, 840),
)
identifiers: st.SearchStrategy[Any] = st.sampled_from(
    [
        {"mbox": "mailto:someone@example.com"},
        {"mbox_sha1sum": "aB" * 20},
        {"openid": "http://someone.example.com/"},
        {"account": {"homePage": "http://example.com", "name": "某人"}},
    ]
)
nothing: st.SearchStrategy[Any] = st.just({})
named = st.fixed_dictionaries({}, optional={"name": texts})


def merged(*parts: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Objects with the members of several."""
    return st.tuples(*parts).map(
        lambda found: {name: value for one in found for name, value in one.items()}
    )


agents = merged(
    identifiers, named, st.fixed_dictionaries({}, optional={"objectType": st.just("Agent")})
)
groups = merged(
    st.fixed_dictionaries(
        {"objectType": st.just("Group"), "member": st.lists(agents, min_size=1, max_size=2)}
    ),
    named,
    nothing | identifiers,
)
actors = agents | groups
verbs = st.fixed_dictionaries({"id": iris}, optional={"display": maps})
definitions = st.fixed_dictionaries(
    {},
    optional={
        "name": maps,
        "description": maps,
        "type": iris,
        "moreInfo": iris,
        "extensions": extensions,
    },
)
activities = st.fixed_dictionaries(
    {"id": iris}, optional={"objectType": st.just("Activity"), "definition": definitions}
)
references = st.fixed_dictionaries({"objectType": st.just("StatementRef"), "id": uuids})
results = st.fixed_dictionaries(
    {},
    optional={
        "success": st.booleans(),
        "completion": st.booleans(),
        "response": texts,
        "duration": st.sampled_from(["PT1H30M", "P1Y2M3DT4H5M6.78S", "P2W", "PT0.001S"]),
        "score": st.fixed_dictionaries(
            {}, optional={"scaled": st.decimals(-1, 1, places=4), "raw": decimals}
        ),
        "extensions": extensions,
    },
)


def contexts(*, newer: bool) -> st.SearchStrategy[Json]:
    """Contexts; with what only 2.0.0 knows if they may be newer."""
    own: Json = {
        "registration": uuids,
        "instructor": actors,
        "team": groups,
        "language": tags,
        "statement": references,
        "extensions": extensions,
        "contextActivities": st.dictionaries(
            st.sampled_from(["parent", "grouping", "category", "other"]),
            st.lists(activities, max_size=2),
            max_size=2,
        ),
    }
    if newer:
        types: Json = {"relevantTypes": st.lists(iris, min_size=1, max_size=2)}
        own["contextAgents"] = st.lists(
            st.fixed_dictionaries(
                {"objectType": st.just("contextAgent"), "agent": agents}, optional=types
            ),
            max_size=2,
        )
        own["contextGroups"] = st.lists(
            st.fixed_dictionaries(
                {"objectType": st.just("contextGroup"), "group": groups}, optional=types
            ),
            max_size=2,
        )
    return st.fixed_dictionaries({}, optional=own)


def stated(targets: st.SearchStrategy[Json], *, newer: bool) -> st.SearchStrategy[Json]:
    """What a statement and a SubStatement have in common."""
    return st.fixed_dictionaries(
        {"actor": actors, "verb": verbs, "object": targets},
        optional={"result": results, "context": contexts(newer=newer), "timestamp": times},
    )


def statements(*, newer: bool) -> st.SearchStrategy[Json]:
    """Valid statements of a version."""
    plain = activities | references | groups | merged(agents, st.just({"objectType": "Agent"}))
    within = merged(stated(plain, newer=newer), st.just({"objectType": "SubStatement"}))
    return merged(stated(plain | within, newer=newer), st.fixed_dictionaries({"id": uuids}))


junk = values | st.sampled_from(["", " ", "2026-13-01T00:00:00Z", "http://", "\ud800", VOIDED])


@st.composite
def broken(draw: st.DrawFn, whole: st.SearchStrategy[Json]) -> Json:
    """A statement in which one member, anywhere, is something else, gone or new."""
    found = deepcopy(draw(whole))
    place: Any = found
    while True:
        keys = [name for name, value in place.items() if isinstance(value, dict) and value]
        if not keys or draw(st.booleans()):
            break
        place = place[draw(st.sampled_from(keys))]
    name = draw(st.sampled_from([*place, "objectType", "Actor", "stored", "id"]))
    if name in place and draw(st.booleans()):
        del place[name]
    else:
        place[name] = draw(junk)
    return found


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
