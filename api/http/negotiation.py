"""What a request prefers, by its headers; and whether it wants a page for people."""

import re
from collections.abc import Iterator

from fastapi import Request


def weights(header: str) -> Iterator[tuple[str, int]]:
    """Each entry of an Accept header, or of one like it, with its weight in thousandths."""
    for part in header.split(","):
        entry, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = 1000
        for one in parameters:
            if re.fullmatch(r"q=[01](\.[0-9]{0,3})?", one):
                whole, _, rest = one[2:].partition(".")
                weight = int(whole) * 1000 + int(rest.ljust(3, "0"))
        yield entry, weight


def wants_page(request: Request) -> bool:
    """Whether a request asks for HTML and for nothing rather than that, as every browser does that
    follows a link; what names its format in the query gets that one."""
    if "format" in request.query_params:
        return request.query_params["format"] == "html"
    accepted = dict(weights(request.headers.get("accept", "")))
    html = accepted.get("text/html", 0)
    return html > 0 and html >= max(accepted.values())
