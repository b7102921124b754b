"""A browser without a screen, and a town to look at; each process of the tests has its own."""

import shutil
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.looking import Looker
from tests.browser.town import Town, town
from tests.conftest import Postgres

OPTIONS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""A browser that looks at pages, and of itself asks nobody for anything."""


@pytest.fixture(scope="session")
def a_town(
    postgres: Postgres, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """The town of this process."""
    with (
        postgres.database(template=migrated) as database,
        town(database, tmp_path_factory.mktemp("town")) as found,
    ):
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium; nothing is downloaded."""
    program = shutil.which("chromium")
    assert program, "there is no chromium: `make test-pages` says so"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


SignIn = Callable[..., Looker]


@pytest.fixture
def sign_in(chromium: Browser, a_town: Town) -> Iterator[SignIn]:
    """Opens a browser of its own for one of the people, signed in by a link that works once."""
    opened: list[Looker] = []

    def of(person: str | None, language: str = "zh", **options: object) -> Looker:
        locale = {"zh": "zh-CN", "en": "en-GB"}[language]
        context = chromium.new_context(
            base_url=a_town.address, locale=locale, accept_downloads=True, **options
        )
        context.set_default_timeout(60_000)
        looker = Looker(context.new_page(), a_town.address)
        opened.append(looker)
        if person:
            looker.sign_in(a_town.link(person))
        return looker

    yield of
    for looker in opened:
        looker.page.context.close()
