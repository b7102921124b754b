"""Our xAPI Profile for those who write statements by it: the packaged JSON-LD, to credentials."""

from fastapi import APIRouter, Response

from api.http.auth import Authenticated
from api.http.strict_route import StrictRoute
from projections.profile.document import MEDIA_TYPE, packaged

router = APIRouter(tags=["profile"], route_class=StrictRoute)


@router.get(
    "/profile",
    summary="The xAPI Profile of the facts: concepts, templates, patterns",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}},
)
async def profile(_: Authenticated) -> Response:
    """As JSON-LD, in the structure of ADL's xAPI Profile specification 1.0."""
    return Response(packaged(), media_type=MEDIA_TYPE)
