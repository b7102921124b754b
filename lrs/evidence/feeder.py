"""Asks witnesses to cosign the checkpoints of the log (c2sp.org/tlog-witness)."""

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from threading import Thread
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from lrs.message import message, message_of
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.note import Note, NoteError, Signature, encoded
from lrs.proof.tree import Nodes, consistency_proof
from lrs.proof.trust import TrustPolicy, Witness

logger = logging.getLogger(__name__)

ADD: Final = "add-checkpoint"
TIMEOUT: Final = 10
"""Seconds that a witness may take for its whole answer."""

_MOST_BYTES: Final = 100_000
_SIZE: Final = re.compile(r"[0-9]{1,18}")


class WitnessRefusedError(RuntimeError):
    """A witness does not cosign; the message says what it answered."""


Answered = tuple[int, str]
"""The status and the text with which a witness answers."""


class _Asking:
    """Asks witnesses, and waits for each of them for a time.

    One that sends a byte now and then would else hold up all others. It is not asked again before
    it has come to its end, so that no more than one thread waits for it.
    """

    def __init__(self) -> None:
        self._answers: dict[str, Future[Answered | str]] = {}

    def call(self, witness: Witness, path: str, body: str | None = None) -> Answered:
        """What a witness answers. Raises WitnessRefusedError."""
        before = self._answers.get(witness.name)
        if before is not None and not before.done():
            raise WitnessRefusedError("it has not answered yet what it was asked before")
        answer = self._answers[witness.name] = Future[Answered | str]()

        def ask() -> None:
            answer.set_result(_told(witness, path, body))

        Thread(target=ask, name=f"asking {witness.name}", daemon=True).start()
        try:
            told = answer.result(TIMEOUT)
        except TimeoutError:
            told = message("it has not answered within {seconds} seconds", seconds=TIMEOUT)
        if isinstance(told, str):
            raise WitnessRefusedError(told)
        return told


class Feeder:
    """Feeds witnesses, each from where it was last time."""

    def __init__(self, witnesses: Mapping[str, Witness]) -> None:
        self._witnesses = [one for one in witnesses.values() if one.url]
        self._sizes: dict[str, int] = {}
        self._asking = _Asking()

    def cosignatures(self, note: Note, nodes: Nodes) -> Iterator[tuple[str, Signature]]:
        """The cosignatures of a checkpoint, each with the name of its witness; `nodes` are the
        subtrees of its tree. A witness that does not answer, or refuses, is told of in the server's
        log."""
        for witness in self._witnesses:
            try:
                yield from ((witness.name, one) for one in self._ask(witness, note, nodes))
            except (WitnessRefusedError, NoteError) as error:
                logger.warning("the witness %s does not cosign: %s", witness.name, error)

    def is_owed(self, size: int) -> bool:
        """Whether a witness has not cosigned that the log has so many events."""
        return any(self._sizes.get(one.name, 0) < size for one in self._witnesses)

    def _ask(self, witness: Witness, note: Note, nodes: Nodes) -> tuple[Signature, ...]:
        size = Checkpoint.read(note.text).size
        old = self._sizes.get(witness.name, 0)
        status, text = self._asking.call(witness, ADD, _request(old, size, note, nodes))
        if status == HTTPStatus.CONFLICT:
            old = _size(witness, text)
            if old > size:
                raise WitnessRefusedError(
                    message(
                        "it has cosigned {old} events of this log, which has {size} now: events "
                        "were lost, as by a backup that was restored",
                        old=old,
                        size=size,
                    )
                )
            status, text = self._asking.call(witness, ADD, _request(old, size, note, nodes))
        if status != HTTPStatus.OK:
            raise WitnessRefusedError(
                message("{status}: {text}", status=status, text=text.strip()[:200])
            )
        self._sizes[witness.name] = size
        return Note.read(f"{note}{text}").verified([witness.key])


def last_cosigned_by(trust: TrustPolicy) -> Iterator[tuple[str, Note | str]]:
    """For each witness with an address the last checkpoint of the log that it cosigned, or why that
    cannot be told; nothing of a log that it never cosigned."""
    asking = _Asking()
    for witness in trust.witnesses.values():
        for log in trust.logs if witness.url else ():
            path = f"{hashlib.sha256(log.name.encode()).hexdigest()}/checkpoint"
            try:
                status, text = asking.call(witness, path)
                if status == HTTPStatus.OK:
                    note = Note.read(text)
                    note.verified([witness.key])
                    yield witness.name, note
                elif status != HTTPStatus.NOT_FOUND:
                    yield witness.name, message("it answers {status}", status=status)
            except (WitnessRefusedError, NoteError) as error:
                yield witness.name, str(error)


def _request(old: int, size: int, note: Note, nodes: Nodes) -> str:
    proof = "".join(f"{encoded(one)}\n" for one in consistency_proof(old, size, nodes))
    return f"old {old}\n{proof}\n{note}"


def _told(witness: Witness, path: str, body: str | None) -> Answered | str:
    """What a witness answers, or why it does not."""
    try:
        return _call(witness, path, body)
    except (WitnessRefusedError, OSError) as error:
        return message_of(error)


def _call(witness: Witness, path: str, body: str | None) -> Answered:
    """What a witness answers, however long it takes. Raises WitnessRefusedError and OSError."""
    url = f"{(witness.url or '').rstrip('/')}/{path}"
    if not url.startswith(("http://", "https://")):
        raise WitnessRefusedError(message("{url}: expected an address with http or https", url=url))
    data = None if body is None else body.encode()
    try:
        status, answer = _answer(Request(url, data, {"Content-Type": "text/plain"}))  # noqa: S310
        with answer:
            return status, answer.read(_MOST_BYTES).decode(errors="replace")
    except URLError as error:
        raise WitnessRefusedError(
            message("{url}: {reason}", url=url, reason=error.reason)
        ) from None
    except (HTTPException, ValueError) as error:  # what answers speaks no HTTP; this is no address
        raise WitnessRefusedError(message("{url}: {error!r}", url=url, error=error)) from None


def _answer(request: Request) -> tuple[int, HTTPResponse | HTTPError]:
    """The status that is answered, and what is to be read and closed."""
    try:
        answer: HTTPResponse = _opener().open(request, timeout=TIMEOUT)
    except HTTPError as error:
        return error.code, error
    return answer.status, answer


def _opener() -> OpenerDirector:
    """Opens addresses of http and https, and is redirected to no other: who wrote the policy
    believes the witness, and not whom it names."""
    opener = OpenerDirector()
    handlers = ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor
    for handler in handlers:
        opener.add_handler(handler())
    return opener


def _size(witness: Witness, text: str) -> int:
    told = text.strip()
    if not _SIZE.fullmatch(told):
        raise WitnessRefusedError(message("{name} answered 409 and no size", name=witness.name))
    return int(told)
