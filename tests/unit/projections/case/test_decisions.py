"""What stands: voids and their withdrawals by position alone, rulings by timestamp first."""

from datetime import date
from itertools import permutations
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from projections.case.decisions import AsOf, Decisions, ruling
from projections.facts.decision_facts import Decision
from projections.profile.writing import statement_id
from tests.unit.projections.history import History

LATEST = date(2020, 12, 31)


def as_of(known: int, *, today: date = LATEST) -> AsOf:
    return AsOf(known=known, today=today, zone=ZoneInfo("Asia/Shanghai"))


NOW = as_of(99)

Step = tuple[str, str, str]


def history(*steps: Step) -> tuple[History, list[Decision]]:
    """An act e and decisions, each as fact, id and target, a day apart."""
    made = History()
    made.passed("e", "o", "2010-01-01")
    for day, (fact, id_, target) in enumerate(steps, start=2):
        made.record(fact, id_, target=target, occurred=f"2010-01-{day:02}")
    return made, [fact for fact in made.facts if isinstance(fact, Decision)]


VOID, BACK, YES, NO = "act.voided", "void.withdrawn", "credit.approved", "credit.rejected"


@pytest.mark.parametrize(
    ("steps", "void"),
    [
        ([], None),
        ([(VOID, "v", "e")], "v"),
        ([(VOID, "v", "other")], None),
        ([(VOID, "v", "e"), (VOID, "v2", "e")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "e")], None),
        ([(BACK, "w", "e"), (VOID, "v", "e")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "e")], "v2"),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "e"), (BACK, "w2", "e")], None),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "e"), (VOID, "v3", "e")], "v2"),
        ([(VOID, "v", "e"), (VOID, "v2", "w"), (BACK, "w2", "w"), (BACK, "w", "e")], None),
        ([(VOID, "v", "e"), (BACK, "w2", "w"), (VOID, "v2", "w"), (BACK, "w", "e")], "v"),
        ([(VOID, "v", "e"), (VOID, "v2", "v")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "v")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "w")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "w"), (BACK, "w2", "w")], None),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "w"), (BACK, "w2", "e")], None),
    ],
)
def test_a_fact_is_void_while_a_void_is_known_that_no_later_standing_withdrawal_undoes(
    steps: list[Step], void: str | None
) -> None:
    made, decisions = history(*steps)
    expected = statement_id(void) if void else None
    for order in permutations(decisions):
        found = Decisions(order).void_of(made.facts[0], NOW, lambda *_: True)
        assert found == expected


def test_withdrawals_in_a_circle_help_nobody() -> None:
    steps = [(VOID, "v", "w"), (VOID, "v2", "w2"), (BACK, "w", "w2"), (BACK, "w2", "w")]
    made, found = history(*steps)
    decisions = Decisions(found)
    assert decisions.void_of(made.facts[3], NOW, lambda *_: True) == statement_id("v")
    assert decisions.void_of(made.facts[4], NOW, lambda *_: True) == statement_id("v2")


def test_a_withdrawal_of_itself_helps_nobody() -> None:
    made, found = history((VOID, "v", "w"), (BACK, "w", "w"))
    assert Decisions(found).void_of(made.facts[2], NOW, lambda *_: True) == statement_id("v")


@pytest.mark.parametrize("length", [500, 501])
def test_thousands_of_withdrawals_each_of_the_one_before_are_judged(length: int) -> None:
    """Each withdrawal is void unless the one after it undoes that, so all hang on the last."""
    made = History()
    act = made.passed("e", "o", "2010-01-01")
    for at in range(length):
        of = f"w{at - 1}" if at else "e"
        made.record(VOID, f"v{at}", target=of, occurred="2010-01-02")
        made.record(BACK, f"w{at}", target=of, occurred="2010-01-02")
    decisions = Decisions(fact for fact in made.facts if isinstance(fact, Decision))
    assert decisions.void_of(act, as_of(len(made.facts)), lambda *_: True) is None
    first = statement_id("v0")
    made.record(VOID, "last", target=f"w{length - 1}", occurred="2010-01-02")
    decisions = Decisions(fact for fact in made.facts if isinstance(fact, Decision))
    found = decisions.void_of(act, as_of(len(made.facts)), lambda *_: True)
    assert found == first


def last_ruling(steps: list[Step]) -> UUID | None:
    made, decisions = history(*steps)
    found = ruling(Decisions(decisions).standing(made.facts[0], NOW, lambda *_: True))
    return found.statement_id if found else None


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(YES, "a", "e")], "a"),
        ([(YES, "a", "e"), (NO, "r", "e")], "r"),
        ([(NO, "r", "e"), (YES, "a", "e")], "a"),
        ([(YES, "a", "e"), (NO, "r", "e"), (VOID, "v", "r")], "a"),
        ([(YES, "a", "e"), (VOID, "v", "a"), (BACK, "w", "a")], "a"),
        ([(YES, "a", "e"), (VOID, "v", "a")], None),
    ],
)
def test_the_last_standing_ruling_counts(steps: list[Step], expected: str | None) -> None:
    assert last_ruling(steps) == (statement_id(expected) if expected else None)


def test_a_void_that_is_not_known_or_not_allowed_does_not_count_and_its_day_has_no_say() -> None:
    made, decisions = history((VOID, "v", "e"))
    act, all_ = made.facts[0], Decisions(decisions)
    assert all_.void_of(act, as_of(1), lambda *_: True) is None
    assert all_.void_of(act, NOW, lambda *_: False) is None
    before = as_of(99, today=date(2010, 1, 1))
    assert all_.void_of(act, before, lambda *_: True) == statement_id("v")


def test_an_approval_that_has_not_happened_does_not_count() -> None:
    made, found = history((YES, "a", "e"))
    act, decisions = made.facts[0], Decisions(found)
    before = as_of(99, today=date(2010, 1, 1))
    assert decisions.standing(act, before, lambda *_: True) == []
    assert decisions.standing(act, NOW, lambda *_: True) == found
