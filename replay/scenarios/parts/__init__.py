"""The parts of answers that scenarios know, a file for each area; a file that stands here counts.

Every file has its `PARTS`; nothing else has to be told of a new one.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from replay.scenarios.part import SUBJECTS, Part


@cache
def parts() -> Mapping[str, Part]:
    """All parts by key. Raises ValueError where two have one key, or one is about nothing known."""
    found: dict[str, Part] = {}
    for module in sorted(one.name for one in iter_modules(__path__)):
        for part in import_module(f"{__name__}.{module}").PARTS:
            if part.key in found or part.key in SUBJECTS:
                raise ValueError(f"{module}: {part.key} is the key of another part or subject")
            if not set(part.about) <= set(SUBJECTS):
                raise ValueError(f"{module}.{part.key}: about {part.about}, expected {SUBJECTS}")
            found[part.key] = part
    return found
