"""Policies in words: every parameter of every policy that comes with the product, and two
compared."""

import re

import httpx

from api.pages.policies import GROUPS, group_of
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.policy.mechanisms import PARAMETERS
from tests.pages.conftest import signed_in
from tests.pages.numbers import csv_of, xlsx_of


def test_every_parameter_stands_in_a_group() -> None:
    for name in PARAMETERS:
        assert group_of(name) in GROUPS, name


def test_a_policy_is_read_with_units_articles_and_days(officer: httpx.Client) -> None:
    page = officer.get("/policies").text
    row = re.search(r"<tr><th[^>]*>年度合格</th>(.*?)</tr>", page)
    assert row
    for said in ("60学分", "A3-17", "2008-01-01", "2009-12-12"):
        assert said in row.group(1)
    told = officer.get("/policies?format=json").json()["parameters"]
    assert page.count('<tr><th scope="row"') == len(told)
    assert "60 credits" in officer.get("/policies?lang=en").text
    for rows in (csv_of(officer, "/policies"), xlsx_of(officer, "/policies")):
        (line,) = (one for one in rows if one["parameter"] == "thresholds.annual_credits")
        assert (line["called.zh"], line["says.zh"], line["says.en"]) == (
            "年度合格",
            "60学分",
            "60 credits",
        )


def test_what_is_tried_stands_beside_what_judges(officer: httpx.Client) -> None:
    asked = {"policy.thresholds.annual_credits": "50"}
    told = officer.get("/policies/compare", params={**asked, "format": "json"}).json()
    (one,) = told["parameters"]
    assert (one["then"]["value"], one["now"]["value"]) == ('"60"', '"50"')
    page = officer.get("/policies/compare", params=asked).text
    assert "60学分" in page
    assert "50学分" in page
    assert "1项规定不同" in page
    other = officer.get("/policies/compare?policy=nanjing&lang=en").text
    assert "not stated" in other
    assert "/audit/what-if?policy=nanjing" in other
    alike = officer.get("/policies/compare?then=2010-06-01&today=2010-07-01").text
    assert "两者所有规定相同" in alike


def test_who_reads_reports_reads_policies(visitor: httpx.Client, store: RecordStore) -> None:
    made, secret = Credentials(store).add("Unit", scopes=["reports/read:A"])
    reader = signed_in(visitor, made.key, secret)
    assert reader.get("/policies").status_code == 200
    assert 'href="/policies"' in reader.get("/").text
    other, hidden = Credentials(store).add("Sender", scopes=["statements/write"])
    assert httpx.get(f"{visitor.base_url}/policies", auth=(other.key, hidden)).status_code == 403
