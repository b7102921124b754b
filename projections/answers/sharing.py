"""Makes something of many persons, some at a time: in this process, or with others that help."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from lrs.event.log import Log
from projections.answers.acts import in_buckets

T = TypeVar("T")
B = TypeVar("B")


class Sharing(Protocol[B]):
    """Who makes something of many persons, as of some basis."""

    def each(
        self,
        make: Callable[[Sequence[str], Log, B], T],
        persons: Iterable[str],
        reader: Log,
        basis: B,
    ) -> Iterator[T]:
        """What `make` makes of some persons at a time, in their order.

        Another process gets `make` pickled: it is a function of a module, or a `partial` of one.
        What it sets aside is noted in the basis, whoever makes it.
        """
        ...


class Alone:
    """Makes all of it here, one bucket after the other."""

    def each(
        self,
        make: Callable[[Sequence[str], Log, B], T],
        persons: Iterable[str],
        reader: Log,
        basis: B,
    ) -> Iterator[T]:
        """What each bucket of the persons comes to."""
        for bucket in in_buckets(persons):
            yield make(bucket, reader, basis)


ALONE: Final = Alone()
