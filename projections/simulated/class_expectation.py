"""What the classes of a simulated city must come to, counted from what happened in it.

A second reading of the regulation (M4-2, A4-5 to A4-8, M2-2, as the default policy settles it) that
shares no code with the rules: where the two differ, one of them is wrong.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple

from projections.profile.writing import POLICY_ZONE
from projections.simulated.city import City, log_of
from projections.simulated.statements import Attended, Decided, OfficeStatement

PERSONS: Final = 30
"""From how many on a class is declared, and how many days before it begins (M4-2)."""
DAYS_BEFORE: Final = 30
FEEDBACK_DAYS: Final = 7
SEMINAR_OPENS, SEMINAR_DUE = 1, 3
"""Months after the class (A4-7(1))."""
SAMPLED: Final = 10
"""One of so many trainees is visited (A4-6(2))."""


class Item(NamedTuple):
    """An item of a follow-up: what it is called, about whom, in which year or half, its state."""

    training_class: str
    item: str
    cadre: str | None
    place: str | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the classes come to on the last day of the log.

    `declarations` are verdicts by class; `states` how far each class is; `items` those of every
    follow-up; `nominations` what became of each, by class and cadre; `samples` the verdict on each
    and how many had to be drawn; `problems` are submitted, routed, answered and adopted by class.
    """

    today: date
    declarations: dict[str, str]
    states: dict[str, str]
    items: frozenset[Item]
    nominations: dict[str, dict[str, str]]
    samples: dict[str, tuple[str, int] | None]
    problems: dict[str, tuple[int, int, int, int]]


@dataclass(slots=True)
class _Class:
    """What was told of a class, in the order of the log."""

    acts: list[tuple[Attended, datetime]] = field(default_factory=list)
    told: dict[str, list[tuple[OfficeStatement, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def said(self, fact: str) -> list[dict[str, Any]]:
        """The facts of a kind, by their day and then the log."""
        found = [dict(one.fact) for one, _ in self.told[fact]]
        return sorted(found, key=_day)


def expected_classes(city: City) -> Expected:
    """What the classes of a city come to; `class_life` has to be on."""
    classes: dict[str, _Class] = defaultdict(_Class)
    voids: dict[str, list[tuple[Decided, datetime]]] = defaultdict(list)
    problems: dict[str, OfficeStatement] = {}
    steps: list[OfficeStatement] = []
    known = city.begins
    for act, known in log_of(city):
        if isinstance(act, Attended):
            classes[act.training_class.id].acts.append((act, known))
        elif isinstance(act, Decided):
            voids[act.target].append((act, known))
        elif isinstance(act, OfficeStatement) and "class" in act.fact:
            classes[act.fact["class"]].told[act.fact["fact"]].append((act, known))
            if act.fact["fact"] == "problem.submitted":
                problems[act.id] = act
        elif isinstance(act, OfficeStatement) and act.fact["fact"].startswith("problem."):
            steps.append(act)
    today = known.astimezone(POLICY_ZONE).date()
    counted = {name: _Counted(name, one, voids, today) for name, one in sorted(classes.items())}
    followed = {name: one for name, one in counted.items() if one.trainees}
    return Expected(
        today=today,
        declarations={name: one.declaration() for name, one in counted.items()},
        states={name: one.state() for name, one in counted.items()},
        items=frozenset(item for one in followed.values() for item in one.items()),
        nominations={name: one.nominations() for name, one in counted.items()},
        samples={name: one.sample() for name, one in followed.items()},
        problems=_problems(classes, problems, steps),
    )


class _Counted:
    """Counts what one class comes to."""

    def __init__(
        self,
        name: str,
        found: _Class,
        voids: dict[str, list[tuple[Decided, datetime]]],
        today: date,
    ) -> None:
        self._name = name
        self._found = found
        self._voids = voids
        self._today = today
        standing = [act for act, _ in found.acts if not self._is_void(act.id, None)]
        self.trainees = sorted({act.person.id for act in standing})
        self._came_for = {act.substitute_for: act.person.id for act in standing}
        self._plan = found.said("class.planned")[-1]
        self._end: date = standing[0].training_class.end if standing else self._plan["end"]
        self._start: date = standing[0].training_class.start if standing else self._plan["start"]

    def _is_void(self, act: str, by: datetime | None) -> bool:
        void = False
        for one, known in self._voids[act]:
            if by is None or known < by:
                void = one.fact == "act.voided"
        return void

    def declaration(self) -> str:
        """The verdict on the declaration."""
        if self._plan.get("persons", 0) < PERSONS:
            return "not_required"
        declared = self._found.said("class.declared")
        if not declared:
            return "missing"
        late = _day(declared[0]) > self._start - timedelta(days=DAYS_BEFORE)
        return "late" if late else "on_time"

    def state(self) -> str:
        """How far the class is."""
        if self.trainees:
            papers = [
                *((_day(one), 0) for one in self._found.said("class.closed")),
                *((_day(one), 1) for one in self._found.said("class.reopened")),
            ]
            return "closed" if papers and max(papers)[1] == 0 else "completed"
        if self._found.said("class.cancelled"):
            return "cancelled"
        if self._end < self._today:
            return "not_held"
        return self._before()

    def _before(self) -> str:
        """The latest step of a class that nobody attended yet."""
        steps = ("planned", "declared", "returned", "approved", "rejected")
        told = [(_day(one), step) for step in steps for one in self._found.said(f"class.{step}")]
        last = max(told, key=lambda one: one[0])[1]
        if self._start <= self._today and last not in ("returned", "rejected"):
            return "running"
        return last

    def nominations(self) -> dict[str, str]:
        """What became of everybody who was called by name."""
        return {
            one["cadre"]: self._called(one["cadre"]) for one in self._found.said("cadre.nominated")
        }

    def _called(self, cadre: str) -> str:
        if cadre in self.trainees:
            return "attended"
        substitute = self._came_for.get(cadre)
        if substitute is not None:
            approved = any(
                (one["cadre"], one["substitute"]) == (cadre, substitute)
                and _day(one) <= self._start
                for one in self._found.said("substitution.approved")
            )
            return "substituted_approved" if approved else "substituted_unapproved"
        return "nominated" if self._today <= self._end else "absent"

    def items(self) -> Iterator[Item]:
        """All items of the follow-up."""
        end, seminar = self._end, (self._after(SEMINAR_OPENS), self._after(SEMINAR_DUE))
        for cadre in self.trainees:
            first = self._first("self_evaluation.submitted", cadre)
            yield self._item("self_evaluation", (end, end), first, cadre)
            first = self._first("learning_summary.submitted", cadre)
            yield self._item("learning_summary", seminar, first, cadre)
        yield self._item("seminar", seminar, self._first("seminar.held"))
        due = end + timedelta(days=FEEDBACK_DAYS)
        yield self._item("unit_feedback", (end, due), self._first("result.fed_back"))
        yield from self._visits()
        yield from self._reports()

    def sample(self) -> tuple[str, int] | None:
        """The verdict on the sample, and how many had to be drawn; None where none was."""
        draws = self._found.told["sample.drawn"]
        if not draws:
            return None
        draw, known = draws[0]
        seed, drawn, n = (draw.fact[name] for name in ("seed", "drawn", "n"))
        frame = sorted(
            {
                act.person.id
                for act, stored in self._found.acts
                if stored < known and not self._is_void(act.id, known)
            }
        )
        least = max(1, -(-len(draw.fact["frame"]) // SAMPLED))
        order = sorted(
            draw.fact["frame"], key=lambda one: sha256(f"{seed}\n{one}".encode()).hexdigest()
        )
        if sorted(draw.fact["frame"]) != frame:
            return "frame_differs", least
        if n < least:
            return "too_small", least
        return ("sound" if drawn == order[:n] else "not_as_seeded"), least

    def _visits(self) -> Iterator[Item]:
        draws = self._found.told["sample.drawn"]
        years = self._plan.get("follow_up_years", 1)
        windows = [
            (
                self._end if year == 0 else self._after(12 * year) + timedelta(days=1),
                self._after(12 * (year + 1)),
            )
            for year in range(years)
        ]
        for cadre in draws[0][0].fact["drawn"] if draws else ():
            days = [
                _day(one) for one in self._found.said("visit.conducted") if one["cadre"] == cadre
            ]
            served: dict[int, date] = {}
            for day in days:
                able = [
                    k for k, window in enumerate(windows) if k not in served and day >= window[0]
                ]
                if able:
                    served[min(able)] = day
            for year, window in enumerate(windows):
                yield self._item("visit", window, served.get(year), cadre, str(year + 1))

    def _reports(self) -> Iterator[Item]:
        ends = self._after(12 * self._plan.get("follow_up_years", 1))
        for year in range(self._end.year, ends.year + 1):
            for half, first, last in (
                (1, date(year, 1, 1), date(year, 6, 30)),
                (2, date(year, 7, 1), date(year, 12, 31)),
            ):
                if last < self._end or first > ends:
                    continue
                for kind in ("digest", "preset"):
                    filed = [
                        _day(one)
                        for one in self._found.said("half_year_report.filed")
                        if (one["half"], one["kind"]) == (f"{year}-H{half}", kind)
                    ]
                    window = max(first, self._end), last
                    done = min(filed, default=None)
                    yield self._item(kind, window, done, None, f"{year}-H{half}")

    def _first(self, fact: str, cadre: str | None = None) -> date | None:
        days = [_day(one) for one in self._found.said(fact) if one.get("cadre") == cadre]
        return min(days, default=None)

    def _item(
        self,
        name: str,
        window: tuple[date, date],
        done: date | None,
        cadre: str | None = None,
        place: str | None = None,
    ) -> Item:
        return Item(self._name, name, cadre, place, _state(window, done, self._today))

    def _after(self, months: int) -> date:
        """So many months after the class, clipped to the end of the month."""
        year, month = divmod(self._end.year * 12 + self._end.month - 1 + months, 12)
        return date(year, month + 1, min(self._end.day, monthrange(year, month + 1)[1]))


def _state(window: tuple[date, date], done: date | None, today: date) -> str:
    opens, due = window
    if done is None:
        if today < opens:
            return "not_yet_open"
        return "open" if today <= due else "overdue"
    if done < opens:
        return "done_early"
    return "done" if done <= due else "done_late"


def _problems(
    classes: dict[str, _Class],
    submitted: dict[str, OfficeStatement],
    steps: Iterable[OfficeStatement],
) -> dict[str, tuple[int, int, int, int]]:
    """How many problems of each class came how far."""
    reached: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        reached[step.fact["target"]].add(step.fact["fact"])
    counts: dict[str, list[int]] = {name: [0, 0, 0, 0] for name in classes}
    for problem, told in submitted.items():
        of_class = counts[told.fact["class"]]
        of_class[0] += 1
        for place, name in enumerate(("routed", "answered", "adopted"), 1):
            of_class[place] += f"problem.{name}" in reached[problem]
    return {name: (one[0], one[1], one[2], one[3]) for name, one in counts.items()}


def _day(fact: dict[str, Any]) -> date:
    day = fact["occurred"] if "occurred" in fact else fact["occurred_at"]
    if isinstance(day, datetime):
        return day.astimezone(POLICY_ZONE).date()
    found: date = day
    return found
