"""Pages as a browser prints them, read back."""

import io
import unicodedata

from playwright.sync_api import Page
from pypdf import PdfReader


def sheets(page: Page, path: str) -> list[str]:
    """The texts of the sheets of a page, without the blanks; there are some. Chrome 90 writes some
    characters down as the radicals that have the same glyph."""
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=zh")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(printed) > 1
    texts = (unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in printed)
    return ["".join(text.split()) for text in texts]
