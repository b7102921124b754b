"""A survey as a test tells it, fact by fact, in the order of the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from lrs.event.credentials import OPERATOR
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.decision_facts import ActVoided, VoidWithdrawn
from projections.facts.fact import Fact
from projections.facts.needs_facts import SurveyAnswered, SurveyClosed, SurveyOpened
from projections.facts.roster_facts import CadreIdentified
from projections.needs.surveys import SurveyResult, result_of, survey_of
from projections.needs.tally import Tally

NAMESPACE = UUID(int=1)
NOON = datetime(2010, 9, 30, 12, tzinfo=UTC)
SURVEY = "S1"


@dataclass
class SurveyLog:
    """Facts about one survey; each is at the next position."""

    facts: list[Fact] = field(default_factory=list)
    reference: Reference = field(default_factory=Reference)

    def opened(self, *, kind: str = "census", at: datetime = NOON) -> Fact:
        return self._add(
            SurveyOpened(*self._base(at), survey=SURVEY, kind=kind, training_class=None)
        )

    def closed(self, *, at: datetime = NOON, credential: str = OPERATOR.key) -> Fact:
        return self._add(SurveyClosed(*self._base(at, credential), survey=SURVEY))

    def answered(
        self,
        choice: str | None,
        times: int = 1,
        *,
        question: str = "content",
        at: datetime = NOON,
        credential: str = OPERATOR.key,
        named: tuple[str, ...] = (),
        person: str | None = None,
    ) -> list[Fact]:
        return [
            self._add(
                SurveyAnswered(
                    *self._base(at, credential),
                    person,
                    survey=SURVEY,
                    question=question,
                    choice=choice,
                    named=named,
                )
            )
            for _ in range(times)
        ]

    def linked(self, identifier: str, *, to: str) -> Fact:
        return self._add(CadreIdentified(*self._base(NOON), to, identifier=identifier))

    def voided(self, target: Fact) -> Fact:
        return self._add(ActVoided(*self._base(NOON), target=target.statement_id))

    def withdrawn(self, target: Fact) -> Fact:
        return self._add(VoidWithdrawn(*self._base(NOON), target=target.statement_id))

    def result(
        self, *, known: int | None = None, today: date = date(2010, 12, 31), least: int | None = 5
    ) -> SurveyResult:
        """What is published of the survey."""
        as_of = AsOf(known=known or len(self.facts), today=today, zone=UTC)
        closings = [
            one for one in self.reference.ever_of_needs(SurveyClosed, as_of) if one.survey == SURVEY
        ]
        closings.sort(key=lambda one: one.position)
        tally = Tally(reference=self.reference, as_of=as_of, closings=closings)
        for fact in self.facts:
            if isinstance(fact, SurveyAnswered):
                tally.add(fact, f"{fact.question} {fact.choice}".encode())
        return result_of(survey_of(SURVEY, self.reference, as_of), tally, least, "A1-5")

    def counts(self, *, known: int | None = None) -> Mapping[str, int | None]:
        """What is published of the one question."""
        return self.result(known=known).published.get("content", {})

    def _base(
        self, at: datetime, credential: str = OPERATOR.key
    ) -> tuple[int, datetime, UUID, str, datetime]:
        position = len(self.facts) + 1
        stored = NOON + timedelta(microseconds=position)
        return position, stored, uuid5(NAMESPACE, str(position)), credential, at

    def _add(self, fact: Fact) -> Fact:
        self.facts.append(fact)
        self.reference.learn(fact)
        return fact
