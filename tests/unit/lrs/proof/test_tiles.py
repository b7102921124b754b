"""Tiles: their paths, which of them a tree has, and proofs that are made of them."""

import pytest

from lrs.proof.tiles import WIDTH, Tile, bundle, nodes_from, tile_of, tiles_of
from lrs.proof.tree import (
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    nodes_of,
    root_of,
    subtree_root,
)

HASHES = [leaf_hash(str(number).encode()) for number in range(66_000)]


def stored(size: int) -> dict[Tile, bytes]:
    """All tiles of a tree, by the definition of tlog-tiles."""
    levels: list[list[bytes]] = [HASHES[:size]]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        full = range(0, len(below) - len(below) % WIDTH, WIDTH)
        levels.append([root_of(below[at : at + WIDTH]) for at in full])
    return {
        tile: b"".join(levels[tile.level][tile.index * WIDTH : tile.index * WIDTH + tile.width])
        for tile in tiles_of(size)
    }


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(2, 5, 17), "tile/2/005.p/17"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path
    _, level, number = path.split("/", 2)
    assert tile_of(level, number) == tile


@pytest.mark.parametrize(
    ("level", "number"),
    [
        ("0", "1"),
        ("00", "000"),
        ("64", "000"),
        ("0", "x000/001"),
        ("0", "001/067"),
        ("0", "000.p/0"),
        ("0", "000.p/256"),
        ("0", "000.p/01"),
        ("0", "../../etc"),
        ("0", ""),
        ("-1", "000"),
        ("0", "٠٠٠"),
    ],
)
def test_what_names_no_tile(level: str, number: str) -> None:
    with pytest.raises(ValueError, match=r"no tile|invalid literal"):
        tile_of(level, number)


def test_the_tiles_of_the_documents_example() -> None:
    found = list(tiles_of(70_000))
    assert sum(one.level == 0 and one.width == WIDTH for one in found) == 273
    partial = [one for one in found if one.width < WIDTH]
    assert partial == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 600, 65_535, 65_536, 65_537])
def test_roots_and_proofs_out_of_tiles(size: int) -> None:
    tiles = stored(size)
    nodes = nodes_from(tiles.__getitem__, size)
    assert subtree_root(0, size, nodes) == root_of(HASHES[:size])
    if size <= 600:
        memory = nodes_of(HASHES[:size])
        for index in {0, size // 2, size - 1}:
            assert inclusion_proof(index, size, nodes) == inclusion_proof(index, size, memory)
        for old in {1, size // 3 + 1, size}:
            assert consistency_proof(old, size, nodes) == consistency_proof(old, size, memory)


def test_a_frontier_goes_on_from_what_it_has_kept() -> None:
    frontier = Frontier()
    for hashed in HASHES[:300]:
        frontier.append(hashed)
    kept = Frontier(size=frontier.size, subtrees=list(frontier.subtrees))
    for hashed in HASHES[300:1000]:
        kept.append(hashed)
    assert kept.root == root_of(HASHES[:1000])


def test_a_tile_that_was_cut_is_refused() -> None:
    nodes = nodes_from(lambda tile: b"\0" * 31, 300)
    with pytest.raises(ProofError, match="tile/0/000: got 31 bytes, expected 8192"):
        nodes(0, 0)


def test_a_bundle_has_each_entry_behind_its_length() -> None:
    assert bundle([b"a", b"", b"bc"]) == b"\0\1a\0\0\0\2bc"
