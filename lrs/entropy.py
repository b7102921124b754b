"""The only source of randomness: statement ids, nonces, keys and secrets."""

import secrets
from uuid import UUID, uuid4

NONCE_BYTES = 16
SECRET_BYTES = 32


def new_statement_id() -> UUID:
    """Return a random (version 4) UUID for a statement that came without an id."""
    return uuid4()


def new_nonce() -> bytes:
    """Return the 16 random bytes that key the hash of one event's state."""
    return secrets.token_bytes(NONCE_BYTES)


def new_nonces(count: int) -> list[bytes]:
    """Return a nonce for each of so many events, by one call of the system."""
    drawn = secrets.token_bytes(NONCE_BYTES * count)
    return [drawn[start : start + NONCE_BYTES] for start in range(0, len(drawn), NONCE_BYTES)]


def new_digest_key() -> bytes:
    """Return the 32 random bytes that key the digest of one version of a document."""
    return secrets.token_bytes(SECRET_BYTES)


def new_signing_seed() -> bytes:
    """Return the 32 random bytes that a signing key is made from."""
    return secrets.token_bytes(SECRET_BYTES)


def new_log_name() -> str:
    """Return the name of a log that nobody named: no other log has it."""
    return f"cadre-lrs/{secrets.token_hex(8)}"


def new_lock_key() -> int:
    """Return a random key of an advisory lock that nobody else takes: below 2 to the 63."""
    return secrets.randbits(63)


def new_credential_key() -> str:
    """Return the public key of a new credential: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def new_secret() -> str:
    """Return a credential secret: 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(SECRET_BYTES)
