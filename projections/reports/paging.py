"""Pages of what a report lists: so many of it, and the key after which the next page begins."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def page(
    found: Iterable[_T], key: Callable[[_T], str], *, after: str = "", limit: int | None
) -> tuple[list[_T], str | None]:
    """One page of a list that is sorted by `key`, and the key after which the next page begins.

    The page has up to `limit` of those whose key lies above `after`; without a limit all of them.
    The second value is None where no page follows. The list is read one further than the page.

        page(["a", "b", "c"], str, after="a", limit=1) == (["b"], "b")
        page(["a", "b", "c"], str, after="b", limit=1) == (["c"], None)
    """
    further = (one for one in found if key(one) > after)
    if limit is None:
        return list(further), None
    some = list(islice(further, limit + 1))
    return some[:limit], key(some[limit - 1]) if len(some) > limit else None
