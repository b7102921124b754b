"""The About resource: what the server speaks; the only one that needs no credential."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.errors import BadRequestError
from lrs.versions import V2_0_0, VERSIONS, VersionError, negotiate

VERSION_HEADER = "X-Experience-API-Version"

router = APIRouter()


@router.get("/xapi/about", tags=["xAPI"], summary="What this server speaks")
@router.head("/xapi/about", include_in_schema=False)
async def about(request: Request, response: Response) -> dict[str, Any]:
    """The supported versions of xAPI (1.0.3 Communication 2.8; 2.0.0 4.1.6.7)."""
    for name in request.query_params:
        raise BadRequestError(f"{name[:80]}: expected no parameter")
    try:
        version = negotiate(request.headers.get(VERSION_HEADER))
    except VersionError:
        version = V2_0_0
    response.headers[VERSION_HEADER] = version.number
    return {"version": list(VERSIONS)}
