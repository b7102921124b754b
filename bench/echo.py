"""The reference: a FastAPI route that only reads JSON, under the options of our server."""

from typing import Any

import orjson
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/echo")
async def echo(request: Request) -> str:
    """The id of the statement, or of the first of a batch."""
    found: Any = orjson.loads(await request.body())
    first: dict[str, str] = found[0] if isinstance(found, list) else found
    return first["id"]
