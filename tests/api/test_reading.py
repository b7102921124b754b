"""GET of statements: by id, by every filter, page by page, and what every answer carries."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.statement.formats import instant
from tests.api.conftest import conversation
from tests.api.conversation import (
    JSON,
    PATH,
    Conversation,
    error_of,
    learner,
    new_id,
    statement,
    voiding,
)
from tests.api.serving import KEY

CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"


def agent(person: dict[str, Any]) -> str:
    """An agent as a query parameter."""
    return orjson.dumps(person).decode()


def test_a_single_statement_says_when_it_was_stored(xapi: Conversation) -> None:
    [statement_id] = xapi.store(statement())
    answer = xapi.ask(statementId=statement_id)
    stored = instant(answer.json()["stored"])
    assert answer.headers["Content-Type"] == JSON
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == stored.replace(microsecond=0)
    assert instant(answer.headers[CONSISTENT_THROUGH]) >= stored


def test_a_statement_is_returned_as_it_was_written(xapi: Conversation) -> None:
    body = (
        '{ "actor":{"mbox":"mailto:li@example.com","name":"李明"}, "verb":{"id":"http://e.com/v"},'
        '"object":{"id":"http://e.com/o"},"result":{"score":{"raw":1.10,"max":1E1}}}'
    )
    [statement_id] = xapi.send_statements(body.encode()).json()
    assert xapi.ask(statementId=statement_id).text.startswith(body[:-1])


def test_what_is_not_there_is_404(xapi: Conversation) -> None:
    [there] = xapi.store(statement())
    for parameters in ({"statementId": new_id()}, {"voidedStatementId": there}):
        answer = xapi.ask(**parameters)
        assert error_of(answer, 404)["code"] == "not_found"
        assert instant(answer.headers[CONSISTENT_THROUGH])


SOME_ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"

OTHERS = {
    "agent": agent(learner("x")),
    "verb": "http://example.com/v",
    "activity": "http://example.com/a",
    "registration": SOME_ID,
    "related_activities": "true",
    "related_agents": "false",
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-01-01T00:00:00Z",
    "limit": "1",
    "ascending": "true",
    "voidedStatementId": SOME_ID,
}


@pytest.mark.parametrize("other", OTHERS)
def test_an_id_stands_alone(xapi: Conversation, other: str) -> None:
    [statement_id] = xapi.store(statement())
    for first in {"statementId", "voidedStatementId"} - {other}:
        error = error_of(xapi.ask(**{first: statement_id, other: OTHERS[other]}), 400)
        assert other in error["message"]
    form = {"format": "exact", "attachments": "false"}
    assert xapi.ask(statementId=statement_id, **form).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *(f"{name.title()}={value}" for name, value in OTHERS.items() if name != "agent"),
        f"statementid={SOME_ID}",
        "unknown=1",
        "limit=1&limit=1",
        "statementId=7",
        "statementId=",
        "verb=passed",
        "activity=",
        "registration=7",
        "agent=",
        "agent={}",
        'agent={"mbox":"mailto:a@b.c"',
        'agent={"objectType":"Group","member":[]}',
        "since=yesterday",
        "since=2026-01-01T00:00:00%2B99:00",
        "until=2026-13-01T00:00:00Z",
        "limit=-1",
        "limit=1.5",
        "ascending=yes",
        "related_agents=1",
        "format=pretty",
        "attachments=maybe",
        "verb=%ff",
        "verb=http://example.com/%00",
    ],
)
def test_a_parameter_that_cannot_be_read_is_400(xapi: Conversation, query: str) -> None:
    answer = xapi.get(f"{PATH}?{query}")
    error_of(answer, 400)
    assert instant(answer.headers[CONSISTENT_THROUGH])


def test_each_filter_finds_what_it_names(xapi: Conversation) -> None:
    verb, course, parent = (f"https://example.com/{new_id()}" for _ in range(3))
    person, teacher, registration = learner(new_id()), learner(new_id()), new_id()
    [wanted] = xapi.store(
        statement(
            actor=person,
            verb={"id": verb},
            object={"id": course},
            context={
                "registration": registration,
                "instructor": teacher,
                "contextActivities": {"parent": [{"id": parent}]},
            },
        )
    )
    xapi.store(statement())
    for parameters in (
        {"agent": agent(person)},
        {"verb": verb},
        {"activity": course},
        {"registration": registration.upper()},
        {"agent": agent(teacher), "related_agents": "true"},
        {"activity": parent, "related_activities": "true"},
        {"agent": agent(person), "verb": verb, "activity": course, "registration": registration},
    ):
        assert xapi.found(**parameters) == [wanted]
    assert xapi.found(agent=agent(teacher)) == []
    assert xapi.found(activity=parent) == []
    assert xapi.found(agent=agent(person), verb="https://example.com/other") == []


def test_since_is_after_and_until_is_up_to(xapi: Conversation) -> None:
    verb = f"https://example.com/{new_id()}"
    ids = xapi.store(*(statement(verb={"id": verb}) for _ in range(3)))
    middle = xapi.ask(statementId=ids[1]).json()["stored"]
    assert xapi.found(verb=verb, since=middle) == [ids[2]]
    assert xapi.found(verb=verb, until=middle) == [ids[1], ids[0]]
    elsewhere = instant(middle) + timedelta(hours=8)
    text = elsewhere.strftime("%Y-%m-%dT%H:%M:%S.%f+08:00")
    assert xapi.found(verb=verb, since=text) == [ids[2]]


def test_the_newest_come_first_unless_asked_otherwise(xapi: Conversation) -> None:
    verb = f"https://example.com/{new_id()}"
    ids = xapi.store(*(statement(verb={"id": verb}) for _ in range(3)))
    assert xapi.found(verb=verb) == ids[::-1]
    assert xapi.found(verb=verb, ascending="false") == ids[::-1]
    assert xapi.found(verb=verb, ascending="true") == ids
    assert xapi.found(verb=verb, limit="2") == ids[:0:-1]


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_more_goes_on_where_the_page_ended_while_others_write(
    xapi: Conversation, ascending: str
) -> None:
    verb = f"https://example.com/{new_id()}"
    ids = xapi.store(*(statement(verb={"id": verb}) for _ in range(7)))
    page = xapi.ask(verb=verb, limit="3", ascending=ascending)
    seen = []
    while True:
        result = page.json()
        seen += [one["id"] for one in result["statements"]]
        assert len(result["statements"]) <= 3
        assert instant(page.headers[CONSISTENT_THROUGH])
        if not result["more"]:
            break
        parts = urlsplit(result["more"])
        assert (parts.scheme, parts.netloc) == ("", "")
        assert parts.path == PATH
        xapi.store(statement(verb={"id": verb}))
        page = xapi.get(result["more"])
        assert page.status_code == 200
    assert seen == (ids if ascending == "true" else ids[::-1])


def test_a_page_has_no_more_statements_than_the_server_gives(xapi: Conversation) -> None:
    verb = f"https://example.com/{new_id()}"
    xapi.store(*(statement(verb={"id": verb}) for _ in range(51)))
    for limit in ("0", "1000", "9999999999", "9" * 5000):
        result = xapi.ask(verb=verb, limit=limit).json()
        assert len(result["statements"]) == 50
        assert len(xapi.get(result["more"]).json()["statements"]) == 1


def test_a_client_that_builds_the_query_anew_finds_the_next_page(xapi: Conversation) -> None:
    """What it adds beside the token does not count: not even what would be refused alone."""
    verb = f"https://example.com/{new_id()}"
    ids = xapi.store(*(statement(verb={"id": verb}) for _ in range(4)))
    first = xapi.ask(verb=verb, limit="2", ascending="true", format="ids").json()
    token = dict(parse_qsl(urlsplit(first["more"]).query))["token"]
    own = {"verb": "https://example.com/other", "limit": "1", "format": "exact", "since": "never"}
    for others in ({}, own, {"statementId": new_id()}):
        page = xapi.ask(**others, token=token)
        assert page.status_code == 200, page.text
        assert [one["id"] for one in page.json()["statements"]] == ids[2:]
        assert all(one["verb"] == {"id": verb} for one in page.json()["statements"])
    error_of(xapi.get(f"{PATH}?token={token}&token={token}"), 400)
    error_of(xapi.ask(token=token, limt="1"), 400)
    former = xapi.get(f"{PATH}/more?token={token.partition('.')[0]}&format=ids")
    assert former.json() == xapi.get(first["more"]).json()


@pytest.mark.parametrize("token", ["", "abc", "e30", "e30.ids", ".ids"])
def test_a_token_is_one_of_ours(xapi: Conversation, token: str) -> None:
    error_of(xapi.ask(token=token), 400)


def test_a_token_has_no_marks_but_ours(xapi: Conversation) -> None:
    verb = f"https://example.com/{new_id()}"
    xapi.store(*(statement(verb={"id": verb}) for _ in range(2)))
    more = xapi.ask(verb=verb, limit="1").json()["more"]
    assert xapi.get(f"{more}.attachments").headers["Content-Type"].startswith("multipart/mixed")
    for marks in (".pretty", ".ids.canonical", "."):
        error_of(xapi.get(more + marks), 400)


def test_what_is_written_can_be_read_up_to_the_header(xapi: Conversation) -> None:
    """Consistent-Through stands on every answer of the resource, and is not before a POST."""
    posted, put = statement(), statement()
    answers = [xapi.send_statements(posted), xapi.place(put["id"], put)]
    for answer, one in zip(answers, (posted, put), strict=True):
        stored = xapi.ask(statementId=one["id"]).json()["stored"]
        assert instant(answer.headers[CONSISTENT_THROUGH]) >= instant(stored)
    refused = xapi.send_statements({})
    assert refused.status_code == 400
    assert instant(refused.headers[CONSISTENT_THROUGH])
    assert instant(xapi.delete(PATH).headers[CONSISTENT_THROUGH])


@pytest.mark.parametrize("query", ["", "?token=", "?token=abc", "?token=e30&limit=1", "?other=1"])
def test_more_takes_only_what_an_answer_gave(xapi: Conversation, query: str) -> None:
    answer = xapi.get(f"{PATH}/more{query}")
    error_of(answer, 400)
    assert instant(answer.headers[CONSISTENT_THROUGH])


def test_voided_statements_are_left_out_and_what_voids_them_is_not(xapi: Conversation) -> None:
    verb = f"https://example.com/{new_id()}"
    ids = xapi.store(*(statement(verb={"id": verb}) for _ in range(3)))
    [voids] = xapi.store(voiding(ids[1]))
    assert xapi.found(verb=verb) == [voids, ids[2], ids[0]]


def test_an_empty_answer_is_an_answer(xapi: Conversation) -> None:
    answer = xapi.ask(verb=f"https://example.com/{new_id()}")
    assert answer.json() == {"statements": [], "more": ""}


def test_head_has_the_headers_of_get_and_no_body(xapi: Conversation) -> None:
    [statement_id] = xapi.store(statement())
    for parameters in ({"statementId": statement_id}, {"limit": "1"}, {"limit": "x"}):
        got = xapi.ask(**parameters)
        head = xapi.head(PATH, params=parameters)
        assert head.status_code == got.status_code
        assert head.content == b""
        for name in got.headers.keys() - {"date", CONSISTENT_THROUGH.lower()}:
            assert head.headers[name] == got.headers[name]


def test_the_log_is_complete_through_what_the_header_says(xapi: Conversation) -> None:
    [first] = xapi.store(statement())
    answer = xapi.ask(statementId=first)
    through = answer.headers[CONSISTENT_THROUGH]
    assert instant(through) >= instant(answer.json()["stored"])
    [second] = xapi.store(statement())
    assert xapi.found(since=through) == [second]


def test_a_credential_for_its_own_statements_sees_no_others(
    xapi: Conversation, address: str, store: RecordStore
) -> None:
    verb = f"https://example.com/{new_id()}"
    [foreign] = xapi.store(statement(verb={"id": verb}))
    scopes = ["statements/write", "statements/read/mine"]
    mine, secret = Credentials(store).add("Mine", scopes=scopes)
    with conversation(address, key=mine.key, secret=secret) as other:
        [own] = other.store(statement(verb={"id": verb}))
        assert other.found(verb=verb) == [own]
        assert other.found() == [own]
        assert other.found(agent=agent(mine.agent), related_agents="true") == [own]
        assert other.ask(statementId=own).status_code == 200
        error_of(other.ask(statementId=foreign), 404)
    assert set(xapi.found(verb=verb)) == {own, foreign}
    assert KEY not in (mine.key, secret)
