"""What pages load: a style sheet and a picture, under names that change with their content."""

from typing import Final

from fastapi import APIRouter, Response

from api.http.errors import NotFoundError
from api.http.strict_route import PublicRoute
from api.pages.rendering import asset
from lrs.message import message

router = APIRouter(include_in_schema=False, route_class=PublicRoute)

_TYPES: Final = {"lrs.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


@router.get("/assets/{name}")
async def file(name: str, v: str = "") -> Response:
    """A file that pages load; `v` is only there to change with it. Anybody may have it."""
    if name not in _TYPES:
        raise NotFoundError(message("there is no asset {name!r}", name=name[:40]))
    kept = "public, max-age=31536000, immutable" if v else "public, max-age=3600"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(asset(name), headers=headers, media_type=_TYPES[name])
