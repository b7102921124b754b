"""Signed statements (1.0.3 Data 2.6; 2.0.0 4.2.6)."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from tests.conformance.conftest import Client, Json, message
from tests.conformance.multipart import (
    Part,
    attachment,
    file_part,
    json_part,
    received,
    send,
    statement,
)

USAGE = "http://adlnet.gov/expapi/attachments/signature"
HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    """The key of whoever signs."""
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def other_key() -> rsa.RSAPrivateKey:
    """The key of somebody else."""
    return rsa.generate_private_key(65537, 2048)


def encoded(content: bytes) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def certificate(public: Any, issuer: rsa.RSAPrivateKey, *, name: str, by: str) -> str:
    """A certificate of a key, as x5c has it."""
    builder = x509.CertificateBuilder(
        subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]),
        public_key=public,
        serial_number=1,
        not_valid_before=BEGIN,
        not_valid_after=BEGIN + timedelta(days=1),
    )
    signed = builder.sign(issuer, hashes.SHA256())
    return base64.b64encode(signed.public_bytes(serialization.Encoding.DER)).decode()


def jws(
    key: rsa.RSAPrivateKey, payload: bytes, *, algorithm: str = "RS256", **header: Any
) -> bytes:
    """A JSON web signature in compact form."""
    head = {"alg": algorithm, **header}
    signed = encoded(orjson.dumps(head)) + b"." + encoded(payload)
    value = key.sign(signed, padding.PKCS1v15(), HASHES.get(algorithm, hashes.SHA256()))
    return signed + b"." + encoded(value)


def parts(whole: Json, signature: bytes, **members: Any) -> list[Part]:
    """A statement with its signature."""
    signed = attachment(signature, usageType=USAGE, **members)
    own = {**whole, "attachments": [*whole.get("attachments", []), signed]}
    return [json_part(own), file_part(signature)]


def refused(client: Client, whole: Json, signature: bytes, **members: Any) -> str:
    """What is said of a signature that is refused; the statement was not stored."""
    told = message(send(client, parts(whole, signature, **members)), 400)
    assert client.get("/statements", params={"statementId": whole["id"]}).status_code == 404
    assert "attachments[0]" in told
    return told


@pytest.mark.parametrize("algorithm", HASHES)
@pytest.mark.parametrize("with_certificate", [False, True])
def test_a_signed_statement_is_stored_with_its_signature(
    xapi: Client, key: rsa.RSAPrivateKey, algorithm: str, with_certificate: bool
) -> None:
    whole = statement()
    own = certificate(key.public_key(), key, name="signer", by="signer")
    header = {"x5c": [own]} if with_certificate else {}
    signature = jws(key, orjson.dumps(whole), algorithm=algorithm, **header)
    answer = send(xapi, parts(whole, signature))
    assert answer.status_code == 200, answer.text
    parameters = {"statementId": whole["id"], "attachments": "true"}
    _, files = received(xapi.get("/statements", params=parameters))
    assert files[sha256(signature).hexdigest()].content == signature


def test_the_payload_means_the_same_and_need_not_look_the_same(
    xapi: Client, key: rsa.RSAPrivateKey
) -> None:
    whole = statement(timestamp="2026-01-01T08:00:00+08:00")
    signed = {**whole, "timestamp": "2026-01-01T00:00:00Z", "verb": {**whole["verb"]}}
    payload = orjson.dumps(signed, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    answer = send(xapi, parts(whole, jws(key, payload)))
    assert answer.status_code == 200, answer.text


def test_a_payload_without_what_the_server_assigns(xapi: Client, key: rsa.RSAPrivateKey) -> None:
    whole = statement()
    unassigned = {name: value for name, value in whole.items() if name != "id"}
    answer = send(xapi, parts(whole, jws(key, orjson.dumps(unassigned))))
    assert answer.status_code == 200, answer.text


def test_a_chain_of_certificates(
    xapi: Client, key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey
) -> None:
    own = certificate(key.public_key(), other_key, name="signer", by="office")
    office = certificate(other_key.public_key(), other_key, name="office", by="office")
    whole = statement()
    answer = send(xapi, parts(whole, jws(key, orjson.dumps(whole), x5c=[own, office])))
    assert answer.status_code == 200, answer.text
    whole = statement()
    stranger = certificate(key.public_key(), key, name="office", by="office")
    signature = jws(key, orjson.dumps(whole), x5c=[own, stranger])
    assert "each issued by the next" in refused(xapi, whole, signature)


def signed_by_sha1(text: str, issuer: rsa.RSAPrivateKey) -> str:
    """The same certificate signed with SHA-1, as old authorities did and our library no longer
    does: the two algorithms differ in the last byte of their identifiers."""
    der = base64.b64decode(text)
    prefix = bytes.fromhex("2a864886f70d0101")
    assert der.count(prefix + b"\x0b") == 2
    der = der.replace(prefix + b"\x0b", prefix + b"\x05")
    body = x509.load_der_x509_certificate(der).tbs_certificate_bytes
    signature = issuer.sign(body, padding.PKCS1v15(), hashes.SHA1())
    return base64.b64encode(der[: -len(signature)] + signature).decode()


def test_a_chain_signed_with_sha_1_is_a_chain(
    xapi: Client, key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey
) -> None:
    """That of the specification's own example is."""
    own = certificate(key.public_key(), other_key, name="signer", by="office")
    office = certificate(other_key.public_key(), other_key, name="office", by="office")
    chain = [signed_by_sha1(own, other_key), signed_by_sha1(office, other_key)]
    whole = statement()
    answer = send(xapi, parts(whole, jws(key, orjson.dumps(whole), x5c=chain)))
    assert answer.status_code == 200, answer.text
    stranger = certificate(key.public_key(), key, name="office", by="office")
    for wrong in (stranger, certificate(other_key.public_key(), key, name="other", by="other")):
        whole = statement()
        signature = jws(key, orjson.dumps(whole), x5c=[chain[0], wrong])
        assert "each issued by the next" in refused(xapi, whole, signature)


def test_the_signature_has_to_be_made_with_the_certified_key(
    xapi: Client, key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey
) -> None:
    whole = statement()
    own = certificate(key.public_key(), key, name="signer", by="signer")
    told = refused(xapi, whole, jws(other_key, orjson.dumps(whole), x5c=[own]))
    assert "key of its certificate" in told


def test_only_rsa_signs(xapi: Client, key: rsa.RSAPrivateKey) -> None:
    whole = statement()
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    own = certificate(curve, key, name="signer", by="signer")
    assert "RSA" in refused(xapi, whole, jws(key, orjson.dumps(whole), x5c=[own]))


def test_another_statement_is_refused(xapi: Client, key: rsa.RSAPrivateKey) -> None:
    whole = statement()
    other = {**whole, "actor": {"mbox": "mailto:other@example.com"}}
    assert "this statement" in refused(xapi, whole, jws(key, orjson.dumps(other)))


@pytest.mark.parametrize("payload", [b"", b"text", b"[]", b"{}", b"[{}]", b'"text"', b"\xff"])
def test_a_payload_that_is_no_statement_is_refused(
    xapi: Client, key: rsa.RSAPrivateKey, payload: bytes
) -> None:
    assert "a payload that is a statement" in refused(xapi, statement(), jws(key, payload))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "HS256"},
        {"alg": "none"},
        {"alg": "rs256"},
        {"alg": ["RS256"]},
        {"alg": None},
        {"crit": ["b64"], "b64": False},
        {"x5c": []},
        {"x5c": "text"},
        {"x5c": ["text"]},
        {"x5c": [5]},
        {"x5c": [""]},
        {"x5c": None},
        {"x5c": [base64.b64encode(b"no certificate").decode()]},
    ],
    ids=str,
)
def test_a_header_that_is_not_understood_is_refused(
    xapi: Client, key: rsa.RSAPrivateKey, header: Json
) -> None:
    whole = statement()
    refused(xapi, whole, jws(key, orjson.dumps(whole), **header))


@pytest.mark.parametrize(
    "mangle",
    [
        lambda signed: b"",
        lambda signed: b"no signature",
        lambda signed: signed.rpartition(b".")[0],
        lambda signed: signed + b".",
        lambda signed: b"=" + signed,
        lambda signed: b"\xff" + signed,
        lambda signed: signed.replace(b".", b"+.", 1),
        lambda signed: b"e30" + signed[signed.index(b".") :],
        lambda signed: b"W10" + signed[signed.index(b".") :],
        lambda signed: b"A" + signed,
        lambda signed: signed + b"A" * 1024 * 1024,
    ],
)
def test_what_is_no_signature_is_refused(
    xapi: Client, key: rsa.RSAPrivateKey, mangle: Callable[[bytes], bytes]
) -> None:
    whole = statement()
    signature = mangle(jws(key, orjson.dumps(whole)))
    answer = send(xapi, parts(whole, signature))
    assert answer.status_code in (400, 413), answer.text


def test_the_content_type_is_that_of_any_bytes(xapi: Client, key: rsa.RSAPrivateKey) -> None:
    whole = statement()
    signature = jws(key, orjson.dumps(whole))
    assert "application/octet-stream" in refused(
        xapi, whole, signature, contentType="application/json"
    )


def test_a_signature_elsewhere_is_refused(xapi: Client) -> None:
    linked = attachment(b"signature", usageType=USAGE, fileUrl="http://example.com/signature")
    told = message(xapi.post("/statements", json=statement(linked)), 400)
    assert "the signature itself" in told


def test_of_a_batch_the_bad_one_is_named(xapi: Client, key: rsa.RSAPrivateKey) -> None:
    good, bad = statement(), statement()
    signature = jws(key, orjson.dumps(good))
    signed = attachment(signature, usageType=USAGE)
    batch = [{**good, "attachments": [signed]}, {**bad, "attachments": [signed]}]
    told = message(send(xapi, [json_part(batch), file_part(signature)]), 400)
    assert "statement 1: attachments[0]" in told
    assert xapi.get("/statements", params={"statementId": good["id"]}).status_code == 404
