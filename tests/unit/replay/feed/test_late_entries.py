"""The feed tells of late entries, and of what else the list of findings makes of a cadre's lines,
levels and units, what the list has: as years are published, opened and corrected, as all of that is
voided, as units and cadres move, and as days pass."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.acts import acts_of
from projections.answers.basis import Basis
from projections.answers.closed_years import Stretch, closed_years
from projections.case.case import Entry
from projections.case.membership import unit_on
from projections.credits.credit_ledger import Ledger, fold
from projections.profile.writing import statement_id
from projections.reports.findings import VALUES
from replay.feed.asked import FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.place import Place
from replay.feed.whom import Of
from replay.history.cadre import biography
from replay.history.change import Kind
from tests.unit.projections.history import History
from tests.unit.projections.strategies import Short
from tests.unit.replay.feed.test_feed import by_cadre
from tests.unit.replay.feed.walks import lived, recorded, walked
from tests.unit.replay.history.naive import naive, state_at

TODAY = "2011-03-01"
LATE = "late_entry"
LISTED = {LATE, "unknown_level", "unregistered_unit", *map(str, VALUES)}
CADRES = ("c1", "c2", "c3")
DAYS = st.dates(date(2010, 11, 15), date(2011, 2, 15)).map(date.isoformat)
UNITS = st.sampled_from(["A", "B", "C"])
TARGET = st.integers(0, 17).map(lambda number: f"f{number}")


def fact(*names: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Short]:
    return st.fixed_dictionaries({"fact": st.sampled_from(names), "occurred": DAYS, **members})


ATTENDED = st.fixed_dictionaries(
    {
        "fact": st.just("class.completed"),
        "cadre": st.sampled_from(CADRES[:2]),
        "class": st.sampled_from(["K1", "K2", "K3"]),
        "start": st.just("2010-11-01"),
        "end": st.dates(date(2010, 11, 10), date(2010, 12, 20)).map(date.isoformat),
        "scheduled_days": st.just("5"),
        "days_before_new_year": st.just("5"),
    }
)


def dated(drawn: tuple[Short, str]) -> Short:
    short, day = drawn
    return {**short, "occurred": day}


DECISIONS = ("year.published", "circular.issued", "year.reopened", "corrigendum.issued")
OF_ALL = fact(*DECISIONS, year=st.sampled_from([2010, 2010, 2010, 2011]))
OF_UNIT = fact(*DECISIONS, year=st.just(2010), unit=UNITS)
AT_ONCE = st.sampled_from(["2010-11-15", "2010-11-15", "2011-01-10"])
DECIDED = st.one_of(
    OF_ALL,
    OF_UNIT,
    *(st.tuples(one, AT_ONCE).map(dated) for one in (OF_ALL, OF_UNIT, OF_ALL, OF_UNIT)),
)
VOIDED = fact("act.voided", "act.voided", "void.withdrawn", target=TARGET)
MOVED = st.one_of(
    fact("unit.assigned", cadre=st.sampled_from(CADRES), unit=UNITS),
    fact("unit.registered", unit=UNITS, parent=UNITS),
    fact("unit.registered", unit=UNITS),
    fact("cadre.left", cadre=st.sampled_from(CADRES[:2])),
    fact("unit.assigned", cadre=st.just("c1"), unit=UNITS),
    fact("cadre.identified", cadre=st.sampled_from(CADRES[:2]), identifier=st.just("c3")),
)
STATED = st.one_of(
    fact(
        "level.changed",
        cadre=st.sampled_from(CADRES[:2]),
        level=st.sampled_from(["county_and_above", "lunar"]),
    ),
    fact(
        "article.published",
        cadre=st.sampled_from(CADRES[:2]),
        work=st.sampled_from(["w1", "w2"]),
        role=st.just("sole"),
        outlet_level=st.sampled_from(["county", "lunar"]),
    ),
)
LOGS = st.lists(
    st.tuples(
        st.one_of(
            *(ATTENDED, ATTENDED, ATTENDED, DECIDED, DECIDED, DECIDED),
            *(VOIDED, VOIDED, MOVED, MOVED, STATED),
        ),
        DAYS,
    ),
    min_size=6,
    max_size=18,
)
Open = tuple[str, str, str]
"""The cadre, the code and the statement of a finding that is there."""

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def in_list(log: ListLog, basis: Basis) -> set[Open]:
    """What the queries of the list find of each cadre in the rows of ledgers."""
    acts = acts_of(CADRES, log, basis.reference, basis.as_of)
    ledgers = [
        fold(basis.reference, one, some, basis.policies, known=basis.position, today=basis.today)
        for one, some in acts.items()
    ]
    units = basis.reference.units.ever(basis.as_of)
    found = {
        *((one, LATE, line.statement_id) for one, line in late(ledgers, basis)),
        *(
            (one.person, str(line.reason), line.statement_id)
            for one in ledgers
            for line in one.entries
            if line.reason in VALUES
        ),
        *(
            (one.person, "unknown_level", held.statement_id)
            for one in ledgers
            for held in one.roster.levels
            if held.value not in basis.policies.levels
        ),
        *(
            (one.person, "unregistered_unit", each.statement_id)
            for one in ledgers
            for each in one.memberships
            if each.unit is not None and each.unit not in units
        ),
    }
    return {(cadre, code, str(statement)) for cadre, code, statement in found}


def late(ledgers: list[Ledger], basis: Basis) -> Iterator[tuple[str, Entry]]:
    years = closed_years(basis)
    for ledger in ledgers:
        for line in ledger.entries:
            published = [one for one in years.published if of_line(one, ledger, line)]
            opened = [one for one in years.opened if of_line(one, ledger, line)]
            if (
                line.credits > 0
                and any(line.position > one.after for one in published)
                and not any(one.after <= line.position <= one.until for one in opened)
            ):
                yield ledger.person, line


def of_line(one: Stretch, ledger: Ledger, line: Entry) -> bool:
    unit = unit_on(ledger.memberships, line.day)
    return one.year == line.year and one.unit in (None, unit)


def left_open(found: list[FeedChange]) -> set[Open]:
    told: set[Open] = set()
    for one in found:
        for moved in one.change.moved:
            if moved.kind is Kind.FINDING and moved.member in LISTED:
                key = one.whom.key, moved.member, moved.of
                (told.add if moved.after else told.remove)(key)
    return told


@given(LOGS, st.sampled_from([1, 3, 10_000]))
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
def test_it_leaves_open_what_the_list_has(drawn: Any, limit: int) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    found, _ = walked(log, basis, Place(), limit=limit)
    expected = in_list(log, basis)
    for _, code, _ in expected:
        event(code)
    event(f"{min(sum(map(told_of, found)), 4)} changes of late entries")
    assert left_open(found) == expected


def told_of(one: FeedChange) -> int:
    return sum(moved.member == LATE for moved in one.change.moved)


@given(LOGS)
@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
def test_it_is_what_a_fold_at_every_moment_comes_to(drawn: Any) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    found, _ = walked(log, basis, Place(), limit=10_000)
    told = by_cadre(found)
    for cadre in CADRES:
        state = state_at(log, cadre, basis)
        expected = list(naive(log, basis, state, until=basis.position, last=basis.today))
        assert told.get(cadre, []) == expected, cadre


@given(LOGS)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_it_tells_the_biography_of_each_cadre_with_its_causes(drawn: Any) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    found, _ = walked(log, basis, Place(), limit=10_000)
    for cadre in {one.whom.key for one in found if one.whom.of is Of.CADRE}:
        if basis.person(cadre) != cadre:  # a biography is that of who he is by now
            continue
        own = [one.change for one in found if one.whom == (Of.CADRE, cadre)]
        late = [one for one in own if any(moved.member == LATE for moved in one.moved)]
        whole = biography(log, cadre, basis=basis)
        assert [one.moved for one in own] == [one.moved for one in whole]
        assert late == [one for one in whole if any(each.member == LATE for each in one.moved)]


@given(LOGS)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_told_as_it_happened_it_says_what_is_told_later(drawn: Any) -> None:
    made = recorded(drawn)
    whole, basis = ListLog(made.rows), made.basis(TODAY)
    later, _ = walked(whole, basis, Place(), limit=10_000)
    assert lived(whole, basis) == later


def closed(*then: Short) -> list[tuple[int | None, tuple[str, ...], str, Any]]:
    """What is told of late entries where a class of c1, of the unit B below A, is recorded after
    the results of A were published, and then others are: the position, the facts behind it, the
    statement and whether it is late since."""
    made = History()
    made.record("unit.registered", "a", unit="A", occurred="2010-01-01")
    made.record("unit.registered", "b", unit="B", parent="A", occurred="2010-01-01")
    made.record("unit.assigned", "m", cadre="c1", unit="B", occurred="2010-01-01")
    made.record("year.published", "y", year=2010, unit="A", occurred="2011-01-15")
    made.attended("k", "K1", "2010-12-10", "5", recorded="2011-01-20")
    for short in then:
        made.record(**short)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    found, _ = walked(log, basis, Place(), limit=10_000)
    assert left_open(found) == in_list(log, basis)
    names = {statement_id(name): name for name in ("k", "k2")}
    by_text = {str(id_): name for id_, name in names.items()}
    return [
        (
            one.change.position,
            tuple(cause.fact for cause in one.change.causes),
            by_text[moved.of],
            moved.after,
        )
        for one in found
        for moved in one.change.moved
        if moved.member == LATE
    ]


LATE_SINCE = (5, ("class.completed",), "k", True)


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ((), []),
        (
            [{"fact": "act.voided", "id_": "v", "target": "y", "occurred": "2011-01-25"}],
            [(6, ("act.voided",), "k", None)],
        ),
        (
            [
                {"fact": "act.voided", "id_": "v", "target": "y", "occurred": "2011-01-25"},
                {"fact": "void.withdrawn", "id_": "w", "target": "y", "occurred": "2011-01-26"},
            ],
            [(6, ("act.voided",), "k", None), (7, ("void.withdrawn",), "k", True)],
        ),
        (
            [{"fact": "unit.registered", "id_": "b2", "unit": "B", "occurred": "2011-01-25"}],
            [(6, ("unit.registered",), "k", None)],
        ),
        (
            [
                {"fact": "unit.registered", "id_": "b2", "unit": "B", "occurred": "2011-02-05"}
                | {"recorded": "2011-01-25"}
            ],
            [(None, ("unit.registered",), "k", None)],
        ),
        (
            [{"fact": "unit.assigned", "id_": "m2", "unit": "C", "occurred": "2010-12-01"}],
            [(6, ("unit.assigned",), "k", None)],
        ),
    ],
)
def test_who_made_an_entry_late_or_no_longer_is_told(then: Any, told: Any) -> None:
    assert closed(*then) == [LATE_SINCE, *told]


def test_what_is_recorded_while_a_year_is_open_again_is_late_once_the_opening_is_void() -> None:
    opened = {"fact": "year.reopened", "id_": "o", "year": 2010, "occurred": "2011-01-21"}
    again = {"fact": "class.completed", "id_": "k2", "class": "K2", "end": "2010-12-17"}
    days = {"start": "2010-12-13", "scheduled_days": "5", "recorded": "2011-01-22"}
    voided = {"fact": "act.voided", "id_": "v", "target": "o", "occurred": "2011-01-25"}
    assert closed({**opened, "unit": "A"}, {**again, **days}, voided) == [
        LATE_SINCE,
        (8, ("act.voided",), "k2", True),
    ]


def test_a_publication_folds_nobody_and_its_void_those_below_the_unit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = History()
    for unit, cadre in (("A", "c1"), ("B", "c2")):
        made.record("unit.registered", unit, unit=unit, occurred="2010-01-01")
        made.record("unit.assigned", cadre, cadre=cadre, unit=unit, occurred="2010-01-01")
    made.record("year.published", "y", year=2010, unit="A", occurred="2011-01-15")
    made.record("act.voided", "v", target="y", occurred="2011-01-15")
    log, basis = ListLog(made.rows), made.basis(TODAY)
    folded: list[str] = []
    sound = CadreLives._fold

    def counted(lives: CadreLives, life: Any, moment: Any) -> Any:
        folded.append(life.person)
        return sound(lives, life, moment)

    monkeypatch.setattr(CadreLives, "_fold", counted)
    walked(log, basis, Place(position=4, day=date(2011, 1, 15)), limit=10)
    assert {*folded} & {*CADRES} == {"c1"}
