"""The statement behind a fault is found in as few trials as halving takes, and always the same."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from projections.aside import Aside
from projections.case.sifting import MOST, RowsError, sifted, trial_of
from projections.facts.fact import Fact, SetAside
from tests.unit.projections.history import History

HISTORY = History()
FACTS = [HISTORY.passed(f"e{number}", "o", "2010-01-01") for number in range(200)]


def culprits(found: Sequence[Fact]) -> list[int]:
    return [fact.position for fact in found if isinstance(fact, SetAside)]


@given(st.sets(st.integers(1, 200), max_size=MOST), st.randoms())
def test_each_culprit_is_found_whatever_order_the_facts_come_in(
    bad: set[int], order: object
) -> None:
    trials = 0

    def judge(facts: Sequence[Fact]) -> None:
        nonlocal trials
        trials += 1
        if any(fact.position in bad and not isinstance(fact, SetAside) for fact in facts):
            raise ZeroDivisionError

    shuffled = list(FACTS)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    found = sifted(shuffled, trial_of(judge))
    assert culprits(found) == sorted(bad)
    assert len(found) == 200
    assert trials <= (len(bad) + 1) * 11


def test_of_two_that_cannot_stand_together_the_later_is_set_aside() -> None:
    def judge(facts: Sequence[Fact]) -> None:
        if {3, 150} <= {one.position for one in facts if not isinstance(one, SetAside)}:
            raise RowsError("two rows")

    [aside] = [one for one in sifted(FACTS, trial_of(judge)) if isinstance(one, SetAside)]
    assert (aside.position, aside.code, aside.whole) == (150, Aside.CANNOT_BE_WRITTEN, False)


def test_what_no_fact_is_at_fault_for_sets_all_aside() -> None:
    def judge(_: Sequence[Fact]) -> None:
        raise AttributeError

    found = sifted(FACTS, trial_of(judge))
    assert found
    assert all(isinstance(one, SetAside) and one.whole for one in found)
