"""The public inclusion and consistency vectors of transparency-dev/merkle, against our tree.

They are public data and not part of this repository: name a folder that has its `testdata`.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lrs.proof.tree import ProofError, check_consistency, check_inclusion

EXPECTED: Final = 196
"""How many there are."""

NO_HASHES: Final = "sizes-are-equal-one-and-proof-is-empty"
"""The one vector that comes out otherwise: its roots are no hashes, which we refuse."""


def differing(folder: Path) -> tuple[int, list[str]]:
    """How many vectors there are, and those that do not come out as they say."""
    found = [*_of(folder / "inclusion", _included), *_of(folder / "consistency", _consistent)]
    return len(found), [name for name, same in found if not same]


def _of(folder: Path, check: Any) -> Iterator[tuple[str, bool]]:
    for file in sorted(folder.rglob("*.json")):
        vector = json.loads(file.read_text(encoding="utf-8"))
        try:
            check(vector)
            refused = False
        except ProofError:
            refused = True
        yield f"{folder.name}/{file.stem}", refused is vector["wantErr"]


def _hash(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _proof(vector: dict[str, Any]) -> list[bytes]:
    return [_hash(one) for one in vector["proof"] or ()]


def _included(vector: dict[str, Any]) -> None:
    check_inclusion(
        vector["leafIdx"],
        vector["treeSize"],
        hashed=_hash(vector["leafHash"]),
        proof=_proof(vector),
        root=_hash(vector["root"]),
    )


def _consistent(vector: dict[str, Any]) -> None:
    check_consistency(
        vector["size1"],
        vector["size2"],
        old_root=_hash(vector["root1"]),
        new_root=_hash(vector["root2"]),
        proof=_proof(vector),
    )
