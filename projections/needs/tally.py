"""What the answers to a survey come to: counts, and nothing of the single answers.

Answers count up to the closing, so that whoever asks as of two positions learns of no answer by the
difference of two counts. A tally holds as much as the survey has choices, however many answered; of
the answers it keeps those alone on which somebody decided.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter

from projections.amiss import Amiss
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.needs_facts import SurveyAnswered, SurveyClosed

Cell = tuple[str, str]
"""A question and one of its choices."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """The answers to a survey, counted as they are read from the log.

    `closings` are all that were ever stated by who was entitled to, by position. `segments` counts
    the answers before the first of them, between the first and the second, and so on; answers
    behind the last one are in no segment. `decided` are the answers that somebody decided on, by
    their choice and then by segment. `amiss` is what was found wrong with some of the answers.
    """

    reference: Reference
    as_of: AsOf
    closings: Sequence[SurveyClosed]
    segments: list[Counter[Cell]] = field(init=False)
    decided: dict[Cell, list[tuple[int, SurveyAnswered]]] = field(init=False)
    amiss: set[Amiss] = field(default_factory=set)
    _last: int = field(init=False)
    _at: datetime | None = None
    _run: str | None = None
    _before: bytes = b""

    def __post_init__(self) -> None:
        self.segments = [Counter() for _ in self.closings]
        self.decided = defaultdict(list)
        self._last = self.governing(self.as_of.known)

    def add(self, answer: SurveyAnswered, body: bytes) -> None:
        """Counts an answer, in the order of the log; `body` is its statement."""
        if not self.as_of.knows(answer) or not self.reference.authorises(answer, None):
            return
        if answer.named or self._is_linked(answer):
            self.amiss.add(Amiss.NAMES_A_PERSON)
        if not answer.question or not answer.choice:
            self.amiss.add(Amiss.UNKNOWN_VALUE)
            return
        segment = bisect_left(self.closings, answer.position, key=attrgetter("position"))
        if segment > self._last:
            self.amiss.add(Amiss.ANSWERED_LATE)
        else:
            self._look_at_order(answer, body)
        if segment < len(self.segments):
            cell = answer.question, answer.choice
            self.segments[segment][cell] += 1
            if self.reference.is_decided(answer):
                self.decided[cell].append((segment, answer))

    def _is_linked(self, answer: SurveyAnswered) -> bool:
        """Whether the actor is a cadre of the register by another name, as far as that was known
        when the survey was closed: later links change nothing about what was published."""
        if answer.person is None or self._last == len(self.closings):
            return False
        closing = self.closings[self._last]
        then = AsOf(
            known=closing.position, today=self.as_of.day(closing.occurred), zone=self.as_of.zone
        )
        found = self.reference.identities.person(answer.person, answer.occurred, then)
        return found != answer.person

    def _look_at_order(self, answer: SurveyAnswered, body: bytes) -> None:
        """Finds what tells answers apart: another timestamp, another registration, an order."""
        if self._at is not None and (answer.occurred, answer.run) != (self._at, self._run):
            self.amiss.add(Amiss.ANSWERS_TOLD_APART)
        if body < self._before:
            self.amiss.add(Amiss.ANSWERS_NOT_SORTED)
        self._at, self._run, self._before = answer.occurred, answer.run, body

    @property
    def answered_on(self) -> date | None:
        """The day of the last answer that counts; None where there is none."""
        return None if self._at is None else self.as_of.day(self._at)

    def governing(self, position: int) -> int:
        """Which closing holds as known at a position, the first that stands; as many as there are
        where none does."""
        known = replace(self.as_of, known=position)
        holding = (n for n, one in enumerate(self.closings) if self._holds(one, known))
        return next(holding, len(self.closings))

    def cells(self) -> list[Cell]:
        """Every choice of every question that was ever made, in order."""
        return sorted({cell for segment in self.segments for cell in segment})

    def history(self, cell: Cell) -> Iterator[int | None]:
        """How many made a choice, after each event that may have changed that, in the order of the
        log; None while no closing holds. The last is what is known now."""
        segments = [segment[cell] for segment in self.segments]
        changes: dict[int, list[int]] = defaultdict(lambda: [0] * len(segments))
        for place, answer in self.decided.get(cell, ()):
            held = True
            for position in sorted(self.reference.decided_at(answer, self.as_of)):
                holds = self._holds(answer, replace(self.as_of, known=position))
                changes[position][place] += holds - held
                held = holds
        for position in sorted({*self._closing_events(), *changes}):
            if position in changes:
                segments = [sum(pair) for pair in zip(segments, changes[position], strict=True)]
            place = self.governing(position)
            yield sum(segments[: place + 1]) if place < len(segments) else None

    def _closing_events(self) -> Iterator[int]:
        for one in self.closings:
            yield one.position
            yield from self.reference.decided_at(one, self.as_of)

    def _holds(self, fact: SurveyAnswered | SurveyClosed, as_of: AsOf) -> bool:
        return as_of.knows(fact) and self.reference.holds(fact, as_of)


def counts(tally: Tally, least: int) -> Mapping[Cell, int | None]:
    """How many made each choice, None where that is withheld (A1-5, Q53).

    It is where fewer than `least` made it; and where what was voided since a count was published
    changed it by less than that, so that no difference of two publications tells of a few either.
    """
    found: dict[Cell, int | None] = {}
    for cell in tally.cells():
        published: set[int] = set()
        shown: int | None = None
        for count in tally.history(cell):
            shown = (
                count if count is not None and _is_publishable(count, published, least) else None
            )
            published.update(() if shown is None else (shown,))
        if count is not None and count > 0:
            found[cell] = shown
    return found


def _is_publishable(count: int, published: set[int], least: int) -> bool:
    if count < least:
        return False
    return all(count == other or abs(count - other) >= least for other in published)
