"""The register on a page: found by name, by unit, with what each has and misses of a year."""

import html
import re

import httpx
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.words.languages import LANGUAGES, Language
from tests.pages.conftest import SCRIPT, signed_in


def cadres_on(page: str) -> list[str]:
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<th scope="row"[^>]*><a href="/cadres/(c[0-9]+)', table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cadre_stands_with_his_balance_of_the_year(
    officer: httpx.Client, language: Language
) -> None:
    page = officer.get("/cadres", params={"year": "2010", "lang": language}).text
    assert cadres_on(page) == ["c1", "c2", "c3"]
    balance = officer.get("/cadres/c1/balances?format=json").json()["annual"]["2010"]
    row = page.partition('href="/cadres/c1')[2].partition("</tr>")[0]
    assert f">{balance['counted']}</td>" in row
    assert f">{balance['missing']}</td>" in row
    assert html.escape(SCRIPT) in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=王芳", ["c1"]),
        ("q=wf", ["c1"]),
        ("q=c3", ["c3"]),
        ("q=c&unit=A", ["c1", "c2"]),
        ("unit=A1", ["c1"]),
        ("q=nobody", []),
        (f"q={SCRIPT}", ["c2"]),
    ],
)
def test_a_cadre_is_found_by_name_id_pinyin_and_unit(
    officer: httpx.Client, asked: str, found: list[str]
) -> None:
    page = officer.get(f"/cadres?{asked}").text
    assert cadres_on(page) == found
    told = officer.get(f"/cadres?{asked}&format=json").json()
    assert [one["cadre"] for one in told["cadres"]] == found
    for twin in re.findall(r'<a href="([^"]+)">(?:XLSX|CSV|JSON)</a>', page):
        assert officer.get(html.unescape(twin)).status_code == 200


@pytest.mark.parametrize("asked", ["", "&q=c", "&known_at=2011-03-01", "&q=c&known_at=2011-03-01"])
def test_pages_follow_one_another_until_all_are_shown(officer: httpx.Client, asked: str) -> None:
    address, found = f"/cadres?limit=2{asked}", []
    for _ in range(3):
        page = officer.get(address).text
        found += cadres_on(page)
        following = re.search(r'<a href="([^"]*after=[^"]*)">下一页</a>', page)
        if following is None:
            break
        address = html.unescape(following.group(1))
    assert found == ["c1", "c2", "c3"]


def test_an_officer_of_a_unit_finds_his_own_alone(
    visitor: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add("Clerk", scopes=["reports/read:A"])
    clerk = signed_in(visitor, made.key, secret)
    assert cadres_on(clerk.get("/cadres").text) == ["c1", "c2"]
    assert cadres_on(clerk.get("/cadres?q=c3").text) == []
    assert 'value="A1"' in clerk.get("/cadres").text
    assert clerk.get("/cadres?unit=B").status_code == 403
