"""The feed tells of each unit what its biography does, page by page, as it happens and later."""

from dataclasses import replace

import pytest

from lrs.event.list_log import ListLog
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from replay.feed import member_years
from replay.feed.asked import FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.feed import page_of
from replay.feed.handed_over import HandedOver
from replay.feed.place import Place
from replay.feed.whom import Of
from replay.history.change import Change
from replay.history.unit import biography_of_unit
from tests.oracle.histories import UNITS, history
from tests.unit.replay.feed.walks import asked_of, day_of, walked
from tests.unit.replay.history.naive import basis_of, log_of, told


def asked(seed: int) -> tuple[ListLog, Basis]:
    log = log_of(seed)
    return log, basis_of(log, today=history(seed).last)


def of_units(found: list[FeedChange]) -> list[FeedChange]:
    return [one for one in found if one.whom.of is Of.UNIT]


def causes(change: Change) -> set[int]:
    return {one.position for one in change.causes}


@pytest.mark.parametrize("seed", range(4))
def test_it_tells_the_biography_of_each_unit(seed: int) -> None:
    log, basis = asked(seed)
    changes = of_units(walked(log, basis, Place(), limit=10_000)[0])
    assert changes
    for unit in UNITS:
        own = [one.change for one in changes if one.whom.key == unit]
        biography = biography_of_unit(log, unit, basis=basis)
        assert told(own) == told(biography)
        for one, other in zip(own, biography, strict=True):
            if one.position is None:  # of members whom the day did not move it tells nothing
                assert causes(one) <= causes(other)
            else:
                assert one.causes == other.causes


@pytest.mark.parametrize("is_handed_over", [True, False])
@pytest.mark.parametrize("limit", [3])
def test_pages_of_any_size_make_up_the_whole(limit: int, is_handed_over: bool) -> None:
    log, basis = asked(0)
    whole, end = walked(log, basis, Place(), limit=10_000)
    handed = HandedOver() if is_handed_over else None
    assert walked(log, basis, Place(), limit=limit, handed=handed) == (whole, end)


@pytest.mark.parametrize("is_handed_over", [True, False])
def test_from_any_place_on_it_tells_the_rest(is_handed_over: bool) -> None:
    log, basis = asked(1)
    whole, end = walked(log, basis, Place(), limit=10_000)
    place, number, within = Place(), 0, set()
    handed = HandedOver()
    while number < len(whole):
        page = page_of(asked_of(log, basis, handed), place, limit=1)
        number, place = number + len(page.changes), page.next
        within |= {place.whom.of} if place.whom else set()
        if number % 12 and not (place.whom and place.whom.of is Of.UNIT and number % 4 == 0):
            continue
        again = Place.of(str(place))
        given = handed if is_handed_over else None
        assert walked(log, basis, again, limit=10_000, handed=given) == (whole[number:], end)
    assert Of.UNIT in within


@pytest.mark.parametrize("seed", [3])
def test_live_it_goes_on_from_what_was_handed_over_and_tells_what_is_told_later(seed: int) -> None:
    whole, basis = asked(seed)
    later = walked(whole, basis, Place(), limit=10_000)[0]
    live: list[FeedChange] = []
    place, handed, begun = Place(), HandedOver(), 0
    for position in range(1, whole.head() + 1):
        log = ListLog(whole.read(after=0, until=position, limit=position))
        for day in (day_of(whole, position, basis), day_of(whole, position + 1, basis)):
            then = basis_of(log, today=day)
            found, place = walked(log, then, place, limit=2, handed=handed)
            live += found
            begun += 1
    assert begun > 0
    assert live == later


def test_asked_as_of_an_earlier_day_it_does_not_go_on_from_the_later_one() -> None:
    log, basis = asked(2)
    handed = HandedOver()
    days = sorted({one.change.day for one in walked(log, basis, Place(), limit=10_000)[0]})
    for day in (*days[:: max(len(days) // 3, 1)], *reversed(days[:: max(len(days) // 3, 1)])):
        then = replace(basis, today=day)
        whole = walked(log, then, Place(), limit=10_000)
        assert walked(log, then, Place(), limit=2, handed=handed) == whole


def test_who_sees_a_unit_at_some_moments_is_told_what_it_did_at_these() -> None:
    log, basis = asked(1)
    whole = of_units(walked(log, basis, Place(), limit=10_000)[0])

    def visible(unit: str | None, as_of: AsOf) -> bool:
        return unit == "A" and as_of.known % 3 > 0

    seeing = replace(asked_of(log, basis), visible=visible)
    place, found = Place(), list[FeedChange]()
    while True:
        page = page_of(seeing, place, limit=5)
        found, place = found + list(page.changes), page.next
        if not page.more:
            break
    expected = [one for one in whole if one.whom.key == "A" and one.known % 3 > 0]
    assert 0 < len(expected) < len([one for one in whole if one.whom.key == "A"])
    assert of_units(found) == expected


@pytest.mark.parametrize("most", [2, 50_000])
def test_what_is_handed_over_is_bounded_and_saves_folds(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folds: list[str] = []
    sound = CadreLives._fold

    def counted(self: CadreLives, life, moment):  # type: ignore[no-untyped-def]
        folds.append(life.person)
        return sound(self, life, moment)

    log, basis = asked(0)
    whole, _ = walked(log, basis, Place(), limit=10_000)
    monkeypatch.setattr(CadreLives, "_fold", counted)
    monkeypatch.setattr(member_years, "MOST", most)
    assert walked(log, basis, Place(), limit=2)[0] == whole
    without, folds = len(folds), folds
    folds.clear()
    assert walked(log, basis, Place(), limit=2, handed=HandedOver())[0] == whole
    assert len(folds) < without if most == 50_000 else len(folds) <= without
