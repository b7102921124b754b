"""The tree as tiles (c2sp.org/tlog-tiles): 256 hashes side by side, in files that never change.

A tile of level l has the hashes of the complete subtrees of 256**l leaves; one that is not full is
a partial tile and says its width.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lrs.proof.tree import HASH_SIZE, Frontier, Nodes, ProofError, root_of

WIDTH = 256
"""Hashes of a full tile."""

_HEIGHT = 8
"""Levels of the tree that a tile spans: 256 is two to the eighth."""

_GREATEST_LEVEL = 63

_TILE_SIZE = WIDTH * HASH_SIZE


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile by its level, its index among those of the level, and its width."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served, below the prefix of the log: `tile/0/x001/x234/067.p/8`."""
        return f"tile/{self.level}/{_number(self.index)}{self._partial}"

    @property
    def entries_path(self) -> str:
        """Where the entries are served whose hashes a tile of level 0 has."""
        return f"tile/entries/{_number(self.index)}{self._partial}"

    @property
    def _partial(self) -> str:
        return "" if self.width == WIDTH else f".p/{self.width}"


def tile_of(level: str, number: str) -> Tile:
    """The tile of a level and of a number as a path has it: `x001/x234/067.p/8`.

    Raises ValueError where these name no tile in the one way in which a tile is named.
    """
    digits, partial, width = number.partition(".p/")
    index = int("".join(digits.replace("x", "").split("/")))
    tile = Tile(int(level), index, int(width) if partial else WIDTH)
    within = 0 <= tile.level <= _GREATEST_LEVEL and 1 <= tile.width <= WIDTH
    if not within or tile.path != f"tile/{level}/{number}":
        raise ValueError(f"tile/{level}/{number} names no tile")
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """All tiles of a tree, the leaves first; of each level the last one may be partial."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if rest:
            yield Tile(level, full, rest)
        level, size = level + 1, full


def grown(
    size: int, hashes: Sequence[bytes], read: Callable[[Tile], bytes]
) -> Iterator[tuple[Tile, bytes]]:
    """The tiles that change when a tree of a size gets more leaves, each with all its bytes.

    `read` gives the bytes of a partial tile of the tree as it was.
    """
    level, fresh = 0, b"".join(hashes)
    while fresh:
        index, offset = divmod(size, WIDTH)
        whole = (read(Tile(level, index, offset)) if offset else b"") + fresh
        above = []
        for at in range(0, len(whole), _TILE_SIZE):
            part = whole[at : at + _TILE_SIZE]
            tile = Tile(level, index + at // _TILE_SIZE, len(part) // HASH_SIZE)
            yield tile, part
            if tile.width == WIDTH:
                above.append(_root(part))
        level, size, fresh = level + 1, size // WIDTH, b"".join(above)


def _root(hashes: bytes) -> bytes:
    """The root over the hashes of a full tile."""
    return root_of(hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE))


def nodes_from(read: Callable[[Tile], bytes], size: int) -> Nodes:
    """The subtrees of a tree of this size, out of the bytes of its tiles."""

    @lru_cache(maxsize=256)
    def hashes(tile: Tile) -> tuple[bytes, ...]:
        found = read(tile)
        if len(found) != tile.width * HASH_SIZE:
            raise ProofError(
                f"{tile.path}: got {len(found)} bytes, expected {tile.width * HASH_SIZE}"
            )
        return tuple(found[at : at + HASH_SIZE] for at in range(0, len(found), HASH_SIZE))

    def node(level: int, index: int) -> bytes:
        floor, above = divmod(level, _HEIGHT)
        first = index << above
        number, at = divmod(first, WIDTH)
        width = min(WIDTH, (size >> (_HEIGHT * floor)) - number * WIDTH)
        frontier = Frontier()
        for hashed in hashes(Tile(floor, number, width))[at : at + (1 << above)]:
            frontier.append(hashed)
        return frontier.root

    return node


def bundle(entries: list[bytes]) -> bytes:
    """Entries as they are served: each after its length in two bytes."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def _number(index: int) -> str:
    """An index in groups of three digits, all but the last one behind an x."""
    last = f"{index % 1000:03}"
    return last if index < 1000 else f"{_groups(index // 1000)}/{last}"


def _groups(index: int) -> str:
    last = f"x{index % 1000:03}"
    return last if index < 1000 else f"{_groups(index // 1000)}/{last}"
