"""Pages as a browser prints them, read back."""

import io
import unicodedata
from typing import Final

from playwright.sync_api import Page
from pypdf import PdfReader

_RADICALS: Final = str.maketrans(
    "⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "民见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
"""Radicals that browsers write down for the characters that have the same glyph, of those that
Unicode does not call the same."""


def sheets(page: Page, path: str) -> list[str]:
    """The texts of the sheets of a page, without the blanks; there are some. Browsers write some
    characters down as the radicals that have the same glyph."""
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=zh")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(printed) > 1
    texts = (unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in printed)
    return ["".join(text.translate(_RADICALS).split()) for text in texts]
