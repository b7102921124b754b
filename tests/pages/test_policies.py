"""Policies in words: every parameter of every policy that comes with the product, and two
compared."""

import re
from datetime import date
from typing import get_args

import httpx
import pytest

from api.pages.policies import GROUPS, PARAMETERS, called, group_of, told_value
from api.pages.wording import texts_in
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.policy.declaration import Measure
from projections.policy.folder import load_packaged, packaged
from projections.policy.kinds import Amount, PositiveAmount, Ratio, Whole
from projections.policy.view import in_force
from projections.words.languages import LANGUAGES, Language
from tests.pages.conftest import signed_in

RAW = re.compile(r"[a-z]+[_.][a-z]+|[{}\[\]]|null|true|false")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_has_a_name_and_a_group(language: Language) -> None:
    t = texts_in(language)
    for name in PARAMETERS:
        assert t.has(f"parameter.{name}"), name
        assert group_of(name) in GROUPS, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_parameter_is_counted_in_has_a_word(language: Language) -> None:
    measures = {one.counted_in for one in PARAMETERS.values()}
    assert measures == {None, *get_args(Measure)}
    for measure in measures - {None, "share", "ratio"}:
        assert texts_in(language).has(f"quantity.{measure}")


def test_a_number_of_a_policy_is_told_with_what_it_counts() -> None:
    bare = {
        name
        for name, one in PARAMETERS.items()
        if one.counted_in is None and isinstance(one.kind, Whole | Amount | PositiveAmount | Ratio)
    }
    assert not bare


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy", packaged())
def test_no_value_is_told_by_its_key(policy: str, language: Language) -> None:
    t = texts_in(language)
    for row in in_force(load_packaged(policy), date(2026, 1, 1)):
        told = told_value(row["parameter"], row["value"], t)
        assert told
        assert not RAW.search(told), (row["parameter"], told)
        assert not RAW.search(called(row["parameter"], t)), row["parameter"]
        if language == "zh":
            assert not re.search("[a-z]{3}", told.replace("Asia/Shanghai", "")), told


def test_a_policy_is_read_with_units_articles_and_days(officer: httpx.Client) -> None:
    page = officer.get("/policies").text
    row = re.search(r"<tr><th[^>]*>年度合格</th>(.*?)</tr>", page)
    assert row
    for said in ("60学分", "A3-17", "2008-01-01", "2009-12-12"):
        assert said in row.group(1)
    told = officer.get("/policies?format=json").json()["parameters"]
    assert page.count('<tr><th scope="row"') == len(told)
    assert "60 credits" in officer.get("/policies?lang=en").text


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
