"""Which share of the persons needs which statement, so that whoever folds one share passes over the
statements of all others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, count
from typing import Final
from zlib import crc32

from projections.answers.acts import whom
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact

HELD: Final = 2_000_000
"""Events of which the facts are held in memory by all processes of a rebuild together, at 0.6 KB
each, with all decisions; a longer log is read again for each further share of the persons, only
where it speaks of them."""

EVERY: Final = 255
"""The mark of a statement that every share needs: a decision, whose target any of them may hold.
The shares themselves have the marks 1 to 254."""

MOST: Final = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The persons of a log in ``count`` shares by their names; ``jobs`` processes fold one each.

    Of each position it can be noted in one byte who needs it: of three shares, 2 at the pass of
    somebody whose name falls into the second, EVERY at a ruling, 0 at what no share needs.
    """

    count: int
    jobs: int

    @classmethod
    def of_log(cls, head: int, *, jobs: int) -> "Shares":
        """As many that what all processes hold at a time has its bound; one for each at least."""
        each = max(1, HELD // jobs)
        rounds = max(1, -(-head // (each * jobs)))
        return cls(count=min(rounds * jobs, max(jobs, MOST)), jobs=jobs)

    def of(self, person: str) -> int:
        """The share that a person falls into."""
        return crc32(person.encode()) % self.count

    def note(self, fact: Fact, reference: Reference, as_of: AsOf) -> int:
        """The mark of a fact: which share needs it."""
        if isinstance(fact, Decision):
            return EVERY
        person = whom(fact, reference, as_of)
        return 0 if person is None else self.of(person) + 1


def is_needed(mark: int, share: int) -> bool:
    """Whether a share needs the statement that has this mark."""
    return mark in (share + 1, EVERY)


def needed(marks: bytes, share: int) -> Iterator[int]:
    """The positions that a share needs, of a log with these marks; the first is of position 0."""
    wanted = bytes(is_needed(one, share) for one in range(256))
    return compress(count(), marks.translate(wanted))


def marks_of(facts: Iterable[tuple[Fact, int]], *, after: int, until: int) -> bytes:
    """The marks of the positions after < position <= until, of facts with theirs."""
    marks = bytearray(until - after)
    for fact, mark in facts:
        marks[fact.position - after - 1] = mark
    return bytes(marks)
