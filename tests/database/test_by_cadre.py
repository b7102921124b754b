"""Reports on all that is known now, made by what moved since the last time, are those that folding
everybody gives."""

from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import cast

import pytest

from api.http.services import Services
from api.operations import ahead
from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from projections.answers.basis import Answers, Basis, Question
from projections.answers.inquiries import at_risk_on, circular_on, members, report_on_cycle
from projections.answers.kept import KeptAnswers
from projections.answers.known_now import (
    at_risk_now,
    circular_now,
    report_on_cycle_now,
    standing_now,
)
from projections.answers.moved import moved_since
from projections.answers.unit_years import years_of_unit
from projections.compliance.pace import at_risk
from projections.compliance.scorecard import mean
from projections.compliance.unit_compliance import GroupStanding, UnitCompliance
from projections.profile.writing import POLICY_ZONE, to_statement
from projections.year_close.unit_years import GroupYear, UnitYear
from tests.agreement import statement_of
from tests.conftest import Postgres
from tests.database.test_set_aside import record_unbounded
from tests.oracle.histories import history
from tests.posting import Hands

SEEDS = range(900, 906)


class Looks:
    """How often everybody was folded, and how often only those whom something moved."""

    def __init__(self) -> None:
        self.all = self.some = 0


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    found = Looks()

    def counted(reader: LogReader, position: int, basis: Basis) -> frozenset[str] | None:
        moved = moved_since(reader, position, basis)
        found.all += moved is None
        found.some += moved is not None
        return moved

    monkeypatch.setattr("projections.answers.by_cadre.moved_since", counted)
    return found


def test_by_difference_comes_the_same_as_by_folding_everybody(
    postgres: Postgres, migrated: str, looks: Looks, tmp_path: Path
) -> None:
    for seed in SEEDS:
        told = history(seed)
        today = Hands(datetime.combine(told.last, time(12), POLICY_ZONE))
        now = Hands(datetime.combine(date(2007, 12, 31), time(), POLICY_ZONE))
        with (
            postgres.database(template=migrated) as database,
            closing(RecordStore(database.service, clock=now)) as store,
            store.connection() as conn,
        ):
            folder = tmp_path / str(seed)
            kept = KeptAnswers(folder, key=store.key_for("test"), max_bytes=10**8, code="code")
            answers = Answers(today, kept)
            for number, (day, facts) in enumerate(
                groupby(told.facts, key=lambda one: str(one["recorded"]))
            ):
                now.now = datetime.combine(date.fromisoformat(day), time(23), POLICY_ZONE)
                state(store, *map(statement_of, facts))
                if number % 4 == 0:  # as after a restart
                    answers = Answers(today, kept)
                if number % 3 == 0:
                    assert_same(answers, LogReader(conn), number)
    assert looks.some > looks.all > 0


def assert_same(answers: Answers, reader: LogReader, number: int) -> None:
    """All reports on now, by difference and anew."""
    basis = answers.basis(reader, Question())
    year = basis.policies.year_of(basis.today) - number % 3
    reached = basis.reached.of_year(year)
    assert circular_now(answers, reader, year, basis, state=reached) == circular_on(
        reader, year, basis, state=reached
    )
    assert report_on_cycle_now(answers, reader, year, basis) == report_on_cycle(reader, year, basis)
    for unit in basis.reference.units.ever(basis.as_of):
        assert standing_now(answers, reader, unit, basis, year=year) == answers.compliance(
            reader, unit, basis, year=year
        )
        assert_as_alone(answers, reader, unit, basis)
    this_year = basis.policies.year_of(basis.today)
    expected = at_risk(members(reader, basis, this_year), basis.today, basis.policies)
    assert at_risk_now(answers, reader, basis) == expected


def assert_as_alone(answers: Answers, reader: LogReader, unit: str, basis: Basis) -> None:
    """A unit over the years is the same by difference and anew, and each year as asked alone."""
    told = years_of_unit(answers, reader, unit, basis, is_of_now=True)
    anew = Answers(lambda: datetime.max.replace(tzinfo=POLICY_ZONE))
    assert told == years_of_unit(anew, reader, unit, basis, is_of_now=False)
    current = basis.policies.year_of(basis.today)
    assert not told or told[-1].year == current
    for one in told:
        alone = answers.compliance(reader, unit, basis, year=one.year)
        assert figures(one) == figures(alone)
        assert one.apart is None if alone.apart is None else one.apart is not None
        if one.apart and alone.apart:
            assert figures(one.apart) == figures(alone.apart)
    before = told[0].year - 1 if told else current
    if before >= basis.policies.year_of(basis.policies.effective_from):
        assert not answers.compliance(reader, unit, basis, year=before).members


def figures(one: UnitYear | UnitCompliance | GroupYear | GroupStanding) -> list[object]:
    """What a year of a unit and its standing in that year both tell."""
    if isinstance(one, GroupStanding):
        grades = [member.grade for member in one.members]
        qualified = grades.count("qualified") + grades.count("excellent")
        mean_credits = mean([member.counted for member in one.members], count=len(grades))
    else:
        qualified, mean_credits = one.qualified, one.mean_credits
    names = ("assessed", "unqualified", "limit", "until_barred", "to_clear", "verdict", "reason")
    return [qualified, mean_credits, *(getattr(one, name) for name in names)]


def assert_same_of_unit(answers: Answers, reader: LogReader, unit: str) -> None:
    """What is kept of everybody tells of a unit what folding it does, and of nobody else."""
    of_all, anew = answers.basis(reader, Question()), answers.basis(reader, Question())
    year = anew.policies.year_of(anew.today)
    state = anew.reached.of_year(year)
    assert at_risk_now(answers, reader, of_all, units=[unit]) == at_risk_on(
        reader, anew, units=[unit]
    )
    assert of_all.watch.found == anew.watch.found
    assert circular_now(answers, reader, year, of_all, state=state, units=[unit]) == circular_on(
        reader, year, anew, state=state, units=[unit]
    )


def test_what_cannot_be_read_has_nobody_else_folded_again_and_is_told_each_time(
    postgres: Postgres,
    migrated: str,
    looks: Looks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("projections.answers.known_now.MOST_FOLDED", 0)
    told = history(SEEDS[0])
    clock = Hands(datetime.combine(told.last, time(12), POLICY_ZONE))
    member, other = sorted(
        {one["cadre"] for one in told.facts if "unit" in one and "cadre" in one}
    )[:2]
    passed = {"fact": "course.passed", "course": "o1", "occurred": "2010-03-01"}
    with (
        postgres.database(template=migrated) as database,
        closing(RecordStore(database.service, clock=clock)) as store,
        store.connection() as conn,
    ):
        for _, facts in groupby(told.facts, key=lambda one: str(one["recorded"])):
            state(store, *map(statement_of, facts))
        beyond = to_statement({**passed, "id": "beyond", "cadre": member})
        record_unbounded(store, {**beyond, "timestamp": "9999-12-31T23:59:59Z"})
        kept = KeptAnswers(tmp_path, key=store.key_for("test"), max_bytes=10**8, code="code")
        reader = LogReader(conn)
        for number in range(3):
            state(store, to_statement({**passed, "id": f"p{number}", "cadre": other}))
            answers = Answers(clock, kept)  # as of another process
            assert_same(answers, reader, 0)
            by_difference, anew = (
                one.basis(reader, Question()) for one in (answers, Answers(clock))
            )
            at_risk_now(answers, reader, by_difference)
            at_risk_on(reader, anew)
            assert by_difference.watch.found == anew.watch.found
            assert [person for person, _ in anew.watch.found.values()] == [member]
            for unit in anew.reference.units.ever(anew.as_of):
                assert_same_of_unit(answers, reader, unit)
    assert looks.some
    assert not looks.all


def nobody(persons: Collection[str], *_: object) -> Iterator[None]:
    """Folds nobody: there must be nobody to fold."""
    assert not persons
    return iter(())


def test_large_units_begin_with_what_is_kept_of_everybody(
    postgres: Postgres, migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = history(SEEDS[0])
    clock = Hands(datetime.combine(told.last, time(12), POLICY_ZONE))
    monkeypatch.setattr(ahead, "LARGE", 1)
    with (
        postgres.database(template=migrated) as database,
        closing(RecordStore(database.service, clock=clock)) as store,
        store.connection() as conn,
    ):
        for _, facts in groupby(told.facts, key=lambda one: str(one["recorded"])):
            state(store, *map(statement_of, facts))
        kept = KeptAnswers(tmp_path, key=store.key_for("test"), max_bytes=10**8, code="code")
        services = Namespace(store=store, answers=Answers(clock, kept))
        ahead.make_ahead(conn, cast(Services, services))
        reader, answers = LogReader(conn), Answers(clock, kept)  # as of another process
        basis = answers.basis(reader, Question())
        year = basis.policies.year_of(basis.today)
        monkeypatch.setattr("projections.answers.by_cadre.each_with_acts", nobody)
        units = ahead.large_units(basis)
        assert units
        for unit in units:
            for asked in (year, year - 1):
                found = standing_now(answers, reader, unit, basis, year=asked)
                assert found == answers.compliance(reader, unit, basis, year=asked)
