"""The world of a scenario: a store with an injected clock, asked as the reports ask it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from projections.answers.basis import Answers, Question
from projections.profile.publication import publication
from replay.scenarios.expectation import Expectation
from replay.scenarios.part import Asked
from replay.scenarios.parts import parts
from replay.scenarios.policy import policy_named
from replay.scenarios.scenario import Posting, Scenario

LATEST: Final = date(2100, 12, 31)
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
            asked = Asked(
                named=expectation.named,
                wanted=expectation.wanted,
                answers=self._answers,
                log=reader,
                basis=self._answers.basis(reader, question),
                service=self._service,
            )
            return {key: parts()[key].take(asked, want) for key, want in asked.wanted.items()}

    def _clock(self) -> datetime:
        return self._now
