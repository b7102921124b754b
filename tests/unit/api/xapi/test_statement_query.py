"""What a query of the Statement resource asks for is read strictly."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from api.http.parameters import ParameterError
from api.xapi.statement_query import read_query
from lrs.event.terms import Term, term
from lrs.search.query import MOST

VERB, ACTIVITY = "http://example.com/did", "http://example.com/o/1"
REGISTRATION = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"


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
    assert read_query(parameters).groups == groups


@pytest.mark.parametrize("digits", ["9999999999", "9" * 5000, "0" * 20 + "9" * 10])
def test_a_limit_beyond_all_pages_asks_for_the_most(digits: str) -> None:
    assert read_query({"limit": digits}).limit == MOST
    assert read_query({"limit": "0" * 5000 + "7"}).limit == 7


def test_times_limit_and_order() -> None:
    query = read_query(
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
    with pytest.raises(ParameterError, match=f"^{name}: got .*, expected "):
        read_query({name: value})
