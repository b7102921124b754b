"""All facts that are declared, found in the modules of this room."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, TypeGuard

import projections.facts
from projections.facts.fact import Fact

_READS_ALL: Final = frozenset({"learning_act", "registry"})
"""Modules that read what the others declare."""


def _declared() -> Iterator[tuple[str, type[Fact]]]:
    """Each declared fact with its name, module by module in the order of the alphabet."""
    for module in sorted(one.name for one in iter_modules(projections.facts.__path__)):
        if module in _READS_ALL:
            continue
        for value in vars(import_module(f"projections.facts.{module}")).values():
            if _declares(value) and value.__module__.endswith(f".{module}"):
                yield value.name, value


def _declares(value: object) -> TypeGuard[type[Fact]]:
    """Whether it is a fact that is declared by itself and not only by its base."""
    return (
        isinstance(value, type)
        and issubclass(value, Fact)
        and vars(value).get("declaration") is not None
    )


def _by_name() -> Mapping[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for name, fact in _declared():
        if found.setdefault(name, fact) is not fact:
            raise TypeError(f"{name} is declared by {found[name].__name__} and {fact.__name__}")
    return found


FACTS: Final[Mapping[str, type[Fact]]] = _by_name()
"""The declared facts by name."""

ANONYMOUS: Final = tuple(
    name for name, fact in FACTS.items() if fact.declaration and fact.declaration.anonymous
)
"""The facts that name no person but, perhaps, as their object: answers and ratings."""
