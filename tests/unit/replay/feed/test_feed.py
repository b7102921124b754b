"""The feed tells what a fold of everybody at every position and on every day comes to, live, page
by page, and a year later."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from lrs.event.list_log import ListLog
from projections.answers.acts import everybody
from projections.case.publications import NoPolicyError
from projections.profile.publication import publication
from replay.feed.asked import FeedChange
from replay.feed.place import Place, PlaceError
from replay.feed.whom import Of
from replay.history.cadre import biography
from tests.oracle.histories import CADRES, history
from tests.unit.projections.history import BAOJI, History
from tests.unit.replay.feed.walks import walked
from tests.unit.replay.history.naive import Told, basis_of, log_of, naive, state_at

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


def by_cadre(found: list[FeedChange]) -> dict[str, list[Told]]:
    told: dict[str, list[Told]] = defaultdict(list)
    for one in found:
        if one.whom.of is Of.CADRE:
            told[one.whom.key].append((one.change.position, one.change.day, one.change.moved))
    return told


@pytest.mark.parametrize("seed", [1])
def test_it_is_what_a_fold_at_every_moment_comes_to(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    found, end = walked(log, basis, Place(), limit=1000)
    told = by_cadre(found)
    names = {*told, *CADRES, *everybody(log, basis.reference, basis.as_of)}
    for cadre in sorted(names):
        state = state_at(log, cadre, basis)
        expected = list(naive(log, basis, state, until=basis.position, last=basis.today))
        assert told.get(cadre, []) == expected, cadre
    assert end.position == basis.position
    order = [(one.change.day, one.change.position or 0, one.whom) for one in found]
    assert order == sorted(order)


@pytest.mark.parametrize("limit", [1, 7])
def test_pages_of_any_size_make_up_the_whole(limit: int) -> None:
    log = log_of(0)
    basis = basis_of(log, today=history(0).last)
    whole, end = walked(log, basis, Place(), limit=10_000)
    assert walked(log, basis, Place(), limit=limit) == (whole, end)
    assert walked(log, basis, Place.of(str(end)), limit=limit) == ([], end)


def test_whatever_place_is_asked_after_days_to_come_and_long_passed_are_not_told() -> None:
    log = log_of(0)
    basis = basis_of(log, today=history(0).last)
    stored = log.stored_at(5)
    assert stored is not None
    day = stored.astimezone(basis.policies.zone).date()
    for asked, meant in ((LAST, basis.today), (FIRST, day)):
        places = Place(position=5, day=asked), Place(position=5, day=meant)
        one, other = (walked(log, basis, place, limit=10_000) for place in places)
        assert one == other
        assert one[0]
        assert all(change.change.day <= basis.today for change in one[0])


@pytest.mark.parametrize("text", ["5~9998-12-31", "5~0001-01-01", "5~2200-01-01~cadre~c1", "5~~c1"])
def test_a_place_in_a_year_that_nobody_can_ask_about_is_none(text: str) -> None:
    with pytest.raises(PlaceError):
        Place.of(text)


@pytest.mark.parametrize("seed", [0])
def test_told_as_it_happened_it_says_what_is_told_a_year_later(seed: int) -> None:
    """Asked after every statement and on every day between two: the log has nothing later yet."""
    whole = log_of(seed)
    basis = basis_of(whole, today=history(seed).last)
    later, _ = walked(whole, basis, Place(), limit=10_000)
    live: list[FeedChange] = []
    place, today = Place(), None
    for position in range(1, whole.head() + 1):
        stored = whole.stored_at(position)
        assert stored is not None
        day = min(stored.astimezone(basis.policies.zone).date(), basis.today)
        if today is not None:
            place = passed(whole, position - 1, today, day, live, place)
        today = day
        place = asked_at(whole, position, day, live, place)
    assert today is not None
    passed(whole, whole.head(), today, basis.today, live, place)
    assert live == later


def passed(
    log: ListLog, position: int, after: date, until: date, live: list[FeedChange], place: Place
) -> Place:
    """Lets some days pass, and asks on some of them."""
    day = after
    while day < until:
        day = min(day + timedelta(days=11), until)
        place = asked_at(log, position, day, live, place)
    return place


def asked_at(
    whole: ListLog, position: int, day: date, live: list[FeedChange], place: Place
) -> Place:
    """Asks as of a position on a day, of a log that ends there."""
    log = ListLog(whole.read(after=0, until=position, limit=position))
    try:
        basis = basis_of(log, today=day)
    except NoPolicyError:
        return place
    found, place = walked(log, basis, Place.of(str(place)), limit=5)
    live += found
    return place


def test_a_policy_that_comes_into_force_is_told_as_the_cause_of_what_it_moves() -> None:
    """The second policy is published ahead of the day from which on it judges."""
    made = History()
    made.receive(publication(BAOJI), recorded=date(2010, 1, 1))
    made.attended("e1", "K1", "2010-02-28", "5")
    harder = BAOJI.with_overrides({"thresholds.annual_credits": "60"})
    made.receive(publication(harder, effective=date(2011, 1, 1)), recorded=date(2010, 4, 1))
    log = ListLog(made.rows)
    basis = basis_of(log, today=date(2011, 2, 1))
    told = [one for one in walked(log, basis, Place(), limit=1000)[0] if one.whom.of is Of.CADRE]
    (by_policy,) = [one.change for one in told if one.change.day == date(2011, 1, 1)]
    assert [cause.fact for cause in by_policy.causes] == ["policy.published"]
    assert [one.change for one in told] == biography(log, told[0].whom.key, basis=basis)
