"""How a server process and a report process speak over a socket: in messages of ASGI, each as
msgpack behind its length in four bytes."""

from asyncio import IncompleteReadError, StreamReader, StreamWriter
from typing import Any, Final

import msgspec

from api.http.asgi import Message

ACCEPTED: Final = "lrs.accepted"
"""The type of the first message of a report process: the request waits no longer."""

LONGEST: Final = 2**30
"""Bytes of a message; bodies come in pieces that are far shorter."""

_LENGTH: Final = 4
_decoder: Final = msgspec.msgpack.Decoder(dict[str, Any])


def to_bytes(message: Message) -> bytes:
    """A message as it goes over the socket."""
    content = msgspec.msgpack.encode(message)
    return len(content).to_bytes(_LENGTH) + content


async def send(writer: StreamWriter, message: Message) -> None:
    """Sends a message; returns when the other side has room for more."""
    writer.write(to_bytes(message))
    await writer.drain()


async def receive(reader: StreamReader) -> Message | None:
    """The next message; None where the other side has ended, be it in the middle of one."""
    try:
        length = int.from_bytes(await reader.readexactly(_LENGTH))
        if length > LONGEST:
            return None
        return _decoder.decode(await reader.readexactly(length))
    except (IncompleteReadError, ConnectionError, msgspec.DecodeError):
        return None
