"""Pages of what a report lists: so many of it, and the key after which the next page begins."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def page(
    found: Iterable[_T], key: Callable[[_T], str], *, after: str = "", limit: int | None
) -> tuple[list[_T], str | None]:
    """The first after a key of what is sorted by it, None: all; and the key of the last of them,
    None where nothing follows. Looks at no more than one of those that follow."""
    further = (one for one in found if key(one) > after)
    if limit is None:
        return list(further), None
    some = list(islice(further, limit + 1))
    return some[:limit], key(some[limit - 1]) if len(some) > limit else None
