"""Signed notes (c2sp.org/signed-note): a text, and below it who vouches for it.

Keys are Ed25519, type 0x01. Cosignatures of witnesses are other types: `lrs.proof.cosignature`.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lrs.message import message

ED25519: Final = 0x01

LARGEST: Final = 1_000_000
"""Bytes that a note may have; sixteen signatures of the longest kind are a tenth of it."""

_PRIVATE: Final = "PRIVATE+KEY+"
_DASH: Final = "— "
_ID_SIZE: Final = 4


class NoteError(ValueError):
    """A note, key or signature that is malformed or does not verify; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature line: who signed, the id of his key, and the bytes that his kind of key makes."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encoded(self.key_id + self.signature)}\n"


class Verifier(Protocol):
    """A public key that is trusted, with the name it signs under."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...

    def verify(self, text: str, signature: bytes) -> None:
        """Raises NoteError unless it signed the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text that ends in a newline, and the signatures below it."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def read(cls, note: str) -> Self:
        """The note of a text. Raises NoteError where it is none."""
        if len(note) > LARGEST or any(ord(char) < 0x20 and char != "\n" for char in note):
            raise NoteError("a note has no control characters and is not longer than a megabyte")
        text, gap, below = note.rpartition("\n\n")
        if not gap or not below.endswith("\n"):
            raise NoteError("expected a text, an empty line, and signature lines")
        lines = below.removesuffix("\n").split("\n")
        return cls(text=text + "\n", signatures=tuple(map(_signature, lines)))

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def verified(self, keys: Iterable[Verifier]) -> tuple[Signature, ...]:
        """The signatures of these keys; those of others are not looked at.

        Raises NoteError where none of the keys signed, or one of them did not sign this.
        """
        by_name = {(key.name, key.key_id): key for key in keys}
        found = []
        for one in self.signatures:
            key = by_name.get((one.name, one.key_id))
            if key is not None:
                key.verify(self.text, one.signature)
                found.append(one)
        if not found:
            raise NoteError(
                message(
                    "no trusted key signed this: {signers}", signers=", ".join(sorted(self.signers))
                )
            )
        return tuple(found)

    @property
    def signers(self) -> frozenset[str]:
        """The names of all who signed, trusted or not."""
        return frozenset(one.name for one in self.signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """An Ed25519 key that verifies, with the name of the log that signs by it."""

    name: str
    key: bytes

    @classmethod
    def read(cls, vkey: str) -> Self:
        """The key of a verifier key, `name+id+key`. Raises NoteError."""
        name, kind, key = vkey_parts(vkey)
        if kind != ED25519 or len(key) != 32:
            raise NoteError(
                message(
                    "{name}: expected an Ed25519 key of type 01, got type {kind:02x}",
                    name=name,
                    kind=kind,
                )
            )
        return cls(name=name, key=key)

    @property
    def key_id(self) -> bytes:
        """The first bytes of a digest that names the key."""
        return key_id(self.name, ED25519, self.key)

    def __str__(self) -> str:
        return vkey_text(self.name, ED25519, self.key)

    def verify(self, text: str, signature: bytes) -> None:
        """Raises NoteError unless it signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            raise NoteError(
                message("{name}: the signature does not verify", name=self.name)
            ) from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key that signs, with its name. Its text is a secret."""

    name: str
    key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """The key of 32 random bytes. Raises NoteError for a name that no note can carry."""
        check_name(name)
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def read(cls, skey: str) -> Self:
        """The key of its text, `PRIVATE+KEY+name+id+seed`, as Go's note package writes it.

        Raises NoteError, which does not repeat what is secret.
        """
        _, begins, rest = skey.strip().partition(_PRIVATE)
        name, *others = rest.split("+", 2)
        if not begins or len(others) != 2:
            raise NoteError(
                message("expected a signing key, which begins with {private}", private=_PRIVATE)
            )
        try:
            seed = decoded(others[1])
        except NoteError:
            raise NoteError(message("{name}: the signing key is damaged", name=name)) from None
        if len(seed) != 33 or seed[0] != ED25519:
            raise NoteError(message("{name}: expected an Ed25519 key of type 01", name=name))
        key = cls.from_seed(name, seed[1:])
        if key.public.key_id.hex() != others[0]:
            raise NoteError(message("{name}: the signing key is damaged", name=name))
        return key

    def secret(self) -> str:
        """The text of the key, which is to be kept secret."""
        seed = bytes([ED25519]) + self.key.private_bytes_raw()
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{encoded(seed)}"

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(name=self.name, key=self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """The signature of a text."""
        public = self.public
        signed = self.key.sign(text.encode())
        return Signature(name=self.name, key_id=public.key_id, signature=signed)


def check_name(name: str) -> None:
    """Raises NoteError for what is no name of a key."""
    if not name or "+" in name or any(char.isspace() or ord(char) < 0x20 for char in name):
        raise NoteError(
            message("{name!r} is no name of a key: expected a text without spaces and +", name=name)
        )


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """What a signature line names a key by."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:_ID_SIZE]


def vkey_text(name: str, kind: int, key: bytes) -> str:
    """A verifier key as a text."""
    return f"{name}+{key_id(name, kind, key).hex()}+{encoded(bytes([kind]) + key)}"


def vkey_parts(vkey: str) -> tuple[str, int, bytes]:
    """The name, type and key of a verifier key. Raises NoteError."""
    name, *others = vkey.strip().split("+", 2)
    if len(others) != 2:
        raise NoteError("expected a verifier key: a name, an id and a key with + between them")
    check_name(name)
    material = decoded(others[1])
    if len(material) < 2 or key_id(name, material[0], material[1:]).hex() != others[0]:
        raise NoteError(message("{name}: the id is not that of the key", name=name))
    return name, material[0], material[1:]


def encoded(data: bytes) -> str:
    """Base 64."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """What base 64 stands for, in its one spelling. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or encoded(data) != text:
        raise NoteError(message("{text!r} is not base 64", text=text[:60]))
    return data


def _signature(line: str) -> Signature:
    name, _, text = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not text:
        raise NoteError(message("{line!r} is no signature line", line=line[:60]))
    check_name(name)
    data = decoded(text)
    if len(data) <= _ID_SIZE:
        raise NoteError(message("{name}: the signature is too short", name=name))
    return Signature(name=name, key_id=data[:_ID_SIZE], signature=data[_ID_SIZE:])
