"""Pages on paper, as chromium prints them: heads and feet on each sheet, nothing of the screen."""

import pytest

from api.pages.wording import texts_in
from tests.browser.conftest import SignIn
from tests.browser.printed import sheets
from tests.browser.town import OWN_CADRE, Town

T = texts_in("zh")


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
