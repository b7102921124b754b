"""The signs that report processes set up: that one has begun to answer, and what it has ready."""

import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import DecodeError, Struct, json

_PARTIAL: Final = ".part"


class Sign(Struct, frozen=True, kw_only=True):
    """What a report process says of itself."""

    pid: int
    ahead: date | None = None
    """The day of which it has made ahead what reports over everybody are made of."""


class SignPost:
    """Where one report process says of itself that it has begun; read by the server processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self) -> None:
        """This process takes requests."""
        self._set(Sign(pid=os.getpid()))

    def made_ahead(self, day: date) -> None:
        """This process has ready what reports of a day are made of."""
        self._set(Sign(pid=os.getpid(), ahead=day))

    def read(self) -> Sign | None:
        """What a process says that has begun and lives; None where there is none."""
        with suppress(OSError, DecodeError):
            sign = json.decode(self._path.read_bytes(), type=Sign)
            os.kill(sign.pid, 0)
            return sign
        return None

    def _set(self, sign: Sign) -> None:
        with suppress(OSError):  # the folder goes with the server
            partial = self._path.with_suffix(_PARTIAL)
            partial.write_bytes(json.encode(sign))
            partial.replace(self._path)
