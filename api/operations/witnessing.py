"""The HTTP server of a witness (c2sp.org/tlog-witness), which another office runs."""

from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from lrs.evidence.witness import Answer, Witness

MOST_BYTES: Final = 100_000
"""Of a request: 63 hashes and a checkpoint with sixteen of the longest signatures fit."""

TOO_LONG: Final = Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too long\n")
NO_TEXT: Final = Answer(HTTPStatus.BAD_REQUEST, "the request is no text in UTF-8\n")
CUT_OFF: Final = Answer(HTTPStatus.BAD_REQUEST, "the request ends before its end\n")


def witness_app(witness: Witness) -> Starlette:
    """The server of a witness; it is asked by anybody, and cosigns for its logs alone."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        try:
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    return _response(TOO_LONG)
            text = body.decode()
        except UnicodeDecodeError:
            return _response(NO_TEXT)
        except ClientDisconnect:  # nobody hears it
            return _response(CUT_OFF)
        return _response(await run_in_threadpool(witness.add_checkpoint, text))

    async def checkpoint(request: Request) -> Response:
        return _response(witness.checkpoint(request.path_params["origin_hash"]))

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin_hash}/checkpoint", checkpoint),
        ]
    )


def _response(answer: Answer) -> Response:
    headers = {"Content-Type": answer.media_type}  # as it is: starlette would add a charset
    return Response(answer.text, status_code=answer.status, headers=headers)
