"""Comparing two policies over the log names whose grade changes, and the statements behind it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest

from api.cli.comparison_lines import row_of, sentence_of
from api.cli.tongue import spoken
from lrs.clock import system_clock
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.answers import acts, trial
from projections.answers.basis import Answers, Question
from projections.answers.publishing import prospect
from projections.case.dossier import Dossier
from projections.compliance import members
from projections.compliance.members import Member
from projections.exact import plain
from projections.facts.attendance_facts import ClassCompleted
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.profile.publication import publication
from projections.profile.writing import statement_id
from projections.tables.runner import Runner
from replay import year_under
from replay.policy_comparison import Change, cycles_changed
from replay.rebuild import rebuild
from replay.what_if import Totals, UnitChange, compare
from replay.what_if_answer import what_if
from tests.recording import Hands, open_store, post, publish, record

CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-12"}
MAIN = {"kind": "party_school_main", "scheduled_days": "5"}
FACTS = (
    {"fact": "unit.assigned", "id": "m1", "cadre": "c1", "unit": "A", "occurred": "2009-01-01"},
    {"fact": "unit.assigned", "id": "m2", "cadre": "c2", "unit": "A", "occurred": "2009-01-01"},
    {**CLASS, "id": "k1", "cadre": "c1", "class": "K1", "scheduled_days": "12"},
    {**CLASS, "id": "k2", "cadre": "c2", "class": "K1", "scheduled_days": "11.5"},
    {**CLASS, "id": "k3", "cadre": "c3", "class": "K1", "scheduled_days": "12"},
)


def changes(database: Database, first: str, second: str, **overrides: object) -> list[Change]:
    with psycopg.connect(database.service, autocommit=True) as conn:
        other = load_packaged(second).with_overrides(overrides)
        policies = succession_of(load_packaged(first)), succession_of(other)
        return cadres(compare(LogReader(conn), *policies, years=[2010]))


def cadres(found: Iterable[Change | UnitChange | Totals]) -> list[Change]:
    return [one for one in found if isinstance(one, Change)]


@pytest.fixture(autouse=True)
def _facts(database: Database) -> None:
    store = open_store(database.service, Hands())
    publish(store)
    record(store, *FACTS)
    store.close()


def test_the_same_policy_changes_nobody(database: Database) -> None:
    assert changes(database, "baoji-2009", "baoji-2009") == []


def test_who_loses_a_grade_and_by_which_statement(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (change,) = changes(database, "baoji-2009", "nanjing")
    assert (change.cadre, change.unit) == ("c1", "A")
    assert (change.first.grade, change.second.grade) == ("qualified", "unqualified")
    assert [change.first.counted, change.second.counted, change.second.missing] == [60, 0, None]
    assert change.second.short == {
        "required": 56,
        "total": 84,
        "online_required": 10,
        "online": 40,
    }
    (difference,) = change.because
    assert (difference.statement_id, difference.subject) == (statement_id("k1"), "K1")
    assert difference.first
    assert difference.second
    assert [difference.first.credits, difference.second.credits] == [60, 0]
    assert difference.second.reason == "not_valued"
    assert row_of(change) == {
        "kind": "cadre",
        "cadre": "c1",
        "unit": "A",
        "year": 2010,
        "first": "qualified",
        "second": "unqualified",
        "first_counted": "60",
        "second_counted": "0",
        "first_missing": "0",
        "second_missing": "online 40, online_required 10, required 56, total 84",
        "because": "K1 60 → 0",
    }
    monkeypatch.setenv("LRS_LANG", "zh")
    assert spoken(sentence_of(change)) == (
        "2010 年，单位 A：干部 c1 将由合格变为不合格（学分 60 → 0，尚缺 0 → 在线学习 40, "
        "在线必修 10, 必修学分 56, 总学分 84）；原因：K1 60 → 0。"
    )


def test_a_threshold_alone_changes_grades_without_another_value(database: Database) -> None:
    overrides = {"thresholds.annual_credits": "57.5"}
    (change,) = changes(database, "baoji-2009", "baoji-2009", **overrides)
    assert (change.cadre, change.second.grade) == ("c2", "qualified")
    assert [change.first.missing, change.second.missing] == [Decimal("2.5"), 0]
    assert change.because == ()


def test_cadres_are_compared_by_buckets_and_progress_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "BUCKET", 1)
    store = open_store(database.service, Hands())
    record(
        store,
        {"fact": "credit.rejected", "id": "no", "target": "k1", "occurred": "2010-04-01"},
        {
            "fact": "cadre.enrolled",
            "id": "m4",
            "cadre": "c4",
            "unit": "B",
            "occurred": "2009-01-01",
        },
        {**CLASS, "id": "k4", "cadre": "c4", "class": "K1", "scheduled_days": "12"},
    )
    store.close()
    told: list[tuple[int, int]] = []
    with psycopg.connect(database.service, autocommit=True) as conn:
        policies = [succession_of(load_packaged(one)) for one in ("baoji-2009", "nanjing")]
        found = cadres(
            compare(
                LogReader(conn), *policies, years=[2010], advance=lambda *done: told.append(done)
            )
        )
    # c1 is unqualified under both, since his class was rejected; c3 has no unit
    assert [change.cadre for change in found] == ["c4"]
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_another_structure_is_folded_into_the_same_tables(database: Database) -> None:
    clock = Hands(datetime(2010, 12, 1, tzinfo=UTC))
    store = open_store(database.service, clock)
    publish(store, "nanjing")
    record(store, {**CLASS, **MAIN, "id": "k4", "cadre": "c4", "class": "K4"})
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
        rebuilt = rebuild(conn, unwatched, clock=clock)
        query = "SELECT grade, earned FROM projections.balance WHERE (person, year) = ('c4', 2010)"
        assert conn.execute(query).fetchall() == [("unqualified", 30)]
    assert rebuilt.before == rebuilt.after


@pytest.mark.parametrize(
    ("effective", "counted"), [("2010-01-01", ["69", "72"]), ("2011-01-01", [])]
)
def test_a_publication_is_tried_before_it_is_made(
    database: Database, effective: str, counted: list[str]
) -> None:
    policy = load_packaged("baoji-2009")
    dearer = policy.with_overrides({"basic.off_job.credits_per_day": "6"})
    store = open_store(database.service, Hands())
    assert store.record([post(publication(policy, after=1, stand_in=False))]) == [None]
    store.close()
    with psycopg.connect(database.service, autocommit=True) as conn:
        reader = LogReader(conn)
        head = reader.head()
        reference = acts.GrowingReference().up_to(head, reader)
        tried = prospect(reference, head, dearer, date.fromisoformat(effective)).policies
        now = reference.succession(known=head)
        found = cadres(compare(reader, now, tried, years=[2010], amounts=True))
    assert sorted(plain(one.second.counted) for one in found) == counted


def test_cycles_that_a_publication_cuts_short_are_found(database: Database) -> None:
    anchored = load_packaged("baoji-2009").with_overrides({"calendar.cycle_anchor": "2006"})
    with psycopg.connect(database.service, autocommit=True) as conn:
        reader = LogReader(conn)
        head = reader.head()
        reference = acts.GrowingReference().up_to(head, reader)
        tried = prospect(reference, head, anchored, date(2010, 1, 1)).policies
        now = reference.succession(known=head)
    found = cycles_changed(now, tried, range(2008, 2013))
    assert [(str(one), str(other), other.cut_short) for one, other in found] == [
        ("2008-2012", "2008-2009", True),
        ("2008-2012", "2010-2010", True),
        ("2008-2012", "2011-2015", False),
    ]
    assert cycles_changed(now, now, range(2008, 2013)) == []


def test_a_unit_that_comes_to_a_third_is_told_and_so_are_the_totals(database: Database) -> None:
    with psycopg.connect(database.service, autocommit=True) as conn:
        policies = [succession_of(load_packaged("baoji-2009")) for _ in range(2)]
        policies[1] = policies[1].with_overrides({"thresholds.annual_credits": "57.5"})
        change, unit, totals = compare(LogReader(conn), *policies, years=[2010])
    assert isinstance(change, Change)
    assert isinstance(unit, UnitChange)
    assert isinstance(totals, Totals)
    assert (unit.unit, unit.first.verdict, unit.second.verdict) == (
        "A",
        "barred_from_advanced",
        "clear",
    )
    assert [(one.unqualified, one.assessed) for one in (unit.first, unit.second)] == [
        (1, 2),
        (0, 2),
    ]
    assert (totals.cadres, totals.units) == (2, 1)
    assert (totals.grades_changed, totals.amounts_changed, totals.verdicts_changed) == (1, 0, 1)
    assert totals.first.grades == {"qualified": 1, "unqualified": 1}
    assert totals.second.grades == {"qualified": 2}
    assert totals.first.counted == totals.second.counted == Decimal("117.5")
    assert totals.second.verdicts == {"clear": 1}
    assert sentence_of(unit) == (
        "2010, A: the unit would be clear instead of barred from honours "
        "(1 of 2 unqualified → 0 of 2 unqualified)."
    )
    assert row_of(totals)["because"] == "1 cadres, 1 units"


def test_a_statement_that_cannot_be_judged_stops_no_comparison(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = members.member_of

    def failing(dossier: Dossier, year: int) -> Member:
        held = dossier.kinds.of(ClassCompleted)
        if any(fact.statement_id == statement_id("k1") for fact in held):
            raise ValueError("cannot be judged")
        return real(dossier, year)

    monkeypatch.setattr(year_under, "member_of", failing)
    monkeypatch.setattr(trial, "member_of", failing)
    with psycopg.connect(database.service, autocommit=True) as conn:
        policies = [succession_of(load_packaged("baoji-2009"))] * 2
        (totals,) = compare(LogReader(conn), *policies, years=[2010])
        log = LogReader(conn)
        basis = Answers(system_clock).basis(log, Question(today=date(2010, 12, 31)))
        told = what_if(
            log, 2010, judging=basis, tried=basis, amounts=False, after="", limit=10
        ).totals
    assert isinstance(totals, Totals)
    assert totals.first.grades == {"unqualified": 2}, "c1 is judged without it"
    assert totals.first.counted == Decimal("57.5")
    assert told == totals
    assert [fact.statement_id for _, fact in basis.watch.found.values()] == [statement_id("k1")]
