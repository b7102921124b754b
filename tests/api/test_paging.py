"""Reports over many persons or units come page by page: the pages together are the whole."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from tests.api.asking import ask
from tests.recording import Hands, post, record

NOW = datetime(2010, 12, 20, tzinfo=UTC)
CADRES: Final = [f"c{number}" for number in range(1, 8)]
UNITS: Final = dict(zip(CADRES, "AAAABBC", strict=True))
CLASS: Final = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-16"}
LATE: Final = {"fact": "class.completed", "start": "2010-12-18", "end": "2010-12-20"}
BOOK: Final = {"fact": "book.published", "role": "co", "occurred": "2010-05-01"}
ASKED: Final[Mapping[str, dict[str, Any]]] = {
    "/reports/at-risk": {"on": "2010-12-31"},
    "/units/A/applications": {},
    "/reports/cycle": {"year": 2010, "today": "2012-12-31"},
}
SOME: Final = ("c1", "c2", "c5", "c7")
LISTS: Final = ("commended_persons", "criticised_persons", "barred_units")


@pytest.fixture
def store(published: RecordStore, clock: Hands) -> RecordStore:
    """Three units; c3 belongs by reference; afterwards four cadres have another 2010 than before,
    and the others another grade for the same credits."""
    member = {"fact": "cadre.enrolled", "occurred": "2009-01-01"}
    appointed = {"fact": "appointment.made", "post": "副局长", "occurred": "2010-02-01"}
    record(
        published,
        *(
            {"fact": "unit.registered", "id": f"u{u}", "unit": u} | {"occurred": "2009-01-01"}
            for u in "ABC"
        ),
        *({**member, "id": f"m{c}", "cadre": c, "unit": u} for c, u in UNITS.items() if c != "c3"),
        {**member, "id": "mc3", "cadre": "c3", "unit": "A", "scheme": "by_reference"},
        *({**CLASS, "id": f"k{c}", "cadre": c, "class": "K", "scheduled_days": 11} for c in CADRES),
        *({**appointed, "id": f"p{c}", "cadre": c} for c in ("c2", "c4")),
        *({**BOOK, "id": f"b{c}", "cadre": c, "work": c} for c in ("c1", "c2", "c4")),
        {"fact": "credit.rejected", "id": "no", "target": "bc2", "occurred": "2010-05-02"},
    )
    clock.now = datetime(2011, 3, 1, tzinfo=UTC)
    record(
        published,
        *({**LATE, "id": f"l{c}", "cadre": c, "class": "L", "scheduled_days": 3} for c in SOME),
    )
    changed = load_packaged("baoji-2009").with_overrides({"thresholds.annual_credits": "55"})
    assert published.record([post(publication(changed, after=1))]) == [None]
    return published


def pages(client: httpx.Client, path: str, limit: int, **parameters: Any) -> list[Any]:
    """All pages of so many."""
    found = [ask(client, path, limit=limit, **parameters)]
    while found[-1]["next"] is not None:
        after = found[-1]["next"]
        found.append(ask(client, path, limit=limit, after=after, **parameters))
    return found


def joined(found: list[Any], name: str) -> Any:
    """What the pages list under a name, in their order: together no key and no item twice."""
    parts = [one[name] for one in found]
    if isinstance(parts[0], list):
        return [item for part in parts for item in part]
    together = {key: item for part in parts for key, item in part.items()}
    assert len(together) == sum(map(len, parts))
    return together


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
@pytest.mark.parametrize(
    ("path", "listed", "size"),
    [
        ("/units/A/members", ("members",), 4),
        ("/units/A/applications", ("applications",), 3),
        ("/reports/drift", ("changed", "regraded"), None),
        ("/reports/at-risk", ("cadres",), None),
        ("/reports/circular", ("units", "reports"), 3),
        ("/reports/cycle", ("units", "short"), 3),
    ],
)
def test_the_pages_together_are_the_whole_and_say_the_same_of_it(
    client: httpx.Client, path: str, listed: tuple[str, ...], size: int | None, limit: int
) -> None:
    asked = ASKED.get(path, {"year": 2010})
    whole = ask(client, path, **asked)
    assert whole["next"] is None
    assert all(whole[name] for name in listed)
    found = pages(client, path, limit, **asked)
    if size is not None:
        assert len(found) == -(-size // limit)
    for name in listed:
        assert joined(found, name) == whole[name]
    apart = {*listed, "next", "lists", "by_reference", "names", "unit_names", "statements"}
    of_all = [{key: one[key] for key in one.keys() - apart} for one in found]
    assert of_all == [{key: whole[key] for key in whole.keys() - apart}] * len(found)


def test_a_page_of_the_circular_names_those_of_its_units(client: httpx.Client) -> None:
    whole = ask(client, "/reports/circular", year=2010)
    assert whole["by_reference"]["lists"]["criticised_persons"]
    found = pages(client, "/reports/circular", 1, year=2010)
    for name in LISTS:
        assert joined([one["lists"] for one in found], name) == whole["lists"][name]
        apart = [one["by_reference"]["lists"] for one in found]
        assert joined(apart, name) == whole["by_reference"]["lists"][name]
    assert [one["cadre"] for one in found[1]["lists"]["criticised_persons"]] == ["c5", "c6"]
    assert {str(one["by_reference"]["figures"]) for one in found} == {
        str(whole["by_reference"]["figures"])
    }


def test_the_queue_is_paged_in_its_order_with_the_pending_first(client: httpx.Client) -> None:
    found = pages(client, "/units/A/applications", 1)
    states = [(one["cadre"], one["state"]) for one in joined(found, "applications")]
    assert sorted(states[:2]) == [("c1", "pending"), ("c4", "pending")]
    assert states[2] == ("c2", "rejected")
    assert [one["pending"] for one in found] == [2, 2, 2]


def test_deadlines_are_those_of_a_page_of_members(client: httpx.Client) -> None:
    whole = ask(client, "/units/A/deadlines", year=2010)
    assert (whole["without_personal_plan"], whole["next"]) == (["c1", "c2", "c3", "c4"], None)
    assert [one["cadre"] for one in whole["in_post_trainings"]] == ["c2", "c4"]
    found = pages(client, "/units/A/deadlines", 3, year=2010)
    assert [one["without_personal_plan"] for one in found] == [["c1", "c2", "c3"], ["c4"]]
    assert joined(found, "in_post_trainings") == whole["in_post_trainings"]
    assert [one["result"] for one in found] == [whole["result"]] * 2


def test_a_page_as_of_a_day_is_not_moved_by_what_comes_later(
    client: httpx.Client, store: RecordStore, clock: Hands
) -> None:
    asked = {"year": 2010, "known_at": "2011-03-01"}
    whole = ask(client, "/units/A/members", **asked)["members"]
    first = ask(client, "/units/A/members", limit=2, **asked)
    clock.now = datetime(2011, 4, 1, tzinfo=UTC)
    moved = {"fact": "cadre.enrolled", "occurred": "2009-06-01", "unit": "A"}
    record(store, {**moved, "id": "m9", "cadre": "c2a"})
    second = ask(client, "/units/A/members", limit=2, after=first["next"], **asked)
    assert first["members"] + second["members"] == whole
    now = ask(client, "/units/A/members", year=2010, after="c2", limit=1)
    assert [one["cadre"] for one in now["members"]] == ["c2a"]


@pytest.mark.parametrize("path", ["/units/A/members", "/reports/drift"])
def test_a_table_links_to_the_next_page(client: httpx.Client, path: str) -> None:
    first = client.get(path, params={"year": 2010, "limit": 1, "format": "csv"})
    assert len(first.text.splitlines()) == 2
    second = client.get(first.links["next"]["url"])
    assert second.status_code == 200
    assert second.text.splitlines()[1].startswith("c2,")


@pytest.mark.parametrize(
    "path",
    ["/units/A/members", "/units/A/deadlines", "/units/A/applications", "/reports/circular"],
)
@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_a_page_has_bounds(client: httpx.Client, path: str, limit: str) -> None:
    answer = client.get(path, params={"limit": limit})
    assert answer.status_code == 400
    assert "limit" in answer.json()["error"]["message"]


def test_a_page_has_only_what_one_may_see(client: httpx.Client, store: RecordStore) -> None:
    made, secret = Credentials(store).add("B", scopes=["reports/read:B"])
    auth = (made.key, secret)
    answer = client.get("/reports/drift", params={"year": 2010, "limit": 1}, auth=auth).json()
    assert (list(answer["changed"]), answer["touched"], answer["next"]) == (["c5"], 2, "c5")
    answer = client.get("/reports/circular", params={"year": 2010, "limit": 1}, auth=auth).json()
    assert ([one["unit"] for one in answer["units"]], answer["next"]) == (["B"], None)
    assert client.get("/units/A/members", params={"limit": 1}, auth=auth).status_code == 403
