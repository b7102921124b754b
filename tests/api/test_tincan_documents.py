"""The public client `tincan` with documents: state, profiles and their versions."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from tincan import (
    Activity,
    ActivityProfileDocument,
    Agent,
    AgentProfileDocument,
    RemoteLRS,
    StateDocument,
)

from tests.api.conversation import new_id
from tests.api.serving import KEY, SECRET


@pytest.fixture
def client(address: str) -> RemoteLRS:
    return RemoteLRS(version="1.0.3", endpoint=f"{address}/xapi/", username=KEY, password=SECRET)


@pytest.fixture
def agent() -> Agent:
    return Agent(name="李明", mbox=f"mailto:{new_id()}@example.com")


@pytest.fixture
def activity() -> Activity:
    return Activity(id=f"https://example.com/courses/{new_id()}")


def test_it_keeps_states(client: RemoteLRS, agent: Agent, activity: Activity) -> None:
    state = StateDocument(
        id="bookmark", activity=activity, agent=agent, content=bytearray(b"page 3")
    )
    assert client.save_state(state).success
    again = client.retrieve_state(activity, agent, "bookmark")
    assert again.success
    assert again.content.content == bytearray(b"page 3")
    assert client.retrieve_state_ids(activity, agent).content == ["bookmark"]
    assert client.delete_state(again.content).success
    assert client.clear_state(activity, agent).success
    assert client.retrieve_state_ids(activity, agent).content == []


def test_it_makes_and_replaces_a_profile(
    client: RemoteLRS, agent: Agent, activity: Activity
) -> None:
    """It sends no If-None-Match, which 1.0.3 wants for a new profile."""
    new = AgentProfileDocument(id="p", agent=agent, content=bytearray(b"one"))
    assert client.save_agent_profile(new).success
    of_activity = ActivityProfileDocument(id="p", activity=activity, content=bytearray(b"one"))
    assert client.save_activity_profile(of_activity).success
    read = client.retrieve_agent_profile(agent, "p")
    _replace(read, client.save_agent_profile, client.delete_agent_profile)
    assert client.retrieve_agent_profile_ids(agent).content == []
    read = client.retrieve_activity_profile(activity, "p")
    _replace(read, client.save_activity_profile, client.delete_activity_profile)
    assert client.retrieve_activity_profile_ids(activity).content == []


def _replace(read: Any, save: Callable[[Any], Any], delete: Callable[[Any], Any]) -> None:
    """Replaces and deletes a profile by its ETag; the old one is worth nothing any more."""
    profile = read.content
    assert profile.content == bytearray(b"one")
    profile.etag = read.response.getheader("ETag")  # the client looks for it in a list of pairs
    profile.content = bytearray(b"two")
    assert save(profile).success
    assert save(profile).response.status == 412
    assert delete(profile).response.status == 412
    profile.etag = f'"{hashlib.sha1(b"two").hexdigest()}"'
    assert delete(profile).success
