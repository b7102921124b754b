"""Whether a request wants a page for people, rather than data for a program."""

from fastapi import Request


def wants_page(request: Request) -> bool:
    """Whether a request asks for HTML, as every browser does that follows a link; what names its
    format in the query gets that one."""
    if "format" in request.query_params:
        return request.query_params["format"] == "html"
    return request.method in ("GET", "HEAD", "POST") and "text/html" in request.headers.get(
        "accept", ""
    )
