"""The life of a simulated city's classes: plans, declarations, nominations, problems, and the years
of follow-up after them. Life is not tidy: much is late, early or never done, and some is wrong.

Everything follows from the city and the class, as in `city`; nothing here knows a rule. What the
states come to is counted by `class_expectation` from what happened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE
from projections.simulated.statements import Act, Attended, Decided, OfficeStatement, TrainingClass

INSTITUTIONS: Final = ("city-school", "county-school-1", "county-school-2", "administration-school")
_HEADINGS: Final = ("theory", "practice", "virtue", "ability", "diligence", "achievement")
_SERVICES: Final = ("tutoring", "one_to_one", "long_term_advice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A class with those who attended it, each act and the voids on it, known or yet to come."""

    run: TrainingClass
    acts: Sequence[Attended]
    decided: Sequence[Decided]

    @property
    def cadres(self) -> tuple[str, ...]:
        """Who attended, by id."""
        return tuple(sorted({act.person.id for act in self.acts}))

    def known_at(self, instant: datetime) -> tuple[str, ...]:
        """Who was recorded as attending before an instant, and not voided by then."""
        latest: dict[str, Decided] = {}
        for one in sorted(self.decided, key=lambda one: one.stored):
            if one.stored < instant:
                latest[one.target] = one
        return tuple(
            sorted(
                act.person.id
                for act in self.acts
                if act.stored < instant
                and (act.id not in latest or latest[act.id].fact == "void.withdrawn")
            )
        )


def held_classes(runs: Iterable[TrainingClass], acts: Sequence[Act]) -> Iterator[Held]:
    """Each class of a year with what the acts of all cadres say of it."""
    by_run: dict[str, list[Attended]] = {}
    decided: dict[str, list[Decided]] = {}
    for act in acts:
        if isinstance(act, Attended):
            by_run.setdefault(act.training_class.id, []).append(act)
        elif isinstance(act, Decided):
            decided.setdefault(act.target, []).append(act)
    for run in runs:
        own = by_run.get(run.id, [])
        voids = [one for act in own for one in decided.get(act.id, [])]
        yield Held(run=run, acts=own, decided=voids)


def with_substitutes(rng: Random, lived: Sequence[Act], cadres: Sequence[str]) -> list[Act]:
    """The same acts; a few of those who attended a class came for somebody who did not."""
    attended = {
        (act.training_class.id, act.person.id) for act in lived if isinstance(act, Attended)
    }
    found: list[Act] = []
    for act in lived:
        if isinstance(act, Attended) and rng.random() < 0.04:
            absent = rng.choice(cadres)
            if (act.training_class.id, absent) not in attended:
                attended.add((act.training_class.id, absent))
                act = replace(act, substitute_for=absent)
        found.append(act)
    return found


def life_of(rng: Random, held: Held) -> Iterator[OfficeStatement]:
    """All that is told of a class besides its attendances, in no order."""
    teller = _Teller(rng, held)
    yield from teller.before()
    if held.acts:
        yield from teller.during()
        yield from teller.after()


class _Teller:
    """Tells of one class."""

    def __init__(self, rng: Random, held: Held) -> None:
        self._rng = rng
        self._held = held
        self._run = held.run
        self._number = 0
        self._tag = rng.choices((None, "pilot", "key"), (16, 2, 2))[0]
        self._years = rng.randint(1, 3) if self._tag else 1

    def before(self) -> Iterator[OfficeStatement]:
        """The plan of the class, its declaration and the verdict on it; one that nobody attended is
        cancelled or not held."""
        rng, run = self._rng, self._run
        planned = run.start - timedelta(days=rng.randint(55, 90))
        outline: dict[str, Any] = {
            "persons": max(len(self._held.cadres), rng.choice((15, 25, 29, 30, 40, 60))),
            "start": run.start,
            "end": run.end,
            "kind": run.kind,
            "institution": rng.choice(INSTITUTIONS),
            "organiser": run.organiser,
        }
        if self._tag:
            outline |= {"class_tag": self._tag, "follow_up_years": self._years}
        yield self._told("class.planned", planned, name={"zh-CN": run.zh, "en": run.en}, **outline)
        if rng.random() < 0.85:
            declared = run.start - timedelta(days=rng.choice((50, 42, 33, 31, 30, 29, 20, 3)))
            yield self._told("class.declared", declared)
            verdict = rng.choices(("approved", "returned", "rejected"), (90, 7, 3))[0]
            yield self._told(f"class.{verdict}", declared + timedelta(days=rng.randint(1, 9)))
        yield from self._nominations(planned + timedelta(days=5))
        if not self._held.acts and rng.random() < 0.5:
            day = run.start - timedelta(days=rng.randint(1, 10))
            yield self._told("class.cancelled", day, reason="报名人数不足")

    def _nominations(self, day: date) -> Iterator[OfficeStatement]:
        """Some are called by name; of those who do not come, others come for most."""
        rng = self._rng
        for cadre in rng.sample(self._held.cadres, min(3, len(self._held.cadres))):
            yield self._told("cadre.nominated", day, cadre=cadre)
        for act in self._held.acts:
            if act.substitute_for is None:
                continue
            yield self._told("cadre.nominated", day, cadre=act.substitute_for)
            if rng.random() < 0.6:
                approved = self._run.start + timedelta(days=rng.choice((-9, -1, 0, 4)))
                yield self._told(
                    "substitution.approved",
                    approved,
                    cadre=act.substitute_for,
                    substitute=act.person.id,
                )

    def during(self) -> Iterator[OfficeStatement]:
        """Problems, tests and electives of the trainees, and the closing of the class."""
        rng, run = self._rng, self._run
        for cadre in self._held.cadres:
            for kind in ("theory", "practice"):
                if rng.random() < 0.85:
                    yield from self._problem(cadre, kind)
            if rng.random() < 0.8:
                passed = rng.random() < 0.9
                test = f"{run.id}-t1"
                yield self._told("test.taken", run.end, cadre=cadre, test=test, success=passed)
            if rng.random() < 0.8:
                elective = rng.choice(("economy", "law", "society", "local_affairs"))
                yield self._told("elective.chosen", run.start, cadre=cadre, elective=elective)
        if rng.random() < 0.9:
            sheet, timetable = rng.random() < 0.95, rng.random() < 0.95
            closed = run.end + timedelta(days=rng.randint(5, 20))
            yield self._told("class.closed", closed, sign_in_sheet=sheet, timetable=timetable)
            if rng.random() < 0.05:
                yield self._told("class.reopened", closed + timedelta(days=rng.randint(3, 30)))

    def after(self) -> Iterator[OfficeStatement]:
        """The follow-up: what trainees hand in, the seminar, the sample and its visits, feedback to
        the units and the reports on half-years."""
        rng = self._rng
        for cadre in self._held.cadres:
            late = rng.choices((0, -1, rng.randint(1, 20), None), (75, 5, 12, 8))[0]
            yield from self._within("self_evaluation.submitted", late, cadre=cadre)
            summary = rng.choices(
                (rng.randint(31, 85), rng.randint(2, 25), rng.randint(95, 150), None),
                (70, 10, 10, 10),
            )[0]
            yield from self._within("learning_summary.submitted", summary, cadre=cadre)
            if rng.random() < 0.1:
                given = {"cadre": cadre, "kind": rng.choice(_SERVICES)}
                yield from self._within("service.given", rng.randint(5, 300), **given)
        attendees = [cadre for cadre in self._held.cadres if rng.random() < 0.9]
        seminar = rng.choices((rng.randint(31, 85), rng.randint(95, 140), None), (80, 10, 10))[0]
        yield from self._within("seminar.held", seminar, batch="1", attendees=attendees)
        told = rng.choices((rng.randint(0, 7), rng.randint(8, 40), None), (75, 15, 10))[0]
        yield from self._within("result.fed_back", told)
        yield from self._sample()
        yield from self._reports()

    def _problem(self, cadre: str, kind: str) -> Iterator[OfficeStatement]:
        rng, day = self._rng, self._run.start
        submitted = self._told("problem.submitted", day, cadre=cadre, kind=kind)
        yield submitted
        for step, chance in (("routed", 0.9), ("answered", 0.8), ("adopted", 0.1)):
            if rng.random() >= chance:
                return
            day += timedelta(days=1)
            office = {"office": "教研室"} if step == "routed" else {}
            yield self._told(f"problem.{step}", day, target=submitted.id, of_class=False, **office)

    def _sample(self) -> Iterator[OfficeStatement]:
        rng, run = self._rng, self._run
        if rng.random() < 0.1:
            return
        day = run.end + timedelta(days=rng.randint(10, 120))
        seed = f"{run.id}-{rng.randrange(1000)}"
        number = self._number + 1
        stored = _office(rng, day)
        frame = list(self._held.known_at(stored))
        if len(frame) > 1 and rng.random() < 0.05:
            frame.pop()
        if not frame:
            return
        order = sorted(frame, key=lambda cadre: sha256(f"{seed}\n{cadre}".encode()).hexdigest())
        size = min(len(frame), max(1, -(-len(frame) // 10) - (rng.random() < 0.1)))
        drawn = order[:size] if rng.random() > 0.05 else sorted(frame)[:size]
        self._number = number
        yield OfficeStatement(
            id=f"{run.id} life {number}",
            stored=stored,
            fact={
                "fact": "sample.drawn",
                "class": run.id,
                "seed": seed,
                "frame": frame,
                "n": len(drawn),
                "drawn": drawn,
                "occurred_at": stored - timedelta(seconds=5),
            },
        )
        for cadre in drawn:
            for year in range(self._years):
                if rng.random() < 0.75:
                    at = 365 * year + rng.choice((rng.randint(130, 360), rng.randint(370, 480)))
                    heading = {rng.choice(_HEADINGS): "能运用所学"}
                    method = rng.choice(("meeting", "interview"))
                    visit = {"cadre": cadre, "method": method, "headings": heading}
                    yield from self._within("visit.conducted", at, **visit)

    def _reports(self) -> Iterator[OfficeStatement]:
        rng, year = self._rng, self._run.end.year
        for half in range(2 * self._years + 1):
            first = date(year + half // 2, 1 + 6 * (half % 2), 1)
            due = first + timedelta(days=170)
            if due < self._run.end:
                continue
            for kind in ("digest", "preset"):
                if rng.random() < 0.85:
                    day = due + timedelta(days=rng.choice((0, 5, 9, 20)))
                    name = f"{first.year}-H{half % 2 + 1}"
                    yield self._told("half_year_report.filed", day, kind=kind, half=name)

    def _within(self, fact: str, days: int | None, **data: Any) -> Iterator[OfficeStatement]:
        """Something that is done so many days after the class ended, None: never."""
        if days is not None:
            yield self._told(fact, self._run.end + timedelta(days=days), **data)

    def _told(self, fact: str, day: date, *, of_class: bool = True, **data: Any) -> OfficeStatement:
        """Something that happened on a day and was entered some days later."""
        self._number += 1
        about: Mapping[str, Any] = {"class": self._run.id} if of_class else {}
        return OfficeStatement(
            id=f"{self._run.id} life {self._number}",
            stored=_office(self._rng, day + timedelta(days=self._rng.randint(1, 12))),
            fact={"fact": fact, **about, **data, "occurred": day},
        )


def _office(rng: Random, day: date) -> datetime:
    """A moment of office hours on a day."""
    past = timedelta(microseconds=rng.randrange(3_600_000_000))
    return datetime.combine(day, time(rng.choice((9, 10, 11, 14, 15, 16))), POLICY_ZONE) + past
