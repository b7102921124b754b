"""Answers on disk: what is read is what was put there, or nothing."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrs
import projections
import replay
from projections.answers.basis import Answers
from projections.answers.kept import KeptAnswers, code_digest
from tests.faults.waiting import PATIENCE

QUESTION = (("circular", 2025, None), 7, date(2026, 1, 1), "digest")
ANSWER = {"figures": (Decimal("1.50"), None), "names": ("c1", "c2")}
KEY = b"k" * 32


CODE = code_digest(lrs, projections)


def kept(
    folder: Path, *, key: bytes = KEY, max_bytes: int = 10_000, code: str = CODE
) -> KeptAnswers:
    return KeptAnswers(folder, key=key, max_bytes=max_bytes, code=code)


def files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def test_an_answer_is_there_after_a_restart_and_for_other_processes(tmp_path: Path) -> None:
    kept(tmp_path).put(QUESTION, ANSWER)
    assert kept(tmp_path).get(QUESTION) == ANSWER
    assert kept(tmp_path).get((*QUESTION, "other")) is None


@given(st.lists(st.text(max_size=3), unique=True))
def test_the_units_that_are_asked_about_have_no_order(units: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answers = kept(Path(folder))
        answers.put(("circular", frozenset(units)), ANSWER)
        assert answers.get(("circular", frozenset(reversed(units)))) == ANSWER
        assert answers.get(("circular", frozenset({*units, "more"}))) is None


def test_what_is_altered_or_cut_short_is_not_kept(tmp_path: Path) -> None:
    answers = kept(tmp_path)
    answers.put(QUESTION, ANSWER)
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert answers.get(QUESTION) is None
        path.write_bytes(whole[:place])
        assert answers.get(QUESTION) is None
    path.write_bytes(whole)
    assert answers.get(QUESTION) == ANSWER


def test_an_answer_under_another_name_is_not_kept(tmp_path: Path) -> None:
    answers = kept(tmp_path)
    other = (*QUESTION, "other")
    answers.put(QUESTION, ANSWER)
    (path,) = files(tmp_path)
    answers.put(other, "another")
    for one in files(tmp_path):
        if one != path:
            one.write_bytes(path.read_bytes())
    assert answers.get(other) is None


def test_the_answers_of_another_store_are_not_found(tmp_path: Path) -> None:
    kept(tmp_path).put(QUESTION, ANSWER)
    assert kept(tmp_path, key=b"o" * 32).get(QUESTION) is None


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    kept(tmp_path).put(QUESTION, ANSWER)
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_those_asked_for_the_longest_ago_go_first(tmp_path: Path) -> None:
    answers = kept(tmp_path, max_bytes=1000)
    for number in range(20):
        answers.put(number, bytes(100))
        assert answers.get(0) is not None  # so it is the last one asked for
        assert sum(one.stat().st_size for one in files(tmp_path)) <= 1000
    assert answers.get(1) is None
    assert answers.get(19) is not None


def test_room_is_made_while_another_process_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = kept(tmp_path, max_bytes=1000)

    def listed_and_gone(folder: Path) -> list[os.DirEntry[str]]:
        found = list(os.scandir(folder))
        if len(found) > 1:
            Path(found[0]).unlink()
        return found

    system = SimpleNamespace(scandir=listed_and_gone, utime=os.utime)
    monkeypatch.setattr("projections.answers.kept.os", system)
    for number in range(20):
        answers.put(number, bytes(100))
    assert sum(one.stat().st_size for one in files(tmp_path)) <= 1000
    assert "could not be kept" not in caplog.text


def test_what_other_code_made_is_dropped(tmp_path: Path) -> None:
    kept(tmp_path).put(QUESTION, ANSWER)
    assert kept(tmp_path, code=code_digest(lrs, projections, replay)).get(QUESTION) is None
    assert not files(tmp_path)


def test_what_was_kept_before_an_erasure_is_removed(tmp_path: Path) -> None:
    answers = kept(tmp_path)
    answers.put(QUESTION, ANSWER)
    (tmp_path / "not ours").write_text("whatever")
    answers.begin(erased=7)
    assert answers.get(QUESTION) is None
    assert [one.name for one in files(tmp_path)] == ["not ours"]
    answers.put(QUESTION, ANSWER)
    assert answers.get(QUESTION) == ANSWER


def test_what_was_kept_since_an_erasure_is_there_after_a_restart(tmp_path: Path) -> None:
    answers = kept(tmp_path)
    answers.begin(erased=70)
    answers.put(QUESTION, ANSWER)
    again = kept(tmp_path)
    again.begin(erased=70)
    assert again.get(QUESTION) == answers.get(QUESTION) == ANSWER
    kept(tmp_path).begin(erased=7)
    assert answers.get(QUESTION) is None


class LogWithErasures:
    """A log of which something may be erased at any time."""

    def __init__(self) -> None:
        self.erased = 0

    def head(self) -> int:
        return 9

    def check(self) -> None:
        """Nobody is stopped."""

    def stored_at(self, position: int) -> datetime:
        return datetime(2026, 1, position, tzinfo=UTC)

    def last_erased(self, *, until: int, after: int = 0) -> int:
        return self.erased


def basis_of(log: LogWithErasures) -> Any:
    return SimpleNamespace(
        position=7,
        today=date(2026, 1, 1),
        policies=SimpleNamespace(digest="digest"),
        reference=SimpleNamespace(erased=log.erased),
        watch=SimpleNamespace(found={}),
    )


def test_what_was_read_before_an_erasure_is_not_kept_after_it(tmp_path: Path) -> None:
    log: Any = LogWithErasures()
    answers = Answers(lambda: datetime(2026, 1, 1, tzinfo=UTC), kept(tmp_path))
    before = basis_of(log)

    def make() -> str:
        log.erased = 8
        assert answers.lasting(log, basis_of(log), "another", lambda: "made") == "made"
        return "with what was erased"

    assert answers.lasting(log, before, "asked", make) == "with what was erased"
    assert answers.lasting(log, before, "late", lambda: "by what was erased") is not None
    for about in ("asked", "late"):
        assert answers.lasting(log, basis_of(log), about, lambda: "without it") == "without it"
    assert len(files(tmp_path)) == 3

    log.erased = 0
    with answers.latest("now", log, basis_of(log)) as latest:
        log.erased = 9
        with answers.latest("other", log, basis_of(log)):
            pass
        latest.keep("with what was erased", on_disk=True)
    with answers.latest("now", log, basis_of(log)) as latest:
        assert latest.found is None
    assert not files(tmp_path)


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    answers = kept(tmp_path / "file")
    answers.put(QUESTION, ANSWER)
    assert answers.get(QUESTION) is None


def nothing() -> None:
    """Nobody is stopped."""


def test_of_two_processes_one_makes_an_answer_and_the_other_reads_it(tmp_path: Path) -> None:
    log: Any = LogWithErasures()
    made: list[str] = []
    began, may_end = Event(), Event()

    def make() -> str:
        made.append("made")
        began.set()
        assert may_end.wait(PATIENCE)
        return "answer"

    def ask() -> str:
        answers = Answers(lambda: datetime(2026, 1, 1, tzinfo=UTC), kept(tmp_path))
        return answers.lasting(log, basis_of(log), "question", make)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(ask)
        assert began.wait(PATIENCE)
        second = pool.submit(ask)
        with pytest.raises(TimeoutError):
            second.result(0.01)
        may_end.set()
        assert first.result(PATIENCE) == second.result(PATIENCE) == "answer"
    assert made == ["made"]
    assert not list(tmp_path.rglob("*.turn"))


def test_who_waits_for_another_process_and_is_stopped_goes_no_further(tmp_path: Path) -> None:
    class TooLongError(TimeoutError):
        """What a reading is stopped with, too."""

    def stop() -> None:
        raise TooLongError

    def take() -> None:
        with kept(tmp_path).turn(QUESTION, stop):
            raise AssertionError("two have the same turn")

    with kept(tmp_path).turn(QUESTION, nothing), pytest.raises(TooLongError):
        take()


def test_where_the_disk_takes_no_file_everybody_makes_his_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    folder = tmp_path / "file"
    with kept(folder).turn(QUESTION, nothing), kept(folder).turn(QUESTION, nothing):
        assert folder.read_text() == "no folder"
