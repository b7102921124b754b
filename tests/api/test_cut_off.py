"""What a year is told as of where nobody says: never a moment at which the log knew nothing."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.profile.writing import statement_id
from tests.api.asking import ask
from tests.api.catching_up import catch_up
from tests.recording import Hands, record

NOW = datetime(2010, 6, 1, 17, tzinfo=UTC)  # 2 June in Shanghai
YEARS = (2009, 2010)
PASSED_OVER = "cut_off_before_the_log"


@pytest.fixture
def store(published: RecordStore, clock: Hands, database: Database) -> RecordStore:
    """One that was set up in June 2010 and took the backlog of the year before two days later."""
    clock.now = datetime(2010, 6, 3, 17, tzinfo=UTC)  # 4 June in Shanghai
    record(
        published,
        {"fact": "cadre.enrolled", "id": "m", "cadre": "c1", "unit": "A", "occurred": "2009-01-01"},
    )
    clock.now = datetime(2010, 6, 8, tzinfo=UTC)
    of_2009 = {"start": "2009-03-02", "end": "2009-03-13", "scheduled_days": "12"}
    record(
        published, {"fact": "class.completed", "id": "k", "cadre": "c1", "class": "K", **of_2009}
    )
    catch_up(database, clock)
    return published


def publish_year(store: RecordStore, year: int, known_at: str | None) -> None:
    said = {"year": year, "occurred": "2010-01-15"}
    stated = {} if known_at is None else {"known_at": known_at}
    record(store, {"fact": "year.published", "id": "y", **said, **stated})


def test_a_year_that_ended_before_the_log_is_told_as_of_what_was_known_first(
    client: httpx.Client,
) -> None:
    circular = ask(client, "/reports/circular", year=2009)
    told = circular["cut_off"]
    assert (told["code"], told["known_at"]) == ("first_known", "2010-06-04")
    assert told["zh"]
    assert told["en"]
    assert circular["figures"]["assessed"] == 1
    as_asked = ask(client, "/reports/circular", year=2009, known_at="2010-06-04")
    assert circular["figures"] == as_asked["figures"]
    assert as_asked["cut_off"]["code"] == "asked"
    drift = ask(client, "/reports/drift", year=2009)
    assert drift["then"]["cut_off"] == told
    assert drift["changed"]["c1"]["because"] == [str(statement_id("k"))]
    assert ask(client, "/reports/circular", year=2010)["cut_off"]["code"] == "now"


@pytest.mark.parametrize("known_at", ["2010-01-15", "1990-01-01", "2010-06-03"])
@pytest.mark.parametrize(("year", "instead"), [(2009, "first_known"), (2010, "now")])
def test_a_publication_as_of_nothing_takes_no_report_away_and_is_a_finding(
    client: httpx.Client,
    store: RecordStore,
    database: Database,
    clock: Hands,
    year: int,
    instead: str,
    known_at: str,
) -> None:
    publish_year(store, year, known_at)
    catch_up(database, clock)
    assert ask(client, "/reports/circular", year=year)["cut_off"]["code"] == instead
    assert ask(client, "/reports/drift", year=year)["then"]["cut_off"]["code"] == instead
    (found,) = ask(client, "/reports/findings", code=PASSED_OVER)["findings"]
    assert found["statement_id"] == str(statement_id("y"))
    assert (found["value"], found["day"]) == (known_at, "2010-01-15")
    assert found["zh"]
    assert found["en"]


def test_an_answer_on_a_year_says_which_edition_it_shows(
    client: httpx.Client, store: RecordStore, database: Database, clock: Hands
) -> None:
    def shown(path: str, **asked: Any) -> tuple[str, int | None]:
        edition = ask(client, path, **asked)["edition"]
        return edition["standing"]["code"], edition["shown"]

    assert shown("/reports/circular", year=2009) == ("provisional", None)
    publish_year(store, 2009, "2010-06-05")
    again = {"year": 2009, "occurred": "2010-01-20"}
    record(store, {"fact": "year.reopened", "id": "r", **again})
    catch_up(database, clock)
    assert shown("/reports/circular", year=2009) == ("reopened", 1)
    assert shown("/reports/drift", year=2009) == ("reopened", 1)
    assert shown("/reports/drift", year=2009, against="2010-06-05") == ("reopened", 1)
    assert shown("/reports/drift", year=2009, against="2010-06-06") == ("reopened", None)
    assert shown("/reports/circular", year=2009, known_at="2010-06-05") == ("provisional", None)
    assert shown("/units/A/compliance", year=2009) == ("reopened", None)
    corrected = {**again, "occurred": "2010-01-21", "known_at": "2010-06-07"}
    record(store, {"fact": "corrigendum.issued", "id": "c", **corrected})
    catch_up(database, clock)
    assert shown("/reports/circular", year=2009) == ("corrected", 2)
    year = ask(client, "/reports/year", year=2009)
    assert [one["state"] for one in year["state"]["steps"]] == [
        "published",
        "reopened",
        "corrigendum",
    ]
    assert [one["number"] for one in year["edition"]["editions"]] == [1, 2]
    assert client.get("/reports/year", params={"unit": "nowhere"}).status_code == 404


def test_a_publication_as_of_what_was_known_is_no_finding(
    client: httpx.Client, store: RecordStore, database: Database, clock: Hands
) -> None:
    publish_year(store, 2009, "2010-06-05")
    catch_up(database, clock)
    assert ask(client, "/reports/circular", year=2009)["cut_off"]["code"] == "publication"
    assert ask(client, "/reports/findings", code=PASSED_OVER)["findings"] == []


def test_the_day_on_which_the_first_policy_was_published_is_one_that_can_be_asked(
    client: httpx.Client,
) -> None:
    refused = client.get("/cadres/c1/balances", params={"known_at": "2010-06-01"})
    assert refused.status_code == 409
    assert "2010-06-02" in refused.json()["error"]["message"]
    assert ask(client, "/cadres", known_at="2010-06-02")["cadres"] == []


def test_nothing_is_known_beyond_the_day_of_the_clock(client: httpx.Client) -> None:
    now = ask(client, "/cadres/c1/balances")
    ahead = ask(client, "/cadres/c1/balances", known_at="2030-01-01")
    assert ahead == now
    assert ahead["today"] == "2010-06-08"


def test_an_edition_that_names_no_cut_off_is_of_the_close_of_its_year(
    client: httpx.Client, store: RecordStore, database: Database, clock: Hands
) -> None:
    publish_year(store, 2009, None)
    catch_up(database, clock)
    for path in ("/reports/circular", "/reports/drift"):
        assert ask(client, path, year=2009)["edition"]["shown"] == 1
    asked = ask(client, "/reports/circular", year=2009, known_at="2010-06-07")
    assert asked["edition"]["shown"] is None
