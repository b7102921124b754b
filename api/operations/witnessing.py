"""The HTTP server of a witness (c2sp.org/tlog-witness), which another office runs."""

from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lrs.evidence.witness import Answer, Witness

MOST_BYTES: Final = 100_000
"""Of a request: 63 hashes and a checkpoint with sixteen of the longest signatures fit."""


def witness_app(witness: Witness) -> Starlette:
    """The server of a witness; it is asked by anybody, and cosigns for its logs alone."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return Response("the request is too long\n", status_code=413)
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return Response("the request is no text in UTF-8\n", status_code=400)
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
