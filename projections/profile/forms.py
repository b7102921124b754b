"""How facts are written: the form of each follows from its declaration.

The keys are those of the short form of the scenario files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

from projections.facts.declaration import Named, data_of, groupings_of
from projections.facts.fact import Fact
from projections.facts.registry import FACTS
from projections.words.kinds import Kind
from projections.words.things import Thing, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one fact is written.

    The object is the activity `thing`; without one a StatementRef to `target`, or where that is not
    given, the agent that the key `agent` names. `by_person`: the actor is one person. `anonymous`:
    the institution is the actor, and no other person than the object is named. `data` stand in
    extensions, `result` in the result (each with its name there), `groupings` among the context's
    activities. `fixed` is data that every such fact has, `needs` what it says too little without,
    `at_most` the numbers that are at most as many as a list has. `run` are the keys that together
    name the run whose statements share a registration. `at` is the instant that a day stands for,
    and `ends` says that the fact is dated by its `end`.
    """

    verb: str
    display: Mapping[str, str]
    words: Words
    thing: Thing | None
    agent: str | None
    by_cadre: bool
    by_person: bool
    anonymous: bool
    data: Mapping[str, Kind]
    result: Mapping[str, Kind]
    groupings: Mapping[str, Thing]
    fixed: Mapping[str, str]
    needs: tuple[str, ...]
    at_most: Mapping[str, str]
    at: time
    ends: bool
    run: tuple[str, ...]


def form_of(fact: type[Fact]) -> Form:
    """The form of a declared fact; raises TypeError where it is not declared."""
    declared = fact.declaration
    if declared is None:
        raise TypeError(f"{fact.__name__} has no declaration")
    data = data_of(fact)
    return Form(
        verb=declared.verb.id,
        display={"en": declared.verb.en, "zh-CN": declared.verb.zh},
        words=Words(declared.en, declared.zh),
        thing=declared.thing,
        agent=declared.object.key if isinstance(declared.object, Named) else None,
        by_cadre=declared.by_cadre,
        by_person=declared.by_person,
        anonymous=declared.anonymous,
        data={datum.key: datum.kind for datum in data if datum.result is None},
        result={datum.key: datum.kind for datum in data if datum.result is not None},
        groupings={one.thing.key: one.thing for one in groupings_of(fact)},
        fixed=declared.fixed,
        needs=declared.needs,
        at_most=declared.at_most,
        at=declared.at,
        ends=declared.ends,
        run=declared.keys_of_run,
    )


FORMS: Final[Mapping[str, Form]] = {name: form_of(fact) for name, fact in FACTS.items()}
"""The forms of all facts, by name."""
