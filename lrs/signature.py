"""Signed statements: a JSON web signature over the statement, as an attachment (1.0.3 Data 2.6)."""

import base64
import binascii
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_der_x509_certificate

from lrs.attachments import File, attachments_of
from lrs.canonical import same_statement
from lrs.statement import Received, StatementError, parse
from lrs.strict_json import JsonError, read_strictly
from lrs.versions import XapiVersion

USAGE = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE = "application/octet-stream"
ALGORITHMS = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
DEPTH = 64


class SignatureError(ValueError):
    """A signature that does not hold: what was expected of it."""


def check_signatures(
    received: Received, files: Sequence[File], version: XapiVersion, *, index: int | None
) -> None:
    """Returns when every signature of a statement is one, over this very statement.

    Where the signature brings certificates (x5c), it has to be made with the key of the first, and
    each certificate with that of the next. Who may sign is not judged here. Raises StatementError.
    """
    by_sha2 = {file.sha2: file for file in files}
    for path, attachment in attachments_of(received.statement):
        if attachment.usage_type != USAGE:
            continue
        try:
            if attachment.content_type != CONTENT_TYPE:
                raise SignatureError(f"the contentType {CONTENT_TYPE}")
            if attachment.sha2.lower() not in by_sha2:
                raise SignatureError("the signature itself as a part of the request")
            _check(by_sha2[attachment.sha2.lower()].content, received, version)
        except SignatureError as error:
            raise StatementError(
                index=index, path=path, value="a signature", expected=str(error)
            ) from error


def _check(signature: bytes, received: Received, version: XapiVersion) -> None:
    parts = signature.strip().split(b".")
    if len(parts) != 3:
        raise SignatureError("a JSON web signature in compact form")
    header, payload, signed = (_decoded(part) for part in parts)
    head = _json(header, "a header that is JSON")
    algorithm = head.get("alg")
    if algorithm not in ALGORITHMS:
        raise SignatureError(f"one of the algorithms {', '.join(ALGORITHMS)}")
    if "x5c" in head:
        key = _key(head["x5c"])
        try:
            signing_input = parts[0] + b"." + parts[1]
            key.verify(signed, signing_input, padding.PKCS1v15(), ALGORITHMS[algorithm])
        except InvalidSignature as error:
            raise SignatureError("a signature made with the key of its certificate") from error
    try:
        [stated] = parse(payload, version)
    except (StatementError, ValueError) as error:
        raise SignatureError("a payload that is a statement") from error
    if not same_statement(stated.body, received.body, version):
        raise SignatureError("a payload that is this statement")


def _decoded(part: bytes) -> bytes:
    try:
        return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
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
            certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise SignatureError("certificates in x5c, each issued by the next") from error
    key = certificates[0].public_key()
    if not isinstance(key, RSAPublicKey):
        raise SignatureError("a certificate with an RSA key")
    return key


def _certificate(text: Any) -> Certificate:
    return load_der_x509_certificate(base64.b64decode(text, validate=True))
