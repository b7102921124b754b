"""The public client `tincan` against a real server."""

import httpx
import pytest
from tincan import (
    Activity,
    ActivityProfileDocument,
    Agent,
    RemoteLRS,
    Result,
    Score,
    StateDocument,
    Statement,
    StatementRef,
    Verb,
)

from tests.api.conversation import VOIDED, new_id
from tests.api.serving import KEY, SECRET

MAILBOX = "mailto:li.ming@example.com"


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


def test_it_keeps_state(client: RemoteLRS) -> None:
    activity, agent = Activity(id=f"https://example.com/{new_id()}"), Agent(mbox=MAILBOX)
    state = StateDocument(
        id="place", activity=activity, agent=agent, content="page 5", content_type="text/plain"
    )
    assert client.save_state(state).success
    kept = client.retrieve_state(activity=activity, agent=agent, state_id="place")
    assert kept.success
    assert kept.content.content == b"page 5"
    assert client.retrieve_state_ids(activity=activity, agent=agent).content == ["place"]
    assert client.delete_state(kept.content).success
    assert client.retrieve_state_ids(activity=activity, agent=agent).content == []


def test_it_makes_and_changes_profiles(client: RemoteLRS) -> None:
    """It cannot say If-None-Match, which 1.0.3 wants for a new profile (Communication 3.1)."""
    activity, name = Activity(id=f"https://example.com/{new_id()}"), new_id()
    profile = ActivityProfileDocument(
        id=name, activity=activity, content="of it", content_type="text/plain"
    )
    assert client.save_activity_profile(profile).success
    refused = client.save_activity_profile(profile)
    assert refused.response.status == 409
    assert "If-Match" in refused.data
    read = client.retrieve_activity_profile(activity, name)
    kept = read.content
    assert kept.content == b"of it"
    # It looks for the ETag in the wrong place.
    kept.content, kept.etag = "of it now", read.response.getheader("ETag")
    assert client.save_activity_profile(kept).success
    assert client.retrieve_activity_profile(activity, name).content.content == b"of it now"


def test_it_changes_and_deletes_profiles_of_agents(client: RemoteLRS, address: str) -> None:
    agent, name = Agent(mbox=MAILBOX), new_id()
    parameters = {"agent": f'{{"mbox": "{MAILBOX}"}}', "profileId": name}
    etag = _put_new(f"{address}/xapi/agents/profile", parameters)
    kept = client.retrieve_agent_profile(agent, name).content
    kept.content, kept.etag = "of him", etag
    assert client.save_agent_profile(kept).success
    kept = client.retrieve_agent_profile(agent, name).content
    assert kept.content == b"of him"
    assert client.delete_agent_profile(kept).success
    assert name not in client.retrieve_agent_profile_ids(agent).content


def _put_new(url: str, parameters: dict[str, str]) -> str:
    """The ETag of a document that was not there."""
    headers = {"X-Experience-API-Version": "1.0.3"}
    with httpx.Client(params=parameters, headers=headers, auth=(KEY, SECRET)) as other:
        answer = other.put(url, content=b"new", headers={"If-None-Match": "*"})
        assert answer.status_code == 204, answer.text
        return other.get(url).headers["ETag"]
