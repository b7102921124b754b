"""One story of each of the five people who look at the pages, from the link that signs him in to
what he came for."""

import csv
import io
import re
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from api.pages.wording import texts_in
from projections.profile.writing import to_statement
from tests.browser.conftest import SignIn
from tests.browser.judging import faults_of_page
from tests.browser.town import OWN_CADRE, OWN_UNIT, Town

t = texts_in("zh")


def test_a_clerk_of_the_department_finds_who_is_short_and_registers_what_was_forgotten(
    sign_in: SignIn, a_town: Town
) -> None:
    looker = sign_in("department")
    page, year = looker.page, a_town.year
    _go(page, "years")
    page.get_by_role("link", name=str(year), exact=True).click()
    expect(page).to_have_url(re.compile(f"year={year}"))
    page.locator("#units tbody a.why").filter(has_text=re.compile("^[1-9]")).first.click()
    page.locator("#short tbody th a").first.click()
    expect(page).to_have_url(re.compile("/cadres/"))
    cadre = page.locator("h1 .id").inner_text()
    page.get_by_role("link", name=str(t("past.back"))).click()  # nothing is done in the past
    page.locator(f"main a[href^='/do?cadre={quote(cadre)}']").first.click()
    page.get_by_role("link", name=str(t("fact.class.completed")), exact=True).click()

    page.get_by_role("button", name=str(t("do.try"))).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert not list(faults_of_page(looker))
    fields = {"training_class": f"late-{cadre}", "start": f"{year}-04-01", "end": f"{year}年4月4日"}
    for name, text in {**fields, "scheduled_days": "4"}.items():
        page.locator(f"main [name={'class' if name == 'training_class' else name}]").fill(text)
    page.get_by_role("button", name=str(t("do.try"))).click()
    expect(page.locator(".dry")).to_be_visible()
    assert not list(faults_of_page(looker))
    said = page.locator(".dry .say").first.inner_text()
    earned = re.search(rf"计入{year}年度([\d.]+)学分", said)
    assert earned, said
    before = _earned(a_town, cadre)
    page.get_by_role("button", name=str(t("do.send"))).click()
    expect(page.get_by_role("status")).to_be_visible()
    assert not list(faults_of_page(looker))
    assert _earned(a_town, cadre) == before + Decimal(earned[1])
    page.locator(f"main a[href^='/cadres/{quote(cadre)}']").first.click()
    expect(page.locator("h1 .id")).to_have_text(cadre)
    assert not looker.take()


def test_a_clerk_of_a_unit_approves_what_waits_and_sees_no_other_unit(
    sign_in: SignIn, a_town: Town
) -> None:
    with a_town.program() as program:
        members = program.get(f"/units/{OWN_UNIT}/members").json()["members"]
    member = members[0]["cadre"]
    _post(
        a_town,
        {
            "fact": "book.published",
            "id": "clerk-book",
            "cadre": member,
            "role": "sole",
            "work": "clerk-book",
            "name": "基层治理",
            "occurred": f"{a_town.year}-05-01",
            "evidence": "ISBN 978-7",
        },
        {
            "fact": "credit.applied",
            "id": "clerk-asked",
            "cadre": member,
            "target": "clerk-book",
            "occurred": f"{a_town.year}-05-02",
        },
    )
    before = _earned(a_town, member)
    looker = sign_in("unit")
    page = looker.page
    looker.open("/applications")
    row = page.locator("main tbody tr", has_text="基层治理")
    row.get_by_role("link", name=str(t("fact.credit.approved")), exact=True).click()
    page.get_by_role("button", name=str(t("do.try"))).click()
    page.get_by_role("button", name=str(t("do.send"))).click()
    expect(page.get_by_role("status")).to_be_visible()
    assert _earned(a_town, member) > before
    looker.open(f"/units/{OWN_UNIT}")
    assert page.locator("main tbody th a").count() >= len(members)
    looker.open("/units/u002", status=403)
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_cadre_sees_why_he_misses_credits_and_applies(sign_in: SignIn, a_town: Town) -> None:
    looker = sign_in("cadre")
    page = looker.page
    _go(page, "own")
    expect(page.locator("h1 .id")).to_have_text(OWN_CADRE)
    assert page.locator(".say, .fig").count()
    looker.open("/do/book.published")
    fields = {"work": "own-book", "name": "调研文集", "occurred": f"{a_town.year}-06-01"}
    for name, text in {**fields, "evidence": "ISBN 978-7-5"}.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main [name=role]").fill("sole")
    page.get_by_role("button", name=str(t("do.try"))).click()
    assert "0学分" in page.locator(".dry .say").first.inner_text()
    page.get_by_role("button", name=str(t("do.send"))).click()
    page.get_by_role("link", name=str(t("do.look_at"))).click()
    looker.open(f"/cadres/{OWN_CADRE}?year={a_town.year}")
    zero = page.locator("#zero tbody tr", has_text="调研文集")
    assert zero.inner_text().strip()
    looker.open("/cadres/c000002", status=403)


def test_an_auditor_goes_from_a_number_to_its_statement_and_back_in_time(
    sign_in: SignIn, a_town: Town
) -> None:
    looker = sign_in("auditor")
    page = looker.page
    page.locator("#q").fill(OWN_CADRE)
    page.keyboard.press("Enter")
    page.locator("main tbody th a").first.click()
    page.get_by_role("link", name=str(t("cadre.why")), exact=True).click()
    expect(page.locator("ul.because li").first).to_be_visible()
    page.locator("#ka").fill(f"{a_town.year - 1}-12-31")
    page.keyboard.press("Enter")
    expect(page.locator(".pastband")).to_be_visible()
    page.get_by_role("link", name=str(t("past.back"))).click()
    expect(page.locator(".pastband")).to_have_count(0)
    page.get_by_role("link", name=str(t("explain.history"))).click()
    page.locator("ol.tl a").first.click()
    said = page.locator("pre").inner_text()
    assert OWN_CADRE in said
    position = re.search(r"\d+", page.locator("h1").inner_text())
    assert position
    assert page.locator("form[action^='/do']").count() == 0
    assert not looker.take()


def test_an_auditor_steps_back_on_his_desk_and_sees_what_was_learned_since(
    sign_in: SignIn, a_town: Town
) -> None:
    looker = sign_in("auditor")
    page = looker.page
    _go(page, "audit")
    assert page.locator("#head").inner_text()
    page.locator("a[rel=prev]").click()
    expect(page.locator(".pastband")).to_be_visible()
    page.locator("#ka").fill(f"{a_town.year}-12-31")
    page.keyboard.press("Enter")
    page.locator("#of-cadre").fill(OWN_CADRE)
    page.locator("#of-cadre").press("Tab")
    page.get_by_role("button", name=str(t("compare.title"))).first.click()
    expect(page.locator("#numbers")).to_be_visible()
    assert OWN_CADRE in page.url
    page.locator(".crumb a").first.click()
    expect(page.locator(".pastband")).to_be_visible()
    assert not looker.take()


def test_an_analyst_takes_the_same_numbers_home(sign_in: SignIn, a_town: Town) -> None:
    looker = sign_in("analyst", "en")
    page = looker.page
    page.get_by_role("link", name=str(texts_in("en")("way.at_risk")), exact=True).first.click()
    shown = page.locator("#cadres tbody tr:has(td)").count()
    files = {}
    for form in ("XLSX", "CSV"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=form, exact=True).click()
        files[form] = coming.value.path().read_bytes()
    assert files["XLSX"].startswith(b"PK")
    rows = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"))))
    behind = [one for one in rows if one["pace.behind"] == "true"]  # who lags has his other targets
    assert len(behind) == shown > 0
    looker.open("/reports/learning?by=unit,month")
    cells = page.locator("main table.long tbody tr").first.locator("td.n").all_inner_texts()
    data = page.request.get("/reports/learning?by=unit,month&format=csv").text()
    first = next(csv.DictReader(io.StringIO(data.removeprefix("\ufeff"))))
    assert cells == [first[one] for one in ("lines", "credited", "zero", "credits", "hours")]
    looker.open("/cadres/c000003")
    looker.open("/audit/access", status=403)


def _go(page: Page, way: str) -> None:
    name = str(t(f"way.{way}"))
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


def _earned(town: Town, cadre: str) -> Decimal:
    with town.program() as program:
        told = program.get(f"/cadres/{quote(cadre, safe='')}/balances").json()["annual"]
        return Decimal(told[str(town.year)]["earned"]) if str(town.year) in told else Decimal()


def _post(town: Town, *facts: dict[str, Any]) -> None:
    headers = {"X-Experience-API-Version": "1.0.3"}
    sent = [to_statement(fact) for fact in facts]
    with town.program() as program:
        program.post("/xapi/statements", json=sent, headers=headers).raise_for_status()
