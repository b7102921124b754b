"""What the concepts of our Profile mean in both languages, from `wording.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from projections import plain_yaml

LanguageMap = dict[str, str]


@cache
def _wording() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    text = (files("projections.profile") / "wording.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, Mapping[str, Any]]] = plain_yaml.load(text)
    return loaded


def definition(section: str, name: str) -> LanguageMap:
    """The sentence on a concept of `facts`, `data` or `types`. Raises KeyError where none is."""
    try:
        found = _wording()[section][name]
    except KeyError:
        raise KeyError(f"{section}: {name}: write what it means into wording.yaml") from None
    return {"en": found["en"], "zh-CN": found["zh"]}


def needs(fact: str) -> tuple[str, ...]:
    """The data without which a fact says too little."""
    return tuple(_wording()["facts"].get(fact, {}).get("needs", ()))


def worded(section: str) -> frozenset[str]:
    """The concepts of a section that have a sentence."""
    return frozenset(_wording()[section])
