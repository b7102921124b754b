"""Checks the roots, proofs and notes of a log by Python libraries that nobody here wrote.

    PYTHON tests/interop/oracles.py material.json LIBRARY

PYTHON is one that has the library, `tlog_scales` or `aics_tlog`, and nothing of ours. Its code is
asked, never copied.
"""

import base64
import json
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

Check = Callable[[], bool]


def flipped(proof: list[bytes], check: Check) -> int:
    """How many forged proofs were refused: of each hash one bit is changed, one after the other."""
    for number, whole in enumerate(proof):
        proof[number] = bytes([whole[0] ^ 1]) + whole[1:]
        assert not check(), f"a forged proof was accepted: {proof}"
        proof[number] = whole
    return len(proof)


def holds(check: Callable[..., Any], *arguments: Any) -> bool:
    """Whether a check answers true, or returns without raising."""
    try:
        return check(*arguments) is not False
    except Exception:
        return False


class TlogScales:
    """The library `tlog-scales`; it computes no roots."""

    def __init__(self) -> None:
        self._tlog = import_module("tlog_scales.tlog")
        self._signing = import_module("tlog_scales.signing")

    def included(self, leaf: bytes, at: dict[str, Any], proof: list[bytes], root: bytes) -> bool:
        made = self._tlog.InclusionProof(at["index"], at["size"], proof)
        return holds(made.check, leaf, root)

    def consistent(self, at: dict[str, Any], proof: list[bytes], old: bytes, new: bytes) -> bool:
        made = self._tlog.ConsistencyProof(at["old"], at["size"], proof)
        return holds(made.check, old, new)

    def signed(self, note: str, vkey: str) -> bool:
        checkpoint = self._tlog.Checkpoint.from_text(note)
        return holds(checkpoint.verify, self._signing.Vkey.from_string(vkey))

    def root(self, entries: list[bytes], size: int) -> bytes | None:
        return None


class AicsTlog:
    """The library `aics-tlog`; of cosignatures it knows Ed25519 alone."""

    def __init__(self) -> None:
        self._tree = import_module("aics_tlog.tree")
        self._note = import_module("aics_tlog.note")
        self._made: Any = None

    def included(self, leaf: bytes, at: dict[str, Any], proof: list[bytes], root: bytes) -> bool:
        return bool(self._tree.verify_inclusion(leaf, at["index"], at["size"], proof, root))

    def consistent(self, at: dict[str, Any], proof: list[bytes], old: bytes, new: bytes) -> bool:
        return bool(self._tree.verify_consistency(at["old"], at["size"], old, new, proof))

    def signed(self, note: str, vkey: str) -> bool | None:
        return None

    def root(self, entries: list[bytes], size: int) -> bytes | None:
        if size > len(entries):
            return None
        if self._made is None:
            self._made = self._tree.MerkleTree(entries)
        return bytes(self._made.root(size))


LIBRARIES = {"tlog_scales": TlogScales, "aics_tlog": AicsTlog}


def main(file: Path, library: str) -> None:
    material = json.loads(file.read_text(encoding="utf-8"))
    by: Any = LIBRARIES[library]()
    entries = [base64.b64decode(one) for one in material["entries"]]
    hashes = [bytes.fromhex(one) for one in material["hashes"]]
    roots = {int(size): bytes.fromhex(one) for size, one in material["roots"].items()}
    counts = dict.fromkeys(("roots", "inclusions", "consistencies", "notes", "forged"), 0)
    for size, root in roots.items():
        made = by.root(entries, size)
        assert made in (None, root), f"the tree of {size} has another root"
        counts["roots"] += made is not None
    for at in material["inclusions"]:
        proof = [bytes.fromhex(one) for one in at["proof"]]
        leaf, root = hashes[at["index"]], roots[at["size"]]
        check = partial(by.included, leaf, at, proof, root)
        assert check(), f"inclusion of {at}"
        counts["inclusions"] += 1
        counts["forged"] += flipped(proof, check)
    for at in material["consistencies"]:
        proof = [bytes.fromhex(one) for one in at["proof"]]
        old, new = roots[at["old"]], roots[at["size"]]
        check = partial(by.consistent, at, proof, old, new)
        assert check(), f"consistency of {at}"
        counts["consistencies"] += 1
        counts["forged"] += flipped(proof, check)
    for one in material["notes"]:
        said = by.signed(one["note"], one["vkey"])
        assert said in (None, True), f"the note of {one['vkey']}"
        counts["notes"] += said is True
        if said is not None:
            assert not by.signed(one["note"].replace("\n6", "\n5", 1), one["vkey"])
            counts["forged"] += 1
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
