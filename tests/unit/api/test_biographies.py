"""That the pages of an auditor tell numbers in words, whatever moved."""

import re
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Final, cast

import pytest

from api.pages.audit import number_called, value_called
from api.pages.frame import Frame
from api.pages.wording import texts_in
from lrs.event.list_log import ListLog
from projections.answers.basis import UnknownSubjectError
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from replay.history.answer import Asked, steps_of
from replay.history.change import Kind, Moved
from tests.digests import examples
from tests.unit.replay.history.naive import basis_of

CODE: Final = re.compile(r"[a-z]+_[a-z]+|\b[a-z]{3,}\b")
FRAME: Final = cast(Frame, SimpleNamespace(texts=texts_in("zh")))
FEW: Final = 2
"""So many cadres, units and classes of an example are asked about."""
SHORT: Final = 40
"""Examples with fewer statements are asked about."""
LAST: Final = date(2014, 1, 1)
"""The day up to which is told what days alone brought."""
OWN: Final = ("category", "rule")
"""Members whose values a policy may have named itself, or that are numbers of rules."""


def named_in(facts: list[Fact], member: str) -> list[str]:
    """The first of those whom some facts name under a member."""
    found = {getattr(one, member, None) for one in facts}
    return sorted(one for one in found if isinstance(one, str))[:FEW]


def moved_in(log: ListLog, today: date) -> Iterator[Moved]:
    """All that moved in the biographies of whomever a log names."""
    basis = basis_of(log, today=today)
    facts = [read_fact(one) for one in log.read(after=0, until=log.head(), limit=log.head())]
    kinds = tuple(Kind)
    for one in (
        *(Asked(cadre=name, kinds=kinds) for name in named_in(facts, "person")),
        *(Asked(unit=name, kinds=kinds) for name in named_in(facts, "unit")),
        *(Asked(training_class=name, kinds=kinds) for name in named_in(facts, "training_class")),
    ):
        try:
            steps = steps_of(log, one, basis)
        except UnknownSubjectError:
            continue
        yield from (moved for step in steps for moved in step.moved)


@pytest.mark.timeout(300)
def test_what_moved_is_told_without_codes() -> None:
    kinds: set[Kind] = set()
    for example in (one for one in examples() if one.log.head() < SHORT):
        for moved in moved_in(example.log, LAST):
            kinds.add(moved.kind)
            told = [number_called(moved, FRAME).replace(moved.of, "")]
            if moved.member not in OWN:
                told += [value_called(one, moved, FRAME) for one in (moved.before, moved.after)]
            assert not [one for one in told if CODE.search(one)], (moved, told)
    assert kinds == set(Kind) - {Kind.SET_ASIDE}
