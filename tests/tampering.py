"""Every way in which we know how to tamper with a store, and what `lrs verify` says of each.

The table of docs/auditors.md is made of it, and tests/database/test_tampering.py tries each row.
"""

from typing import Final, NamedTuple

GOOD: Final = "good"
TAMPERED: Final = "tampered"
CANNOT_TELL: Final = "cannot tell"

CODES: Final = {GOOD: 0, TAMPERED: 1, CANNOT_TELL: 2}


class Row(NamedTuple):
    """What is done to a log of eight events, of which the auditor kept the head of five and the
    witness that of eight; what `verify` says with nothing kept, with that checkpoint, and with the
    witness; and the first bad position that it names, None where it names none."""

    attack: str
    alone: str
    kept: str
    witness: str
    first_bad: int | None = None


def _found(attack: str, first_bad: int | None = 3) -> Row:
    return Row(attack, TAMPERED, TAMPERED, TAMPERED, first_bad)


MATRIX: Final = (
    Row("nothing", GOOD, GOOD, GOOD),
    _found("state of event 3 changed"),
    _found("its topic changed"),
    _found("its version changed"),
    _found("its nonce changed"),
    _found("its id changed"),
    _found("its `stored` changed by a microsecond"),
    _found("its `stored` set before that of event 2"),
    _found("state changed together with the leaf in its tile", None),
    _found("another statement in its place, with a matching leaf in the tile", None),
    _found("state changed, and all tiles made anew, without the key", None),
    _found("event 3 deleted"),
    _found("an event inserted behind event 3", 4),
    _found("events 3 and 4 swapped"),
    _found("event 3 deleted and all behind it renumbered"),
    _found("events 5 to 8 cut off", 5),
    _found("a hash of a tile changed, the log untouched"),
    _found("event 3 made blank as if erased, and no event says so"),
    _found("event 3 erased, and brought back from a backup"),
    Row("the last checkpoint deleted, an older one left", GOOD, GOOD, CANNOT_TELL),
    Row(
        "events 5 to 8 cut off, and the older head signed with a stolen key",
        GOOD,
        TAMPERED,
        TAMPERED,
        5,
    ),
    Row("event 2 changed, and all signed anew with a stolen key", GOOD, TAMPERED, TAMPERED),
    Row("event 3 changed, and all signed anew with another key", CANNOT_TELL, TAMPERED, TAMPERED),
    Row("log, tiles and checkpoints wiped", CANNOT_TELL, TAMPERED, TAMPERED, 1),
    Row("tiles and checkpoints wiped, the log untouched", CANNOT_TELL, CANNOT_TELL, CANNOT_TELL),
    Row("nothing, but the auditor has the wrong key", CANNOT_TELL, CANNOT_TELL, CANNOT_TELL),
)


def table() -> str:
    """The matrix for the documents."""
    lines = [
        "| what was done | nothing kept | head of event 5 kept | witness | first bad position |",
        "|---|---|---|---|---|",
    ]
    for row in MATRIX:
        told = (f"{one} ({CODES[one]})" for one in (row.alone, row.kept, row.witness))
        position = "-" if row.first_bad is None else row.first_bad
        lines.append(f"| {row.attack} | {' | '.join(told)} | {position} |")
    return "\n".join(lines)
