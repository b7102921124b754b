"""What the data of facts and the types of activities mean, from the declarations of the facts."""

from collections.abc import Iterator, Mapping
from typing import Final

from projections.facts.declaration import data_of, groupings_of
from projections.facts.registry import FACTS
from projections.words.things import Thing, Words

LanguageMap = dict[str, str]


def language_map(words: Words) -> LanguageMap:
    """Words as the languages of our Profile."""
    return {"en": words.en, "zh-CN": words.zh}


def _data() -> Mapping[str, Words]:
    """The words on each datum that stands in an extension, by its name.

    Raises TypeError for one that nothing is said about, or that two facts explain differently.
    """
    found: dict[str, Words] = {}
    named: dict[str, str] = {}
    for fact in FACTS.values():
        for datum in data_of(fact):
            if datum.result is None:
                named.setdefault(datum.key, fact.name)
                if datum.words and found.setdefault(datum.key, datum.words) != datum.words:
                    raise TypeError(f"{fact.name}: {datum.key} is explained elsewhere, differently")
    if silent := named.keys() - found.keys():
        raise TypeError(f"no words on {', '.join(f'{key} of {named[key]}' for key in silent)}")
    return found


def _things() -> Iterator[Thing]:
    for fact in FACTS.values():
        if fact.declaration and fact.declaration.thing:
            yield fact.declaration.thing
        yield from (one.thing for one in groupings_of(fact))


def _types() -> Mapping[str, Words]:
    """The words on each type of activity of ours; raises TypeError for two that differ."""
    found: dict[str, Words] = {}
    for thing in _things():
        if thing.words and found.setdefault(thing.type, thing.words) != thing.words:
            raise TypeError(f"{thing.type} is explained twice, differently")
    return found


DATA: Final = _data()
"""What each datum means."""

TYPES: Final = _types()
"""What each type of activity of ours means."""
