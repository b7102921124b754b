"""The auditor's desk: what is amiss, the signed head, who could do what, what was issued."""

import re
from pathlib import Path

import httpx
import psycopg
import pytest

from api.audit import desk
from lrs.access.credential_store import Credentials
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET
from tests.pages.conftest import MEMBER, NOW, signed_in
from tests.recording import Hands, record


def test_the_desk_counts_what_is_amiss_and_leads_to_whom_it_is_about(officer: httpx.Client) -> None:
    told = officer.get("/audit?format=json").json()
    page = officer.get("/audit").text
    assert [one["severity"] for one in told["found"]] == ["high", "medium", "low"]
    kinds = [kind for one in told["found"] for kind in one["kinds"]]
    assert kinds
    for kind in kinds:
        assert kind["zh"] in page
        assert f'href="/reports/findings?code={kind["code"]}"' in page
        assert kind["code"] not in re.sub(r'href="[^"]*"', "", page)
    first = [each for one in told["found"] for each in one["first"] if each["cadre"]]
    assert all(f'href="/cadres/{one["cadre"]}"' in page for one in first)
    statements = {each for one in first for each in one["statements"][:3]}
    assert statements
    assert all(f'href="/statements/{one}"' in page for one in statements)


def test_an_institution_is_no_unit_to_lead_to(officer: httpx.Client, store: RecordStore) -> None:
    run = {"class": "L2", "start": "2010-08-01", "end": "2010-08-20", "institution": "school"}
    planned = {
        "fact": "class.planned",
        "occurred": "2010-07-01",
        "name": "L2",
        "persons": "9",
        **run,
    }
    closed = {"fact": "class.closed", "occurred": "2010-09-01", "class": "L2"}
    papers = {"sign_in_sheet": False, "timetable": False}
    record(store, {"id": "p2", **planned}, {"id": "e2", **closed, **papers})
    head = officer.get("/audit?format=json").json()["head"]
    asked = {"known_at": head, "code": "closed_without_papers"}
    found = officer.get("/reports/findings", params={**asked, "format": "json"}).json()["findings"]
    assert [one["unit"] for one in found] == ["school"]
    page = officer.get("/reports/findings", params=asked).text
    assert ">school<" in page
    assert 'href="/units/school' not in page


def test_the_desk_steps_from_day_to_day_on_which_something_was_recorded(
    officer: httpx.Client,
) -> None:
    told = officer.get("/audit?format=json").json()
    days = [one["day"] for one in told["days"]]
    assert days == sorted(days, reverse=True)
    assert told["days"][0]["last"] == told["head"]
    assert sum(one["records"] for one in told["days"]) == told["head"]
    then = officer.get("/audit?known_at=5").text
    assert 'class="is-past"' in then
    assert 'rel="next"' in then
    assert "known_at=4" in then
    assert "/reports/findings?known_at=5" in then
    assert officer.get("/audit?known_at=5&format=json").json()["found"] is None


def test_the_forms_of_the_desk_ask_why_whence_and_what_then(officer: httpx.Client) -> None:
    page = officer.get("/audit?known_at=2011-03-01").text
    assert 'action="/audit/explain"' in page
    assert 'formaction="/audit/history"' in page
    assert 'formaction="/audit/as-of"' in page
    assert '<input type="hidden" name="known_at" value="2011-03-01">' in page
    asked = {"known_at": "2011-03-01", "cadre": "c1", "year": "2010"}
    for path in ("/audit/explain", "/audit/history", "/audit/as-of"):
        assert officer.get(path, params=asked).status_code == 200


@pytest.mark.parametrize("path", ["/audit", "/audit/evidence", "/audit/access"])
def test_who_does_not_audit_is_refused(
    visitor: httpx.Client, store: RecordStore, path: str
) -> None:
    made, secret = Credentials(store).add("Reader", scopes=["reports/read"])
    reader = signed_in(visitor, made.key, secret)
    assert reader.get(path).status_code == 403
    assert 'href="/audit"' not in reader.get("/").text
    assert 'href="/reports/findings"' in reader.get("/").text
    assert "/audit" not in reader.get("/reports/findings").text


def test_rights_are_told_in_words(officer: httpx.Client, store: RecordStore) -> None:
    made, _ = Credentials(store).add(
        "Clerk", scopes=["reports/read:A", "statements/write"], asserts=["credit.approved@A"]
    )
    page = officer.get("/audit/access", params={"key": made.key}).text
    assert "读取单位A及其下级的报告" in page
    assert "（限单位A）" in page
    told = re.sub(r"<[^>]+>", "", page)
    assert not re.search(r"reports/read|statements/write|credit\.approved", told)
    assert "Clerk" in officer.get("/audit/access", params={"key": made.key, "lang": "en"}).text


def test_what_was_issued_is_made_again_on_its_page(officer: httpx.Client, address: str) -> None:
    asked = {"request": "/reports/circular?year=2010", "number": "2011-5"}
    httpx.post(f"{address}/audit/reports", json=asked, auth=(KEY, SECRET)).raise_for_status()
    listed = officer.get("/audit/reports").text
    (link,) = set(re.findall(r'href="(/audit/reports/[0-9a-f-]{36})"', listed))
    assert "/reports/circular?year=2010&amp;known_at=" in listed
    assert "2011-5" in officer.get("/audit").text
    page = officer.get(link).text
    assert "一致：再出一次" in page
    assert "lrs reproduce 2011-5" in page


def test_the_signed_head_is_told_and_rows_that_were_changed_are_found(
    officer: httpx.Client, city: Database, store: RecordStore, tmp_path: Path
) -> None:
    assert "尚未签名" in officer.get("/audit/evidence").text
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key("city.example/lrs", bytes(range(32)))
    with psycopg.connect(city.sequencer, autocommit=True) as conn:
        Sequencer(folder).catch_up(conn)
    told = officer.get("/audit/evidence?format=json").json()
    assert (told["check"], told["origin"], told["unsigned"]) == ("matches", "city.example/lrs", 0)
    page = officer.get("/audit/evidence").text
    for said in (told["root"], "city.example/lrs", "与签名一致", "lrs verify live", "没有见证人"):
        assert said in page
    assert city.owner
    with psycopg.connect(city.owner, autocommit=True) as conn:
        conn.execute(
            "UPDATE lrs.log SET nonce = substr(sha256(nonce), 1, 16) WHERE notification_id = 4"
        )
    Credentials(store).add("Another", scopes=["reports/read"])  # another position to ask about
    told = officer.get("/audit/evidence?format=json").json()
    assert (told["check"], told["first_bad"], told["unsigned"]) == ("differs", 4, 1)
    assert "不一致，位置4起有改动" in officer.get("/audit").text


def test_no_kind_of_which_there_are_many_hides_those_behind_it(
    officer: httpx.Client, city: Database, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cadre in ("c8", "c9"):
        record(store, {**MEMBER, "id": f"of {cadre}", "cadre": cadre, "unit": "unheard of"})
        graded = {"fact": "class.completed", "cadre": cadre, "class": "k", "organiser": "moon"}
        record(store, {**graded, "id": f"by {cadre}", "attended_days": 3, "occurred": "2010-05-01"})
    catch_up(city, Hands(NOW))
    whole = officer.get("/audit?format=json").json()["found"]
    kinds = {kind["code"]: kind["count"] for one in whole for kind in one["kinds"]}
    assert max(len([kind for kind in one["kinds"] if kind["count"] > 1]) for one in whole) > 1
    assert not any(kind["more"] for one in whole for kind in one["kinds"])
    monkeypatch.setattr(desk, "MOST_FINDINGS", 1)
    told = officer.get("/audit?format=json").json()["found"]
    for one in told:
        assert one["more"] == any(kind["more"] for kind in one["kinds"])
        for kind in one["kinds"]:
            assert kind["more"] == (kind["count"] < kinds[kind["code"]])
    assert {kind["code"] for one in told for kind in one["kinds"]} == kinds.keys()
