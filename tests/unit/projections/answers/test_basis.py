"""An answer as of a position is made once, and forgotten when many others came after it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Event
from typing import cast

import pytest

from lrs.event.list_log import ListLog
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, Question
from projections.answers.remembered import QUESTIONS, REMEMBERED
from projections.case.reference import Reference
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.profile.publication import publication
from tests.faults.waiting import PATIENCE
from tests.unit.projections.history import BAOJI, History

BASIS = Basis(
    position=7, today=date(2010, 12, 31), policies=succession_of(BAOJI), reference=Reference()
)


def test_what_is_asked_again_of_one_basis_is_made_once() -> None:
    answers = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC))
    made: list[str] = []

    def ask(basis: Basis, about: str) -> str:
        def make() -> str:
            made.append(about)
            return f"{about} {len(made)}"

        return answers.once(basis, about, make)

    assert ask(BASIS, "circular") == ask(BASIS, "circular") == "circular 1"
    assert ask(BASIS, "cycle") == "cycle 2"
    assert ask(replace(BASIS, position=8), "circular") == "circular 3"
    assert ask(replace(BASIS, today=date(2011, 1, 1)), "circular") == "circular 4"
    changed = BAOJI.with_overrides({"carry.mode": "none"})
    assert ask(replace(BASIS, policies=succession_of(changed)), "circular") == "circular 5"
    for number in range(REMEMBERED):
        ask(BASIS, str(number))
    assert ask(BASIS, "circular").endswith(str(len(made)))


def test_what_is_not_worth_it_is_made_again() -> None:
    answers = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC))
    made: list[int] = []

    def ask(*, least: int) -> int:
        def make() -> int:
            made.append(len(made))
            return len(made)

        return answers.once(BASIS, "members", make, worth=lambda found: found >= least)

    assert [ask(least=2), ask(least=2), ask(least=2), ask(least=9)] == [1, 2, 2, 2]


def test_the_latest_of_a_question_is_kept_in_memory_as_long_as_there_are_not_very_many() -> None:
    answers = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC))
    log = ListLog([])

    def answer(about: str) -> None:
        with answers.latest(about, log, BASIS) as latest:
            latest.keep("made", on_disk=False)

    answer("unit 0")
    for number in range(REMEMBERED + 1):
        answers.once(BASIS, number, lambda: "made")
    assert answers.has_latest("unit 0", log, BASIS)
    for number in range(1, QUESTIONS + 1):
        answer(f"unit {number}")
    assert not answers.has_latest("unit 0", log, BASIS)
    assert answers.has_latest("unit 1", log, BASIS)


class Slow:
    """A log, empty but for its position, whose reading waits until it may go on."""

    def __init__(self) -> None:
        self.began, self.may_go_on = Event(), Event()
        self.stopped: Exception | None = None

    def head(self) -> int:
        return 1

    def check(self) -> None:
        if self.stopped:
            raise self.stopped

    def last_erased(self, **_: int) -> int:
        return 0

    def stored_at(self, _: int) -> None:
        return None

    def grants(self, **_: int) -> list[object]:
        self.began.set()
        assert self.may_go_on.wait(PATIENCE)
        self.check()
        return []

    def with_verb(self, *_: str, **__: int) -> list[object]:
        return []


def test_while_the_reference_is_read_answers_are_at_hand_and_who_waits_can_be_stopped() -> None:
    answers = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC))
    question = Question(policy="baoji-2009")
    first, second, third = Slow(), Slow(), Slow()
    second.stopped = TimeoutError("stopped")
    third.may_go_on.set()
    with ThreadPoolExecutor() as pool:
        reading = pool.submit(answers.basis, cast(Log, first), question)
        assert first.began.wait(PATIENCE)
        assert answers.once(BASIS, "circular", lambda: "made") == "made"
        with pytest.raises(TimeoutError, match="stopped"):
            answers.basis(cast(Log, second), question)
        first.stopped = TimeoutError("gone")
        first.may_go_on.set()
        with pytest.raises(TimeoutError, match="gone"):
            reading.result(PATIENCE)
        assert answers.basis(cast(Log, third), question).position == 1


def test_a_policy_that_is_tried_as_known_earlier_is_the_same_when_it_was_published_since() -> None:
    tried = load_packaged("nanjing")
    made = History()
    made.receive(publication(BAOJI), recorded=date(2010, 1, 1))
    question = Question(known_at=1, policy=tried.id)
    before = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC)).basis(ListLog(made.rows), question)
    of_its_own = tried.with_overrides({"plausibility.max_days_back": "30"})
    made.receive(publication(of_its_own), recorded=date(2011, 2, 1))
    answers = Answers(lambda: datetime(2011, 3, 1, tzinfo=UTC))
    later = answers.basis(ListLog(made.rows), question)
    assert later.policies.digest == before.policies.digest == tried.digest
    published = answers.basis(ListLog(made.rows), Question(policy=tried.id))
    assert published.policies.digest == of_its_own.digest


def linked(**identifiers: str) -> ListLog:
    """A log that links c1 to others, each on its day."""
    made = History()
    made.receive(publication(BAOJI), recorded=date(2010, 1, 1))
    for identifier, day in identifiers.items():
        made.record("cadre.identified", identifier, identifier=identifier, recorded=day)
    return ListLog(made.rows)


def test_what_a_standby_lacks_that_takes_over_is_forgotten() -> None:
    answers = Answers(lambda: datetime(2011, 6, 1, tzinfo=UTC))

    def names(log: ListLog) -> frozenset[str]:
        return answers.basis(log, Question()).reference.identities.names("c1")

    assert names(linked(c2="2011-02-01")) == {"c1", "c2"}
    lost = linked(c2="2011-02-01", c3="2011-02-02", c4="2011-02-03")
    assert names(lost) == {"c1", "c2", "c3", "c4"}
    basis = answers.basis(lost, Question())
    assert answers.once(basis, "names", lambda: "those of before") == "those of before"
    assert names(linked(c2="2011-02-01", c5="2011-03-01", c6="2011-03-02")) == {
        *("c1", "c2", "c5", "c6")
    }
    assert answers.once(basis, "names", lambda: "others") == "others"
