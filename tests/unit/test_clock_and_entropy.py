"""The wall clock is aware and in UTC; what is drawn at random has the promised size."""

import base64
from datetime import UTC

from lrs.clock import system_clock
from lrs.entropy import new_nonce, new_nonces, new_secret, new_statement_id


def test_the_clock_is_in_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_the_clock_does_not_stand() -> None:
    assert system_clock() <= system_clock()


def test_a_nonce_has_16_bytes_and_is_new() -> None:
    assert len(new_nonce()) == 16
    assert new_nonce() != new_nonce()


def test_nonces_drawn_together_are_as_good() -> None:
    drawn = new_nonces(3)
    assert {len(nonce) for nonce in drawn} == {16}
    assert len({*drawn, *new_nonces(3)}) == 6
    assert new_nonces(0) == []


def test_a_secret_has_256_bits_and_is_new() -> None:
    assert len(base64.urlsafe_b64decode(new_secret() + "=")) == 32
    assert new_secret() != new_secret()


def test_a_statement_id_is_random() -> None:
    assert new_statement_id().version == 4
    assert new_statement_id() != new_statement_id()
