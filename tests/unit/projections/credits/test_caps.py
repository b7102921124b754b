"""What caps cut, from which act, and that no cut leaves anybody unqualified without need (Q5)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projections.case.case import Entry
from projections.credits.caps import Cap, capped, caps_of, short_shares, totals
from projections.credits.cutting import Need
from projections.exact import ZERO, plain
from projections.linear import least
from projections.policy.reading import policy_of
from tests.unit.projections.cities import city, dated, item, rate
from tests.unit.projections.history import BAOJI, History

CATEGORIES = ("a", "a.x", "a.y", "b", "b.x")


def entry(number: int, category: str, credits_: int, month: int = 1) -> Entry:
    """A line of 2010."""
    day = date(2010, month, 1)
    instant = datetime(2010, month, 1, tzinfo=UTC)
    return Entry(
        statement_id=UUID(int=number),
        position=number,
        occurred=instant,
        stored=instant,
        day=day,
        fact="class.completed",
        subject=None,
        category=category,
        year=2010,
        credits=Decimal(credits_),
        reason=None,
        rule="r",
        article="Art. 1",
        evidence=(),
        documents=(),
    )


def caps(of: Mapping[str, int], year: int | None = None) -> Sequence[Cap]:
    values: dict[str, Any] = {"category_cap": dict(of), "items.a": item()}
    if year is not None:
        values["year_cap"] = year
    return caps_of(city(values).on(date(2010, 12, 31)))


def cuts(lines: Sequence[Entry]) -> list[list[tuple[str, int]]]:
    return [[(cut.rule, int(cut.credits)) for cut in line.cuts] for line in lines]


def test_inner_caps_come_first() -> None:
    lines = [entry(1, "reward.article", 10, 6), entry(2, "reward.book", 10, 5)]
    lines.append(entry(3, "reward.award", 5, 7))
    found = capped(lines, caps({"reward": 20, "reward.article": 8}))
    assert totals(found) == {"reward.article": 8, "reward.award": 2, "reward.book": 10}
    assert cuts(found) == [[("category_cap.reward.article", 2)], [], [("category_cap.reward", 3)]]


def test_an_outer_cap_takes_what_stands_above_every_target() -> None:
    lines = [entry(1, "elective", 40, 3), entry(2, "required", 80, 9)]
    need = Need(of=("required",), least=Fraction(80))
    found = capped(lines, caps({}, 100), lambda: [[need]])
    assert cuts(found) == [[("year_cap", 20)], []]
    assert cuts(capped(lines, caps({}, 100))) == [[], [("year_cap", 20)]]


def test_of_equal_days_the_later_position_loses_first() -> None:
    lines = [entry(2, "a", 6), entry(1, "b", 6), entry(3, "a", 1)]
    assert cuts(capped(lines, caps({}, 10))) == [[("year_cap", 2)], [], [("year_cap", 1)]]


def test_targets_that_overlap_are_kept_where_any_cut_keeps_them() -> None:
    """Taking the latest act first would leave one of the two targets unmet."""
    lines = [entry(1, "x", 2), entry(2, "z", 2), entry(3, "y", 2)]
    wants = [Need(of=("x", "y"), least=Fraction(3)), Need(of=("y", "z"), least=Fraction(3))]
    found = capped(lines, caps({}, 4), lambda: [wants])
    assert totals(found) == {"x": 1, "y": 2, "z": 1}


def test_needs_that_lose_the_same_by_any_cut_want_no_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a linear programme was solved")

    monkeypatch.setattr("projections.credits.cutting.least", refused)
    lines = [entry(1, "reward.book", 10, 3), entry(2, "reward.article", 10, 5)]
    lines.append(entry(3, "required", 20, 9))
    total = Need(of=("required", "reward"), least=Fraction(90))
    required = Need(of=("required",), least=Fraction(30))
    wants = [[total, required], [Need(of=("reward",), least=None)]]
    found = capped(lines, caps({"reward": 12}), lambda: wants)
    assert cuts(found) == [[], [("category_cap.reward", 8)], []]
    book = Need(of=("reward.article",), least=Fraction(9))
    with pytest.raises(AssertionError, match="was solved"):
        capped(lines, caps({"reward": 12}), lambda: [[total, book]])


def test_a_penalty_is_no_act_that_loses() -> None:
    lines = [entry(1, "a", 10), entry(2, "a", -4), entry(3, "b", 3)]
    found = capped(lines, caps({}, 5))
    assert cuts(found) == [[("year_cap", 1)], [], [("year_cap", 3)]]
    assert sum(totals(found).values()) == 5


def test_the_ledger_keeps_what_was_earned_beside_what_was_cut() -> None:
    history = History()
    history.attended("k1", "K1", "2010-06-01", "20")
    policy = BAOJI.with_overrides({"category_cap": {"basic": 70}})
    ledger = history.ledger(policy=policy, today="2010-12-31")
    assert ledger.balance(2010).earned == 70
    (line,) = ledger.entries
    assert [plain(one) for one in (line.credits, line.cut, line.counted)] == ["100", "30", "70"]
    assert line.cuts[0].rule == "category_cap.basic"


def test_a_cap_of_the_year_binds_beside_baojis_threshold() -> None:
    data = json.loads(BAOJI.canonical(), parse_float=str)
    data["parameters"]["year_cap"] = [dated(80)]
    history = History()
    history.attended("k1", "K1", "2010-06-01", "20")
    found = history.ledger(policy=policy_of(data, place="here"), today="2010-12-31").balance(2010)
    assert [plain(one) for one in (found.earned, found.carried_out)] == ["80", "20"]


years = st.lists(st.tuples(st.sampled_from(CATEGORIES), st.integers(-2, 4)), max_size=6)
limits = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 6), max_size=3)
groups = st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2, unique=True)
wanted = st.lists(st.tuples(groups, st.integers(0, 8)), max_size=3)


def admissible(
    left: Mapping[str, Decimal], found: Mapping[str, Decimal], rules: Sequence[Cap]
) -> Iterator[dict[str, int]]:
    """Every way, in whole credits, to cut as much as the caps take, and no more of any group than
    they allow. `found` tells how much is left in all: that the total is right is another test."""
    positive = {one: int(amount) for one, amount in left.items() if amount > 0}
    fixed = {one: int(amount) for one, amount in left.items() if amount <= 0}
    for some in product(*(range(amount + 1) for amount in positive.values())):
        way = {**dict(zip(positive, some, strict=True)), **fixed}
        if _keeps(way, left, rules) and sum(way.values()) == sum(found.values()):
            yield way


def _keeps(way: Mapping[str, int], left: Mapping[str, Decimal], rules: Sequence[Cap]) -> bool:
    touched = [one for one in left if any(rule.holds(one) for rule in rules)]
    if any(way[one] != left[one] for one in left if one not in touched):
        return False
    return all(
        sum((amount for one, amount in way.items() if rule.holds(one)), 0) <= rule.most
        for rule in rules
    )


@given(years, limits, st.one_of(st.none(), st.integers(0, 12)), wanted)
def test_no_other_cut_would_have_met_the_targets(
    acts: list[tuple[str, int]],
    of: dict[str, int],
    year: int | None,
    wants: list[tuple[list[str], int]],
) -> None:
    lines = [
        entry(number, one, amount, 1 + number % 3) for number, (one, amount) in enumerate(acts, 1)
    ]
    rules = caps(of, year)
    needs = [Need(of=tuple(groups), least=Fraction(least_)) for groups, least_ in wants]
    found = capped(lines, rules, lambda: [needs])
    left, after = totals(lines), totals(found)

    def met(way: Mapping[str, Any]) -> bool:
        return all(
            sum((need.weight(one) * Fraction(amount) for one, amount in way.items()), Fraction(0))
            >= (need.least or 0)
            for need in needs
        )

    assert _lower(after, rules)
    if not met(after):
        assert not any(map(met, admissible(left, after, rules)))


def _lower(after: Mapping[str, Decimal], rules: Sequence[Cap]) -> bool:
    return all(
        sum((amount for one, amount in after.items() if rule.holds(one)), ZERO) <= rule.most
        for rule in rules
    )


@given(years, limits, st.one_of(st.none(), st.integers(0, 12)), wanted)
@example([("a.y", 2)], {"a": 0, "a.y": 1}, None, [(["a"], 1)])  # both hold the same categories
def test_each_cap_takes_what_is_over_it_and_no_more(
    acts: list[tuple[str, int]],
    of: dict[str, int],
    year: int | None,
    wants: list[tuple[list[str], int]],
) -> None:
    """Sum of lines less cuts is what counts; a cap cuts exactly what those within it leave over."""
    lines = [entry(number, one, amount) for number, (one, amount) in enumerate(acts, 1)]
    rules = caps(of, year)
    needs = [Need(of=tuple(groups), least=Fraction(least_)) for groups, least_ in wants]
    found = capped(lines, rules, lambda: [needs])
    left = sum((line.credits for line in lines), ZERO)
    told = sum((cut.credits for line in found for cut in line.cuts), ZERO)
    assert sum(totals(found).values(), ZERO) == left - told
    for line, before in zip(found, lines, strict=True):
        assert 0 <= line.cut <= max(before.credits, ZERO)
        assert line.credits == before.credits
    after = {number: line.credits for number, line in enumerate(found)}
    for rule in rules:
        own = [number for number, line in enumerate(found) if rule.holds(line.category or "")]
        over = max(sum((after[one] for one in own), ZERO) - rule.most, ZERO)
        taken = {
            one: sum((cut.credits for cut in found[one].cuts if cut.rule == rule.rule), ZERO)
            for one in range(len(found))
        }
        assert sum(taken.values(), ZERO) == over
        assert not any(amount for one, amount in taken.items() if one not in own)
        after = {one: amount - taken[one] for one, amount in after.items()}


@pytest.mark.parametrize(
    ("cost", "bounds", "found"),
    [
        ({"x": 1}, [({"x": -1}, -3), ({"x": 1}, 5)], 3),
        ({"x": -1}, [({"x": 1}, 5)], -5),
        ({"x": -1, "y": -1}, [({"x": 2, "y": 1}, 4), ({"x": 1, "y": 2}, 4)], Fraction(-8, 3)),
        ({"x": 1}, [({"x": -1}, -3), ({"x": 1}, 2)], None),
        ({}, [({"x": 1, "y": 1}, 1), ({"x": -1, "y": -1}, -1), ({"x": 1, "y": 1}, 1)], 0),
    ],
)
def test_the_least_of_a_sum(
    cost: dict[str, int], bounds: list[tuple[dict[str, int], int]], found: Fraction | None
) -> None:
    rows = [({one: Fraction(n) for one, n in row.items()}, Fraction(most)) for row, most in bounds]
    assert least({one: Fraction(n) for one, n in cost.items()}, rows, ["x", "y"]) == found


def test_a_sum_without_a_least_is_refused() -> None:
    with pytest.raises(ArithmeticError):
        least({"x": Fraction(-1)}, [], ["x"])


def test_many_acts_of_several_categories_take_no_long_search() -> None:
    """The number of linear programmes grows with the categories, not with the acts."""
    lines = [entry(number, f"c{number % 3}", 1) for number in range(1, 3001)]
    needs = [Need(of=("c0",), least=Fraction(900)), Need(of=("c1", "c2"), least=Fraction(600))]
    found = totals(capped(lines, caps({}, 1600), lambda: [needs]))
    assert found["c0"] >= 900
    assert sum(found.values()) == 1600


def test_a_policy_keeps_who_has_what_the_target_wants() -> None:
    values = {
        "items.required": item(kinds=["r"], category="required", worth=rate("days")),
        "items.elective": item(kinds=["e"], category="elective", worth=rate("days")),
        "targets.required": {"of": ["required"], "window": "year", "least": {"other": 80}},
        "year_cap": 100,
    }
    history = History()
    history.attended("e", "E", "2010-03-01", "40", kind="e")
    history.attended("r", "R", "2010-06-01", "80", kind="r")
    ledger = history.ledger(policy=city(values), today="2010-12-31")
    assert ledger.balance(2010).by_category == {"elective": 20, "required": 80}
    assert ledger.balance(2010).grade == "qualified"


@given(
    st.dictionaries(st.sampled_from("ab"), st.integers(0, 4).map(Fraction)),
    st.dictionaries(st.sampled_from("ab"), st.integers(0, 9).map(Fraction)),
    st.integers(0, 4).map(Fraction),
)
@example({"a": Fraction(3)}, {"a": Fraction(6)}, Fraction(2))  # a share exactly met lacks nothing
def test_a_minimum_share_lacks_what_there_is_less_of(
    shares: dict[str, Fraction], amounts: dict[str, Fraction], task: Fraction
) -> None:
    short = short_shares(shares, task, lambda name: amounts.get(name, Fraction(0)))
    for name, share in shares.items():
        wanted, there = share * task, amounts.get(name, Fraction(0))
        assert short.get(name) == (wanted - there if there < wanted else None)
