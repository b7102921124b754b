"""Signed statements: a JSON web signature over the statement, as an attachment (1.0.3 Data 2.6,
2.0.0 4.2.6)."""

import base64
import binascii
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_der_x509_certificate

from lrs.message import message, message_of
from lrs.statement.attachments import File
from lrs.statement.canonical import same_statement
from lrs.statement.statement import Received, StatementError, parse
from lrs.statement.strict_json import JsonError, read_strictly
from lrs.statement.versions import XapiVersion

USAGE = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE = "application/octet-stream"
ALGORITHMS = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
DEPTH = 64
LONGEST = 1024 * 1024
"""Bytes of a signature."""


_BASE64URL = re.compile(rb"[A-Za-z0-9_-]*")


class SignatureError(ValueError):
    """A signature that does not hold: what was expected of it."""


def check_signatures(
    received: Received, files: Sequence[File], version: XapiVersion, *, index: int | None
) -> None:
    """Returns when every signature of a statement is one, over this very statement.

    Where the signature brings certificates (x5c), it has to be made with the key of the first, and
    each certificate with that of the next. Who may sign is not judged here. Raises StatementError.
    """
    if "attachments" not in received.json:
        return
    by_sha2 = {file.sha2: file for file in files}
    for number, attachment in enumerate(received.statement.attachments or ()):
        if attachment.usage_type != USAGE:
            continue
        try:
            if attachment.content_type != CONTENT_TYPE:
                raise SignatureError(
                    message("the contentType {content_type}", content_type=CONTENT_TYPE)
                )
            if attachment.sha2.lower() not in by_sha2:
                raise SignatureError("the signature itself as a part of the request")
            _check(by_sha2[attachment.sha2.lower()].content, received, version)
        except SignatureError as error:
            raise StatementError(
                index=index,
                path=f"attachments[{number}]",
                value=message("a signature"),
                expected=message_of(error),
            ) from error


def _check(signature: bytes, received: Received, version: XapiVersion) -> None:
    parts = signature.strip().split(b".")
    if len(parts) != 3 or len(signature) > LONGEST:
        raise SignatureError(
            message(
                "a JSON web signature in compact form, at most {longest} bytes", longest=LONGEST
            )
        )
    header, payload, signed = (_decoded(part) for part in parts)
    head = _json(header, message("a header that is JSON"))
    if head.get("alg") not in list(ALGORITHMS):
        raise SignatureError(
            message("one of the algorithms {algorithms}", algorithms=", ".join(ALGORITHMS))
        )
    if "crit" in head:
        raise SignatureError("a header without crit: no extension is understood")
    if "x5c" in head:
        key, algorithm = _key(head["x5c"]), ALGORITHMS[head["alg"]]
        try:
            key.verify(signed, parts[0] + b"." + parts[1], padding.PKCS1v15(), algorithm)
        except (InvalidSignature, ValueError) as error:
            raise SignatureError("a signature made with the key of its certificate") from error
    try:
        [stated] = parse(payload, version)
    except ValueError as error:
        raise SignatureError("a payload that is a statement") from error
    if not same_statement(stated.body, received.body, version):
        raise SignatureError("a payload that is this statement")


def _decoded(part: bytes) -> bytes:
    try:
        if not _BASE64URL.fullmatch(part):
            raise binascii.Error
        return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except binascii.Error as error:
        raise SignatureError("parts in base64url") from error


def _json(raw: bytes, expected: str) -> dict[str, Any]:
    try:
        value = read_strictly(raw, depth=DEPTH)
    except JsonError as error:
        raise SignatureError(expected) from error
    if not isinstance(value, dict):
        raise SignatureError(expected)
    return value


def _key(chain: Any) -> RSAPublicKey:
    """The key of the first certificate of a chain in which each is issued by the next."""
    if not isinstance(chain, list) or not chain:
        raise SignatureError("an x5c header with certificates")
    try:
        certificates = [_certificate(one) for one in chain]
        for certificate, issuer in pairwise(certificates):
            _check_issued(certificate, issuer)
        key = certificates[0].public_key()
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise SignatureError("certificates in x5c, each issued by the next") from error
    if not isinstance(key, RSAPublicKey):
        raise SignatureError("a certificate with an RSA key")
    return key


def _check_issued(certificate: Certificate, issuer: Certificate) -> None:
    """Raises InvalidSignature, ValueError or TypeError unless one certificate is issued by another.

    Old authorities signed with SHA-1, which the library itself no longer takes: the chain is there
    to catch mistakes, and whom to trust is not judged (1.0.3 Data 2.6).
    """
    if not isinstance(certificate.signature_hash_algorithm, hashes.SHA1):
        certificate.verify_directly_issued_by(issuer)
        return
    key = issuer.public_key()
    if certificate.issuer != issuer.subject or not isinstance(key, RSAPublicKey):
        raise ValueError("the issuer is another one")
    signed = certificate.tbs_certificate_bytes
    key.verify(certificate.signature, signed, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303


def _certificate(text: Any) -> Certificate:
    return load_der_x509_certificate(base64.b64decode(text, validate=True))
