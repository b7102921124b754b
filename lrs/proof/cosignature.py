"""Cosignatures of checkpoints (c2sp.org/tlog-cosignature): a witness saw that the log only grew."""

from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from lrs.message import message
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.note import NoteError, Signature, check_name, key_id, vkey_parts, vkey_text

ED25519: Final = 0x04
ML_DSA_44: Final = 0x06

_SIZES: Final = {ED25519: 32, ML_DSA_44: 1312}
"""Bytes of a public key of each kind."""

_LABEL: Final = b"subtree/v1\n\0"
_TIME_SIZE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessKey:
    """A witness's public key, of either kind, with its name."""

    name: str
    kind: int
    key: bytes

    @classmethod
    def read(cls, vkey: str) -> Self:
        """The key of a verifier key. Raises NoteError where it is no witness's."""
        name, kind, key = vkey_parts(vkey)
        if len(key) != _SIZES.get(kind):
            raise NoteError(
                message(
                    "{name}: expected a witness's key of type 04 or 06, got {kind:02x}",
                    name=name,
                    kind=kind,
                )
            )
        return cls(name=name, kind=kind, key=key)

    @property
    def key_id(self) -> bytes:
        """The first bytes of a digest that names the key."""
        return key_id(self.name, self.kind, self.key)

    def __str__(self) -> str:
        return vkey_text(self.name, self.kind, self.key)

    def verify(self, text: str, signature: bytes) -> None:
        """Raises NoteError unless the witness cosigned the checkpoint of this text."""
        time, signed = seconds_of(signature), signature[_TIME_SIZE:]
        cosigned = _message(self.kind, self.name, time, text)
        try:
            if self.kind == ED25519:
                Ed25519PublicKey.from_public_bytes(self.key).verify(signed, cosigned)
            else:
                MLDSA44PublicKey.from_public_bytes(self.key).verify(signed, cosigned)
        except InvalidSignature:
            raise NoteError(
                message("{name}: the cosignature does not verify", name=self.name)
            ) from None


@dataclass(frozen=True, slots=True)
class WitnessSigner:
    """A witness's key that cosigns, with its name. A key serves one name and one kind alone."""

    name: str
    key: Ed25519PrivateKey | MLDSA44PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, kind: int, seed: bytes) -> Self:
        """The key of a kind out of 32 random bytes. Raises NoteError."""
        check_name(name)
        if kind == ED25519:
            return cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        return cls(name, MLDSA44PrivateKey.from_seed_bytes(seed))

    @property
    def public(self) -> WitnessKey:
        """The key that verifies what this one cosigns."""
        kind = ED25519 if isinstance(self.key, Ed25519PrivateKey) else ML_DSA_44
        return WitnessKey(name=self.name, kind=kind, key=self.key.public_key().public_bytes_raw())

    def cosign(self, text: str, *, seconds: int) -> Signature:
        """The cosignature of the checkpoint of this text, at a POSIX time."""
        public = self.public
        signed = self.key.sign(_message(public.kind, self.name, seconds, text))
        return Signature(
            name=self.name,
            key_id=public.key_id,
            signature=seconds.to_bytes(_TIME_SIZE) + signed,
        )


def seconds_of(signature: bytes) -> int:
    """The POSIX time that a cosignature states. Raises NoteError where it states none."""
    seconds = int.from_bytes(signature[:_TIME_SIZE])
    if len(signature) <= _TIME_SIZE or seconds >= 1 << 63:
        raise NoteError("a cosignature states the time at which it was made")
    return seconds


def _message(kind: int, name: str, seconds: int, text: str) -> bytes:
    """What a cosignature of a kind signs."""
    if kind == ED25519:
        return f"cosignature/v1\ntime {seconds}\n{text}".encode()
    checkpoint = Checkpoint.read(text)
    return b"".join(
        (
            _LABEL,
            _prefixed(name),
            seconds.to_bytes(8),
            _prefixed(checkpoint.origin),
            (0).to_bytes(8),
            checkpoint.size.to_bytes(8),
            checkpoint.root,
        )
    )


def _prefixed(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise NoteError(message("{text!r}: expected a name of 1 to 255 bytes", text=text[:60]))
    return bytes([len(data)]) + data
