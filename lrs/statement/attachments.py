"""Attachments: files that come with a statement, known by the SHA-2 of their bytes
(1.0.3 Data 2.4.11, 2.0.0 4.2.2.6)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lrs.message import message
from lrs.statement.problem import MOST_COUNTED, together
from lrs.statement.statement import Attachment, Received, StatementError, SubStatement

SHA2: Mapping[int, Callable[[bytes], Any]] = {
    56: hashlib.sha224,
    64: hashlib.sha256,
    96: hashlib.sha384,
    128: hashlib.sha512,
}
"""The hash functions of SHA-2, by the number of hexadecimal digits."""


class AttachmentError(ValueError):
    """Files and statements of a request that do not fit each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a request or an answer.

    ``sha2`` is what statements call it, in lower case hexadecimal and of any length; ``sha256`` is
    what its content is stored under.
    """

    sha2: str
    sha256: bytes
    content_type: str
    content: bytes


def has_sha2(content: bytes, sha2: str) -> bool:
    """Whether these bytes have this SHA-2, of whatever length."""
    function = SHA2.get(len(sha2))
    return function is not None and function(content).hexdigest() == sha2.lower()


def attachments_of(received: Received) -> Iterable[tuple[str, Attachment]]:
    """The attachments of a statement and of its SubStatement, each with its path."""
    if "attachments" not in received.json and "attachments" not in received.json["object"]:
        return ()
    return _attachments_of(received)


def _attachments_of(received: Received) -> Iterator[tuple[str, Attachment]]:
    statement = received.statement
    for number, attachment in enumerate(statement.attachments or ()):
        yield f"attachments[{number}]", attachment
    if isinstance(statement.object, SubStatement):
        for number, attachment in enumerate(statement.object.attachments or ()):
            yield f"object.attachments[{number}]", attachment


def match(
    statements: Iterable[tuple[int | None, Received]], files: Mapping[str, File]
) -> list[tuple[File, ...]]:
    """The files of each statement.

    Files are known by their hash alone: a ``length`` that is not theirs stays as it was stated, as
    everything that a client says of a file. Raises StatementError for an attachment whose bytes
    come neither with the request nor from a fileUrl, and AttachmentError for a file that no
    statement names.
    """
    named: set[str] = set()
    matched: list[tuple[File, ...]] = []
    errors: list[StatementError] = []
    for index, received in statements:
        own: dict[str, File] = {}
        for path, attachment in attachments_of(received):
            sha2 = attachment.sha2.lower()
            if sha2 in files:
                own[sha2] = files[sha2]
            elif attachment.file_url is None and len(errors) < MOST_COUNTED:
                errors.append(
                    StatementError(
                        index=index,
                        path=f"{path}.sha2",
                        value=repr(sha2),
                        expected="the SHA-2 of a file that comes with the request, or a fileUrl",
                    )
                )
        named.update(own)
        matched.append(tuple(own.values()))
    if error := together(errors):
        raise error
    for sha2 in files.keys() - named:
        raise AttachmentError(
            message("the file {sha2} is an attachment of no statement of the request", sha2=sha2)
        )
    return matched
