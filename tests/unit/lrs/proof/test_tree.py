"""Trees, against RFC 6962's own recursive definition and its public vectors."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrs.proof.tree import (
    EMPTY_ROOT,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    root_of,
)

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
]
"""The leaves of the test vectors of Certificate Transparency, and the root over each first few."""

HASHES = [leaf_hash(str(number).encode()) for number in range(600)]


def root_by_definition(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(root_by_definition(hashes[:k]), root_by_definition(hashes[k:]))


def path_by_definition(m: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(hashes) == 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*path_by_definition(m, hashes[:k]), root_by_definition(hashes[k:])]
    return [*path_by_definition(m - k, hashes[k:]), root_by_definition(hashes[:k])]


def proof_by_definition(m: int, hashes: Sequence[bytes], known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if m == len(hashes):
        return [] if known else [root_by_definition(hashes)]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m <= k:
        return [*proof_by_definition(m, hashes[:k], known), root_by_definition(hashes[k:])]
    return [*proof_by_definition(m - k, hashes[k:], False), root_by_definition(hashes[:k])]


@pytest.mark.parametrize("size", range(1, 8))
def test_the_public_vectors(size: int) -> None:
    hashes = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]
    assert root_of(hashes).hex() == ROOTS[size - 1]


def test_every_root_up_to_600() -> None:
    for size in range(601):
        assert root_of(HASHES[:size]) == root_by_definition(HASHES[:size])
    assert root_of([]) == EMPTY_ROOT


def test_every_proof_of_small_trees() -> None:
    for size in range(1, 34):
        hashes = HASHES[:size]
        nodes = nodes_of(hashes)
        root = root_of(hashes)
        for index in range(size):
            proof = inclusion_proof(index, size, nodes)
            assert proof == path_by_definition(index, hashes)
            check_inclusion(index, size, hashed=hashes[index], proof=proof, root=root)
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, nodes)
            assert proof == proof_by_definition(old, hashes)
            old_root = root_of(hashes[:old])
            check_consistency(old, size, old_root=old_root, new_root=root, proof=proof)


@given(st.data())
@settings(max_examples=60)
def test_proofs_of_larger_trees(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    hashes = HASHES[:size]
    nodes = nodes_of(hashes)
    assert inclusion_proof(index, size, nodes) == path_by_definition(index, hashes)
    assert consistency_proof(old, size, nodes) == proof_by_definition(old, hashes)


@given(st.data())
@settings(max_examples=100)
def test_a_proof_with_one_byte_flipped_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    hashes = HASHES[:size]
    nodes, root, old_root = nodes_of(hashes), root_of(hashes), root_of(hashes[:old])
    inclusion = _flipped(data, [hashes[index], root, *inclusion_proof(index, size, nodes)])
    with pytest.raises(ProofError):
        check_inclusion(index, size, hashed=inclusion[0], root=inclusion[1], proof=inclusion[2:])
    consistency = _flipped(data, [old_root, root, *consistency_proof(old, size, nodes)])
    with pytest.raises(ProofError):
        check_consistency(
            old, size, old_root=consistency[0], new_root=consistency[1], proof=consistency[2:]
        )


def _flipped(data: st.DataObject, hashes: list[bytes]) -> list[bytes]:
    which, byte = data.draw(st.integers(0, len(hashes) - 1)), data.draw(st.integers(0, 31))
    changed = bytearray(hashes[which])
    changed[byte] ^= 1 << data.draw(st.integers(0, 7))
    return [*hashes[:which], bytes(changed), *hashes[which + 1 :]]


@pytest.mark.parametrize(
    ("index", "size", "fault"),
    [(-1, 5, "no leaf -1"), (5, 5, "no leaf 5"), (0, 0, "no leaf 0")],
)
def test_a_leaf_that_the_tree_has_not(index: int, size: int, fault: str) -> None:
    with pytest.raises(ProofError, match=fault):
        inclusion_proof(index, size, nodes_of(HASHES[:size]))
    with pytest.raises(ProofError, match=fault):
        check_inclusion(index, size, hashed=HASHES[0], proof=[], root=HASHES[0])


def test_a_proof_of_another_length() -> None:
    nodes, root = nodes_of(HASHES[:7]), root_of(HASHES[:7])
    proof = inclusion_proof(3, 7, nodes)
    for wrong in (proof[:-1], [*proof, HASHES[9]], []):
        with pytest.raises(ProofError):
            check_inclusion(3, 7, hashed=HASHES[3], proof=wrong, root=root)
    proof, old_root = consistency_proof(3, 7, nodes), root_of(HASHES[:3])
    for wrong in (proof[:-1], [*proof, HASHES[9]], []):
        with pytest.raises(ProofError):
            check_consistency(3, 7, old_root=old_root, new_root=root, proof=wrong)


def test_the_trees_that_need_no_proof() -> None:
    root = root_of(HASHES[:7])
    check_consistency(0, 7, old_root=EMPTY_ROOT, new_root=root, proof=[])
    check_consistency(7, 7, old_root=root, new_root=root, proof=[])
    for old, old_root in ((0, root), (7, HASHES[0])):
        with pytest.raises(ProofError, match="the roots differ"):
            check_consistency(old, 7, old_root=old_root, new_root=root, proof=[])
    with pytest.raises(ProofError, match="too long"):
        check_consistency(7, 7, old_root=root, new_root=root, proof=[root])
    with pytest.raises(ProofError, match="does not begin"):
        check_consistency(8, 7, old_root=root, new_root=root, proof=[])
