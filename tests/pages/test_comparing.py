"""Then and now side by side: what differs, why, and which rows of the past say so."""

import re

import httpx
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from tests.pages.conftest import HTML, MEMBER, signed_in
from tests.recording import record


@pytest.fixture
def then(officer: httpx.Client) -> int:
    """The position before the statement by which a book of c1 was approved."""
    told = officer.get("/audit/history?cadre=c1&year=2010&format=json").json()
    causes = [one for step in told["changes"] for one in step["causes"]]
    found = next(one["position"] for one in causes if one["fact"] == "credit.approved")
    return int(found) - 1


def test_what_differs_is_told_with_the_statement_that_did_it(
    officer: httpx.Client, then: int
) -> None:
    told = officer.get(f"/cadres/c1/as-of?known_at={then}&format=json").json()
    numbers = [one for one in told["numbers"] if one["differs"]]
    assert numbers
    (cause,) = {one["statement_id"] for step in told["changes"] for one in step["causes"]}
    page = officer.get(f"/cadres/c1/as-of?known_at={then}").text
    assert f'<a href="/statements/{cause}">批准学分</a>' in page
    assert "credit.approved" not in page
    assert f"{len(numbers)}项数字与当时不同" in page
    assert page.count("此后") > 1


def test_a_page_of_the_past_marks_what_is_known_otherwise_now(
    officer: httpx.Client, then: int
) -> None:
    page = officer.get(f"/cadres/c1?year=2010&known_at={then}").text
    assert "此后有变" in page
    (link,) = set(re.findall(r'<a class="b past" href="([^"]+)"', page))
    assert link.startswith("/cadres/c1/as-of?known_at=")
    assert "此后有变" not in officer.get("/cadres/c1?year=2010").text
    assert "此后有变" not in officer.get(f"/cadres/c1?year=2010&known_at={then + 1}").text
    assert "此后有变" not in officer.get(f"/cadres/c2?year=2010&known_at={then}").text
    unit = officer.get(f"/units/A1?year=2010&known_at={then}").text
    assert unit.count("此后有变") == 1


def test_an_officer_and_a_cadre_compare_what_they_may_see(
    visitor: httpx.Client, store: RecordStore, then: int, address: str
) -> None:
    for scope, own, other in (
        ("reports/read:A1", ("/cadres/c1", "/units/A1"), ("/cadres/c3", "/units/A")),
        ("reports/read/mine:c1", ("/cadres/c1",), ("/cadres/c2", "/units/A1")),
    ):
        made, secret = Credentials(store).add(scope, scopes=[scope])
        with httpx.Client(base_url=address, headers=HTML) as browser:
            signed_in(browser, made.key, secret)
            for path in own:
                answer = browser.get(f"{path}/as-of?known_at={then}&year=2010")
                assert answer.status_code == 200, answer.text
                assert "/statements/" not in answer.text
                assert "/audit/" not in answer.text
            for path in other:
                assert browser.get(f"{path}/as-of?known_at={then}").status_code == 403


def test_nothing_to_compare_is_said(officer: httpx.Client, then: int) -> None:
    assert officer.get("/cadres/c1/as-of").status_code == 400
    page = officer.get(f"/cadres/c1/as-of?known_at={then + 1}&lang=en").text
    assert "Nothing differs" in page


def test_the_drift_has_sums_and_what_matters_first(officer: httpx.Client, then: int) -> None:
    told = officer.get(f"/reports/drift?year=2010&against={then}&format=json").json()
    assert list(told["changed"]) == ["c1"]
    before, after = told["changed"]["c1"]["counted"]
    page = officer.get(f"/reports/drift?year=2010&against={then}").text
    assert f"{before} → {after}" in page
    assert "1人的结果与当时所知不同" in page, "nothing was published as of then"
    assert "公布时" not in page
    nothing = officer.get(f"/reports/drift?year=2010&against={then + 1}&lang=en").text
    assert "There is no drift" in nothing


def test_whoever_compares_may_see_both_sides(
    officer: httpx.Client, store: RecordStore, address: str
) -> None:
    """The last test of these: c5 moves, as is known of him since."""
    record(store, {**MEMBER, "id": "m5", "cadre": "c5", "unit": "B", "real_name": "李"})
    then = officer.get("/cadres/c5?format=json").json()["position"]
    moved = {"fact": "unit.assigned", "id": "m6", "cadre": "c5", "unit": "A1"}
    record(store, {**moved, "occurred": "2010-01-01"})
    for scope, status in (("reports/read:A1", 403), ("reports/read:B", 403), ("reports/read", 200)):
        made, secret = Credentials(store).add(f"both of {scope}", scopes=[scope])
        with httpx.Client(base_url=address, auth=(made.key, secret)) as asker:
            one_side = {
                asker.get(f"/cadres/c5/balances{known}").status_code
                for known in ("", f"?known_at={then}")
            }
            assert one_side == {200, status}
            assert asker.get(f"/cadres/c5/as-of?known_at={then}").status_code == status
