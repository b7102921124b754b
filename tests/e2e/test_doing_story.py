"""The story of a credit, done on pages of the product as it is shipped: a cadre states his book and
applies, his unit's officer approves it, an office registers it, and an error is voided."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Postgres
from tests.e2e.city import City, serving
from tests.faults.waiting import eventually

BEGUN: tuple[dict[str, Any], ...] = (
    {"id": "ua", "fact": "unit.registered", "unit": "A", "name": "住建局",
     "occurred": "2009-01-01"},
    *(
        {"id": f"in-{cadre}", "fact": "cadre.enrolled", "cadre": cadre, "unit": unit,
         "real_name": name, "occurred": "2009-01-01"}
        for cadre, unit, name in (("li", "A", "李敏"), ("wang", "B", "王芳"))
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def city(
    postgres: Postgres, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    folder: Path = tmp_path_factory.mktemp("doing")
    with (
        postgres.database(template=migrated) as database,
        serving(database, folder / "evidence") as city,
    ):
        city.post(*BEGUN)
        yield city


@contextmanager
def browser(city: City, name: str, *granted: str) -> Iterator[httpx.Client]:
    """A browser signed in with a credential that is made for it."""
    (made,) = city.lines("credential", "add", name, *granted)
    html = {"Accept": "text/html"}
    with httpx.Client(base_url=city.client.base_url, headers=html, timeout=60) as opened:
        assert opened.post("/sign-in", data={**made, "back": "/"}).status_code == 303
        yield opened


def hidden(page: str) -> dict[str, str]:
    form = page.rsplit("<form", 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def done(client: httpx.Client, fact: str, **fields: str) -> tuple[str, str]:
    """A form that is tried and sent: what the dry run said, and the id of its statement."""
    drawn = hidden(client.get(f"/do/{fact}").text)
    trial = client.post(f"/do/{fact}", data={**drawn, **fields, "step": "try"})
    assert trial.status_code == 200, trial.text
    sent = client.post(f"/do/{fact}", data={**hidden(trial.text), "step": "send"})
    assert sent.status_code == 303, sent.text
    assert client.get(sent.headers["location"]).status_code == 200
    return trial.text, sent.headers["location"].rsplit("/", 1)[1]


def test_a_credit_is_applied_for_approved_registered_and_voided(city: City) -> None:
    own = ("--assert", "book.published", "--assert", "credit.applied")
    his = tuple(
        word for fact in ("credit.approved", "credit.registered", "act.voided")
        for word in ("--assert", f"{fact}@A")
    )  # fmt: skip
    write = ("--scope", "statements/write", "--scope")
    with (
        browser(city, "李敏", *write, "reports/read/mine:li", *own) as li,
        browser(city, "住建局人事科", *write, "reports/read:A", *his) as officer,
    ):
        book = {"work": "isbn-1", "name": "城市规划", "role": "sole", "occurred": "2010-05-01"}
        said, act = done(li, "book.published", cadre="li", **book)
        assert "计0学分" in said
        done(li, "credit.applied", cadre="li", target=act)
        eventually(lambda: act in officer.get("/applications").text)
        said, _ = done(officer, "credit.approved", target=act)
        credited = re.search(r"计入2010年度([\d.]+)学分", said)
        assert credited is not None
        assert earned(city) == credited[1]
        done(officer, "credit.registered", target=act, role="unit_hr", unit="A")
        said, _ = done(officer, "act.voided", target=act, reason="书号有误")
        assert "该记录已作废" in said
        assert earned(city) == "0"


def earned(city: City) -> Any:
    return city.ask("/cadres/li/balances")["annual"]["2010"]["earned"]


def test_nobody_does_for_another_unit_what_he_may_do_for_his_own(city: City) -> None:
    with browser(
        city, "住建局", "--scope", "statements/write", "--scope", "reports/read:A",
        "--assert", "class.completed@A",
    ) as clerk:  # fmt: skip
        drawn = hidden(clerk.get("/do/class.completed").text)
        fields = {"cadre": "wang", "class": "k", "end": "2010-06-05", "scheduled_days": "5"}
        head = city.head()
        refused = clerk.post("/do/class.completed", data={**drawn, **fields, "step": "send"})
    assert refused.status_code == 400
    assert "A 及其下级单位" in refused.text
    assert city.head() == head
