"""History, both axes and explanations over HTTP: pages, languages, and who may ask."""

from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lrs.access.credential_store import Credentials
from lrs.postgres.postgres import Database
from tests.api.asking import ask
from tests.api.test_learning import client
from tests.recording import Hands, open_store

__all__ = ["client"]

NOW = datetime(2010, 12, 2, tzinfo=UTC)


def test_pages_of_a_history_put_together_are_the_whole(client: httpx.Client) -> None:
    whole = ask(client, "/audit/history", cadre="c1")
    assert whole["next"] is None
    assert len(whole["changes"]) > 2
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = ask(client, "/audit/history", cadre="c1", limit=1, after=after)
        found += page["changes"]
        after = page["next"]
    assert found == whole["changes"]
    first = whole["changes"][0]["position"]
    later = ask(client, "/audit/history", cadre="c1", since=first)
    assert later["changes"] == whole["changes"][1:]


def test_the_sentences_are_in_the_language_that_is_asked_for(client: httpx.Client) -> None:
    chinese, english = (
        client.get(
            "/audit/explain",
            params={"cadre": "c1", "year": 2010},
            headers={"Accept-Language": language},
        ).json()
        for language in ("zh-CN", "en-GB")
    )
    assert chinese["points"] == english["points"]
    assert "2010年计入" in chinese["sentences"][0]
    assert "credits count in 2010" in english["sentences"][0]
    asked = ask(client, "/audit/explain", cadre="c1", year=2010, lang="en")
    assert asked["sentences"] == english["sentences"]


@pytest.mark.parametrize(
    "path",
    [
        "/audit/history",
        "/audit/history?cadre=c1&unit=A",
        "/audit/history?cadre=c1&kind=weight",
        "/audit/as-of?cadre=c1",
        "/audit/explain",
        "/audit/explain?cadre=c1&about=weight",
    ],
)
def test_a_wrong_question_is_told_what_is_expected(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "path", ["/audit/history", "/audit/explain", "/audit/as-of?known_at=2010-12-01"]
)
def test_a_stranger_is_not_found_and_who_does_not_audit_is_refused(
    client: httpx.Client, shared_database: Database, path: str
) -> None:
    separator = "&" if "?" in path else "?"
    with closing(open_store(shared_database.service, Hands(NOW))) as store:
        analyst, secret = Credentials(store).add("analyst", scopes=["reports/read"])
    assert client.get(f"{path}{separator}cadre=nobody").status_code == 404
    refused = client.get(f"{path}{separator}cadre=c1", auth=(analyst.key, secret))
    assert refused.status_code == 403, refused.text
