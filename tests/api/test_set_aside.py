"""What cannot be judged is named by every answer that is made without it; nothing answers 500."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.careers import in_post
from projections.credits import off_job
from projections.profile.writing import statement_id
from tests.api.asking import ask
from tests.api.catching_up import catch_up
from tests.recording import Hands, record

NOW = datetime(2010, 6, 1, tzinfo=UTC)
CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-12"}
MEMBER = {"fact": "unit.assigned", "occurred": "2009-01-01"}


@pytest.fixture
def store(published: RecordStore) -> RecordStore:
    record(
        published,
        {**MEMBER, "id": "m1", "cadre": "c1", "unit": "A"},
        {**MEMBER, "id": "m2", "cadre": "c2", "unit": "A"},
        {**MEMBER, "id": "m3", "cadre": "c3", "unit": "B"},
        *(
            {**CLASS, "id": name, "cadre": cadre, "class": name, "scheduled_days": "10"}
            for name, cadre in (("k1", "c1"), ("bad", "c1"), ("k2", "c2"), ("k3", "c3"))
        ),
        {
            "fact": "appointment.made",
            "id": "p",
            "cadre": "c1",
            "post": "P",
            "occurred": "2010-01-05",
        },
    )
    return published


@pytest.fixture(autouse=True)
def _poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ledger with the class `bad` can be folded."""
    sound = off_job._refusal

    def refusal(case: Any, fact: Any, *others: Any) -> Any:
        if fact.training_class == "bad":
            raise ZeroDivisionError
        return sound(case, fact, *others)

    monkeypatch.setattr(off_job, "_refusal", refusal)


ABOUT_HIM = (
    "/cadres/c1/balances",
    "/cadres/c1/ledger",
    "/cadres/c1/handbook",
    "/units/A/compliance",
    "/units/A/members",
    "/units/A/applications",
    "/reports/circular?year=2010",
    "/reports/cycle?year=2010",
    "/reports/at-risk",
)


@pytest.mark.parametrize("path", ABOUT_HIM)
def test_every_answer_on_him_names_the_statement(client: httpx.Client, path: str) -> None:
    found = ask(client, path)
    (named,) = found["set_aside"]
    assert found["incomplete"] is True
    assert (named["cadre"], named["statement_id"]) == ("c1", str(statement_id("bad")))
    assert (named["position"], named["reason"]["code"]) == (6, "cannot_be_judged")


@pytest.mark.parametrize(
    "path",
    [
        "/units/A/as-of?year=2010&known_at=8",
        "/audit/as-of?unit=A&year=2010&known_at=8",
        "/audit/as-of?year=2010&known_at=8",
        "/reports/drift?year=2010",
        "/reports/drift?year=2010&against=2010-12-31",
        "/reports/circular?year=2010",
        "/audit/what-if?year=2010&policy=nanjing",
    ],
)
def test_so_does_every_answer_of_two_bases(
    client: httpx.Client, store: RecordStore, clock: Hands, path: str
) -> None:
    clock.now = datetime(2011, 6, 1, tzinfo=UTC)
    late = {**CLASS, "id": "k4", "cadre": "c1", "class": "k4", "scheduled_days": "3"}
    record(store, late)
    assert {one["statement_id"] for one in ask(client, path)["set_aside"]} == {
        str(statement_id("bad"))
    }


@pytest.mark.parametrize("path", ["/cadres/c1/as-of", "/audit/as-of?cadre=c1"])
def test_numbers_on_both_axes_tell_what_was_set_aside_as_biographies_do(
    client: httpx.Client, path: str
) -> None:
    numbers = ask(client, httpx.URL(path).copy_add_param("known_at", "8"))["numbers"]
    (told,) = (one for one in numbers if one["kind"] == "set_aside")
    assert told["of"] == str(statement_id("bad"))


def test_the_rest_counts_and_the_line_has_its_reason(client: httpx.Client) -> None:
    assert ask(client, "/cadres/c1/balances")["annual"]["2010"]["earned"] == "50"
    lines = ask(client, "/cadres/c1/ledger")["entries"]
    reasons = {line["statement_id"]: line["reason"] and line["reason"]["code"] for line in lines}
    assert reasons == {str(statement_id("k1")): None, str(statement_id("bad")): "set_aside"}
    assert ask(client, "/units/A/compliance")["assessed"] == 2


def test_nobody_else_is_told_of_it(client: httpx.Client) -> None:
    for path in ("/cadres/c2/ledger", "/cadres/c3/balances", "/units/B/compliance"):
        assert not ask(client, path).get("set_aside")


def test_what_only_another_report_cannot_judge_costs_that_report_alone(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def months_after(*_: Any) -> Any:
        raise OverflowError

    monkeypatch.setattr(in_post, "months_after", months_after)
    found = ask(client, "/cadres/c1/eligibility")
    assert {one["statement_id"] for one in found["set_aside"]} == {
        str(statement_id("p")),
        str(statement_id("bad")),
    }
    assert ask(client, "/cadres/c1/balances")["annual"]["2010"]["earned"] == "50"


def test_health_names_it(client: httpx.Client, database: Database, clock: Hands) -> None:
    catch_up(database, clock)
    found = ask(client, "/health/projections")
    assert (found["lag"], found["set_aside_count"]) == (0, 1)
    (named,) = found["set_aside"]
    assert (named["position"], named["cadre"]) == (6, "c1")
    assert named["reason"]["code"] == "cannot_be_judged"
