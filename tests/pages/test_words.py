"""What people read on generic pages are words: no name of a member, no code for programs."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, get_type_hints

import httpx
import pytest

from api.app import create_app
from api.pages.codes import called
from api.pages.generic import is_value
from api.pages.pages import DESIGNED
from api.pages.wording import texts_in
from api.reports.answering import AnswerRoute
from projections.reports.answer import OWN
from projections.words.headings import lacking
from projections.words.languages import Language
from tests.api.serving import settings
from tests.browser.town import Town, town
from tests.browser.walking import Walk
from tests.conftest import Postgres
from tests.pages.conftest import HTML, signed_in

CODE: Final = re.compile(r"[a-z]+_[a-z]+")
VOID: Final = frozenset({"meta", "link", "input", "br", "img", "source", "use"})


class Read(HTMLParser):
    """What somebody reads on a page, but for ids and for what was sent; and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.is_generic = 'class="generic"' in page
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and (told.get("href") or "").startswith("/"):
            self.links.append(told["href"] or "")
        if tag not in VOID:
            is_raw = tag in ("code", "pre") or "id" in (told.get("class") or "").split()
            self._open.append((tag, is_raw))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(is_raw for _, is_raw in self._open):
            self.texts.append(data.strip())


@pytest.fixture(scope="module")
def a_town(
    postgres: Postgres, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    home: Path = tmp_path_factory.mktemp("town")
    with postgres.database(template=migrated) as database, town(database, home) as found:
        yield found


@pytest.mark.timeout(300)
def test_no_code_is_shown_on_a_generic_page(a_town: Town) -> None:
    """Walked in Chinese; each page that turns out to be generic is read in English, too."""
    found = defaultdict(set)
    seen = set()
    with httpx.Client(base_url=a_town.address, headers=HTML, timeout=60) as browser:
        signed_in(browser, "department", a_town.secrets["department"])

        def read(address: str, language: Language) -> Read | None:
            url = httpx.URL(address)
            answer = browser.get(url, params={**url.params, "lang": language})
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            return Read(answer.text) if is_page else None

        def look(address: str) -> list[str]:
            page = read(address, "zh")
            if page is not None and page.is_generic:
                seen.add(httpx.URL(address).path)
                for one in (page, read(address, "en")):
                    for text in one.texts if one else ["no_page"]:
                        for code in CODE.findall(text):
                            found[code].add(f"{address}: {text[:60]}")
            return page.links if page else []

        samples = a_town.samples(statement="none", report="none")
        Walk(look, samples).run("/", f"/cadres/c000001?year={a_town.year}")
    assert len(seen) > 20
    told = [f"{code} on {len(pages)}: {min(pages)}" for code, pages in sorted(found.items())]
    assert not told, "\n".join(told)


def test_every_value_of_a_generic_answer_has_a_heading() -> None:
    missing = set()
    for route in create_app(settings()).rest.routes:
        if isinstance(route, AnswerRoute) and route.answer_type not in DESIGNED:
            for name, kind in get_type_hints(route.answer_type).items():
                if name not in {*OWN, "glossary"} and is_value(kind) and lacking(name):
                    missing.add(f"{route.path}: {name}")
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("member", ["name", "theme", "unit_name", "class_name", "title"])
def test_what_somebody_called_a_thing_is_never_taken_for_a_code(member: str) -> None:
    assert called(member, "open", texts_in("zh")) == "open"
    assert called("state", "open", texts_in("zh")) == "进行中"
