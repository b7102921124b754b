"""Merkle trees as RFC 6962 defines them: roots, inclusion proofs, consistency proofs.

A proof is made from the hashes of complete subtrees, which `Nodes` gives: a list of leaves in a
test, the tiles of a store (`lrs.proof.tiles`). Subtree (level, index) covers the leaves from
index * 2**level on, 2**level of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lrs.message import message

HASH_SIZE = 32

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""

Nodes = Callable[[int, int], bytes]
"""The hash of the complete subtree of a level and an index."""


class ProofError(ValueError):
    """A proof that does not prove what it claims."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """A tree that grows: of it are kept only the complete subtrees that its root is made of.

    `subtrees` are their hashes, the largest first; their sizes are the binary digits of `size`.
    """

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)

    def append(self, hashed: bytes) -> None:
        """Takes in the hash of the next leaf."""
        self.subtrees.append(hashed)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right = self.subtrees.pop()
            self.subtrees[-1] = node_hash(self.subtrees[-1], right)
            size //= 2

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return joined(self.subtrees) if self.subtrees else EMPTY_ROOT


def joined(subtrees: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that stand side by side, the largest first."""
    *others, found = subtrees
    for left in reversed(others):
        found = node_hash(left, found)
    return found


def nodes_of(hashes: Sequence[bytes]) -> Nodes:
    """The subtrees over the hashes of leaves in memory."""

    def node(level: int, index: int) -> bytes:
        first = index << level
        frontier = Frontier()
        for hashed in hashes[first : first + (1 << level)]:
            frontier.append(hashed)
        return frontier.root

    return node


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over the hashes of all leaves."""
    frontier = Frontier()
    for hashed in hashes:
        frontier.append(hashed)
    return frontier.root


def frontier_of(size: int, nodes: Nodes) -> Frontier:
    """The tree of a size, ready to grow."""
    subtrees = [nodes(level, index) for level, index in _complete(0, size)]
    return Frontier(size=size, subtrees=subtrees)


def subtree_root(first: int, end: int, nodes: Nodes) -> bytes:
    """The root over the leaves with first <= index < end, where `first` begins a subtree."""
    if first == end:
        return EMPTY_ROOT
    return joined([nodes(level, index) for level, index in _complete(first, end)])


def _complete(first: int, end: int) -> Iterator[tuple[int, int]]:
    """The largest complete subtrees that cover some leaves, from left to right."""
    while first < end:
        level = (end - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The proof that a leaf is part of the tree of a size, from its sibling up (RFC 6962, 2.1.1).

    Raises ProofError where the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(
            message("a tree of {size} leaves has no leaf {index}", size=size, index=index)
        )
    return _path(index, 0, size, nodes)


def _path(index: int, first: int, end: int, nodes: Nodes) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + _split(end - first)
    if index < middle:
        return [*_path(index, first, middle, nodes), subtree_root(middle, end, nodes)]
    return [*_path(index, middle, end, nodes), subtree_root(first, middle, nodes)]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The proof that the tree of one size begins with all of a smaller one (RFC 6962, 2.1.2).

    Raises ProofError where the sizes are not in order.
    """
    if not 0 <= old <= new:
        raise ProofError(
            message("a tree of {new} leaves does not begin with one of {old}", new=new, old=old)
        )
    return [] if old in (0, new) else _between(old, 0, new, True, nodes)


def _between(old: int, first: int, end: int, known: bool, nodes: Nodes) -> list[bytes]:
    """`known`: whether the verifier has the root over the old tree's part of these leaves."""
    if old == end:
        return [] if known else [subtree_root(first, end, nodes)]
    middle = first + _split(end - first)
    if old <= middle:
        return [*_between(old, first, middle, known, nodes), subtree_root(middle, end, nodes)]
    return [*_between(old, middle, end, False, nodes), subtree_root(first, middle, nodes)]


def _split(size: int) -> int:
    """The greatest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def check_inclusion(
    index: int, size: int, *, hashed: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless a leaf of this hash stands at `index` in the tree of this root."""
    if not 0 <= index < size:
        raise ProofError(
            message("a tree of {size} leaves has no leaf {index}", size=size, index=index)
        )
    _check_hashes(hashed, root, *proof)
    for sibling, is_left in _turns(index, size - 1, proof):
        hashed = node_hash(sibling, hashed) if is_left else node_hash(hashed, sibling)
    if hashed != root:
        raise ProofError("the proof leads to another root")


def check_consistency(
    old: int, new: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises ProofError unless the tree of `new_root` begins with all leaves of `old_root`."""
    if not 0 <= old <= new:
        raise ProofError(
            message("a tree of {new} leaves does not begin with one of {old}", new=new, old=old)
        )
    _check_hashes(old_root, new_root, *proof)
    if old in (0, new):
        _check_same(old_root, new_root if old else EMPTY_ROOT, proof)
        return
    complete = old & (old - 1) == 0  # then the old root itself is on the way to the new one
    if not complete and not proof:
        raise ProofError("the proof is too short")
    older, siblings = (old_root, proof) if complete else (proof[0], proof[1:])
    newer = older
    node, last = old - 1, new - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    for sibling, is_left in _turns(node, last, siblings):
        if is_left:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
        else:
            newer = node_hash(newer, sibling)
    if (older, newer) != (old_root, new_root):
        which = "old" if older != old_root else "new"
        raise ProofError(message("the proof does not lead to the {which} root", which=which))


def _check_same(old_root: bytes, expected: bytes, proof: Sequence[bytes]) -> None:
    """Raises ProofError unless a root is the one that needs no proof, and has none."""
    if proof:
        raise ProofError("the proof is too long")
    if old_root != expected:
        raise ProofError("the roots differ")


def _turns(node: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each hash of a proof, and whether it stands to the left of what it is joined with.

    `node` is where the way up begins, `last` the last node beside it. Raises ProofError where the
    proof is longer or shorter than the way.
    """
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        is_left = node % 2 == 1 or node == last
        while is_left and node % 2 == 0 and node:
            node, last = node >> 1, last >> 1
        yield sibling, is_left
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise ProofError(message("a hash has {hash_size} bytes", hash_size=HASH_SIZE))
