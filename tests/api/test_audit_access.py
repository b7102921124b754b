"""Who could do what: the credentials with their history, as known at any moment, and the sign-ins
that failed, through the server and the command line."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import httpx

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.postgres.postgres import Database
from tests.api.serving import serving, settings
from tests.recording import Hands, open_store, publish

ADDED = datetime(2010, 3, 1, 4, tzinfo=UTC)
CHANGED = datetime(2010, 4, 1, 4, tzinfo=UTC)
REVOKED = datetime(2010, 5, 1, 4, tzinfo=UTC)


def test_who_could_do_what_is_told_as_known_at_any_moment_and_never_a_secret(
    database: Database,
) -> None:
    clock = Hands(datetime(2010, 1, 1, 4, tzinfo=UTC))
    store = open_store(database.service, clock)
    publish(store)
    credentials = Credentials(store)
    auditor, auditor_secret = credentials.add("Auditor", scopes=["audit/read"], key="auditor")
    officer, officer_secret = credentials.add("HR", scopes=["reports/read:A"], key="hr")
    clock.now = ADDED
    scopes, asserts = ["statements/write"], ["course.passed", "unit.assigned@A"]
    _, secret = credentials.add(
        "Academy", scopes=scopes, asserts=asserts, key="academy", by="auditor"
    )
    clock.now = CHANGED
    credentials.check("academy", "reject")
    clock.now = REVOKED
    credentials.revoke("academy", by="hr")
    app = create_app(settings(), database=database, clock=clock)
    with (
        serving(app) as address,
        httpx.Client(base_url=address, auth=(auditor.key, auditor_secret)) as client,
    ):

        def told(**asked: Any) -> dict[str, Any]:
            answer = client.get("/audit/access", params=asked).raise_for_status()
            assert secret not in answer.text
            return {one["key"]: one for one in answer.json()["credentials"]}

        assert set(told()) == {"academy", "auditor", "hr"}
        academy = told()["academy"]
        assert (academy["state"], academy["scopes"], academy["asserts"]) == ("revoked", [], [])
        changes = [
            (one["change"], one["by"], one["by_name"], one["stored"][:10], one["templates"])
            for one in academy["changes"]
        ]
        assert changes == [
            ("added", "auditor", "Auditor", "2010-03-01", "flag"),
            ("changed", "operator", "Operator of the store", "2010-04-01", "reject"),
            ("revoked", "hr", "HR", "2010-05-01", "reject"),
        ]
        then = told(known_at="2010-04-15", key="academy")["academy"]
        assert (then["state"], then["scopes"]) == ("valid", scopes)
        assert then["asserts"] == asserts
        assert [one["change"] for one in then["changes"]] == ["added", "changed"]
        assert "academy" not in told(known_at="2010-02-01")
        first = client.get("/audit/access", params={"limit": 1}).json()
        rest = client.get("/audit/access", params={"after": first["next"]}).json()
        keys = [one["key"] for one in first["credentials"] + rest["credentials"]]
        assert keys == sorted(told())
        table = client.get("/audit/access", params={"format": "csv"}).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table)))
        assert [row["change"] for row in rows if row["key"] == "academy"] == [
            *("added", "changed", "revoked")
        ]
        for path in ("/audit/access", "/audit/failed-sign-ins"):
            assert client.get(path, auth=(officer.key, officer_secret)).status_code == 403
            assert client.get(path).status_code == 200
    store.close()


def test_failed_sign_ins_are_counted_by_credential_and_hour_and_of_nobody_together(
    database: Database,
) -> None:
    clock = Hands(ADDED)
    store = open_store(database.service, clock)
    publish(store)
    auditor, secret = Credentials(store).add("Auditor", scopes=["audit/read"], key="auditor")
    Credentials(store).add("Academy", scopes=["statements/write"], key="academy")
    for hour, key, times in ((0, "academy", 2), (0, "academy", 1), (1, "", 5), (1, "academy", 4)):
        clock.now = ADDED.replace(hour=ADDED.hour + hour)
        store.note_denied(key, times)
    app = create_app(settings(), database=database, clock=clock)
    with (
        serving(app) as address,
        httpx.Client(base_url=address, auth=(auditor.key, secret)) as client,
    ):

        def told(**asked: Any) -> list[tuple[Any, ...]]:
            found: list[tuple[Any, ...]] = []
            after: str | None = ""
            while after is not None:
                params = {**asked, "limit": 1, "after": after}
                page = client.get("/audit/failed-sign-ins", params=params).raise_for_status()
                found += [
                    (one["hour"][11:13], one["credential"], one["credential_name"], one["failed"])
                    for one in page.json()["hours"]
                ]
                after = page.json()["next"]
            return found

        academy = [("05", "academy", "Academy", 4), ("04", "academy", "Academy", 3)]
        assert told() == [("05", None, None, 5), *academy]
        assert told(key="academy") == academy
        refused = client.get("/audit/failed-sign-ins", params={"after": "soon"})
        assert refused.status_code == 400
        assert "after" in json.dumps(refused.json())
    store.close()


AUDITED = (
    *("/audit", "/audit/access", "/audit/failed-sign-ins", "/audit/evidence", "/audit/checkpoint"),
    *("/audit/history?cadre=c1", "/audit/as-of?year=2010&known_at=2010-12-31"),
    *("/audit/explain?cadre=c1", "/audit/what-if?policy=nanjing", "/audit/trial"),
    *("/audit/reports/1", "/audit/tile/0/000"),
)


def test_who_may_not_audit_is_told_of_the_scope_that_is_asked_for(database: Database) -> None:
    store = open_store(database.service, Hands(datetime(2010, 1, 1, 4, tzinfo=UTC)))
    publish(store)
    academy, secret = Credentials(store).add("Academy", scopes=["statements/write"], key="academy")
    app = create_app(settings(), database=database)
    with (
        serving(app) as address,
        httpx.Client(base_url=address, auth=(academy.key, secret)) as client,
    ):
        for path in AUDITED:
            answer = client.get(path)
            assert answer.status_code == 403, path
            error = answer.json()["error"]
            assert error["message"] == "the credential needs the scope audit/read", path
        either = client.get("/audit/reports").json()["error"]["message"]
        assert either == "the credential needs the scope audit/read or reports/read"
    store.close()
