"""What comes of a form is held to what every page is: its faults, its dry run, what was done."""

from collections.abc import Iterator

import pytest

from api.pages.doing.deeds import DEEDS
from projections.words.languages import LANGUAGES, Language
from tests.browser.conftest import SignIn
from tests.browser.judging import faults_of_form, faults_of_page
from tests.browser.looking import Looker
from tests.browser.town import OWN_UNIT, Town

CADRE = "c000003"


def first_of_each_group() -> Iterator[str]:
    """The first form of each group."""
    groups: set[str] = set()
    for deed in DEEDS.values():
        if deed.group not in groups:
            groups.add(deed.group)
            yield deed.fact


def step(looker: Looker, name: str) -> None:
    """Presses a button of the form of the page."""
    looker.page.locator(f"main button[name=step][value={name}]").last.click()


def judged(looker: Looker, where: str) -> list[str]:
    """The faults of the page that stands open, and of the way to it."""
    return [f"{where}: {one}" for one in (*faults_of_form(looker), *looker.take())]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_with_faults_is_for_everybody(sign_in: SignIn, language: Language) -> None:
    looker = sign_in("department", language)
    facts = list(first_of_each_group())
    assert len(facts) > 8
    told: list[str] = []
    for fact in facts:
        looker.open(f"/do/{fact}")
        step(looker, "try")
        assert looker.page.locator(".errsum").is_visible(), fact
        told += judged(looker, fact)
    assert not told, "\n".join(told)


@pytest.mark.timeout(300)
def test_what_is_tried_and_done_is_for_everybody(sign_in: SignIn, a_town: Town) -> None:
    day = f"{a_town.year}-06-01"
    forms = {
        "book.published": {"work": "b", "cadre": CADRE, "role": "sole", "occurred": day},
        "plan.set": {"cadre": CADRE, "year": str(a_town.year), "occurred": day},
        "cadre.enrolled": {
            "cadre": "c-new",
            "real_name": "王芳",
            "unit": OWN_UNIT,
            "occurred": day,
        },
    }
    looker = sign_in("department", "en")
    told: list[str] = []
    for fact, fields in forms.items():
        looker.open(f"/do/{fact}")
        for name, text in fields.items():
            looker.page.locator(f"main [name={name}]").fill(text)
        step(looker, "try")
        assert looker.page.locator(".dry").first.is_visible(), looker.page.inner_text("main")
        told += judged(looker, f"{fact} tried")
        step(looker, "send")
        assert looker.page.locator("[role=status]").is_visible()
        told += [*judged(looker, f"{fact} done"), *faults_of_page(looker)]
    assert not told, "\n".join(told)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spreadsheet_that_is_tried_is_for_everybody(sign_in: SignIn, language: Language) -> None:
    looker = sign_in("department", language)
    told: list[str] = []
    files = {"wrong.csv": "干部编号,班次编号\nc000001,\n", "none.xlsx": "<script>"}
    for name, text in files.items():
        looker.open("/import")
        looker.page.locator("#kind").select_option("results")
        content = text.encode("utf-8-sig")
        looker.page.locator("#file").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )
        looker.page.locator("#file ~ * button, button[value=try]").first.click()
        assert looker.page.locator("[role=alert]").first.is_visible()
        told += judged(looker, name)
    assert not told, "\n".join(told)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_spreadsheet_would_change_is_for_everybody(
    sign_in: SignIn, a_town: Town, language: Language
) -> None:
    looker = sign_in("department", language)
    heads = "干部编号,班次编号,开始日期,结束日期,培训天数,鉴定"
    rest = f"slip,{a_town.year}-03-02,{a_town.year}-03-06,5,合格"
    content = f"{heads}\n{CADRE},{rest}\n{CADRE}9,{rest}\n".encode("utf-8-sig")
    looker.open("/import")
    looker.page.locator("#kind").select_option("results")
    looker.page.locator("#file").set_input_files(
        {"name": "slip.csv", "mimeType": "text/csv", "buffer": content}
    )
    looker.page.locator("button[value=try]").first.click()
    shown = looker.page.locator("#outcome").inner_text()
    assert f"{CADRE} " in shown, "whom the slip may mean"
    assert looker.page.locator("#outcome table").count() == 2, "ids to check, and balances"
    assert not judged(looker, "slip.csv")
