"""The public client `tincan` against a real server."""

import pytest
from tincan import Activity, Agent, RemoteLRS, Result, Score, Statement, StatementRef, Verb

from tests.api.conversation import VOIDED, new_id
from tests.api.serving import KEY, SECRET


@pytest.fixture
def client(address: str) -> RemoteLRS:
    """A client as its documentation shows it."""
    return RemoteLRS(version="1.0.3", endpoint=f"{address}/xapi/", username=KEY, password=SECRET)


def passed(verb: str, **members: object) -> Statement:
    """A statement as the client makes one."""
    return Statement(
        actor=Agent(name="李明", mbox="mailto:li.ming@example.com"),
        verb=Verb(id=verb, display={"en-US": "passed", "zh-CN": "通过"}),
        object=Activity(id=f"https://example.com/courses/{new_id()}"),
        **members,
    )


@pytest.fixture
def verb() -> str:
    """A verb of the test's own."""
    return f"https://example.com/verbs/{new_id()}"


def test_it_saves_and_retrieves_a_statement(client: RemoteLRS, verb: str) -> None:
    for statement_id in (None, new_id()):
        result = Result(score=Score(raw=85, max=100), success=True)
        saved = client.save_statement(passed(verb, id=statement_id, result=result))
        assert saved.success, saved.data
        again = client.retrieve_statement(saved.content.id)
        assert again.success
        assert again.content.result.score.raw == 85
        assert again.content.actor.name == "李明"
        assert again.content.stored is not None


def test_it_saves_a_batch_and_pages_through_it(client: RemoteLRS, verb: str) -> None:
    saved = client.save_statements([passed(verb) for _ in range(5)])
    assert saved.success, saved.data
    ids = [statement.id for statement in saved.content]
    seen = []
    page = client.query_statements({"verb": Verb(id=verb), "limit": 2, "ascending": "true"})
    while True:
        assert page.success, page.data
        seen += [statement.id for statement in page.content.statements]
        if not page.content.more:
            break
        page = client.more_statements(page.content.more)
    assert seen == ids


def test_it_queries_by_agent_and_activity(client: RemoteLRS, verb: str) -> None:
    saved = client.save_statement(passed(verb)).content
    query = {"agent": saved.actor, "verb": saved.verb, "activity": saved.object}
    page = client.query_statements(query)
    assert page.success, page.data
    assert [statement.id for statement in page.content.statements] == [saved.id]


def test_it_voids_a_statement(client: RemoteLRS, verb: str) -> None:
    target = client.save_statement(passed(verb)).content
    voids = client.save_statement(
        Statement(
            actor=Agent(mbox="mailto:office@example.com"),
            verb=Verb(id=VOIDED),
            object=StatementRef(id=target.id),
        )
    )
    assert voids.success, voids.data
    assert client.retrieve_statement(target.id).response.status == 404
    voided = client.retrieve_voided_statement(target.id)
    assert voided.success
    assert voided.content.id == target.id


def test_it_is_told_what_is_wrong(client: RemoteLRS) -> None:
    answer = client.save_statement(passed("no iri"))
    assert not answer.success
    assert answer.response.status == 400
    assert "verb.id" in answer.data
