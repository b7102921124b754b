"""The page that says how these pages are used: for officers, for cadres, and where others read."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.auth import known_sender
from api.http.strict_route import PublicRoute
from api.pages import rendering
from api.pages.frame import frame_of

router = APIRouter(include_in_schema=False, route_class=PublicRoute)

Language = Annotated[str | None, Query(description="zh or en")]


@router.get("/help")
async def how_to(request: Request, lang: Language = None) -> Response:  # noqa: ARG001 - read from the request
    """How these pages are used; who is not signed in may read it, too."""
    frame = frame_of(request, known_sender(request))
    return rendering.page("help.html", frame.texts, {"frame": frame, "basis": None})
