"""Pages on paper, as chromium prints them: heads and feet on each sheet, nothing of the screen."""

import re
from typing import Final

import pytest

from api.pages.wording import texts_in
from tests.browser.conftest import SignIn
from tests.browser.printed import sheets
from tests.browser.town import OWN_CADRE, OWN_UNIT, Town

T = texts_in("zh")
WORDS: Final = re.compile(r"<text[^>]*>([\u4e00-\u9fff]{2,})</text>")
"""The words in a picture; numbers are drawn in a font that no reader of PDF knows."""


@pytest.mark.parametrize(
    ("path", "head"),
    [
        (f"/cadres/{OWN_CADRE}", None),
        ("/statements", "head.authority"),
        ("/reports/learning?by=unit,month", None),
    ],
)
def test_each_sheet_has_its_head_and_its_foot(
    sign_in: SignIn, a_town: Town, path: str, head: str | None
) -> None:
    looker = sign_in("department")
    for sheet in sheets(looker.page, path):
        assert str(T("product")) in sheet
        assert str(T("frame.sign_out")) not in sheet
        if head is not None:  # a list of what was sent, which rests on no position
            assert str(T(head)) in sheet
        else:
            assert f"{T('foot.known')}{T('frame.now')}" in sheet


@pytest.mark.parametrize("path", [f"/cadres/{OWN_CADRE}", f"/units/{OWN_UNIT}"])
def test_the_pictures_of_a_page_stand_on_paper_as_on_the_screen(
    sign_in: SignIn, a_town: Town, path: str
) -> None:
    """But for one that a browser loads when it is scrolled to, or printed by hand."""
    looker = sign_in("department")
    printed = "".join(sheets(looker.page, path))
    addresses = looker.page.eval_on_selector_all(
        "figure img:not([loading=lazy])", "all => all.map(one => one.src)"
    )
    assert addresses
    for address in addresses:
        picture = looker.page.request.get(address)
        assert picture.ok
        words = WORDS.findall(picture.text())
        assert words
        for word in words:
            assert word in printed, (address, word)
