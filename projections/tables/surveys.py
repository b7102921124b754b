"""Surveys as a projection: how far each is, and the counts that are published of it (A1-5).

No answer has a row, and none is held: a fold counts what the log says, some of it at a time.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import ClassVar, Final

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.surveys import counted
from projections.facts.fact import Fact
from projections.facts.needs_facts import SurveyAnswered, SurveyClosed, SurveyFact, SurveyOpened
from projections.needs.surveys import NOT_OPENED, SurveyResult
from projections.reports.surveys import choices
from projections.tables import bulk
from projections.tables.projection import Projection, Row, Scanned, Stated
from projections.tables.subjects import Rows


class Surveys(Projection[Rows]):
    """The surveys that were opened or closed, by id."""

    name = "surveys"
    version = "1"
    rooms = ("projections.needs.surveys",)
    topics = (SurveyFact, SurveyAnswered)
    tables: ClassVar = {
        "survey": bulk.columns(
            "survey text, survey_name text, kind text, training_class text, opened_on date, "
            "closed_on date, state text, min_cell int4, amiss text[], evidence uuid[]"
        ),
        "survey_count": bulk.columns(
            "survey text, question text, choice text, count int4, total int4"
        ),
    }

    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """The surveys that were opened or closed, or of whose answers one came late or was voided:
        before the closing nothing is told of answers, however many come."""
        keys: dict[str, int] = {}
        for fact, position in stated:
            for key in self._surveys(fact, position, scanned):
                keys[key] = min(position, keys.get(key, position))
        return keys

    def _surveys(self, fact: Fact, position: int, scanned: Scanned) -> Iterator[str]:
        decided_on = position != fact.position
        if isinstance(fact, SurveyFact) or (
            isinstance(fact, SurveyAnswered) and (decided_on or self._is_late(fact, scanned))
        ):
            yield fact.survey

    def _is_late(self, answer: SurveyAnswered, scanned: Scanned) -> bool:
        """Whether the log has a closing of the survey before an answer."""
        closings = scanned.reference.stated_of_needs(SurveyClosed)
        return any(
            one.survey == answer.survey and one.position < answer.position for one in closings
        )

    def gather(self, keys: Collection[str], log: Log, basis: Basis) -> Mapping[str, list[Fact]]:
        """The openings and closings of each survey."""
        reference, as_of = basis.reference, basis.as_of
        facts: dict[str, list[Fact]] = {key: [] for key in keys}
        for kind in (SurveyOpened, SurveyClosed):
            for fact in reference.ever_of_needs(kind, as_of):
                if fact.survey in facts:
                    facts[fact.survey].append(fact)
        return facts

    def folds(
        self, facts: Mapping[str, Collection[Fact]], log: Log, basis: Basis
    ) -> Callable[[str, Collection[Fact]], Rows]:
        """What counts the answers to a survey."""
        return lambda key, _: _rows(counted(log, key, basis))

    def rows(self, folded: Collection[Rows]) -> Mapping[str, Iterable[Row]]:
        """The rows of each table."""
        return {
            table: [row for one in folded for row in one.rows.get(table, ())]
            for table in self.tables
        }

    def own_keys(self, stated: Stated) -> Iterable[str]:
        """The surveys that were opened or closed."""
        return {fact.survey for fact, _ in stated if isinstance(fact, SurveyFact)}


def _rows(found: SurveyResult) -> Rows:
    survey = found.survey
    if survey.state == NOT_OPENED:
        return Rows(rows={})
    row = (
        *(survey.survey, survey.survey_name, survey.kind, survey.training_class),
        *(
            survey.opened_on,
            survey.closed_on,
            survey.state,
            found.min_cell,
            [one.value for one in found.amiss],
            survey.evidence,
        ),
    )
    counts = [
        (survey.survey, one.question, one.choice, one.count, one.total)
        for one in choices(found.published, found)
    ]
    return Rows(rows={"survey": [row], "survey_count": counts})


SURVEYS: Final = Surveys()
