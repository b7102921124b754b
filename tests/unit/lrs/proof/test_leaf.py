"""The leaf of an event, byte for byte: it may never change."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from lrs.proof.leaf import StoredEvent, leaf_of

EVENT = StoredEvent(
    position=7,
    stored=datetime(2026, 11, 28, 8, 30, 0, 120, tzinfo=UTC),
    originator_id=UUID("f3a0c5b2-6a50-5c8e-9d1a-0123456789ab"),
    originator_version=1,
    topic="StatementRecorded",
    state=b'{"id":"..."}\n{}',
    nonce=bytes(range(16)),
)


def test_the_bytes_of_a_leaf() -> None:
    assert leaf_of(EVENT) == (
        b"lrs-event/v1\n"
        b"7\n"
        b"2026-11-28T08:30:00.000120Z\n"
        b"f3a0c5b2-6a50-5c8e-9d1a-0123456789ab\n"
        b"1\n"
        b"StatementRecorded\n"
        b"31050f4f6ea7fe16d86939f502ac4776"
        b"3f05c35bfc95ea968bfa57a35c90e3a2\n"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"position": 8},
        {"stored": datetime(2026, 11, 28, 8, 30, 0, 121, tzinfo=UTC)},
        {"originator_id": UUID(int=1)},
        {"originator_version": 2},
        {"topic": "Erased"},
        {"state": b""},
        {"nonce": bytes(16)},
    ],
)
def test_whatever_is_changed_changes_the_leaf(change: dict[str, object]) -> None:
    members = {name: getattr(EVENT, name) for name in EVENT.__struct_fields__}
    assert leaf_of(StoredEvent(**{**members, **change})) != leaf_of(EVENT)
