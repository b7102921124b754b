"""Cadres, units and years over HTTP: who, how many hours, what is owed, and for whom it is."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.profile.writing import statement_id
from tests.api.asking import ask
from tests.api.catching_up import catch_up
from tests.recording import Hands, record

NOW = datetime(2010, 12, 20, tzinfo=UTC)
UNIT = {"fact": "unit.registered", "occurred": "2009-01-01"}
MEMBER = {"fact": "cadre.enrolled", "occurred": "2009-01-01"}
DAY = {"occurred": "2011-02-01"}
JUNE = {"occurred": "2010-06-01"}
CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-16"}


@pytest.fixture
def store(published: RecordStore, clock: Hands, database: Database) -> RecordStore:
    record(
        published,
        {**UNIT, "id": "u1", "unit": "A", "first_responsible": "张局长", "kind": "agency"},
        {**UNIT, "id": "u2", "unit": "A1", "parent": "A"},
        {**MEMBER, "id": "m1", "cadre": "c1", "unit": "A", "real_name": "王芳"},
        {**MEMBER, "id": "m2", "cadre": "c2", "unit": "A1", "level": "county_and_above"},
        {**MEMBER, "id": "m3", "cadre": "c3", "unit": "B"},
        {**CLASS, "id": "k1", "cadre": "c1", "class": "K1", "scheduled_days": 12, "hours": 90},
        {**CLASS, "id": "k2", "cadre": "c2", "class": "K1", "scheduled_days": 10},
        {
            "fact": "appointment.made",
            "id": "a1",
            "cadre": "c2",
            "post": "副局长",
            "occurred": "2010-02-01",
        },
        {
            "fact": "cadre.identified",
            "id": "i1",
            "cadre": "c1",
            "identifier": "mailto:f@b.cn",
            "occurred": "2010-01-01",
        },
        {
            "fact": "annual_result.reported",
            "id": "r1",
            "unit": "A",
            "year": 2010,
            "occurred": "2010-12-15",
        },
        {"fact": "plan.set", "id": "p1", "cadre": "c1", "year": 2010, "occurred": "2010-01-05"},
    )
    clock.now = datetime(2011, 2, 10, tzinfo=UTC)
    record(
        published,
        {
            "fact": "circular.issued",
            "id": "g1",
            "year": 2010,
            "known_at": "2010-12-31",
            "number": "2011-1",
            "lists": {"barred_units": ["A1", "B"]},
            "occurred": "2011-02-10",
        },
    )
    clock.now = datetime(2011, 3, 1, tzinfo=UTC)
    late = {**CLASS, "id": "k3", "cadre": "c2", "class": "K3", "scheduled_days": 3}
    record(published, {**late, "end": "2010-12-20", "start": "2010-12-18"})
    catch_up(database, clock)
    return published


def test_who_a_cadre_is_by_any_of_his_names(client: httpx.Client) -> None:
    answer = ask(client, "/cadres/mailto%3Af%40b.cn")
    assert (answer["cadre"], answer["name"], answer["unit"]) == ("c1", "王芳", "A")
    (link,) = answer["identifiers"]
    assert (link["identifier"], link["statement_id"]) == ("mailto:f@b.cn", str(statement_id("i1")))
    codes = [one["code"] for one in answer["registration"]["lacking"]]
    assert codes == ["no_account", "no_card", "no_history"]
    assert answer["registration"]["lacking"][0]["zh"]


def test_hours_with_target_article_and_reason(client: httpx.Client) -> None:
    cycle = ask(client, "/cadres/c1/hours")["cycles"]["2008-2012"]
    assert (cycle["hours"], cycle["target"], cycle["short_by"]) == ("90", "500", "410")
    assert (cycle["state"], cycle["reason"]["code"]) == ("open", "year_not_ended")
    ended = ask(client, "/cadres/c1/hours", today="2012-12-31")["cycles"]["2008-2012"]
    assert (ended["state"], ended["reason"]["code"]) == ("ended", "hours_short")
    assert ended["article"] == "A2-2"
    assert ask(client, "/cadres/c2/hours")["cycles"]["2008-2012"]["target"] == "550"
    changed = ask(client, "/cadres/c2/hours", **{"hours.fallback_per_day": "6"})
    assert changed["cycles"]["2008-2012"]["hours"] == "78"


def test_eligibility_names_years_grades_evidence_and_the_in_post_training(
    client: httpx.Client,
) -> None:
    answer = ask(client, "/cadres/c2/eligibility", reference="2011-06-01")
    found = answer["promotion_eligibility"]
    assert (found["years"], found["eligible"]) == ([2009, 2010], False)
    assert found["grades"] == {"2009": "unqualified", "2010": "qualified"}
    assert found["reason"]["code"] == "years_not_qualified"
    assert str(statement_id("k2")) in found["evidence"]
    (training,) = answer["in_post_training"]
    assert (training["due"], training["state"]) == ("2011-02-01", "overdue")
    assert training["probation"]["reason"]["code"] == "probation_not_extended"
    assert training["development"]["reason"]["en"]


def test_the_duty_report_has_lines_to_print(client: httpx.Client) -> None:
    years = ask(client, "/cadres/c1/duty-report", first=2009, last=2010)["years"]
    assert [one["year"] for one in years] == [2009, 2010]
    assert "2010年度：参加脱产培训1次" in years[1]["zh"]
    assert "学分考核合格" in years[1]["zh"]


def test_a_unit_in_its_tree(client: httpx.Client) -> None:
    answer = ask(client, "/units/A1")
    assert (answer["above"], answer["below"]) == (["A"], [])
    answer = ask(client, "/units/A")
    assert (answer["below"], answer["first_responsible"]) == (["A1"], "张局长")
    for report in ("compliance", "members", "deadlines"):
        answer = ask(client, f"/units/A/{report}", year=2010)
        assert (answer["first_responsible"], answer["direct_responsible"]) == ("张局长", None)


def test_what_members_are_missing_and_what_a_unit_owes(client: httpx.Client) -> None:
    (member,) = ask(client, "/units/A1/members", year=2010, known_at="2010-12-31")["members"]
    assert (member["cadre"], member["missing"], member["grade"]) == ("c2", "10", "unqualified")
    assert member["personal_plan"]["code"] == "personal_plan_missing"
    answer = ask(client, "/units/A/deadlines", year=2010)
    assert (answer["result"]["state"], answer["state"]["state"]) == ("on_time", "published")
    assert answer["without_personal_plan"] == []
    answer = ask(client, "/units/A1/deadlines", year=2010)
    assert (answer["result"]["state"], answer["result"]["overdue"]) == ("missing", True)
    assert answer["result"]["reason"]["code"] == "result_missing"
    assert [one["cadre"] for one in answer["in_post_trainings"]] == ["c2"]


def test_the_circular_stands_on_its_cut_off_and_drifts_afterwards(client: httpx.Client) -> None:
    answer = ask(client, "/reports/circular", year=2010)
    assert answer["today"] == "2010-12-31"
    assert (answer["figures"]["assessed"], answer["figures"]["unqualified"]) == (3, 2)
    assert answer["lists"]["barred_units"] == ["A1", "B"]
    assert {unit: duty["state"] for unit, duty in answer["reports"].items()} == {
        "A": "on_time",
        "A1": "missing",
        "B": "missing",
    }
    (issued,) = answer["issued"]
    assert (issued["number"], issued["lists"]["barred_units"]) == ("2011-1", ["A1", "B"])
    drift = ask(client, "/reports/drift", year=2010)
    assert drift["changed"] == {
        "c2": {
            "counted": ["50", "65"],
            "grade": ["unqualified", "qualified"],
            "because": [str(statement_id("k3"))],
        }
    }
    cause = drift["statements"][str(statement_id("k3"))]
    assert (cause["fact"], cause["recorded_by"]) == ("class.completed", "operator")
    assert cause["position"] > drift["then"]["position"]
    assert ask(client, "/reports/drift", year=2010, against="2011-03-01")["changed"] == {}
    now = ask(client, "/reports/circular", year=2010, known_at="2011-03-01")
    assert now["lists"]["barred_units"] == ["B"]
    for known_at in ("2010-12-31", "2011-02-27"):
        turned = {"year": "2010", "against": "2011-02-28", "known_at": known_at}
        refused = client.get("/reports/drift", params=turned)
        assert refused.status_code == 400
        assert "against: got a day later than `known_at`" in refused.text
    same = {"against": "2011-02-28", "known_at": "2011-02-28"}
    assert ask(client, "/reports/drift", year=2010, **same)["touched"] == 0


def test_the_cycle_and_who_lags_behind(client: httpx.Client) -> None:
    answer = ask(client, "/reports/cycle", year=2010)
    assert (answer["cycle"], answer["figures"]["unqualified"]) == ("2008-2012", 3)
    risk = ask(client, "/reports/at-risk", on="2010-12-31", limit=1)
    assert (risk["total"], risk["next"]) == (3, "c1")
    assert risk["cadres"][0]["targets"]["cycle_credits"]["reason"]["code"] == "below_cycle_pace"
    rest = ask(client, "/reports/at-risk", on="2010-12-31", after="c1")
    assert [one["cadre"] for one in rest["cadres"]] == ["c2", "c3"]


def test_the_cycle_sets_cadres_by_reference_apart_as_the_circular_does(
    client: httpx.Client, store: RecordStore
) -> None:
    scheme = {"unit": "A", "managed_by": "city", "scheme": "by_reference"}
    record(store, {"fact": "unit.assigned", "id": "s1", "cadre": "c1", **scheme} | JUNE)
    ended = {"year": "2010", "known_at": "2011-03-01", "today": "2012-12-31"}
    circular = ask(client, "/reports/circular", **ended)
    assert circular["by_reference"]["figures"]["assessed"] == 1
    cycle = ask(client, "/reports/cycle", **ended)
    apart = cycle["by_reference"]
    assert (cycle["figures"]["assessed"], apart["figures"]["assessed"]) == (2, 1)
    assert "c1" not in [one["cadre"] for one in cycle["short"]]
    assert [one["cadre"] for one in apart["short"]] == ["c1"]
    assert sum(one["assessed"] for one in cycle["units"].values()) == 2
    table = client.get("/reports/cycle", params={"format": "csv", **ended}).text
    assert "by_reference.short" in table
    merged = ask(client, "/reports/cycle", **ended, **{"scope.by_reference": "merge"})
    assert (merged["figures"]["assessed"], merged["by_reference"]) == (3, None)


def test_the_register_is_paged(client: httpx.Client) -> None:
    answer = ask(client, "/cadres", limit=2)
    assert [one["cadre"] for one in answer["cadres"]] == ["c1", "c2"]
    assert [one["cadre"] for one in ask(client, "/cadres", after="c2")["cadres"]] == ["c3"]


def test_the_register_as_known_earlier_is_the_one_of_the_tables_then(
    client: httpx.Client, database: Database, store: RecordStore, clock: Hands
) -> None:
    before = ask(client, "/cadres")["cadres"]
    assert [one["cadre"] for one in before] == ["c1", "c2", "c3"]
    clock.now = datetime(2011, 4, 1, tzinfo=UTC)
    record(
        store,
        {**MEMBER, "id": "m4", "cadre": "c4", "unit": "A", "managed_by": "city"},
        {"fact": "unit.assigned", "id": "m5", "cadre": "c3", "unit": "A1"} | DAY,
        {"fact": "level.changed", "id": "m6", "cadre": "c1", "level": "county_and_above"} | DAY,
        {"fact": "act.voided", "id": "v1", "target": "m2"} | DAY,
    )
    catch_up(database, clock)
    now = ask(client, "/cadres")["cadres"]
    assert [one["cadre"] for one in now] == ["c1", "c3", "c4"]
    assert ask(client, "/cadres", known_at="2011-04-01")["cadres"] == now
    for known_at in ({"known_at": "2011-03-31"}, {"known_at": "2011-03-31", "today": "2009-06-01"}):
        assert ask(client, "/cadres", **known_at)["cadres"] == before
    assert ask(client, "/cadres", today="2008-06-01")["cadres"] == []
    earlier = ask(client, "/cadres", today="2009-06-01")["cadres"]
    assert [(one["cadre"], one["unit"]) for one in earlier] == [
        ("c1", "A"),
        ("c3", "B"),
        ("c4", "A"),
    ]
    first = ask(client, "/cadres", known_at="2011-04-01", limit=1)
    assert ([one["cadre"] for one in first["cadres"]], first["next"]) == (["c1"], "c1")
    rest = ask(client, "/cadres", known_at="2011-04-01", after="c1", unit="A1")
    assert [(one["cadre"], one["unit"]) for one in rest["cadres"]] == [("c3", "A1")]
    made, secret = Credentials(store).add("A1", scopes=["reports/read:A1"])
    clock.now = datetime(2011, 5, 1, tzinfo=UTC)
    asked = {"known_at": "2011-03-31"}
    answer = client.get("/cadres", auth=(made.key, secret), params=asked)
    assert [one["cadre"] for one in answer.json()["cadres"]] == ["c2"]


def test_who_left_or_returned_stands_in_the_register_as_known_then_as_in_the_tables(
    client: httpx.Client, database: Database, store: RecordStore, clock: Hands
) -> None:
    clock.now = datetime(2011, 4, 1, tzinfo=UTC)
    record(
        store,
        {"fact": "cadre.left", "id": "l1", "cadre": "c1", "reason": "retired"} | DAY,
        {"fact": "cadre.left", "id": "l2", "cadre": "c2", "reason": "resigned"} | DAY,
        {"fact": "cadre.returned", "id": "r2", "cadre": "c2", "unit": "B"} | DAY,
    )
    catch_up(database, clock)
    now = ask(client, "/cadres")["cadres"]
    assert [(one["cadre"], one["unit"]) for one in now] == [("c2", "B"), ("c3", "B")]
    for same_day in ({"known_at": "2011-04-01"}, {"today": "2011-04-01"}):
        assert ask(client, "/cadres", **same_day)["cadres"] == now
        for unit in ("A", "B"):
            of_unit = ask(client, "/cadres", unit=unit)["cadres"]
            assert ask(client, "/cadres", unit=unit, **same_day)["cadres"] == of_unit


def test_a_units_scope_holds_for_the_units_below_it_and_no_others(
    client: httpx.Client, store: RecordStore
) -> None:
    made = {
        unit: Credentials(store).add(unit, scopes=[f"reports/read:{unit}"]) for unit in ("A", "A1")
    }
    auth = {unit: (one[0].key, one[1]) for unit, one in made.items()}

    def get(who: str, path: str, **parameters: Any) -> httpx.Response:
        return client.get(path, auth=auth[who], params=parameters)

    for path in ("/cadres/c2", "/cadres/c2/hours", "/units/A1", "/units/A1/compliance"):
        assert get("A", path).status_code == 200
        assert get("A1", path).status_code == 200
    for path in ("/cadres/c1", "/cadres/c1/eligibility", "/units/A", "/units/A/deadlines"):
        assert get("A", path).status_code == 200
        assert get("A1", path).status_code == 403
    for path in ("/cadres/c3", "/units/B/members"):
        assert get("A", path).status_code == 403
    listed = [one["cadre"] for one in get("A", "/cadres").json()["cadres"]]
    assert listed == ["c1", "c2"]
    assert [one["cadre"] for one in get("A1", "/cadres").json()["cadres"]] == ["c2"]
    found = get("A1", "/search", q="c", kind="cadre").json()["hits"]
    assert [one["id"] for one in found] == ["c2"]
    assert get("A1", "/search", q="c1").json()["hits"] == []
    assert get("A1", "/reports/circular", year=2010).json()["figures"]["assessed"] == 1
    assert get("A1", "/reports/circular", year=2010, unit="A").status_code == 403
    assert get("A", "/reports/drift", year=2010, unit="A1").json()["changed"].keys() == {"c2"}
    assert get("A", "/reports/at-risk", on="2010-12-31").json()["total"] == 2


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("/cadres/nobody", {}, 404, "nobody"),
        ("/units/Z", {}, 404, "Z"),
        ("/units/Z/members", {}, 404, "Z"),
        ("/cadres/c1/eligibility", {"reference": "soon"}, 400, "reference"),
        ("/cadres/c1/duty-report", {"first": "2010", "last": "2009"}, 400, "first, last"),
        ("/reports/drift", {"against": "then"}, 400, "against"),
        ("/reports/at-risk", {"on": "2010-01-01", "today": "2010-01-01"}, 400, "on, today"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: httpx.Client, path: str, parameters: dict[str, str], status: int, words: str
) -> None:
    answer = client.get(path, params=parameters)
    assert answer.status_code == status, answer.text
    assert words in str(answer.json()["error"]["message"])


def test_what_an_unqualified_cadre_is_barred_from(client: httpx.Client) -> None:
    answer = ask(client, "/cadres/c2/bars", year=2010)
    assert answer["rule"] == "R23"
    assert answer["excellent_appraisal"] == answer["commendation"]
    assert (answer["excellent_appraisal"] == "barred") == (answer["reason"] is not None)


def test_a_year_in_which_he_was_not_assessed_is_neither_qualified_nor_unqualified(
    client: httpx.Client,
) -> None:
    before, joined = ask(client, "/cadres/c1/duty-report", first=2008, last=2009)["years"]
    assert (before["grade"], joined["grade"]) == ("not_assessed", "unqualified")
    assert "不合格" not in before["zh"]
    assert "未纳入学分考核" in before["zh"]
    assert "qualified" not in before["en"]
    found = ask(client, "/cadres/c1/eligibility", reference="2010-06-01")["promotion_eligibility"]
    assert found["grades"] == {"2008": "not_assessed", "2009": "unqualified"}
    assert (found["eligible"], found["reason"]["code"]) == (False, "years_not_qualified")
    assert "qualified" not in str(ask(client, "/cadres/c1/bars", year=2008)["excellent_appraisal"])
