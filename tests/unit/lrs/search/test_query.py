"""Query parameters are read strictly, and a page token is trusted with nothing."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.event.terms import Term, term
from lrs.search.query import MOST, Page, QueryError, StatementQuery, parse_query

VERB, ACTIVITY = "http://example.com/did", "http://example.com/o/1"
REGISTRATION = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
PAGE = Page(ceiling=9, cursor=4)


@pytest.mark.parametrize(
    ("parameters", "groups"),
    [
        ({}, ()),
        ({"verb": VERB}, ((term("verb", VERB),),)),
        ({"activity": ACTIVITY}, ((term("activity", ACTIVITY),),)),
        (
            {"activity": ACTIVITY, "related_activities": "true"},
            ((term("activity", ACTIVITY), term("related activity", ACTIVITY)),),
        ),
        (
            {"verb": VERB, "activity": ACTIVITY},
            ((term("verb+activity", f"{VERB} {ACTIVITY}"),),),
        ),
        (
            {"verb": VERB, "activity": ACTIVITY, "related_activities": "true"},
            (
                (term("verb", VERB),),
                (term("activity", ACTIVITY), term("related activity", ACTIVITY)),
            ),
        ),
        (
            {"registration": REGISTRATION.upper()},
            ((term("registration", REGISTRATION),),),
        ),
        (
            {"agent": '{"mbox":"mailto:Ada@EXAMPLE.com","name":"any"}'},
            ((term("agent", "mailto:Ada@example.com"),),),
        ),
        (
            {
                "agent": '{"objectType":"Group","account":{"homePage":"http://a.b","name":"c d"}}',
                "related_agents": "true",
            },
            (
                (
                    term("agent", "account http://a.b c d"),
                    term("related agent", "account http://a.b c d"),
                ),
            ),
        ),
        (
            {"agent": json.dumps({"mbox_sha1sum": "AB" * 20})},
            ((term("agent", "sha1 " + "ab" * 20),),),
        ),
        (
            {"agent": '{"openid":"http://me.example.com"}'},
            ((term("agent", "openid http://me.example.com"),),),
        ),
    ],
)
def test_filters_become_groups_of_terms(
    parameters: Mapping[str, str], groups: tuple[tuple[Term, ...], ...]
) -> None:
    assert parse_query(parameters).groups == groups


@pytest.mark.parametrize("digits", ["9999999999", "9" * 5000, "0" * 20 + "9" * 10])
def test_a_limit_beyond_all_pages_asks_for_the_most(digits: str) -> None:
    assert parse_query({"limit": digits}).limit == MOST
    assert parse_query({"limit": "0" * 5000 + "7"}).limit == 7


def test_times_limit_and_order() -> None:
    query = parse_query(
        {
            "since": "2026-01-01T08:00:00.1234567+08:00",
            "until": "2026-01-01T00:00:00Z",
            "limit": "007",
            "ascending": "true",
        }
    )
    assert query.since == datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert query.until == datetime(2026, 1, 1, tzinfo=UTC)
    assert (query.limit, query.ascending) == (7, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Verb", VERB),
        ("statementid", REGISTRATION),
        ("verb", "did"),
        ("verb", VERB + "\n"),
        ("activity", "a b:c"),
        ("registration", "x"),
        ("registration", REGISTRATION + "\n"),
        ("registration", f"{{{REGISTRATION}}}"),
        ("registration", REGISTRATION.replace("-", "")),
        ("agent", ""),
        ("agent", "1"),
        ("agent", "{}"),
        ("agent", '{"name":"x"}'),
        ("agent", '{"mbox":"a@example.com"}'),
        ("agent", '{"mbox":"mailto:a@b.c","mbox":"mailto:a@b.c"}'),
        ("agent", '{"mbox":"mailto:a@b.c","openid":"http://a.b"}'),
        ("agent", '{"objectType":"Group","member":[{"mbox":"mailto:a@b.c"}]}'),
        ("agent", "[" * 100_000),
        ("since", "yesterday"),
        ("since", "2026-01-01"),
        ("until", "2026-01-01T00:00:00 08:00"),
        ("until", "0001-01-01T00:00:00+08:00"),
        ("limit", "-1"),
        ("limit", "1.0"),
        ("limit", ""),
        ("limit", "²"),
        ("related_agents", "1"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(QueryError, match=f"^{name}: got .*, expected "):
        parse_query({name: value})


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
    with pytest.raises(QueryError, match="more: got"):
        StatementQuery.from_token(token(**changed))


@pytest.mark.parametrize("text", ["", "e30", "W10", "bnVsbA", "x", "é", "a b", "//8=", "\ud800"])
def test_a_token_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="more: got"):
        StatementQuery.from_token(text)


@given(st.binary(max_size=60))
def test_no_token_can_break_the_reader(data: bytes) -> None:
    with pytest.raises(QueryError):
        StatementQuery.from_token(base64.urlsafe_b64encode(data).decode())
