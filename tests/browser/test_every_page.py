"""Every page in both languages, in the past, without script, and what stands where there is none.

A fault is told once, with the pages that have it: most are of what all pages share.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pytest

from projections.words.languages import LANGUAGES, Language
from tests.browser.conftest import SignIn
from tests.browser.judging import faults_of_page
from tests.browser.looking import Looker
from tests.browser.town import NUMBER, Town
from tests.browser.walking import Walk
from tests.stranger_names import MARK, NAMES

LINKS = """() => [...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))
    .filter(one => one.startsWith('/'))"""

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|c[0-9]{6}")


class Judge:
    """Looks at pages and keeps their faults."""

    def __init__(self, looker: Looker) -> None:
        self.looker = looker
        self._faults: dict[str, list[str]] = defaultdict(list)

    def look(self, address: str, *, status: int = 200) -> list[str]:
        """Judges the page at an address; the addresses to which links lead from it."""
        answer = self.looker.open(address, status=None)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            self._note([f"it is no page: {answer.headers.get('content-type')}"], address)
            return []
        self._note(faults_of_page(self.looker), address)
        self._note(self.looker.take(), address)
        if "unsafe" in answer.headers.get("content-security-policy", "unsafe"):
            self._note(["its policy of content lets in what is unsafe"], address)
        if answer.status != status:
            said = self.looker.page.inner_text("main")
            self._note([f"answered {answer.status}: {said[:200]!r}"], address)
        links: list[str] = self.looker.run(LINKS)
        return links

    def told(self) -> Iterator[str]:
        """Each fault with the pages that have it."""
        for fault, pages in self._faults.items():
            yield f"{fault}\n    on {pages[0]} and {len(pages) - 1} more"

    def _note(self, faults: Iterable[str], address: str) -> None:
        for fault in faults:
            self._faults[ID.sub("…", fault)].append(address)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_for_everybody(sign_in: SignIn, a_town: Town, language: Language) -> None:
    judge = Judge(sign_in("department", language))
    with a_town.program() as program:
        own = quote(f"/cadres/c-{NAMES[0]}/ledger")  # of those that this credential posted
        statement = program.get(own).json()["entries"][0]["statement_id"]
    walk = Walk(judge.look, a_town.samples(statement=statement, report=NUMBER))
    walk.run("/", f"/search?q={MARK}", f"/cadres/c000001?year={a_town.year}")
    told = list(judge.told())
    assert not told, "\n".join(told)
    assert not walk.unfilled, "give a sample of these in this test"
    assert len(walk.seen) > 70


def test_the_past_is_for_everybody(sign_in: SignIn, a_town: Town) -> None:
    judge = Judge(sign_in("department"))
    for path in ("/", "/cadres/c000001", "/units/u001", "/reports/circular", "/cadres"):
        judge.look(f"{path}?known_at={a_town.year}-12-31")
        assert judge.looker.page.locator(".pastband").is_visible()
    told = list(judge.told())
    assert not told, "\n".join(told)


def test_where_there_is_no_page_there_is_one_that_says_so(sign_in: SignIn, a_town: Town) -> None:
    judge = Judge(sign_in(None))
    judge.look("/sign-in")
    judge.look("/cadres/c000001")
    assert judge.looker.page.locator("input[name=key]").is_visible()
    judge.look("/sign-in/a-link")
    unit = Judge(sign_in("unit", "en"))
    unit.look("/units/u002", status=403)
    unit.look("/cadres/%E2%80%AEnobody%3Cscript%3E", status=403)
    unit.look("/nowhere", status=404)
    unit.look("/units/u001?year=x", status=400)
    told = [*judge.told(), *unit.told()]
    assert not told, "\n".join(told)


def test_a_page_says_the_same_without_script(sign_in: SignIn, a_town: Town) -> None:
    with_script, without = sign_in("auditor"), sign_in("auditor", java_script_enabled=False)
    for path in ("/", "/cadres/c000001", "/units/u001", "/reports/circular", "/statements"):
        for looker in (with_script, without):
            looker.open(path)
        assert with_script.page.inner_text("body") == without.page.inner_text("body")


def test_the_judge_sees_what_is_wrong(sign_in: SignIn) -> None:
    """A page with a fault of each kind is told all of them, so that no judge sleeps."""
    looker = sign_in("department")
    page = looker.page
    page.evaluate(
        """() => {
            document.querySelector('.skip').remove();
            document.querySelector('main').insertAdjacentHTML('beforeend', `
                <img src="/assets/icon.svg"><p style="color:red">a</p><h1>b</h1>
                <a href="javascript:1" onclick="1">c</a><p id="wide">d</p>
                <table><thead id="head"><tr><th>g</th></tr></thead></table>
                <p>x <span>zoo \\u202e e</span></p><button>f</button>`);
            const wide = document.querySelector('#wide').style;
            [wide.width, wide.maxWidth] = ['2000px', 'none'];
            document.querySelector('#head').style.display = 'block';
        }"""
    )
    found = "\n".join(faults_of_page(looker))
    for told in (
        "must not stand in a page: <p style",
        'must not stand in a page: <a href="javascript',
        "it has not one h1",
        "its direction runs into its neighbours",
        "the first stop is brand",
        "axe image-alt",
        "desk: it scrolls sideways",
        "phone: it scrolls sideways",
        "paper: is of no use: <button",
        "paper: its head is not repeated",
    ):
        assert told in found, found
