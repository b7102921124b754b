"""Who is shown a page: whoever asks for HTML and for nothing rather than that."""

import pytest
from fastapi import Request

from api.http.negotiation import wants_page

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)


@pytest.mark.parametrize(
    ("accept", "query", "page"),
    [
        (CHROME, "", True),
        ("text/html", "", True),
        ("TEXT/HTML;q=0.5", "", True),
        ("text/html, application/json", "", True),
        ("application/json, text/html;q=0.9", "", False),
        ("text/html;q=0, application/json", "", False),
        ("text/html;q=0.000", "", False),
        ("application/json", "", False),
        ("*/*", "", False),
        ("", "", False),
        (CHROME, "format=json", False),
        ("application/json", "format=html", True),
    ],
)
def test_a_page_is_for_who_prefers_one(accept: str, query: str, page: bool) -> None:
    scope = {
        "type": "http",
        "query_string": query.encode(),
        "headers": [(b"accept", accept.encode())] if accept else [],
    }
    assert wants_page(Request(scope)) is page
