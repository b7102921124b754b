"""Agents and Activities (1.0.3 Communication 2.4, 2.5; 2.0.0 4.1.6.3, 4.1.6.4)."""

from collections.abc import Iterator
from contextlib import closing

import orjson
import pytest

from lrs.access.credential_store import Credentials
from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.conformance.conftest import Client, Json, agent, message, unique

EXTENSION = "http://example.com/extensions/"


@pytest.fixture(scope="module")
def credentials(module_database: Database, address: str) -> Iterator[Credentials]:
    with closing(RecordStore(module_database.service, clock=system_clock)) as store:
        yield Credentials(store)


def client_with(credentials: Credentials, address: str, *scopes: str) -> Client:
    made, secret = credentials.add("limited", scopes=scopes)
    return Client(address, version="1.0.3", auth=(made.key, secret))


def person(xapi: Client, of: Json) -> Json:
    answer = xapi.get("/agents", params={"agent": orjson.dumps(of).decode()})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def activity(xapi: Client, iri: str) -> Json:
    answer = xapi.get("/activities", params={"activityId": iri})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def new_activity() -> str:
    return f"http://example.com/{unique('activity')}"


# Agents


@pytest.mark.parametrize(
    "identifier",
    [
        {"mbox": "mailto:%s@example.com"},
        {"openid": "http://example.com/%s"},
        {"account": {"homePage": "http://example.com", "name": "%s"}},
    ],
)
def test_a_person_is_an_agent_with_arrays(xapi: Client, identifier: Json) -> None:
    text = orjson.dumps(identifier).decode() % unique("one")
    of = orjson.loads(text)
    for name in ("Ada", "Ada Lovelace", "Ada"):
        xapi.statement(actor={"objectType": "Agent", "name": name, **of})
    [(member, value)] = of.items()
    assert person(xapi, of) == {
        "objectType": "Person",
        "name": ["Ada", "Ada Lovelace"],
        member: [value],
    }


def test_a_mailbox_digest_is_a_string_in_an_array(xapi: Client) -> None:
    of = {"mbox_sha1sum": "ab" * 20}
    assert person(xapi, of)["mbox_sha1sum"] == ["ab" * 20]


def test_an_unknown_agent_is_a_person_of_what_was_asked(xapi: Client) -> None:
    of = agent(unique("unknown"))
    assert person(xapi, of) == {"objectType": "Person", "account": [of["account"]]}
    assert person(xapi, {**of, "name": "N"})["name"] == ["N"]


def test_names_come_from_wherever_the_agent_stands(xapi: Client) -> None:
    of = agent(unique("everywhere"))

    def named(name: str) -> Json:
        return {**of, "name": name}

    group = {"objectType": "Group", "member": [named("member")]}
    xapi.statement(actor=group)
    xapi.statement(object=named("object"))
    xapi.statement(context={"instructor": named("instructor"), "team": group})
    sub = {
        "objectType": "SubStatement",
        "actor": named("planned"),
        "verb": {"id": "http://example.com/did"},
        "object": {"id": "http://example.com/x"},
    }
    xapi.statement(object=sub)
    expected = ["member", "object", "instructor", "planned"]
    if xapi.version == "2.0.0":
        entry = {"objectType": "contextAgent", "agent": named("in context")}
        xapi.statement(context={"contextAgents": [entry]})
        expected.append("in context")
    assert person(xapi, of)["name"] == expected


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"agent": "true"},
        {"agent": "{"},
        {"agent": '{"name":"x"}'},
        {"agent": '{"account":{"name":"x"}}'},
        {"agent": '{"objectType":"Group","mbox":"mailto:a@example.com"}'},
        {"agent": '{"mbox":"mailto:a@example.com"}', "foo": "x"},
        {"Agent": '{"mbox":"mailto:a@example.com"}'},
    ],
)
def test_agents_takes_one_valid_agent(xapi: Client, parameters: dict[str, str]) -> None:
    assert "gent" in message(xapi.get("/agents", params=parameters), 400)


# Activities


def test_an_activity_is_returned_as_it_was_defined(xapi: Client) -> None:
    whole = {
        "objectType": "Activity",
        "id": new_activity(),
        "definition": {
            "type": "http://example.com/types/meeting",
            "name": {"en-GB": "meeting", "zh-CN": "会议"},
            "description": {"en-GB": "A meeting."},
            "moreInfo": "http://example.com/more",
            "extensions": {f"{EXTENSION}a": {"deep": [1, 2.50, None]}},
        },
    }
    xapi.statement(object=whole)
    assert activity(xapi, str(whole["id"])) == whole


def test_an_unknown_activity_is_returned_nevertheless(xapi: Client) -> None:
    iri = new_activity()
    assert activity(xapi, iri) == {"objectType": "Activity", "id": iri}
    xapi.statement(object={"id": iri})
    assert activity(xapi, iri) == {"objectType": "Activity", "id": iri}


def test_definitions_of_several_statements_are_merged(xapi: Client) -> None:
    iri = new_activity()
    definitions: list[Json] = [
        {"name": {"en": "old", "fr": "réunion"}, "type": "http://example.com/a"},
        {"name": {"en": "new"}, "extensions": {f"{EXTENSION}a": 1, f"{EXTENSION}b": 1}},
        {"description": {"en": "what"}, "extensions": {f"{EXTENSION}b": 2}},
        {"type": "http://example.com/b", "moreInfo": "http://example.com/more"},
    ]
    for definition in definitions:
        xapi.statement(object={"id": iri, "definition": definition})
    assert activity(xapi, iri)["definition"] == {
        "name": {"en": "new", "fr": "réunion"},
        "type": "http://example.com/b",
        "extensions": {f"{EXTENSION}a": 1, f"{EXTENSION}b": 2},
        "description": {"en": "what"},
        "moreInfo": "http://example.com/more",
    }


def test_definitions_come_from_wherever_the_activity_stands(xapi: Client) -> None:
    iri = new_activity()

    def defined(language: str) -> Json:
        return {"id": iri, "definition": {"name": {language: language}}}

    xapi.statement(context={"contextActivities": {"parent": [defined("en")]}})
    xapi.statement(context={"contextActivities": {"grouping": defined("fr")}})
    sub = {
        "objectType": "SubStatement",
        "actor": agent("someone"),
        "verb": {"id": "http://example.com/did"},
        "object": defined("zh"),
    }
    xapi.statement(object=sub)
    assert activity(xapi, iri)["definition"]["name"] == {"en": "en", "fr": "fr", "zh": "zh"}


def test_an_interaction_is_taken_whole_from_the_latest(xapi: Client) -> None:
    iri = new_activity()
    choice = {
        "interactionType": "choice",
        "correctResponsesPattern": ["a"],
        "choices": [{"id": "a"}, {"id": "b"}],
    }
    for definition in ({"name": {"en": "x"}, **choice}, {"interactionType": "true-false"}):
        xapi.statement(object={"id": iri, "definition": definition})
    assert activity(xapi, iri)["definition"] == {
        "name": {"en": "x"},
        "interactionType": "true-false",
    }


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"activityId": "true"},
        {"activityId": ""},
        {"activityId": "http://example.com/x", "foo": "x"},
        {"ActivityId": "http://example.com/x"},
    ],
)
def test_activities_takes_one_iri(xapi: Client, parameters: dict[str, str]) -> None:
    assert "activityId" in message(xapi.get("/activities", params=parameters), 400)


# Both


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/agents", {"agent": '{"mbox":"mailto:a@example.com"}'}),
        ("/activities", {"activityId": "http://example.com/x"}),
    ],
)
def test_they_are_read_only_and_head_is_get_without_the_body(
    xapi: Client, path: str, parameters: dict[str, str]
) -> None:
    get, head = xapi.get(path, params=parameters), xapi.head(path, params=parameters)
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}
    assert get.headers["Content-Type"] == "application/json"
    for method in ("PUT", "POST", "DELETE"):
        answer = xapi.request(method, path, params=parameters)
        message(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"


# Scopes (1.0.3 Communication 4.2)


def test_who_may_not_define_changes_no_definition(
    v1: Client, credentials: Credentials, address: str
) -> None:
    iri, of = new_activity(), agent(unique("defined"))

    def state(client: Client, language: str) -> None:
        client.statement(
            actor={**of, "name": language},
            object={"id": iri, "definition": {"name": {language: language}}},
        )

    state(v1, "all")
    with client_with(credentials, address, "statements/write") as writer:
        state(writer, "nobody")
    with client_with(credentials, address, "statements/write", "define") as definer:
        state(definer, "def")
    assert activity(v1, iri)["definition"]["name"] == {"all": "all", "def": "def"}
    assert person(v1, of)["name"] == ["all", "def"]


def test_a_reader_of_his_own_statements_is_told_what_they_say(
    v1: Client, credentials: Credentials, address: str
) -> None:
    iri = new_activity()
    v1.statement(object={"id": iri, "definition": {"name": {"en": "secret"}}})
    scopes = ("statements/write", "statements/read/mine", "define")
    with client_with(credentials, address, *scopes) as mine:
        mine.statement(object={"id": iri, "definition": {"name": {"fr": "mien"}}})
        assert activity(mine, iri)["definition"]["name"] == {"fr": "mien"}


def test_a_writer_may_not_read_them(credentials: Credentials, address: str) -> None:
    with client_with(credentials, address, "statements/write", "state") as writer:
        for path, parameters in (
            ("/agents", {"agent": '{"mbox":"mailto:a@example.com"}'}),
            ("/activities", {"activityId": "http://example.com/x"}),
        ):
            assert "statements/read" in message(writer.get(path, params=parameters), 403)


@pytest.mark.parametrize(
    ("path", "scope", "other"),
    [
        ("/activities/state", "state", "profile"),
        ("/activities/profile", "profile", "state"),
        ("/agents/profile", "profile", "state"),
    ],
)
def test_documents_need_their_scope(
    credentials: Credentials, address: str, path: str, scope: str, other: str
) -> None:
    by_path: dict[str, Json] = {
        "/activities/state": {"activityId": new_activity(), "agent": agent("a"), "stateId": "s"},
        "/activities/profile": {"activityId": new_activity(), "profileId": "p"},
        "/agents/profile": {"agent": agent(unique("a")), "profileId": "p"},
    }
    parameters = by_path[path]
    with client_with(credentials, address, scope) as owner:
        put = owner.document(path, "PUT", parameters, {}, If_None_Match="*")
        assert put.status_code == 204, put.text
        assert owner.document(path, "GET", parameters).status_code == 200
    with client_with(credentials, address, other, "statements/write", "all/read") as reader:
        assert reader.document(path, "GET", parameters).status_code == 200
        for method in ("PUT", "POST", "DELETE"):
            assert scope in message(reader.document(path, method, parameters, {}), 403)
    with client_with(credentials, address, other, "statements/read") as stranger:
        assert scope in message(stranger.document(path, "GET", parameters), 403)
