"""Takes measurements in turns, so that what the machine does meanwhile meets all of them alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How much is measured: statements of the big store, turns, and seconds of a turn."""

    size: int
    rounds: int
    seconds: float

    @property
    def small(self) -> int:
        """The small store that the big one is held against: one of 10k, or a tenth in a trial."""
        return min(10_000, self.size // 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table."""

    work: str
    measured: str
    against: str
    result: str
    wanted: str


Way = Callable[[int], float]
"""Does something in a turn, of this number, and tells its figure."""


def in_turns(ways: Mapping[str, Way], rounds: int) -> dict[str, list[float]]:
    """The figures of each way, all of them in each round, every other round backwards."""
    figures: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(1, rounds + 1):
        for name in list(ways) if number % 2 else reversed(list(ways)):
            figures[name].append(ways[name](number))
    return figures


def ratio(figures: Sequence[float], reference: Sequence[float]) -> float:
    """The median of the ratios within each round."""
    return median(a / b for a, b in zip(figures, reference, strict=True))


def shown(figures: Sequence[float], reference: Sequence[float]) -> str:
    """That ratio with the least and the greatest of the rounds, which say how quiet it was."""
    ratios = [a / b for a, b in zip(figures, reference, strict=True)]
    return f"{ratio(figures, reference):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def p99(times: Sequence[float]) -> float:
    """The time that one in a hundred is above."""
    return quantiles(times, n=100)[98] if len(times) > 1 else times[0]


def thousands(figure: float) -> str:
    """A whole number that people can read."""
    return f"{figure:,.0f}"


def milliseconds(seconds: float) -> str:
    """A time in milliseconds."""
    return f"{seconds * 1000:.1f} ms"
