"""What may come in, and what was in the log before there were bounds."""

from typing import Any

import pytest

from lrs.files.ndjson import read_statement
from lrs.statement.bounds import IRI_BYTES, MOST, NAME_BYTES, STATEMENT_BYTES
from lrs.statement.statement import Limits
from lrs.statement.versions import V1_0_3
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from tests.unit.lrs.statements import MINIMAL, one, raw, refused

HOME = "http://example.com"


def account(name: str, home_page: str = HOME) -> dict[str, Any]:
    return {"account": {"homePage": home_page, "name": name}}


def group(members: int) -> dict[str, Any]:
    return {"objectType": "Group", "member": [account(f"p{at}") for at in range(members)]}


LONG_IRI = f"http://example.com/{'x' * IRI_BYTES}"
LONG_NAME = "x" * (NAME_BYTES + 1)
BEYOND: dict[str, tuple[dict[str, Any], str]] = {
    "account name": ({"actor": account(LONG_NAME)}, "actor.account.name"),
    "in quotation marks": ({"actor": account('"' * (NAME_BYTES + 1))}, "actor.account.name"),
    "in Chinese": ({"actor": account("学" * (NAME_BYTES // 3 + 1))}, "actor.account.name"),
    "home page": ({"actor": account("p", f"{HOME}/{LONG_NAME}")}, "actor.account.homePage"),
    "mailbox": ({"actor": {"mbox": f"mailto:{LONG_NAME}@example.com"}}, "actor.mbox"),
    "openid": ({"actor": {"openid": f"{HOME}/{LONG_NAME}"}}, "actor.openid"),
    "object": ({"object": {"id": LONG_IRI}}, "object.id"),
    "verb": ({"verb": {"id": LONG_IRI}}, "verb.id"),
    "an agent as object": (
        {"object": {"objectType": "Agent", **account(LONG_NAME)}},
        "object.account.name",
    ),
    "member": (
        {"actor": {"objectType": "Group", "member": [account("p"), account(LONG_NAME)]}},
        "actor.member[1].account.name",
    ),
    "instructor": (
        {"context": {"instructor": account(LONG_NAME)}},
        "context.instructor.account.name",
    ),
    "activity around": (
        {"context": {"contextActivities": {"parent": {"id": LONG_IRI}}}},
        "context.contextActivities.parent[0].id",
    ),
    "members": ({"actor": group(MOST + 1)}, "actor.member"),
    "activities": (
        {
            "context": {
                "contextActivities": {"other": [{"id": f"{HOME}/{at}"} for at in range(MOST + 1)]}
            }
        },
        "context.contextActivities.other",
    ),
    "too early": ({"timestamp": f"{FIRST_YEAR - 1}-12-31T23:59:59Z"}, "timestamp"),
    "too late": ({"timestamp": f"{LAST_YEAR + 1}-01-01T00:00:00Z"}, "timestamp"),
    "in UTC too early": ({"timestamp": f"{FIRST_YEAR}-01-01T00:30:00+01:00"}, "timestamp"),
    "in UTC": ({"timestamp": f"{LAST_YEAR}-12-31T23:30:00-01:00"}, "timestamp"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_goes_beyond_a_bound_is_refused_and_may_be_restored(name: str) -> None:
    members, path = BEYOND[name]
    error = refused(raw({**MINIMAL, **members}))
    assert error.path == path
    restored, _ = read_statement(
        raw({**MINIMAL, **members}), version=V1_0_3, limits=Limits(bounded=False)
    )
    assert restored.json["object"] == {**MINIMAL, **members}["object"]


def test_a_substatement_is_held_to_them_too() -> None:
    sub = {"objectType": "SubStatement", **MINIMAL, "actor": account(LONG_NAME)}
    sub.pop("id", None)
    assert refused(raw({**MINIMAL, "object": sub})).path == "object.actor.account.name"


def test_what_reaches_a_bound_is_taken() -> None:
    iri = LONG_IRI[:IRI_BYTES]
    members = {"actor": account("x" * NAME_BYTES), "object": {"id": iri}, "verb": {"id": iri}}
    assert one(raw({**MINIMAL, **members})).json["object"]["id"] == iri
    assert one(raw({**MINIMAL, "actor": group(MOST)})).json["actor"]["member"]
    for year in (FIRST_YEAR, LAST_YEAR):
        assert one(raw({**MINIMAL, "timestamp": f"{year}-06-01T00:00:00Z"})).json["timestamp"]


@pytest.mark.parametrize("before", range(0, 2 * NAME_BYTES, 97))
def test_a_long_name_is_seen_wherever_it_stands(before: int) -> None:
    """What stands before it moves the places at which the bytes are looked at."""
    padding = {"extensions": {f"{HOME}/{at}": "x" for at in range(before // 24)}}
    statement = {"result": padding, **MINIMAL, "actor": account(LONG_NAME)}
    assert refused(raw(statement)).path == "actor.account.name"


def test_all_lists_of_a_statement_together_are_bounded() -> None:
    half = group(MOST // 2)
    full = {**MINIMAL, "actor": half, "context": {"team": group(MOST // 2 + 1)}}
    assert refused(raw(full)).path == "context.team.member"


def test_the_bytes_of_a_statement_are_bounded() -> None:
    padding = {"extensions": {f"{HOME}/x": "y" * STATEMENT_BYTES}}
    error = refused(raw({**MINIMAL, "result": padding}))
    assert (error.path, error.expected) == (
        "",
        f"at most {STATEMENT_BYTES} in one statement; send files as attachments",
    )


@pytest.mark.parametrize(
    "number", ["0e999", "1.7976931348623157e308", "1e400", "5e-324", "1" * 40, "1e999999999"]
)
def test_no_statement_is_refused_for_the_value_of_an_extension(number: str) -> None:
    members = {"result": {"extensions": {f"{HOME}/x": "NUMBER"}}}
    assert one(raw({**MINIMAL, **members}).replace(b'"NUMBER"', number.encode()))
