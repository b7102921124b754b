"""What an integrator can ask: what was refused, what became of the rest, what is not known."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from projections.words import vocabulary as v
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, record

NOW = datetime(2010, 6, 1, tzinfo=UTC)
VERSION = {"X-Experience-API-Version": "1.0.3"}
CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-12"}


@pytest.fixture
def client(database: Database, published: RecordStore, clock: Hands) -> Iterator[httpx.Client]:
    catch_up(database, clock)
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened


class Platform:
    """A client with a credential of its own that may state everything."""

    def __init__(self, client: httpx.Client, published: RecordStore, mode: str) -> None:
        made, secret = Credentials(published).add(
            "Platform", scopes=["statements/write"], asserts=["*"], key="p1", templates=mode
        )
        self._client, self._auth, self.secret = client, (made.key, secret), secret

    def post(self, *statements: Any) -> httpx.Response:
        return self._client.post(
            "/xapi/statements", json=statements, headers=VERSION, auth=self._auth
        )

    def get(self, path: str, **parameters: Any) -> Any:
        answer = self._client.get(path, params=parameters, auth=self._auth)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(params=["flag"])
def platform(
    client: httpx.Client, published: RecordStore, request: pytest.FixtureRequest
) -> Platform:
    return Platform(client, published, request.param)


def attended(fact_id: str, cadre: str = "c1", days: str = "10") -> dict[str, Any]:
    return to_statement(
        {**CLASS, "id": fact_id, "cadre": cadre, "class": fact_id, "scheduled_days": days}
    )


def wrong(fact_id: str) -> dict[str, Any]:
    made = attended(fact_id)
    made["context"]["extensions"][v.extension("attended_days")] = 4.5
    return made


@pytest.mark.parametrize("platform", ["reject"], indirect=True)
def test_a_credential_that_rejects_is_told_what_its_template_wants(platform: Platform) -> None:
    answer = platform.post(attended("k1"), wrong("k2"))
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["index"]) == ("template", 1)
    assert error["path"] == "context.extensions." + v.extension("attended_days")
    assert "decimal string" in error["expected"]
    (noted,) = platform.get("/integrations/p1/rejections")["rejections"]
    assert noted | {"number": 0} == {
        "number": 0,
        "at": "2010-06-01T00:00:00.000000Z",
        "status": 400,
        "code": "template",
        "index": 1,
        "id": wrong("k2")["id"],
        "path": error["path"],
        "expected": error["expected"],
        "message": None,
        "statements": 2,
        "errors": 1,
    }
    assert platform.post(attended("k1")).status_code == 200


@pytest.mark.parametrize("platform", ["reject"], indirect=True)
def test_what_was_refused_in_english_is_read_in_chinese_by_whom_asks_for_it(
    platform: Platform,
) -> None:
    assert platform.post(wrong("k2")).status_code == 400
    (noted,) = platform.get("/integrations/p1/rejections", lang="zh")["rejections"]
    assert noted["code"] == "template"
    assert noted["expected"].startswith("十进制数的文字")
    (noted,) = platform.get("/integrations/p1/rejections")["rejections"]
    assert noted["expected"].startswith("a decimal string")


@pytest.mark.parametrize("platform", ["reject"], indirect=True)
def test_all_faults_of_all_statements_are_told_at_once(platform: Platform) -> None:
    many = wrong("k2")
    many["context"]["extensions"] |= {
        v.extension("start"): "8 March",
        v.extension("appraisal"): "优秀",
    }
    many["timestamp"] = "2010-03-12T12:00:00"
    error = platform.post(attended("k1"), many, wrong("k3")).json()["error"]
    told = [(one["index"], one["path"].rpartition("/")[2], one["got"]) for one in error["errors"]]
    assert sorted(told) == [
        (1, "appraisal", "'优秀'"),
        (1, "attended_days", "4.5"),
        (1, "start", "'8 March'"),
        (1, "timestamp", "'2010-03-12T12:00:00'"),
        (2, "attended_days", "4.5"),
    ]
    assert error["found"] == 5
    assert "5 errors" in error["message"]


@pytest.mark.parametrize("platform", ["flag", "off"], indirect=True)
def test_others_are_stored_and_flagged_unless_the_check_is_off(
    platform: Platform, database: Database, request: pytest.FixtureRequest, clock: Hands
) -> None:
    assert platform.post(wrong("k1"), attended("k2")).status_code == 200
    catch_up(database, clock)
    answer = platform.get("/integrations/p1/reconciliation", list="all")
    faults = [bool(one["faults"]) for one in answer["statements"]]
    if answer["templates"] == "off":
        assert (answer["flagged"], faults) == (None, [False, False])
        return
    assert (answer["flagged"], faults) == (1, [True, False])
    (flagged,) = platform.get("/integrations/p1/reconciliation", list="flagged")["statements"]
    (fault,) = flagged["faults"]
    assert fault["fact"] == "class.completed"
    assert fault["path"].endswith("attended_days")


def test_a_reader_of_reports_may_ask_for_a_credential_that_is_gone(
    client: httpx.Client, platform: Platform, published: RecordStore
) -> None:
    assert platform.post("no statement").status_code == 400
    Credentials(published).revoke("p1")
    found = client.get("/integrations/p1/rejections").json()
    assert [one["code"] for one in found["rejections"]] == ["statement"]


def test_what_a_credential_lacks_the_right_for_is_noted_too(
    client: httpx.Client, published: RecordStore
) -> None:
    made, secret = Credentials(published).add("Reader", scopes=["reports/read"])
    withdrawn = {"fact": "void.withdrawn", "id": "w", "target": "k1", "occurred": "2010-04-01"}
    platform = Platform(client, published, "flag")
    Credentials(published).add("Narrow", scopes=["statements/write"], key="n", secret="n" * 40)
    sent = to_statement(withdrawn)
    for auth in ((made.key, secret), ("n", "n" * 40)):
        answer = client.post("/xapi/statements", json=sent, headers=VERSION, auth=auth)
        assert answer.status_code == 403
    for key, code in ((made.key, "scope"), ("n", "forbidden")):
        (noted,) = client.get(f"/integrations/{key}/rejections").json()["rejections"]
        assert noted["code"] == code
    assert platform.get("/integrations/p1/rejections")["rejections"] == []


def test_a_refusal_of_the_request_itself_says_why(
    client: httpx.Client, published: RecordStore, platform: Platform
) -> None:
    Credentials(published).add("Reader", scopes=["reports/read"], key="r", secret="r" * 40)
    sent = orjson.dumps(attended("k1"))
    for auth, headers in (
        (("p1", platform.secret), {"Content-Type": "text/plain"}),
        (("p1", platform.secret), {"Content-Type": "application/json; charset=gbk"}),
        (("p1", platform.secret), {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
        (("r", "r" * 40), {"Content-Type": "application/json"}),
    ):
        answer = client.post("/xapi/statements", content=sent, headers=VERSION | headers, auth=auth)
        assert 400 <= answer.status_code < 500
        key = auth[0]
        noted = client.get(f"/integrations/{key}/rejections").json()["rejections"][0]
        assert noted["message"] == answer.json()["error"]["message"]
        assert (noted["path"], noted["statements"], noted["errors"]) == (None, None, 1)
    withdrawn = {"fact": "void.withdrawn", "id": "w", "target": "k1", "occurred": "2010-04-01"}
    Credentials(published).add("Narrow", scopes=["statements/write"], key="n", secret="n" * 40)
    batch = [to_statement(withdrawn | {"id": name}) for name in ("w1", "w2", "w3")]
    client.post("/xapi/statements", json=batch, headers=VERSION, auth=("n", "n" * 40))
    (noted,) = client.get("/integrations/n/rejections").json()["rejections"]
    assert "void.withdrawn" in noted["message"]
    assert (noted["statements"], noted["errors"]) == (3, 3)


def test_refusals_come_newest_first_and_page_by_page(platform: Platform) -> None:
    platform.post(attended("k1"))
    for days in ("9", "8", "7"):
        assert platform.post(attended("k0"), attended("k1", days=days)).status_code == 409
    assert platform.post("no statement").status_code == 400
    first = platform.get("/integrations/p1/rejections", limit=2)
    assert [one["code"] for one in first["rejections"]] == ["statement", "conflict"]
    assert first["rejections"][1]["index"] == 1
    assert first["rejections"][1]["id"] == attended("k1")["id"]
    second = platform.get("/integrations/p1/rejections", limit=2, after=first["next"])
    assert [one["code"] for one in second["rejections"]] == ["conflict", "conflict"]
    assert second["next"] is None


def test_only_the_last_refusals_are_kept(
    platform: Platform, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lrs.log.refusals.MOST", 3)
    for _ in range(5):
        assert platform.post("no statement").status_code == 400
    assert len(platform.get("/integrations/p1/rejections")["rejections"]) == 3
    assert platform.get("/integrations/p1/reconciliation")["refused"] == 5


def test_a_refusal_tells_nothing_of_what_was_stated(platform: Platform, database: Database) -> None:
    secret = {**attended("k1"), "actor": {"mbox": "not-a-mailbox-of-zhang-san"}}
    assert platform.post(secret).status_code == 400
    with psycopg.connect(database.service) as conn:
        rows = conn.execute("SELECT r::text FROM lrs.refusal r").fetchall()
    assert len(rows) == 1
    assert "zhang" not in rows[0][0]


def test_received_is_stored_and_resent_and_every_statement_has_an_outcome(
    platform: Platform, database: Database, clock: Hands
) -> None:
    member = to_statement(
        {"fact": "unit.assigned", "id": "m", "cadre": "c1", "unit": "A", "occurred": "2009-01-01"}
    )
    assert platform.post(member, attended("k1"), attended("k2", days="2")).status_code == 200
    assert platform.post(attended("k1"), attended("k3", days="1")).status_code == 200
    behind = platform.get("/integrations/p1/reconciliation")
    assert not behind["complete"]
    catch_up(database, clock)
    answer = platform.get("/integrations/p1/reconciliation")
    assert answer["complete"]
    assert (answer["received"], answer["stored"], answer["resent"]) == (5, 4, 1)
    assert (answer["credited"], answer["zero"]["count"], answer["other"]) == (1, 2, 1)
    reason = answer["zero"]["reasons"]["below_min_days"]
    assert (reason["count"], bool(reason["zh"]), bool(reason["en"])) == (2, True, True)
    assert [one["id"] for one in answer["statements"]] == [
        attended("k2")["id"],
        attended("k3")["id"],
    ]
    (credited,) = platform.get("/integrations/p1/reconciliation", list="credited")["statements"]
    assert (credited["credits"], credited["fact"]) == ("50", "class.completed")
    page = platform.get("/integrations/p1/reconciliation", limit=1, reason="below_min_days")
    rest = platform.get("/integrations/p1/reconciliation", limit=1, after=page["next"])
    assert [one["id"] for one in page["statements"] + rest["statements"]] == [
        attended("k2")["id"],
        attended("k3")["id"],
    ]


def test_days_are_those_of_the_policy_s_zone(
    platform: Platform, database: Database, clock: Hands
) -> None:
    clock.now = datetime(2010, 7, 1, 15, 59, 59, tzinfo=UTC)  # still 1 July in Shanghai
    platform.post(attended("k1"))
    platform.post(attended("k1"))
    clock.now = datetime(2010, 7, 1, 16, 0, 0, tzinfo=UTC)  # 2 July in Shanghai
    platform.post(attended("k2"))
    catch_up(database, clock)

    def on(begin: str, end: str) -> tuple[int, int]:
        found = platform.get("/integrations/p1/reconciliation", **{"from": begin, "to": end})
        return found["stored"], found["resent"]

    assert on("2010-07-01", "2010-07-01") == (1, 1)
    assert on("2010-07-02", "2010-07-02") == (1, 0)
    assert on("2010-06-01", "2010-07-31") == (2, 1)


def test_who_may_ask(client: httpx.Client, platform: Platform, published: RecordStore) -> None:
    other, secret = Credentials(published).add("Other", scopes=["statements/write"])
    reader = Credentials(published).add("Reader", scopes=["reports/read"])
    for path in ("rejections", "reconciliation"):
        mine = f"/integrations/p1/{path}"
        assert client.get(mine, auth=(other.key, secret)).status_code == 403
        assert client.get(mine, auth=(reader[0].key, reader[1])).status_code == 200
        assert client.get(f"/integrations/nobody/{path}").status_code == 404
        assert httpx.get(f"{client.base_url}{mine}").status_code == 401
    for path in ("/catalogue/unmapped", "/identities/unmatched"):
        assert client.get(path, auth=(other.key, secret)).status_code == 403


def test_days_out_of_order_are_refused(client: httpx.Client, platform: Platform) -> None:
    parameters = {"from": "2010-07-02", "to": "2010-07-01"}
    answer = client.get("/integrations/p1/reconciliation", params=parameters)
    assert answer.status_code == 400
    assert "in order" in answer.text


def test_courses_that_the_catalogue_lacks(
    client: httpx.Client, published: RecordStore, database: Database, clock: Hands
) -> None:
    passed = {"fact": "course.passed", "by": "exam"}
    record(
        published,
        {**passed, "id": "1", "cadre": "c1", "course": "o-a", "occurred": "2010-03-01"},
        {**passed, "id": "2", "cadre": "c2", "course": "o-a", "occurred": "2010-04-01"},
        {**passed, "id": "3", "cadre": "c2", "course": "o-b", "occurred": "2010-05-01"},
        {**passed, "id": "5", "cadre": "c3", "course": "o-a", "occurred": "2010-05-01"}
        | {"success": False},
        {**passed, "id": "6", "cadre": "c3", "course": "o-quiz", "occurred": "2010-05-01"}
        | {"success": False},
    )
    catch_up(database, clock)
    page = client.get("/catalogue/unmapped", params={"limit": 1}).json()
    assert page["courses"] == [
        {"course": "o-a", "course_name": None, "passes": 2, "cadres": 2}
        | {"first": "2010-03-01", "last": "2010-04-01"}
    ]
    rest = client.get("/catalogue/unmapped", params={"after": page["next"]}).json()
    assert [one["course"] for one in rest["courses"]] == ["o-b"]
    assert rest["next"] is None
    record(
        published,
        {"fact": "course.catalogued", "id": "4", "course": "o-a", "credits": "5"}
        | {"occurred": "2010-01-01"},
    )
    catch_up(database, clock)
    left = client.get("/catalogue/unmapped").json()
    assert [one["course"] for one in left["courses"]] == ["o-b"]


def test_what_is_about_nobody_in_a_unit_is_told_apart(
    client: httpx.Client,
    published: RecordStore,
    database: Database,
    platform: Platform,
    clock: Hands,
) -> None:
    member = {"fact": "unit.assigned", "id": "m1", "cadre": "c1", "unit": "A"}
    record(published, {**member, "occurred": "2009-01-01"})
    platform.post(attended("k1", cadre="c1"), attended("k2", cadre="mailto:li@x.cn"))
    catch_up(database, clock)
    report = platform.get("/integrations/p1/reconciliation", list="unmatched")
    assert (report["credited"], report["unmatched"]) == (2, 1)
    (one,) = report["statements"]
    assert (one["id"], one["outcome"], one["unmatched"]) == (
        attended("k2")["id"],
        "credited",
        True,
    )
    same = {"fact": "cadre.identified", "cadre": "c1", "identifier": "mailto:li@x.cn"}
    record(published, {**same, "id": "i1", "occurred": "2010-01-01"})
    catch_up(database, clock)
    assert platform.get("/integrations/p1/reconciliation")["unmatched"] == 0


def test_identities_that_no_unit_has(
    client: httpx.Client,
    published: RecordStore,
    database: Database,
    platform: Platform,
    clock: Hands,
) -> None:
    platform.post(attended("k1", cadre="c1"), attended("k2", cadre="mailto:li@x.cn"))
    catch_up(database, clock)
    assert client.get("/identities/unmatched").json()["has_roster"] is False
    member = {"fact": "unit.assigned", "cadre": "c1", "unit": "A", "occurred": "2009-01-01"}
    record(published, {**member, "id": "m1"})
    catch_up(database, clock)
    answer = client.get("/identities/unmatched").json()
    assert answer["has_roster"]
    (left,) = answer["identities"]
    assert left["cadre"] == "mailto:li@x.cn"
    assert (left["statements"], left["credentials"]) == (1, ["p1"])
    same = {"fact": "cadre.identified", "cadre": "c1", "identifier": "mailto:li@x.cn"}
    record(published, {**same, "id": "i1", "occurred": "2009-01-01"})
    catch_up(database, clock)
    assert client.get("/identities/unmatched").json()["identities"] == []


@pytest.mark.parametrize("platform", ["reject"], indirect=True)
@pytest.mark.parametrize(
    ("fact", "name", "allowed"),
    [
        (
            {"fact": "cadre.enrolled", "unit": "A", "managed_by": "市委"},
            "managed_by",
            "city, county",
        ),
        ({"fact": "cadre.enrolled", "unit": "A", "scheme": "参照"}, "scheme", "by_reference"),
        ({**CLASS, "class": "K", "scheduled_days": "9", "appraisal": "合格"}, "appraisal", "pass"),
        ({"fact": "course.passed", "course": "o1", "by": "考试"}, "by", "exam, paper"),
    ],
)
def test_a_name_outside_a_closed_list_is_refused_with_the_names_that_it_has(
    platform: Platform, fact: dict[str, Any], name: str, allowed: str
) -> None:
    answer = platform.post(
        to_statement({"id": "x", "cadre": "c1", "occurred": "2010-03-08", **fact})
    )
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["path"] == "context.extensions." + v.extension(name)
    assert allowed in error["expected"]


def test_a_statement_that_states_no_fact_is_a_zero_and_says_what_was_expected(
    platform: Platform, database: Database, clock: Hands
) -> None:
    course = {"id": "https://learn.example/law", "definition": {"type": v.COURSE}}
    foreign = {"actor": v.cadre_agent("c1"), "object": course}
    verbs = (v.COMPLETED, v.FAILED, v.PASSED, "https://learn.example/liked")
    sent = [{**foreign, "verb": {"id": verb}} for verb in verbs]
    assert platform.post(*sent).status_code == 200
    catch_up(database, clock)
    answer = platform.get("/integrations/p1/reconciliation")
    told = [(one["reason"]["code"], one["expected"] or "") for one in answer["statements"]]
    assert [code for code, _ in told] == [
        *("unknown_statement", "not_catalogued", "not_catalogued", "unknown_statement"),
    ]
    assert v.PASSED in told[0][1]
    assert "/profile" in told[3][1]
    assert answer["zero"]["reasons"]["unknown_statement"]["count"] == 2
