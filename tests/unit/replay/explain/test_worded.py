"""That explanations say codes in words, and leave alone what somebody called something himself."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from typing import Final

import pytest

from lrs.event.list_log import ListLog
from projections.answers.acts import GrowingReference
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.policy.folder import load_packaged, packaged
from projections.policy.levels import levels_of
from projections.policy.parameter import Policy
from projections.policy.succession import Succession, succession_of
from projections.words.codes import CODES, CodeOf, called
from replay.explain.answer import About, Explained, explained
from replay.explain.points import Point
from replay.explain.sentences import Says
from replay.explain.worded import Worded, late
from tests.digests import examples
from tests.unit.projections.history import BAOJI, History

NAMES: Final = ("subject", "name", "about", "authority", "who", "policy")
"""Values that are what somebody is called, or something."""

OF_A_POLICY: Final = ("category", "level", "target", "cap")
"""Values that are what a policy calls something."""

OWN: Final = {
    *("classes", "continuing", "hours"),
    *("online.course", "online.test", "study.class", "study.online"),
}
"""What policies of these tests call something that no packaged policy does."""

LATIN: Final = re.compile(r"[A-Za-z]{2,}")


def asked_of(facts: list[Fact]) -> set[Explained]:
    """What can be explained of those whom some facts name."""
    asked = set()
    for fact in facts:
        year = fact.occurred.year
        if fact.person is not None:
            asked |= {
                Explained(cadre=fact.person, about=about, year=one)
                for about, one in product(About, (year, None))
            }
        if (unit := getattr(fact, "unit", None)) is not None:
            asked.add(Explained(unit=unit, year=year))
        if (training_class := getattr(fact, "training_class", None)) is not None:
            asked.add(Explained(training_class=training_class))
    return asked


def explanations(log: ListLog, today: date, policies: Succession | None = None) -> Iterator[Point]:
    """All that can be explained of a log, by its own policies unless others are given."""
    reference = GrowingReference().up_to(log.head(), log)
    basis = Basis(
        position=log.head(),
        today=today,
        policies=policies or reference.succession(known=log.head()),
        reference=reference,
    )
    facts = [read_fact(one) for one in log.read(after=0, until=log.head(), limit=log.head())]
    answers = Answers(lambda: datetime(2100, 1, 1, tzinfo=UTC))
    for asked in sorted(asked_of(facts), key=str):
        try:
            yield from explained(answers, log, asked, basis, language="zh").points
        except UnknownSubjectError:
            continue


def without_names(point: Point) -> str:
    """A sentence in Chinese without what is called so by people and by policies that are not
    packaged, and without numbers of rules and of articles."""
    values = point.values
    names = [values.get(one) for one in NAMES]
    names += [value for name in OF_A_POLICY if (value := values.get(name)) in OWN]
    text = point.zh
    for one in sorted(filter(None, [*names, point.rule, point.article]), key=len, reverse=True):
        text = text.replace(one, "")
    return text


@pytest.mark.timeout(300)
def test_no_chinese_sentence_has_a_code_in_it() -> None:
    said: set[Says] = set()
    for example in examples():
        for today in {today for _, today in example.asked}:
            for point in explanations(example.log, today):
                said.add(point.says)
                assert not LATIN.search(without_names(point)), point.zh
                assert "—" not in point.zh, point.zh
    assert set(Says) - said <= {Says.CARRY_LOST, Says.SHARE_SHORT}


def names_of(policy: Policy) -> Iterator[tuple[CodeOf, str]]:
    """What a policy calls something that explanations name."""
    for level in levels_of(policy):
        yield CodeOf.LEVEL, level
    for name, values in policy.parameters.items():
        if name.startswith("targets."):
            yield CodeOf.TARGET, name.removeprefix("targets.")
        for value in (one.value for one in values):
            for category in (getattr(value, "category", None), getattr(value, "to", None)):
                if category is not None:
                    yield CodeOf.CATEGORY, category
            if name == "category_cap":
                yield from ((CodeOf.CATEGORY, one) for one in value)


@pytest.mark.parametrize("policy", packaged())
def test_what_a_packaged_policy_calls_something_has_words(policy: str) -> None:
    for of, name in names_of(load_packaged(policy)):
        assert called(of, name, "zh") != name, (of, name)
        assert called(of, name, "en") != called(of, name, "zh"), (of, name)


@pytest.mark.parametrize("name", ["visit", "open", "qualified", "voided", "hours", "credit.voided"])
def test_what_is_called_like_a_code_keeps_its_name(name: str) -> None:
    history = History()
    history.catalogue(name, "10")
    history.passed("p1", name, "2010-02-01")
    history.attended("k1", name, "2010-03-12", "10")
    log, policies = ListLog(history.rows), succession_of(BAOJI)
    points = list(explanations(log, date(2010, 12, 31), policies))
    found = [one for one in points if one.values.get("subject") == name]
    assert {one.values["fact"] for one in found} == {"course.passed", "class.completed"}
    for one in found:
        assert f"“{name}”" in one.zh
        assert f" {name}:" in one.en


def test_every_code_has_a_name_in_both_languages() -> None:
    assert CODES.keys() == set(CodeOf)
    for codes in CODES.values():
        for code, both in codes.items():
            assert all(both), code
            assert not LATIN.search(both[1]), code


def test_a_code_that_nobody_named_is_itself() -> None:
    assert called(CodeOf.CATEGORY, "必修.集中", "zh") == "必修.集中"
    assert called(CodeOf.CAP, "category_cap.必修.集中", "zh") == "必修.集中"


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "", ""),
        (1, "，迟1天", ", 1 day after"),
        (3, "，迟3天", ", 3 days after"),
        (-40, "，提前40天", ", 40 days ahead"),
    ],
)
def test_how_late_something_became_known_is_said_where_it_was_late(
    days: int, zh: str, en: str
) -> None:
    assert late(days) == Worded(value=str(days), zh=zh, en=en)
