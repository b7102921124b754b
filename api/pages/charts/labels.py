"""What the marks of a chart are called, so that none is drawn as another one."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K", bound=str | None)


def apart(names: Mapping[K, str]) -> dict[K, str]:
    """What each id is called: its name, with the id behind it where another has the same name."""
    times = Counter(names.values())
    return {
        one: name if times[name] == 1 or one is None else f"{name} {one}"
        for one, name in names.items()
    }
