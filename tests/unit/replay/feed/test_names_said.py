"""Everybody is known by reading the log once, and the feed tells the same by those names as by a
reading of all of it for each moment."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from lrs.event.list_log import ListLog
from lrs.event.log import Recorded
from projections.answers.acts import everybody
from projections.case.decisions import AsOf
from replay.feed.asked import Asked, FeedChange
from replay.feed.feed import page_of
from replay.feed.handed_over import HandedOver
from replay.feed.names_said import NamesSaid, everybody_by
from replay.feed.place import Place
from tests.oracle.histories import history
from tests.unit.replay.feed.walks import asked_of
from tests.unit.replay.history.naive import basis_of, log_of

READ_AT_A_TIME = 10


class StoppedError(Exception):
    """Who asked hung up."""


class CountingLog(ListLog):
    """A log that gives few statements at a time, counts how often it gave each, and stops those
    who read behind a position."""

    def __init__(self, log: ListLog) -> None:
        super().__init__(log.read(after=0, until=log.head(), limit=log.head()))
        self.given: list[int] = []
        self.stops_behind: int | None = None

    def read(self, *, after: int, until: int, limit: int) -> list[Recorded]:
        if self.stops_behind is not None and after >= self.stops_behind:
            raise StoppedError
        found = super().read(after=after, until=until, limit=min(limit, READ_AT_A_TIME))
        self.given += [one.position for one in found]
        return found


def test_each_position_is_read_once_whichever_moments_are_asked_about() -> None:
    log, said = CountingLog(log_of(0)), NamesSaid()
    for position in (30, 12, 30, log.head(), 5, log.head()):
        said.up_to(log, position)
    assert log.given == list(range(1, log.head() + 1))


def test_who_is_stopped_leaves_what_was_read() -> None:
    log, said = CountingLog(log_of(0)), NamesSaid()
    log.stops_behind = 2 * READ_AT_A_TIME
    with pytest.raises(StoppedError):
        said.up_to(log, log.head())
    log.stops_behind = None
    found = said.up_to(log, log.head())
    assert log.given == list(range(1, log.head() + 1))
    assert found == NamesSaid().up_to(log_of(0), log.head())


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_missing_at_any_position(seed: int) -> None:
    log = log_of(seed)
    basis, said = basis_of(log, today=history(seed).last), NamesSaid()
    missing: dict[int, set[str]] = {}
    known: set[str] = set()
    for position in range(log.head(), 0, -7):
        as_of = AsOf(known=position, today=date(2030, 1, 1), zone=basis.policies.zone)
        expected = set(everybody(log, basis.reference, as_of))
        missing[position] = expected - set(everybody_by(said, log, basis, as_of))
        known |= expected
    assert known
    assert not any(missing.values())


@pytest.mark.parametrize("limit", [7, 1000])
def test_the_feed_tells_the_same_by_the_names_as_by_a_reading_for_each_moment(limit: int) -> None:
    log = log_of(0)
    basis = basis_of(log, today=history(0).last)
    by_names = asked_of(log, basis)
    by_reading = replace(
        by_names, everybody=partial(everybody, log, basis.reference), handed=HandedOver()
    )
    found = all_of(by_names, limit=limit)
    assert found
    assert found == all_of(by_reading, limit=limit)


def all_of(asked: Asked, *, limit: int) -> list[FeedChange]:
    found, place, more = list[FeedChange](), Place(), True
    while more:
        page = page_of(asked, place, limit=limit)
        found, place, more = [*found, *page.changes], page.next, page.more
    return found
