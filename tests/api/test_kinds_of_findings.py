"""Each kind of finding that an auditor looks for: raised by statements, found in the one list, gone
when its cause is voided, and still there as it was known before."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.profile.writing import statement_id, to_statement
from projections.reports.findings import KINDS, Severity
from projections.words.vocabulary import PROFILE
from replay.feed.untold import UNTOLD
from replay.rebuild import rebuild
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, open_store, publish

VERSION: Final = {"X-Experience-API-Version": "1.0.3"}
FIRST: Final = datetime(2011, 2, 10, 4, tzinfo=UTC)
SECOND: Final = datetime(2011, 2, 20, 4, tzinfo=UTC)
BEFORE: Final = "2011-02-15"


def five_days(id_: str, cadre: str, class_: str, month: str, **more: Any) -> dict[str, Any]:
    """A class of the first five days of a month."""
    days = {"start": f"{month}-01", "end": f"{month}-05", "scheduled_days": "5"}
    return {"id": id_, "fact": "class.completed", "cadre": cadre, "class": class_, **days, **more}


def enrolled(cadre: str, unit: str = "A") -> dict[str, Any]:
    known = {"fact": "cadre.enrolled", "id": f"in-{cadre}", "cadre": cadre, "unit": unit}
    return {**known, "real_name": f"Name of {cadre}", "level": "county_and_above"}


SHARED: Final = (
    {"fact": "unit.registered", "id": "u", "unit": "A", "name": "Unit A"},
    *map(enrolled, ("late", "back", "twice", "one", "two", "own", "wrong", "both", "moved")),
    *map(enrolled, ("busy", "sent", "sub", "t1", "t2", "once")),
    {"fact": "unit.registered", "id": "ub", "unit": "B", "name": "Unit B"},
    {"fact": "course.catalogued", "id": "o", "course": "o1", "credits": "9", "minutes": "90"},
)
"""What is recorded before, on the first day of 2009."""

RAISED: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    "late_entry": (five_days("late-1", "late", "KL", "2010-06", hours="30"),),
    "back_dated": (five_days("back-1", "back", "KB", "2009-03"),),
    "evidence_used_twice": (
        {"fact": "book.published", "id": "tw-1", "cadre": "twice", "work": "w1", "role": "sole"}
        | {"evidence": "E-1", "occurred": "2011-02-01"},
        {"fact": "book.published", "id": "tw-2", "cadre": "twice", "work": "w2", "role": "sole"}
        | {"evidence": "E-1", "occurred": "2011-02-02"},
    ),
    "certificate_of_two_cadres": (
        five_days("ce-1", "one", "KC", "2011-01", certificate="Z-17"),
        five_days("ce-2", "two", "KC", "2011-01", certificate="Z-17"),
    ),
    "self_approved": (
        {"fact": "book.published", "id": "ow-1", "cadre": "own", "work": "w3", "role": "sole"}
        | {"occurred": "2011-02-01"},
        {"fact": "credit.approved", "id": "ow-2", "target": "ow-1", "person": "own"}
        | {"occurred": "2011-02-03"},
    ),
    "wrong_registrar": (
        five_days("wr-1", "wrong", "KW", "2011-01", organiser="city"),
        {"fact": "credit.registered", "id": "wr-2", "target": "wr-1", "role": "unit_hr"}
        | {"unit": "A", "occurred": "2011-02-03"},
    ),
    "opposite_rulings": (
        {"fact": "book.published", "id": "bo-1", "cadre": "both", "work": "w4", "role": "sole"}
        | {"occurred": "2011-02-01"},
        {"fact": "credit.rejected", "id": "bo-2", "target": "bo-1", "occurred": "2011-02-03"},
        {"fact": "credit.approved", "id": "bo-3", "target": "bo-1", "occurred": "2011-02-03"},
    ),
    "two_units": (
        {"fact": "unit.assigned", "id": "mo-1", "cadre": "moved", "unit": "A"}
        | {"occurred": "2011-02-02"},
        {"fact": "unit.assigned", "id": "mo-2", "cadre": "moved", "unit": "B"}
        | {"occurred": "2011-02-02"},
    ),
    "overlapping_classes": (
        five_days("bu-1", "busy", "KX", "2011-01"),
        five_days("bu-2", "busy", "KY", "2011-01"),
    ),
    "faster_than_the_course": (
        {"fact": "course.passed", "id": "fa-1", "cadre": "busy", "course": "o1", "by": "exam"}
        | {"duration": "PT5M", "occurred": "2011-02-02"},
    ),
    "undeclared": (
        {"fact": "class.planned", "id": "un-1", "class": "KU", "persons": 40, "name": "Big class"}
        | {"start": "2011-01-10", "end": "2011-01-14", "occurred": "2010-12-20"},
    ),
    "substituted_unapproved": (
        {"fact": "cadre.nominated", "id": "su-1", "cadre": "sent", "class": "KN"}
        | {"occurred": "2010-12-20"},
        five_days("su-2", "sub", "KN", "2011-01", substitute_for="sent"),
    ),
    "sample_redrawn": (
        five_days("sa-1", "t1", "KS", "2011-01"),
        {"fact": "sample.drawn", "id": "sa-2", "class": "KS", "seed": "s", "frame": ["t1"]}
        | {"n": 1, "drawn": ["t1"], "occurred": "2011-01-20"},
        {"fact": "sample.drawn", "id": "sa-3", "class": "KS", "seed": "x", "frame": ["t1"]}
        | {"n": 1, "drawn": ["t1"], "occurred": "2011-01-21"},
    ),
    "spent_more_than_set_aside": (
        {"fact": "budget.recorded", "id": "fu-1", "unit": "A", "year": 2010, "payroll": "1000"}
        | {"amount": "15", "occurred": "2010-01-31"},
        {"fact": "fund.spent", "id": "fu-2", "unit": "A", "year": 2010, "amount": "20"}
        | {"occurred": "2010-06-01"},
    ),
    "not_in_pool": (
        {"fact": "teacher.removed", "id": "te-1", "teacher": "t9", "occurred": "2011-02-01"},
    ),
    "not_a_trainee": (
        {"fact": "elective.chosen", "id": "el-1", "cadre": "once", "class": "KS"}
        | {"elective": "law", "occurred": "2011-01-02"},
    ),
    "unregistered_unit": (
        {"fact": "unit.assigned", "id": "nu-1", "cadre": "once", "unit": "Z"}
        | {"occurred": "2011-02-02"},
    ),
    "unknown_target": (
        {"fact": "credit.approved", "id": "ut-1", "target": "nowhere", "occurred": "2011-02-03"},
    ),
}
"""What raises a kind of finding; a void of the last statement mends it."""


class City:
    """A store with everything amiss, and who asks it."""

    def __init__(self, client: httpx.Client, database: Database, clock: Hands) -> None:
        self.client, self._database, self._clock = client, database, clock

    def post(self, *facts: Mapping[str, Any]) -> None:
        """Records facts, and waits for the tables."""
        sent = [to_statement({"occurred": "2009-01-01", **fact}) for fact in facts]
        self.client.post("/xapi/statements", json=sent, headers=VERSION).raise_for_status()
        self.settle()

    def settle(self) -> None:
        """Waits for the tables."""
        catch_up(self._database, self._clock)

    def go_on(self, now: datetime) -> None:
        """Sets the clock."""
        self._clock.now = now

    def found(self, **asked: object) -> list[dict[str, Any]]:
        """All findings that are asked for, page by page."""
        some: list[dict[str, Any]] = []
        after: str | None = ""
        while after is not None:
            params: dict[str, Any] = {**asked, "limit": 7, "after": after}
            page = self.client.get("/reports/findings", params=params)
            some += page.raise_for_status().json()["findings"]
            after = page.json()["next"]
        return some


@pytest.fixture
def city(database: Database) -> Iterator[City]:
    clock = Hands(datetime(2009, 1, 2, tzinfo=UTC))
    store = open_store(database.service, clock)
    publish(store)
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as client:
        found = City(client, database, clock)
        found.post(*SHARED)
        found.go_on(FIRST)
        found.post(
            {"fact": "year.published", "id": "y", "year": 2010, "occurred": "2011-01-20"},
            *(fact for facts in RAISED.values() for fact in facts),
        )
        yield found
    store.close()


def test_each_kind_is_found_until_its_cause_is_voided_and_still_as_it_was_known_before(
    city: City,
) -> None:
    before = city.found()
    assert {one["code"] for one in before} >= set(RAISED)
    assert before == city.found(known_at=FIRST.date().isoformat())
    for one in before:
        kind = KINDS[one["code"]]
        assert (one["severity"], one["zh"], one["en"]) == (kind.severity, kind.zh, kind.en)
        assert one["statements"]
        assert one["position"] > 0
        assert one["known_since"]

    city.go_on(SECOND)
    city.post(
        *(
            {"fact": "act.voided", "id": f"void {code}", "target": facts[-1]["id"]}
            | {"occurred": "2011-02-20"}
            for code, facts in RAISED.items()
        )
    )
    now = city.found()
    assert not {one["code"] for one in now} & set(RAISED)
    assert now == city.found(known_at=SECOND.date().isoformat())
    assert city.found(known_at=BEFORE) == before


def test_a_finding_tells_its_place_with_names_and_all_statements(city: City) -> None:
    (first, second) = city.found(code="certificate_of_two_cadres")
    assert {one["cadre"] for one in (first, second)} == {"one", "two"}
    assert first["statements"] == [first["statement_id"], second["statement_id"]]
    assert (first["value"], first["training_class"]) == ("Z-17", "KC")
    assert first["name"] == f"Name of {first['cadre']}"
    assert (first["unit"], first["unit_name"]) == ("A", "Unit A")
    (undeclared,) = city.found(code="undeclared")
    assert (undeclared["training_class"], undeclared["class_name"]) == ("KU", "Big class")
    (late,) = city.found(code="late_entry")
    assert late["value"] == "2010"
    assert late["statements"] == [str(statement_id("late-1")), str(statement_id("y"))]
    (back,) = city.found(code="back_dated", cadre="back")
    assert back["days"] == 707
    assert back["rule"] == "plausibility.max_days_back"


def test_what_is_recorded_while_a_year_is_open_again_is_no_late_entry(city: City) -> None:
    of_year = {"year": 2010, "occurred": "2011-02-10"}
    city.post(
        {"fact": "year.reopened", "id": "y2", **of_year},
        five_days("late-2", "late", "KL2", "2010-07"),
        {"fact": "corrigendum.issued", "id": "y3", **of_year},
        five_days("late-3", "late", "KL3", "2010-08"),
    )
    found = city.found(code="late_entry")
    ids = {one["statement_id"] for one in found}
    assert ids == {str(statement_id("late-1")), str(statement_id("late-3"))}
    assert found == city.found(code="late_entry", known_at="2011-02-10")


def test_the_feed_leaves_open_what_the_list_has_but_for_what_it_says_that_it_does_not_tell(
    city: City,
) -> None:
    untold = {code for one in UNTOLD.values() for code in one.codes}
    told = left_open(city)
    listed = {(one["code"], one["statement_id"]) for one in city.found()}
    assert told <= listed
    missing = {code for code, _ in listed - told}
    assert {"unknown_target", "not_in_pool"} <= missing <= untold
    codes = {"late_entry", "unregistered_unit", "not_a_trainee", *OF_PAPERS}
    assert codes <= {code for code, _ in told}

    city.go_on(SECOND)
    city.post({"fact": "act.voided", "id": "void y", "target": "y", "occurred": "2011-02-20"})
    assert told - left_open(city) == {one for one in told if one[0] == "late_entry"}


OF_PAPERS: Final = ("evidence_used_twice", "certificate_of_two_cadres")


def test_the_feed_tells_of_papers_whose_numbers_and_cadres_the_list_names(city: City) -> None:
    listed = {
        (one["value"], one["code"], one["statement_id"], one["cadre"])
        for code in OF_PAPERS
        for one in city.found(code=code)
    }
    assert {number for number, *_ in listed} == {"E-1", "Z-17"}
    assert papers_open(city) == listed

    city.go_on(SECOND)
    city.post({"fact": "act.voided", "id": "v", "target": "ce-2", "occurred": "2011-02-20"})
    assert papers_open(city) == {one for one in listed if one[0] == "E-1"}


def papers_open(city: City) -> set[tuple[str, str, str, str]]:
    """The number, the code, the statement and the cadre of each finding of papers that is open, as
    the rows of a table tell them."""
    asked: dict[str, Any] = {"after": "0", "limit": 1000, "format": "csv"}
    told: set[tuple[str, str, str, str]] = set()
    while True:
        page = city.client.get("/changes", params={**asked, "format": "json"}).json()
        text = city.client.get("/changes", params=asked).content.decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            if row["paper"]:
                key = row["paper"], row["member"], row["of"], row["cadre"]
                (told.add if row["after"] else told.remove)(key)
        asked["after"] = page["next"]
        if not page["more"]:
            return told


def left_open(city: City) -> set[tuple[str, str]]:
    """The code and the statement of each finding that the feed has told and not taken back."""
    told: set[tuple[str, str]] = set()
    place, more = "0", True
    while more:
        answer = city.client.get("/changes", params={"after": place, "limit": 50})
        page = answer.raise_for_status().json()
        for change in page["changes"]:
            for moved in change["moved"]:
                if moved["kind"] == "finding":
                    key = moved["member"], moved["of"]
                    (told.add if moved["after"] else told.remove)(key)
        place, more = page["next"], page["more"]
    return told


@pytest.mark.parametrize("then", [{}, {"known_at": "2011-02-10"}])
def test_the_list_is_asked_by_kind_gravity_place_and_position(
    city: City, then: dict[str, str]
) -> None:
    whole = city.found(**then)
    for severity in Severity:
        expected = [one for one in whole if one["severity"] == severity.value]
        assert city.found(severity=severity.value, **then) == expected
    assert city.found(cadre="busy", **then) == [one for one in whole if one["cadre"] == "busy"]
    of_class = [one for one in whole if one["training_class"] == "KS"]
    assert of_class
    assert city.found(**{"class": "KS"}, **then) == of_class
    of_unit = city.found(unit="B", **then)
    assert [one["code"] for one in of_unit] == ["two_units"]
    middle = sorted(one["position"] for one in whole)[len(whole) // 2]
    assert city.found(since=middle, **then) == [one for one in whole if one["position"] > middle]


def test_an_auditor_reads_it_and_a_unit_its_own_also_as_it_was_known(
    city: City, database: Database
) -> None:
    store = open_store(database.service, Hands(FIRST))
    auditor, secret = Credentials(store).add("Auditor", scopes=["audit/read"])
    of_b, other = Credentials(store).add("HR of B", scopes=["reports/read:B"])
    nobody, third = Credentials(store).add("Platform", scopes=["statements/write"])
    store.close()
    city.settle()
    for asked in ({}, {"known_at": "2011-02-10"}):
        whole = city.found(**asked)

        def told(key: str, password: str, asked: Any = asked) -> httpx.Response:
            return city.client.get("/reports/findings", params=asked, auth=(key, password))

        assert told(auditor.key, secret).json()["findings"] == whole
        assert [one["code"] for one in told(of_b.key, other).json()["findings"]] == ["two_units"]
        assert told(nobody.key, third).status_code == 403


def test_the_list_as_it_was_known_is_a_table_and_bad_input_is_refused(city: City) -> None:
    asked = {"format": "csv", "known_at": "2011-02-10"}
    text = city.client.get("/reports/findings", params=asked).content.decode("utf-8-sig")
    assert {one["code"] for one in csv.DictReader(io.StringIO(text))} >= set(RAISED)
    for bad in ({"severity": "grave"}, {"since": "-1"}, {"since": "x"}, {"code": "amiss"}):
        refused = city.client.get("/reports/findings", params=bad)
        assert refused.status_code == 400, bad
        assert next(iter(bad)) in refused.text


def test_two_findings_of_a_kind_on_one_statement_stand_on_two_pages(city: City) -> None:
    sent = to_statement(
        {"fact": "half_year_report.filed", "id": "two", "class": "KS", "occurred": "2011-01-20"}
    )
    extensions = sent["context"].setdefault("extensions", {})
    extensions |= {f"{PROFILE}ext/kind": "other", f"{PROFILE}ext/half": "soon"}
    city.client.post("/xapi/statements", json=[sent], headers=VERSION).raise_for_status()
    city.settle()
    asked: dict[str, Any] = {"code": "unknown_value", "class": "KS"}
    whole = city.client.get("/reports/findings", params=asked).json()["findings"]
    assert sorted(one["value"] for one in whole) == ["half", "kind"]
    first = city.client.get("/reports/findings", params={**asked, "limit": 1}).json()
    rest = {**asked, "limit": 1, "after": first["next"]}
    second = city.client.get("/reports/findings", params=rest).json()
    assert first["findings"] + second["findings"] == whole
    assert second["next"] is None


def test_what_is_stated_of_days_that_no_policy_covers_stops_nothing(city: City) -> None:
    old = {"occurred": "1950-01-01"}
    city.post(
        {"fact": "fund.spent", "id": "old-1", "unit": "A", "year": 1950, "amount": "20", **old},
        {"fact": "teacher.removed", "id": "old-2", "teacher": "t8", **old},
        {"fact": "year.published", "id": "old-3", "year": 1950, **old},
        five_days("old-4", "once", "KO", "1950-03"),
    )
    found = city.found()
    assert not [one for one in found if one["code"].startswith("cannot_be")]
    assert city.found(known_at="2011-02-10") == found


def test_what_a_rebuild_found_in_the_tables_is_in_the_list_of_the_present_alone(
    city: City, database: Database
) -> None:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        conn.execute("UPDATE projections.balance SET earned = 1 WHERE person = 'one'")
        rebuild(conn, unwatched, clock=Hands(FIRST))
    (differed,) = city.found(code="tables_differed")
    assert (differed["cadre"], differed["value"], differed["severity"]) == (
        "one",
        "balance",
        "high",
    )
    assert city.found(code="tables_differed", known_at="2011-02-10") == []
