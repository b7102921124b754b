"""Compares what the product answers of a random history with what the oracle says of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import Connection

from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.answers.basis import Answers, Question, UnknownSubjectError
from projections.profile.publication import publication
from projections.profile.writing import POLICY_ZONE, statement_id, to_statement
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from replay.scenarios.policy import policy_named, published
from tests.oracle.facts import Fact
from tests.oracle.histories import UNITS, History
from tests.oracle.histories import Question as Asked
from tests.oracle.model import FIRST, LAST, Cadre, Oracle
from tests.posting import Hands

FOLDER: Final = Path(__file__).parent / "oracle"
Told = dict[str, Any]


def disagreements(history: History, database: Database) -> Iterator[str]:
    """What the product says otherwise than the oracle, a line each: on demand, in the live tables
    along the way, and in tables that are made anew."""
    clock = Hands(datetime.combine(date(2007, 12, 31), time(), POLICY_ZONE))
    store = RecordStore(database.service, clock=clock)
    names = {str(statement_id(one["id"])): one["id"] for one in history.facts}
    try:
        with psycopg.connect(database.projector, autocommit=True) as conn:
            live = _Live(conn, names)
            for recorded, facts in groupby(history.facts, key=lambda one: str(one["recorded"])):
                clock.now = datetime.combine(date.fromisoformat(recorded), time(23), POLICY_ZONE)
                live.follow(history, clock.now.date())
                state(store, *map(statement_of, facts))
            yield from live.look(history, history.last)
            yield from live.made_anew(history)
        with store.connection() as reading:
            for asked in history.questions:
                yield from _on_demand(LogReader(reading), history, asked, names)
    finally:
        store.close()


def statement_of(fact: Fact) -> Told:
    """The statement of a fact of the oracle; its policies stand in the oracle's folder."""
    if not fact["place"]:  # the first policy is the operator's own, and no stand-in
        first = policy_named(fact["policy"], FOLDER, fact["parameters"])
        return publication(first, stand_in=False)
    data = {key: value for key, value in fact.items() if key not in ("place", "recorded")}
    if fact["fact"] == "policy.published":
        data = published(data, FOLDER)
    return to_statement(data)


class _Live:
    """The tables, as a runner makes them while the history is recorded."""

    def __init__(self, conn: Connection[Any], names: Mapping[str, str]) -> None:
        self._conn, self._names = conn, names
        self._clock = Hands()
        self._runner = Runner(self._clock)
        self._passed = 0

    def follow(self, history: History, now: date) -> None:
        """Catches up on the days of the history that have come."""
        self._passed += 1
        if self._passed % 12 == 1 and self._passed > 1:
            self._at(now)
            self._runner.catch_up(self._conn)

    def look(self, history: History, day: date) -> Iterator[str]:
        """Catches up to a day and compares all that is known."""
        self._at(day)
        self._runner.catch_up(self._conn)
        yield from self._compared(history, day, f"live on {day}")

    def made_anew(self, history: History) -> Iterator[str]:
        """Makes the tables anew, which must change nothing."""
        rebuilt = rebuild(self._conn, unwatched, clock=self._clock)
        if rebuilt.before != rebuilt.after:
            yield f"seed {history.seed}: rebuilt tables are others than the live ones"
            yield from self._compared(history, self._clock.now.date(), "rebuilt")

    def _at(self, day: date) -> None:
        self._clock.now = datetime.combine(day, time(12), POLICY_ZONE)

    def _compared(self, history: History, day: date, where: str) -> Iterator[str]:
        oracle = Oracle(history.facts, known_at=None, today=day)
        for cadre in oracle.names():
            place = f"seed {history.seed}, {where}, {cadre}"
            expected = _expected(oracle.cadre(cadre))
            found = self._found(cadre)
            shown = {*oracle.rows(cadre), *found["years"]}
            expected["years"] = {y: one for y, one in expected["years"].items() if y in shown}
            del expected["cycles"]
            yield from _differences(place, expected, found)

    def _found(self, cadre: str) -> Told:
        lines = self._conn.execute(
            "SELECT statement_id::text, year, credits, reason, cut FROM projections.ledger"
            " WHERE person = %s",
            [cadre],
        ).fetchall()
        rows = self._conn.execute(
            "SELECT year, state, earned, carried_in, counted, carried_out, grade, by_category"
            " FROM projections.balances WHERE person = %s",
            [cadre],
        ).fetchall()
        years = {year: _year(*rest) for year, *rest in rows if FIRST <= year <= LAST}
        return {"years": years, **_lines(lines, self._names)}


def _on_demand(
    reader: Log, history: History, asked: Asked, names: Mapping[str, str]
) -> Iterator[str]:
    oracle = Oracle(history.facts, known_at=asked.known_at, today=asked.today)
    answers = Answers(Hands(datetime.combine(asked.today, time(12), POLICY_ZONE)))
    basis = answers.basis(reader, Question(known_at=asked.known_at, today=asked.today))
    where = f"seed {history.seed}, known at {asked.known_at}, today {asked.today}"
    for cadre in oracle.names():
        ledger = answers.ledger(reader, cadre, basis, years=range(FIRST, LAST + 1))
        lines = [
            (str(one.statement_id), one.year, one.credits, one.reason, one.cut)
            for one in ledger.entries
        ]
        found = {
            "years": {
                one.year: _year(
                    one.state, one.earned, one.carried_in, one.counted, one.carried_out, one.grade,
                    one.by_category,
                )
                for one in ledger.balances
                if FIRST <= one.year <= LAST
            },
            "cycles": {one.cycle: (Fraction(one.total), one.grade) for one in ledger.cycles},
            **_lines(lines, names),
        }  # fmt: skip
        yield from _differences(f"{where}, {cadre}", _expected(oracle.cadre(cadre)), found)
    for unit in UNITS:
        for year in {asked.year, asked.year + 1}:
            try:
                one = answers.compliance(reader, unit, basis, year=year)
            except UnknownSubjectError:
                continue
            told = one.assessed, one.unqualified, one.verdict
            expected = oracle.unit(unit, year)
            if told != expected:
                yield f"{where}, {unit} in {year}: the oracle says {expected}, the product {told}"


def _expected(cadre: Cadre) -> Told:
    amounts: dict[str, Fraction] = {}
    for line in cadre.lines:
        amounts[line.act] = amounts.get(line.act, Fraction(0)) + line.credits
    return {
        "reasons": cadre.reasons,
        "credits": {act: amount for act, amount in amounts.items() if amount},
        "cuts": cadre.cuts,
        "years": {
            year: _year(
                one.state, one.earned, one.carried_in, one.counted, one.carried_out, one.grade,
                one.by_category,
            )
            for year, one in cadre.years.items()
        },
        "cycles": cadre.cycles,
    }  # fmt: skip


def _year(
    state: str, earned: Any, carried_in: Any, counted: Any, carried_out: Any, grade: str,
    by_category: Mapping[str, Any],
) -> Told:  # fmt: skip
    return {
        "state": state,
        "earned": Fraction(earned),
        "carried_in": Fraction(carried_in),
        "counted": Fraction(counted),
        "carried_out": Fraction(carried_out),
        "grade": grade,
        "by_category": {k: Fraction(v) for k, v in sorted(by_category.items()) if Fraction(v)},
    }


def _lines(lines: Iterable[tuple[Any, ...]], names: Mapping[str, str]) -> Told:
    amounts: dict[str, Fraction] = {}
    cuts: dict[str, Fraction] = {}
    reasons: dict[str, str] = {}
    for statement, _, amount, reason, cut in lines:
        act = names[statement]
        amounts[act] = amounts.get(act, Fraction(0)) + Fraction(amount)
        cuts[act] = cuts.get(act, Fraction(0)) + Fraction(cut)
        if reason is not None:
            reasons[act] = str(reason)
    return {
        "credits": {act: amount for act, amount in amounts.items() if amount},
        "reasons": {act: reason for act, reason in reasons.items() if not amounts[act]},
        "cuts": {act: amount for act, amount in cuts.items() if amount},
    }


def _differences(place: str, expected: Any, found: Any) -> Iterator[str]:
    if not isinstance(expected, Mapping):
        if expected != found:
            yield f"{place}: the oracle says {_told(expected)}, the product {_told(found)}"
        return
    for key in {**expected, **found}:
        if key in expected and key in found:
            yield from _differences(f"{place}, {key}", expected[key], found[key])
        else:
            one, other = expected.get(key), found.get(key)
            yield f"{place}, {key}: the oracle says {_told(one)}, the product {_told(other)}"


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_told(one)}" for key, one in value.items()) + "}"
    return " ".join(map(_told, value)) if isinstance(value, tuple) else str(value)
