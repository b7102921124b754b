"""The drift that folds only whom something in between touched is the one folded from everything."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.acts import by_person
from projections.answers.basis import Basis
from projections.answers.between import Ahead
from projections.answers.drift_inquiry import drift_of, touched_by
from projections.case.dossier import open_dossier
from projections.credits.balances import Balance
from projections.credits.credit_ledger import credits_of
from projections.exact import plain
from projections.facts.fact import Fact
from projections.policy.folder import load_packaged
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from projections.profile.forms import FORMS
from projections.tables.intake import ahead_of
from projections.year_close.drift import Drift, because, changes, differing
from tests.unit.projections.history import BAOJI, History
from tests.unit.projections.strategies import Short

MAILBOX = "mailto:f@b.cn"
YEAR = 2010
DAYS = st.sampled_from(
    ["2009-06-01", "2010-02-01", "2010-06-01", "2010-12-30", "2011-01-02", "2011-06-01"]
)
"""Few, so that what happens and what is recorded fall together and apart."""


def fact(name: str, **members: Any) -> st.SearchStrategy[Short]:
    """A fact on some day; members are values, or strategies of them."""
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in members.items()
    }
    return st.fixed_dictionaries({"fact": st.just(name), "occurred": DAYS, **drawn})


COURSE = st.sampled_from(["o1", "o2"])
TARGET = st.integers(0, 11).map(lambda number: f"f{number}")
learned = st.one_of(
    fact("course.passed", course=COURSE),
    fact("class.completed", **{"class": "K"}, start="2010-01-30", end=DAYS, scheduled_days="10"),
    fact("degree.admitted", programme="m1", level="master"),
    fact("degree.conferred", programme="m1", level="master", certificate="degree"),
    fact("book.published", work="w1", role=st.sampled_from(["sole", "co"])),
    fact("award.won", achievement="w2", level="municipal", grade="first"),
    fact("other_activity.done", kind=st.sampled_from(["secondment", "research"]), days="3"),
)
other = st.one_of(
    fact("course.catalogued", course=COURSE, credits=st.sampled_from(["5", "10"])),
    fact("cadre.identified", cadre=st.sampled_from(["c1", "c2"]), identifier=MAILBOX),
    fact("unit.assigned", unit=st.sampled_from(["A", "B"])),
    fact("act.voided", target=TARGET),
    fact("void.withdrawn", target=TARGET),
    fact("credit.approved", target=TARGET),
    fact("credit.rejected", target=TARGET),
    fact("credit.applied", target=TARGET),
    fact("credit.registered", target=TARGET, role="unit_hr"),
)
catalogue = [
    {"fact": "course.catalogued", "id_": f"c{course}", "course": course, "credits": "5"}
    | {"occurred": "2009-01-01"}
    for course in ("o1", "o2")
]
logs = st.lists(
    st.tuples(st.one_of(learned, other), st.sampled_from(["c1", "c2", MAILBOX]), DAYS),
    min_size=4,
    max_size=12,
)
"""Facts; for each a cadre, if it is about one, and the day on which it is recorded."""
policies = st.fixed_dictionaries(
    {},
    optional={
        "late_registration": st.just("registration_year"),
        "basic.off_job.year_of": st.just("start_date"),
        "additional.annual_basis": st.just("anniversary"),
        "basic.online.dedupe": st.just("year"),
        "thresholds.annual_credits": st.just("10"),
        "category_cap": st.just({"basic.online": "5"}),
        "other_activities": st.just({"secondment": "4"}),
    },
).map(BAOJI.with_overrides) | st.sampled_from(["nanjing", "huaian"]).map(load_packaged)


def recorded(log: list[tuple[Short, str, str]]) -> History:
    history = History()
    for one in catalogue:
        history.record(**one, recorded="2009-01-01")
    days = sorted(day for _, _, day in log)
    for number, ((short, person, _), day) in enumerate(zip(log, days, strict=True)):
        whom = {"cadre": person} if FORMS[short["fact"]].by_cadre else {}
        history.record(id_=f"f{number}", **{**whom, **short}, recorded=day)
    return history


def naive(history: History, year: int, then: Basis, now: Basis) -> Drift:
    """Everybody folded by both, and every statement recorded in between looked away from."""

    def balance(person: str, basis: Basis) -> Balance:
        known = (fact for fact in history.facts if basis.as_of.knows(fact))
        acts = by_person(known, basis.reference, basis.as_of).get(person, [])
        dossier = open_dossier(basis.reference, person, acts, basis.policies, basis.as_of)
        return credits_of(dossier, years=[year]).balance(year)

    def why(person: str) -> tuple[UUID, ...]:
        later = [one.statement_id for one in between(history.facts, then, now)]

        def counted(without: frozenset[UUID]) -> Decimal:
            return balance(person, replace(now, without=without)).counted

        return because(counted, later, counted(frozenset()))

    known = [fact for fact in history.facts if fact.position <= now.position]
    persons = by_person(known, now.reference, now.as_of).keys()
    pairs = differing(
        {person: balance(person, then) for person in persons},
        {person: balance(person, now) for person in persons},
    )
    reasons = {
        person: why(person)
        for person, (one, other) in pairs.items()
        if one.counted != other.counted
    }
    return changes(year, pairs, reasons, against=then.position, known=now.position, article="A3-14")


def between(facts: Iterable[Fact], then: Basis, now: Basis) -> list[Fact]:
    return [fact for fact in facts if then.position < fact.position <= now.position]


@given(
    logs,
    policies,
    st.tuples(st.integers(0, 14), st.integers(0, 14)),
    st.tuples(DAYS, DAYS),
    st.integers(0, 14),
)
@settings(max_examples=200, deadline=None)
def test_the_quick_drift_is_the_one_folded_from_everything(
    log: Any,
    policy: Policy,
    positions: tuple[int, int],
    days: tuple[str, str],
    taken_in: int,
) -> None:
    history = recorded(log)
    then, now = (
        Basis(
            position=min(position, len(history.facts)),
            today=date.fromisoformat(day),
            policies=succession_of(policy),
            reference=history.reference,
        )
        for position, day in zip(positions, days, strict=True)
    )
    expected = naive(history, YEAR, then, now)
    event(f"{bool(expected.changed)}")
    ahead = known_ahead(history, min(then.today, now.today), until=taken_in)
    log = ListLog(history.rows)
    touched = touched_by(log, YEAR, then=then, now=now, ahead=ahead)
    found = drift_of(log, YEAR, then=then, now=now, touched=touched)
    assert replace(found.drift, article="A3-14") == expected
    assert found.next is None
    named = {one for change in expected.changed.values() for one in change.because}
    assert found.causes.keys() == named
    paged: list[Drift] = []
    after: str | None = ""
    while after is not None:
        page = drift_of(log, YEAR, then=then, now=now, touched=touched, after=after, limit=1)
        assert len(page.drift.changed) + len(page.drift.regraded) <= 1
        paged.append(page.drift)
        after = page.next
    assert [one for page in paged for one in page.changed.items()] == [*expected.changed.items()]
    assert [one for page in paged for one in page.regraded.items()] == [*expected.regraded.items()]


def known_ahead(history: History, day: date, *, until: int) -> Ahead:
    """What the tables tell when they have taken the log in up to a position."""
    found = ((fact.statement_id, ahead_of(fact)) for fact in history.facts[:until])
    return Ahead(until=until, statements=tuple(one for one, at in found if at and at >= day))


def whole(history: History, then: Basis, now: Basis, units: list[str] | None = None) -> Drift:
    """The drift of 2010 in one page."""
    log = ListLog(history.rows)
    touched = touched_by(log, 2010, then=then, now=now, units=units)
    return drift_of(log, 2010, then=then, now=now, touched=touched, units=units).drift


def bases(history: History, positions: tuple[int, int], days: tuple[str, str]) -> list[Basis]:
    return [
        Basis(
            position=position,
            today=date.fromisoformat(day),
            policies=succession_of(BAOJI),
            reference=history.reference,
        )
        for position, day in zip(positions, days, strict=True)
    ]


def test_a_late_value_of_a_course_touches_who_had_passed_it() -> None:
    history = History()
    history.passed("p", "o9", "2010-03-01")
    late = history.record(
        "course.catalogued",
        "c",
        course="o9",
        credits="5",
        occurred="2010-01-01",
        recorded="2011-02-01",
    )
    then, now = bases(history, (1, 2), ("2010-12-31", "2011-03-01"))
    found = whole(history, then, now)
    assert found.changed["c1"].because == (late.statement_id,)


def test_a_value_that_was_known_and_came_into_force_in_between_is_no_fact_recorded_since() -> None:
    history = History()
    facts = {"course": "o9", "occurred": "2010-02-01", "recorded": "2009-06-01"}
    history.record("course.passed", "p", cadre="c1", by="exam", **facts)
    history.record("course.catalogued", "c", credits="5", **facts)
    then, now = bases(history, (2, 2), ("2009-06-01", "2010-02-01"))
    change = whole(history, then, now).changed["c1"]
    assert ([plain(amount) for amount in change.counted], change.because) == (["0", "5"], ())


def test_while_the_year_goes_on_time_alone_credits_a_study() -> None:
    history = History()
    history.approved("degree.admitted", "d", "2009-09-01", programme="m1", level="master")
    then, now = bases(history, (2, 2), ("2009-12-31", "2010-02-01"))
    found = whole(history, then, now)
    assert [plain(amount) for amount in found.changed["c1"].counted] == ["0", "5"]


def test_only_members_of_the_units_asked_about() -> None:
    history = History()
    for cadre in ("c1", "c2"):
        unit = f"U{cadre}"
        history.record("unit.assigned", unit, cadre=cadre, unit=unit, occurred="2009-01-01")
        history.attended(f"k{cadre}", "K", "2010-03-01", "3", cadre=cadre)
    then, now = bases(history, (0, 4), ("2010-12-31", "2011-03-01"))
    for units, persons in ((["Uc2"], {"c2"}), (["Uc1", "Uc2"], {"c1", "c2"}), ([], set())):
        found = whole(history, then, now, units)
        assert found.changed.keys() == persons
