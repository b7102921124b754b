"""The world of a scenario: a store with an injected clock, asked as the reports ask it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import psycopg

from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import as_role
from projections.answers.basis import Answers, Basis, Question
from projections.answers.drift_inquiry import drift_of
from projections.credits.credit_ledger import ledger_of
from projections.exact import jsonable
from projections.profile.publication import publication
from projections.reports import ledgers
from projections.tables.learning import Filter, learning
from projections.tables.runner import Runner
from replay.scenarios.expectation import Expectation
from replay.scenarios.parts import cadre_parts, year_parts
from replay.scenarios.policy import policy_named
from replay.scenarios.scenario import Posting, Scenario

MOST_UNITS = 1000

LATEST = date(2100, 12, 31)
"""The ``today`` of a question without one: later than every fact of a scenario."""


class StoreWorld:
    """Records a scenario's statements in an empty store and answers from it."""

    def __init__(self, service: str, scenario: Scenario) -> None:
        self._now = scenario.begins
        self._service = service
        self._store = RecordStore(service, clock=self._clock)
        self._answers = Answers(self._clock)
        policy = policy_named(scenario.policy, scenario.folder, scenario.parameters)
        state(self._store, publication(policy, stand_in=False))

    def close(self) -> None:
        """Closes the store."""
        self._store.close()

    def record(self, posting: Posting) -> None:
        """Stores a statement with the clock set to its time."""
        self._now = posting.clock
        state(self._store, posting.statement)

    def answer(self, expectation: Expectation) -> Mapping[str, Any]:
        """Every part that the expectation asks for, as the reports give it."""
        question = Question(
            known_at=expectation.known_at,
            today=expectation.today or expectation.known_at or LATEST,
        )
        with self._store.connection() as conn:
            reader = LogReader(conn)
            basis = self._answers.basis(reader, question)
            if expectation.cadre is not None:
                return self._of_cadre(reader, expectation, basis)
            return self._of_year(reader, expectation, basis)

    def _of_cadre(self, reader: Log, expectation: Expectation, basis: Basis) -> Mapping[str, Any]:
        wanted = expectation.wanted
        cycle = wanted.get("cycle", {}).get("cycle")
        years = {int(year) for year in wanted.get("annual", {})}
        periods = [*wanted.get("targets", {}), *([cycle] if cycle else [])]
        years |= {int(year) for period in periods for year in period.split("-")}
        dossier = self._answers.dossier(reader, expectation.cadre or "", basis)
        ledger = ledger_of(dossier, years=years)
        balances = ledgers.balances(ledger, basis)
        answer: dict[str, Any] = {
            "annual": balances["annual"],
            "targets": balances.get("targets", {}),
            "zero_reasons": ledgers.zero_reasons(ledger.entries),
            "cuts": ledgers.cuts(ledger.entries),
            "registration_findings": ledgers.registration_findings(ledger.findings),
            "findings": ledgers.findings_by_statement(ledger.findings),
            "late_registrations": ledgers.late_registrations(ledger.findings),
            "applications": ledgers.application_states(ledger.applications),
        }
        if cycle:
            answer["cycle"] = {"cycle": cycle, **balances["cycles"][cycle]}
        return answer | cadre_parts(dossier, wanted)

    def _of_year(self, reader: Log, expectation: Expectation, basis: Basis) -> Mapping[str, Any]:
        year, wanted = expectation.year or 0, expectation.wanted
        answer = year_parts(reader, year, basis, wanted)
        if "drift" in wanted:
            against = date.fromisoformat(wanted["drift"]["against"])
            then = self._answers.basis(reader, Question(known_at=against))
            changed = jsonable(drift_of(reader, year, then=then, now=basis).changed)
            answer["drift"] = {"against": against.isoformat(), "changed": changed}
        if "statistics" in wanted:
            answer["statistics"] = self._statistics(year, basis)
        if "units" in wanted:
            answer |= self._of_units(reader, expectation, basis)
        return answer

    def _statistics(self, year: int, basis: Basis) -> Mapping[str, Any]:
        """The figures of each unit in a year, from the tables as the runner makes them on the day
        that is asked about."""
        noon = datetime.combine(basis.today, time(12), basis.policies.zone)
        wanted = Filter(begin=None, end=None, units=None, values={"year": str(year)})
        projector = as_role(self._service, "lrs_projector")
        with psycopg.connect(projector, autocommit=True) as conn:
            Runner(lambda: noon).catch_up(conn)
            found = learning(conn, ["unit"], wanted, after=[], limit=MOST_UNITS)
        return {group.pop("unit"): group for group in found["groups"]}

    def _of_units(self, reader: Log, expectation: Expectation, basis: Basis) -> Mapping[str, Any]:
        units: dict[str, Any] = {}
        for unit in expectation.wanted["units"]:
            found = self._answers.compliance(reader, unit, basis, year=expectation.year)
            report = ledgers.unit(found, basis)
            units[unit] = {key: report[key] for key in ("assessed", "unqualified", "verdict")}
        return {"units": units}

    def _clock(self) -> datetime:
        return self._now
