"""What stands does not depend on the order in which decisions arrive."""

from datetime import date
from itertools import permutations
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from projections.facts.decisions import AsOf, Decisions, ruling
from projections.facts.fact import Decision
from projections.profile.writing import statement_id
from tests.unit.projections.history import History

NOW = AsOf(known=99, today=date(2020, 12, 31), zone=ZoneInfo("Asia/Shanghai"))

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
        ([(BACK, "w", "e"), (VOID, "v", "e")], None),
        ([(VOID, "v", "e"), (VOID, "v2", "v")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "v")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "w")], "v"),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "w"), (BACK, "w2", "w")], None),
        ([(VOID, "v", "e"), (BACK, "w", "e"), (VOID, "v2", "w"), (BACK, "w2", "e")], None),
        ([(VOID, "v", "e"), (VOID, "v2", "w"), (BACK, "w", "e"), (BACK, "w", "w")], "v"),
    ],
)
def test_a_fact_is_void_while_a_void_and_no_standing_reinstatement_is_known(
    steps: list[Step], void: str | None
) -> None:
    made, decisions = history(*steps)
    expected = statement_id(void) if void else None
    for order in permutations(decisions):
        found = Decisions(order).void_of(made.facts[0], NOW, lambda *_: True)
        assert found == expected


def test_reinstatements_in_a_circle_help_nobody() -> None:
    made = History()
    made.passed("e", "o", "2010-01-01")
    for id_, target in (("w", "w2"), ("w2", "w")):
        made.record(BACK, id_, target=target, occurred="2010-01-02")
    for id_, target in (("v", "w"), ("v2", "w2")):
        made.record(VOID, id_, target=target, occurred="2010-01-03")
    decisions = Decisions(fact for fact in made.facts if isinstance(fact, Decision))
    assert decisions.void_of(made.facts[1], NOW, lambda *_: True) == statement_id("v")


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


def test_what_is_not_known_or_not_allowed_or_has_not_happened_does_not_count() -> None:
    made, decisions = history((VOID, "v", "e"))
    act, all_ = made.facts[0], Decisions(decisions)
    zone = NOW.zone
    assert all_.void_of(act, AsOf(known=1, today=NOW.today, zone=zone), lambda *_: True) is None
    before = AsOf(known=99, today=date(2010, 1, 1), zone=zone)
    assert all_.void_of(act, before, lambda *_: True) is None
    assert all_.void_of(act, NOW, lambda *_: False) is None
