"""The path of a request as it is written in an address."""

from urllib.parse import quote

from fastapi import Request


def path_of(request: Request) -> str:
    """The path that was asked for, percent-encoded: an id in it may have any character."""
    root = request.scope.get("root_path", "")
    return quote(str(request.scope["path"]).removeprefix(root))
