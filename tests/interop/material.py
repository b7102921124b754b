"""A log of our leaves with its roots, proofs and notes, in one JSON that other programs check."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from lrs.event.events import STATEMENT_RECORDED
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.cosignature import ED25519, ML_DSA_44, WitnessSigner
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.note import Note, SigningKey
from lrs.proof.tiles import Tile, grown, nodes_from
from lrs.proof.tree import Nodes, consistency_proof, inclusion_proof, leaf_hash, subtree_root

NAME: Final = "city.example/lrs"
KEY: Final = SigningKey.from_seed(NAME, bytes(range(32)))
SMALL: Final = 600
"""All sizes up to this one are tried."""
TURN: Final = 65_536
"""The size at which the tree gets a third level of tiles; those around it are tried, too."""
SIZES: Final = (*range(SMALL + 1), *range(TURN - 3, TURN + 4))
PAGE: Final = 1000
SECONDS: Final = 1_767_225_600


def leaves() -> Iterator[bytes]:
    """The leaves of the log, the same each time."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for position in range(1, max(SIZES) + 1):
        digest = hashlib.sha256(position.to_bytes(8)).digest()
        yield leaf_of(
            StoredEvent(
                position=position,
                stored=begin + timedelta(microseconds=position),
                originator_id=UUID(bytes=digest[:16], version=4),
                originator_version=1,
                topic=STATEMENT_RECORDED,
                state=digest,
                nonce=digest[16:],
            )
        )


class Tree:
    """The tree over them, kept as tiles, as the store keeps it."""

    def __init__(self) -> None:
        self.leaves = list(leaves())
        self.hashes = [leaf_hash(leaf) for leaf in self.leaves]
        self._tiles: dict[tuple[int, int], bytes] = {}
        for first in range(0, len(self.hashes), PAGE):
            page = self.hashes[first : first + PAGE]
            for tile, data in grown(first, page, self._read):
                self._tiles[tile.level, tile.index] = data

    def _read(self, tile: Tile) -> bytes:
        return self._tiles[tile.level, tile.index][: tile.width * 32]

    def nodes(self, size: int) -> Nodes:
        """The subtrees of the tree of a size."""
        return nodes_from(self._read, size)

    def root(self, size: int) -> bytes:
        """The root of the tree of a size."""
        return subtree_root(0, size, self.nodes(size))

    def signed(self, size: int) -> Note:
        """The signed head of the tree of a size."""
        text = str(Checkpoint(origin=NAME, size=size, root=self.root(size)))
        return Note(text=text, signatures=(KEY.sign(text),))


def _inclusions(tree: Tree, size: int) -> Iterator[dict[str, Any]]:
    for index in sorted({0, size // 3, size // 2, size * 7 // 11, size - 1}) if size else ():
        proof = inclusion_proof(index, size, tree.nodes(size))
        yield {"index": index, "size": size, "proof": [one.hex() for one in proof]}


def _consistencies(tree: Tree, size: int) -> Iterator[dict[str, Any]]:
    power = 1 << max(size.bit_length() - 1, 0)
    for old in sorted({1, size // 3, size // 2, power, size * 7 // 11, size - 1, size}):
        if 0 < old <= size:
            proof = consistency_proof(old, size, tree.nodes(size))
            yield {"old": old, "size": size, "proof": [one.hex() for one in proof]}


def _notes(tree: Tree) -> Iterator[dict[str, str]]:
    """Notes with the key of each signature, one of the log and one of each kind of witness."""
    note = tree.signed(SMALL)
    yield {"vkey": str(KEY.public), "note": str(note)}
    for kind, name in ((ED25519, "witness.example/ed"), (ML_DSA_44, "witness.example/ml")):
        signer = WitnessSigner.from_seed(name, kind, bytes(32))
        cosigned = (*note.signatures, signer.cosign(note.text, seconds=SECONDS))
        whole = Note(text=note.text, signatures=cosigned)
        yield {"vkey": str(signer.public), "note": str(whole)}


def write(file: Path) -> Tree:
    """Writes it; the tree that it is of."""
    tree = Tree()
    consistencies = [one for size in SIZES for one in _consistencies(tree, size)]
    sizes = sorted({*SIZES, *(one["old"] for one in consistencies)})
    material = {
        "entries": [base64.b64encode(leaf).decode() for leaf in tree.leaves[:SMALL]],
        "hashes": [one.hex() for one in tree.hashes],
        "roots": {str(size): tree.root(size).hex() for size in sizes},
        "inclusions": [one for size in SIZES for one in _inclusions(tree, size)],
        "consistencies": consistencies,
        "notes": list(_notes(tree)),
    }
    file.write_text(json.dumps(material), encoding="utf-8")
    return tree
