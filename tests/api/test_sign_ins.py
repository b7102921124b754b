"""Sign-ins that fail leave a trace: which credential, how often, and nothing that was typed."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest

from api.http.sign_ins import FailedSignIns
from api.http.writes import Writes
from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.api.catching_up import catch_up
from tests.api.conversation import PATH, Conversation, eventually
from tests.api.serving import KEY, SECRET, product
from tests.cli.conftest import Run, environment, lrs

__all__ = ["environment", "lrs"]


def authorization(key: str, secret: str) -> dict[str, str]:
    """The headers of a sign-in."""
    text = base64.b64encode(f"{key}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {text}", "X-Experience-API-Version": "1.0.3"}


def test_failed_sign_ins_are_logged_and_can_be_listed(
    environment: Database, lrs: Run, caplog: pytest.LogCaptureFixture
) -> None:
    typed = {"guess-of-a-secret", "li.ming@example.cn", "another-guess"}
    with product(environment) as address, Conversation(base_url=address) as client:
        added = json.loads(lrs("credential", "add", "Old", "--scope", "all", "--key", "old").out)
        assert lrs("credential", "revoke", "old").code == 0
        attempts = [
            (KEY, "guess-of-a-secret"),
            (KEY, "another-guess"),
            ("old", added["secret"]),
            ("li.ming@example.cn", SECRET),
        ]
        for key, secret in attempts:
            assert client.get(PATH, headers=authorization(key, secret)).status_code == 401
        malformed = {**authorization(KEY, SECRET), "Authorization": f"Basic {SECRET}"}
        assert client.get(PATH, headers=malformed).status_code == 401
        assert client.get("/cadres", headers=authorization(KEY, "guess")).status_code == 401
        assert client.get(PATH, headers=authorization(KEY, SECRET)).status_code == 200
        assert client.get(PATH).status_code == 401  # nobody tried to sign in
    assert f"the key of the credential {KEY}" in caplog.text
    assert "the key of the credential old" in caplog.text
    assert "keys of no credential" in caplog.text
    assert not any(word in caplog.text for word in (*typed, SECRET, added["secret"]))
    listed = lrs("credential", "failed-sign-ins")
    rows = [json.loads(line) for line in listed.out.splitlines()]
    failed: dict[str | None, int] = {}
    for row in rows:
        failed[row["credential"]] = failed.get(row["credential"], 0) + row["failed"]
    assert failed == {KEY: 3, "old": 1, None: 2}
    assert not any(word in listed.out for word in typed)


def test_a_credential_is_told_how_many_failed_with_its_key(environment: Database) -> None:
    with product(environment) as address, httpx.Client(base_url=address) as client:
        catch_up(environment, system_clock)
        assert client.get("/cadres", headers=authorization(KEY, "wrong")).status_code == 401

        def told() -> int:
            answer = client.get(f"/integrations/{KEY}/reconciliation", auth=(KEY, SECRET))
            return int(answer.json()["failed_sign_ins"])

        eventually(lambda: told() == 1)


async def until(holds: Callable[[], bool]) -> None:
    """Returns as soon as something holds."""
    while not holds():
        await asyncio.sleep(0.01)


class Noted:
    """A store that only counts, and is not always there."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, int]] = []
        self.fails = False

    def note_denied(self, credential: str, times: int) -> None:
        if self.fails:
            raise RuntimeError("away")
        self.writes.append((credential, times))


def run(scenario: Callable[[FailedSignIns], Any], store: Noted, *, pause: float) -> None:
    """Runs a scenario in a loop of its own, and closes what it used."""

    async def inside() -> None:
        with Writes(threads=1, max_waiting=10, max_bytes=10) as writes:
            failures = FailedSignIns(cast(RecordStore, store), writes, pause=pause)
            await scenario(failures)
            await failures.close()

    asyncio.run(inside())


def test_a_flood_costs_a_line_and_a_write_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    store = Noted()

    async def flood(failures: FailedSignIns) -> None:
        failures.add("k")
        await until(lambda: store.writes == [("k", 1)])  # the first is told at once
        for _ in range(10_000):
            failures.add("k")
            failures.add("")
        await asyncio.sleep(0)
        assert store.writes == [("k", 1)]

    run(flood, store, pause=3600)
    assert sorted(store.writes) == [("", 10_000), ("k", 1), ("k", 10_000)]
    assert len(caplog.records) == 3


def test_what_came_meanwhile_is_told_after_the_pause() -> None:
    store = Noted()

    async def twice(failures: FailedSignIns) -> None:
        failures.add("k")
        failures.add("k")
        await until(lambda: store.writes == [("k", 2)])
        failures.add("k")
        await until(lambda: store.writes == [("k", 2), ("k", 1)])

    run(twice, store, pause=0.01)


def test_a_store_that_is_away_leaves_the_line(caplog: pytest.LogCaptureFixture) -> None:
    store = Noted()
    store.fails = True

    async def once(failures: FailedSignIns) -> None:
        failures.add("k")

    run(once, store, pause=3600)
    assert "the credential k: 1" in caplog.text
    assert "were not counted: RuntimeError" in caplog.text
    assert "away" not in caplog.text
