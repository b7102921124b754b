"""A page token is trusted with nothing."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.event.terms import term
from lrs.search.query import Page, StatementQuery, TokenError

PAGE = Page(ceiling=9, cursor=4)


terms = st.builds(term, st.sampled_from(["agent", "verb", "related activity"]), st.text(max_size=9))
queries = st.builds(
    StatementQuery,
    groups=st.lists(st.lists(terms, min_size=1, max_size=2).map(tuple), max_size=4).map(tuple),
    since=st.none() | st.datetimes(timezones=st.just(UTC)),
    until=st.none() | st.datetimes(timezones=st.just(UTC)),
    limit=st.integers(0, 10**9 - 1),
    ascending=st.booleans(),
    page=st.builds(Page, ceiling=st.integers(0, 2**63 - 1), cursor=st.integers(0, 2**63 - 1)),
)


@given(queries)
def test_a_token_reads_back_as_its_query(query: StatementQuery) -> None:
    assert query.page
    assert StatementQuery.from_token(query.token(query.page)) == query


def token(**members: Any) -> str:
    data = json.loads(base64.urlsafe_b64decode(StatementQuery().token(PAGE) + "=="))
    return base64.urlsafe_b64encode(json.dumps(data | members).encode()).decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"page": None},
        {"page": [1, 2]},
        {"page": {"ceiling": 2**63, "cursor": 1}},
        {"page": {"ceiling": 9, "cursor": -1}},
        {"page": {"ceiling": 9.0, "cursor": 1}},
        {"page": {"ceiling": True, "cursor": 1}},
        {"page": {"ceiling": 9, "cursor": "1"}},
        {"limit": -1},
        {"limit": 10**9},
        {"limit": "5"},
        {"ascending": 1},
        {"since": "2026-01-01T00:00:00"},
        {"since": 5},
        {"until": "no"},
        {"groups": [[]]},
        {"groups": [["agent\0a"]] * 5},
        {"groups": [["agent\0a"] * 3]},
        {"groups": [["mailbox\0a"]]},
        {"groups": [["agent", "a"]]},
        {"groups": [[1]]},
        {"groups": ["agent\0a"]},
        {"groups": {}},
    ],
)
def test_a_token_that_was_changed_is_refused(changed: Mapping[str, Any]) -> None:
    with pytest.raises(TokenError, match="more: got"):
        StatementQuery.from_token(token(**changed))


@pytest.mark.parametrize("text", ["", "e30", "W10", "bnVsbA", "x", "é", "a b", "//8=", "\ud800"])
def test_a_token_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(TokenError, match="more: got"):
        StatementQuery.from_token(text)


@given(st.binary(max_size=60))
def test_no_token_can_break_the_reader(data: bytes) -> None:
    with pytest.raises(TokenError):
        StatementQuery.from_token(base64.urlsafe_b64encode(data).decode())
