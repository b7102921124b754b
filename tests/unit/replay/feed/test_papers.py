"""The feed tells of papers that are used twice what the list of findings has of them: as acts name
them, are voided and approved, as cadres move and are linked to each other, and as days pass."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lrs.event.list_log import ListLog
from projections.answers.acts import acts_of
from projections.answers.basis import Basis
from projections.credits.credit_ledger import fold
from projections.profile.writing import statement_id
from replay.feed import paper_lives, papers_said
from replay.feed.asked import FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.feed import page_of
from replay.feed.handed_over import HandedOver
from replay.feed.place import Place
from replay.feed.whom import Of
from tests.unit.projections.history import History
from tests.unit.projections.strategies import Short
from tests.unit.replay.feed.walks import asked_of, is_one_of, lived, moments, recorded, walked

TODAY = "2011-03-01"
CADRES = ("c1", "c2", "c3")
DAYS = st.dates(date(2010, 11, 15), date(2011, 2, 15)).map(date.isoformat)
NUMBERS = st.sampled_from(["Z-1", "Z-1", "Z-2", ""])
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

Open = tuple[str, str, str, str]
"""The number, the code, the statement and the cadre of a finding that is there."""


def fact(*names: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Short]:
    return st.fixed_dictionaries({"fact": st.sampled_from(names), "occurred": DAYS, **members})


def without_empty(short: Short) -> Short:
    return {name: value for name, value in short.items() if value != ""}


ATTENDED = st.fixed_dictionaries(
    {
        "fact": st.just("class.completed"),
        "cadre": st.sampled_from(CADRES),
        "class": st.sampled_from(["K1", "K2"]),
        "start": st.just("2010-11-01"),
        "end": st.dates(date(2010, 11, 10), date(2011, 2, 20)).map(date.isoformat),
        "scheduled_days": st.just("5"),
        "days_before_new_year": st.just("5"),
        "certificate": NUMBERS,
        "evidence": NUMBERS,
    }
).map(without_empty)
WRITTEN = fact(
    *("article.published", "book.published"),
    cadre=st.sampled_from(CADRES),
    work=st.sampled_from(["w1", "w2"]),
    role=st.just("sole"),
    evidence=NUMBERS,
).map(without_empty)
STUDIED = fact(
    "degree.admitted", cadre=st.sampled_from(CADRES), programme=st.just("p"), evidence=NUMBERS
).map(without_empty)
DECIDED = fact(
    *("act.voided", "act.voided", "void.withdrawn", "credit.rejected", "credit.approved"),
    target=st.integers(0, 14).map(lambda number: f"f{number}"),
)
MOVED = st.one_of(
    fact("unit.assigned", cadre=st.sampled_from(CADRES), unit=st.sampled_from(["A", "B"])),
    fact("cadre.left", cadre=st.sampled_from(CADRES)),
    fact(
        "cadre.identified",
        cadre=st.sampled_from(CADRES[:2]),
        identifier=st.sampled_from(CADRES[1:]),
    ),
)
LOGS = st.lists(
    st.tuples(st.one_of(ATTENDED, ATTENDED, WRITTEN, WRITTEN, STUDIED, DECIDED, MOVED), DAYS),
    min_size=4,
    max_size=15,
)


def in_list(log: ListLog, basis: Basis) -> set[Open]:
    """What the query of the list finds in the papers of ledgers."""
    acts = acts_of(CADRES, log, basis.reference, basis.as_of)
    ledgers = [
        fold(basis.reference, one, some, basis.policies, known=basis.position, today=basis.today)
        for one, some in acts.items()
    ]
    rows = [(one.person, paper) for one in ledgers for paper in one.papers]
    found: set[Open] = set()
    for number in {paper.document for _, paper in rows}:
        some = [(person, paper) for person, paper in rows if paper.document == number]
        persons = {person for person, _ in some}
        acts_named = {f"{paper.fact} {paper.subject or ''}" for _, paper in some}
        if any(paper.certificate for _, paper in some) and len(persons) > 1:
            code = "certificate_of_two_cadres"
        elif len(acts_named) > 1:
            code = "evidence_used_twice"
        else:
            continue
        found |= {(number, code, str(paper.statement_id), person) for person, paper in some}
    return found


def of_papers(found: Iterable[FeedChange]) -> list[FeedChange]:
    return [one for one in found if one.whom.of is Of.PAPER]


def left_open(found: Iterable[FeedChange]) -> set[Open]:
    told: set[Open] = set()
    for one in of_papers(found):
        for moved in one.change.moved:
            assert one.name is not None
            assert moved.cadre is not None
            key = one.name, moved.member, moved.of, moved.cadre
            (told.add if moved.after else told.remove)(key)
    return told


@given(LOGS, st.sampled_from([1, 2, 10_000]), st.booleans())
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
def test_it_leaves_open_what_the_list_has(drawn: Any, limit: int, is_handed: bool) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    handed = HandedOver() if is_handed else None
    found, _ = walked(log, basis, Place(), limit=limit, handed=handed)
    expected = in_list(log, basis)
    for _, code, _, _ in expected:
        event(code)
    event(f"{min(len(of_papers(found)), 4)} changes of papers")
    assert left_open(found) == expected


@given(LOGS)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_at_every_position_and_day_it_has_left_open_what_the_list_had(drawn: Any) -> None:
    made = recorded(drawn)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    found, _ = walked(log, basis, Place(), limit=10_000)
    for position, day in moments(log, basis):
        as_of = replace(basis, position=position, today=day)
        known = [one for one in found if one.known <= position and one.change.day <= day]
        assert left_open(known) == in_list(log, as_of), (position, day)


@given(LOGS, st.integers(1, 3))
@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
def test_from_any_place_on_it_tells_the_rest_whatever_is_handed_over(
    drawn: Any, limit: int
) -> None:
    made = recorded(drawn)
    log, basis, handed = ListLog(made.rows), made.basis(TODAY), HandedOver()
    whole, end = walked(log, basis, Place(), limit=10_000)
    place, told = Place(), 0
    while told < len(whole):
        page = page_of(asked_of(log, basis, handed), place, limit=limit)
        assert list(page.changes) == whole[told : told + len(page.changes)]
        told, place = told + len(page.changes), Place.of(str(page.next))
        assert walked(log, basis, place, limit=10_000) == (whole[told:], end)


@given(LOGS)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_told_as_it_happened_it_says_what_is_told_later(drawn: Any) -> None:
    made = recorded(drawn)
    whole, basis = ListLog(made.rows), made.basis(TODAY)
    later, _ = walked(whole, basis, Place(), limit=10_000)
    assert of_papers(lived(whole, basis)) == of_papers(later)


def two_cadres(*then: Short) -> History:
    """One certificate of two cadres of the units A and B, and what came then."""
    made = History()
    for cadre, unit in (("c1", "A"), ("c2", "B")):
        made.record("unit.assigned", f"m{unit}", cadre=cadre, unit=unit, occurred="2010-01-01")
    days = {"start": "2011-01-03", "end": "2011-01-07", "scheduled_days": "5"}
    for cadre in ("c1", "c2"):
        more = {"cadre": cadre, "class": "K1", "certificate": "Z-1", **days}
        made.record("class.completed", f"k-{cadre}", **more)
    for short in then:
        made.record(**short)
    return made


def told(found: Iterable[FeedChange]) -> list[tuple[int | None, list[str], list[Any]]]:
    return [
        (
            one.change.position,
            [cause.fact for cause in one.change.causes],
            [(moved.cadre, moved.of, moved.after) for moved in one.change.moved],
        )
        for one in of_papers(found)
    ]


IDS = {cadre: str(statement_id(f"k-{cadre}")) for cadre in ("c1", "c2")}
VOID: Short = {"fact": "act.voided", "id_": "v", "target": "k-c2", "occurred": "2011-01-20"}


def test_it_opens_with_the_second_who_names_it_and_closes_with_his_void() -> None:
    made = two_cadres(VOID)
    found, _ = walked(ListLog(made.rows), made.basis(TODAY), Place(), limit=1)
    both = sorted((IDS[cadre], cadre) for cadre in IDS)
    assert told(found) == [
        (4, ["class.completed"], [(cadre, of, True) for of, cadre in both]),
        (5, ["act.voided"], [(cadre, of, None) for of, cadre in both]),
    ]
    assert {one.name for one in of_papers(found)} == {"Z-1"}


def test_an_officer_is_told_of_his_cadres_and_not_who_the_other_is() -> None:
    made = two_cadres()
    asked = asked_of(ListLog(made.rows), made.basis(TODAY))
    cases: list[tuple[set[Any], list[str], str | None]] = [
        ({"A"}, ["c1"], None),
        ({"B"}, ["c2"], "c2"),
        ({"C"}, [], None),
        ({"A", "B", None}, ["c1", "c2"], "c2"),
    ]
    for units, cadres, actor in cases:
        seen = replace(asked, visible=partial(is_one_of, units))
        found = of_papers(page_of(seen, Place(), limit=99).changes)
        moved = [one.cadre for change in found for one in change.change.moved]
        assert sorted(filter(None, moved)) == cadres
        assert {cause.actor for one in found for cause in one.change.causes} <= {actor}


def folds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    folded: list[str] = []
    sound = CadreLives._fold

    def counted(lives: CadreLives, life: Any, moment: Any) -> Any:
        folded.append(life.person)
        return sound(lives, life, moment)

    monkeypatch.setattr(CadreLives, "_fold", counted)
    return folded


def sheet(count: int) -> History:
    """The sheet of one class that many sign, one after the other."""
    made = History()
    days = {"start": "2011-01-03", "end": "2011-01-07", "scheduled_days": "5"}
    for number in range(count):
        more = {"cadre": f"c{number}", "class": "K1", "evidence": "S-1", **days}
        made.record("class.completed", f"k{number}", **more)
    return made


def test_what_many_sign_folds_at_each_statement_him_alone_whom_it_is_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = sheet(30)
    log, basis, folded = ListLog(made.rows), made.basis(TODAY), folds(monkeypatch)
    handed, place = HandedOver(), Place()
    for position in range(1, 31):
        at = replace(basis, position=position, today=date(2011, 1, 7))
        page = page_of(asked_of(log, at, handed), place, limit=99)
        assert not of_papers(page.changes)
        place = page.next
    assert len(folded) <= 3 * 30


def test_what_is_handed_over_is_bounded_and_costs_no_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper_lives, "MOST", 0)
    made = two_cadres(VOID)
    log, basis = ListLog(made.rows), made.basis(TODAY)
    bounded = walked(log, basis, Place(), limit=1, handed=HandedOver())
    monkeypatch.undo()
    assert bounded == walked(log, basis, Place(), limit=10_000)


@pytest.mark.parametrize("limit", [1, 10_000])
def test_a_number_of_too_many_is_told_of_no_further(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers_said, "MOST_NAMES", 2)
    third = Short(fact="class.completed", id_="k-c3", cadre="c3", certificate="Z-1")
    third |= {"class": "K1", "start": "2011-01-03", "end": "2011-01-07", "scheduled_days": "5"}
    made = two_cadres(third, VOID)
    log, basis, folded = ListLog(made.rows), made.basis(TODAY), folds(monkeypatch)
    found, _ = walked(log, basis, Place(), limit=limit)
    assert [position for position, _, _ in told(found)] == [4]
    folded.clear()
    walked(log, basis, Place(position=5), limit=limit)
    assert set(folded) == {"c2"}
