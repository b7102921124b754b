"""What goes wrong, as a page: what you asked, why not, and two ways on."""

from urllib.parse import urlencode

import orjson
from fastapi import Request, Response
from starlette.responses import RedirectResponse

from api.http.auth import SESSION, known_sender
from api.http.language import language_of_page
from api.http.path import path_of
from api.http.problems import Problem
from api.pages import rendering
from api.pages.frame import frame_of

SIGN_IN = "/sign-in"


def problem_page(request: Request, found: Problem) -> Response:
    """A problem as a page; who is not signed in is led to do so, and then back."""
    asked = path_of(request) + (f"?{request.url.query}" if request.url.query else "")
    if found.status == 401 and "authorization" not in request.headers:
        response = RedirectResponse(f"{SIGN_IN}?{urlencode({'back': asked})}", 303)
        response.delete_cookie(SESSION)
        return response
    frame = frame_of(request, known_sender(request), language=language_of_page(request))
    values = {
        "frame": frame,
        "basis": None,
        "status": found.status,
        "message": orjson.loads(found.body)["error"]["message"],
    }
    return rendering.page("problem.html", frame.texts, values, status=found.status)
