"""Random histories of a few cadres, drawn to what is easy to get wrong: ties, the ends of years and
of days, voids of one target again and again, decisions that come before what they decide on, and
policies that change.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from tests.oracle.facts import ZONE, Fact

CADRES: Final = ("c1", "c2", "c3", "c4", "c5")
UNITS: Final = ("A", "B")
YEARS: Final = range(2008, 2014)
OPENED: Final = date(2008, 1, 1)
"""The day on which the store begins and its first policy is published."""

_TIMES: Final = (time(0), time(12), time(12), time(23, 59, 59))
_AFTER: Final = (0, 0, 0, 0, 1, 1, 3, 40, 370, -1, -40)
"""How many days after it happened something is recorded."""

Short = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Question:
    """As of when something is asked; a year of units besides."""

    known_at: date | None
    today: date
    year: int


@dataclass(frozen=True, kw_only=True)
class History:
    """Facts in the order of the log, the first of them a policy; what to ask of them, and the day
    on which the tables are looked at."""

    seed: int
    facts: Sequence[Fact]
    questions: Sequence[Question]
    last: date


def history(seed: int) -> History:
    """The history of a seed: the same at all times."""
    random = Random(seed)
    facts = _Drawing(random).facts()
    recorded = date.fromisoformat(facts[-1]["recorded"])
    last = max(_some_day(random), recorded + timedelta(days=random.choice((0, 1, 40, 400))))
    questions = [_question(random, last, number) for number in range(4)]
    return History(seed=seed, facts=facts, questions=questions, last=last)


def _question(random: Random, latest: date, number: int) -> Question:
    known_at = None if number == 0 else _some_day(random)
    today = random.choice((_some_day(random), known_at or latest, known_at or latest))
    return Question(known_at=known_at, today=today, year=random.choice(YEARS))


def _some_day(random: Random) -> date:
    """Most often at the turn of a year, else one of a few, so that many things share a day."""
    year = random.choice(YEARS)
    return random.choice(
        [
            date(year, 12, 31),
            date(year, 12, 31),
            date(year + 1, 1, 1),
            date(year, 12, 30),
            date(year, 3, 1),
            date(year, 3, 1),
            date(year, 6, 30),
            date(year, 9, 9),
        ]
    )


class _Drawing:
    """One history while it is drawn."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._drawn: list[Short] = []
        self._basis = random.choice(("calendar_year", "calendar_year", "anniversary"))
        self._cadres = random.sample(CADRES, 3)
        self._mixed = random.random() < 0.4

    def facts(self) -> list[Fact]:
        """The whole history, each fact with its place."""
        self._add(self._published(OPENED), OPENED)
        for unit in UNITS:
            self._add({"fact": "unit.registered", "unit": unit, **self._at(OPENED)}, OPENED)
        for cadre in self._cadres:
            for _ in range(self._random.randrange(7, 16)):
                self._act(cadre)
            for _ in range(self._random.choice((1, 1, 2, 3))):
                self._move(cadre)
        for _ in range(self._random.choice((2, 4, 6))):
            self._catalogue()
        for _ in range(self._random.choice((0, 1, 2, 4))):
            self._publish()
        self._decisions()
        self._resend()
        ordered = sorted(self._drawn, key=lambda one: one["recorded"])
        return [{**one, "place": place} for place, one in enumerate(ordered)]

    def _add(self, fact: Short, recorded: date) -> Short:
        own = {"id": f"f{len(self._drawn)}", **fact, "recorded": max(recorded, OPENED).isoformat()}
        self._drawn.append(own)
        return own

    def _at(self, day: date) -> Short:
        """An instant of a day in the zone of the policy, written in that or another zone."""
        at = datetime.combine(day, self._random.choice(_TIMES), ZONE)
        if self._random.random() < 0.3:
            at = at - timedelta(hours=8)
            return {"occurred_at": at.replace(tzinfo=None).isoformat() + "Z"}
        return {"occurred_at": at.isoformat()}

    def _recorded(self, day: date) -> date:
        return day + timedelta(days=self._random.choice(_AFTER))

    def _act(self, cadre: str) -> None:
        day = _some_day(self._random)
        if self._random.random() < 0.04:
            day = OPENED - timedelta(days=1)
        kinds: Sequence[tuple[Callable[[date], Short], int]] = (
            (self._class, 5),
            (self._course, 4),
            (self._book, 2),
            (self._article, 2),
            (self._award, 1),
            (self._degree, 1),
        )
        draw = self._random.choices([one for one, _ in kinds], [weight for _, weight in kinds])[0]
        own = self._add({"cadre": cadre, **draw(day)}, self._recorded(day))
        if own["fact"] not in ("class.completed", "course.passed") and self._random.random() < 0.85:
            self._rule(own, "credit.approved")

    def _class(self, day: date) -> Short:
        days = self._random.choice((2, 3, 4, 7, 10, 14))
        fact: Short = {
            "fact": "class.completed",
            "class": self._random.choice(("K1", "K2", "K3", "K4", "K5", "K6")),
            "start": (day - timedelta(days=days - 1)).isoformat(),
            "end": day.isoformat(),
            "scheduled_days": str(days),
        }
        if self._random.random() < 0.3:
            fact["attended_days"] = self._random.choice(
                [one for one in ("0.5", "1.5", "2", "3", "6", "9.5") if float(one) <= days]
            )
        if self._random.random() < 0.15:
            fact["appraisal"] = self._random.choice(("pass", "fail"))
        return fact

    def _course(self, day: date) -> Short:
        courses = ("o1", "o1", "o2", "o3", "o4", "r1", "r2")
        fact: Short = {"fact": "course.passed", "course": self._random.choice(courses)}
        if self._random.random() < 0.2:
            fact["success"] = self._random.choice((True, False))
        if self._random.random() < 0.3:
            fact["by"] = self._random.choice(("exam", "paper"))
        return fact | self._at(day)

    def _book(self, day: date) -> Short:
        role = self._random.choice(("sole", "co", "contributor"))
        work = self._random.choice(("w1", "w2", "w3"))
        return {"fact": "book.published", "work": work, "role": role, **self._at(day)}

    def _article(self, day: date) -> Short:
        return {
            "fact": "article.published",
            "work": self._random.choice(("t1", "t2", "t3")),
            "role": self._random.choice(("sole", "co")),
            "outlet_level": self._random.choice(("township", "county", "municipal", "provincial")),
            **self._at(day),
        }

    def _award(self, day: date) -> Short:
        return {
            "fact": "award.won",
            "achievement": self._random.choice(("a1", "a2")),
            "grade": self._random.choice(("first", "second", "third", "excellence", "special")),
            "level": self._random.choice(("county", "municipal", "provincial")),
            **self._at(day),
        }

    def _degree(self, day: date) -> Short:
        fact = self._random.choice(
            ("degree.admitted", "degree.conferred", "degree.conferred", "degree.withdrawn")
        )
        data: Short = {"fact": fact, "programme": "m", **self._at(day)}
        if fact != "degree.withdrawn":
            data["level"] = "master"
        if fact == "degree.conferred":
            data["certificate"] = self._random.choice(("degree", "graduation"))
        if fact == "degree.admitted":
            data["programme"] = f"m{len(self._drawn)}" if self._admitted() else "m"
        return data

    def _admitted(self) -> bool:
        return any(one["fact"] == "degree.admitted" for one in self._drawn)

    def _move(self, cadre: str) -> None:
        day = _some_day(self._random)
        fact = self._random.choice(
            (
                "cadre.enrolled",
                "unit.assigned",
                "unit.assigned",
                "unit.assigned",
                "cadre.left",
                "cadre.returned",
            )
        )
        data: Short = {"fact": fact, "cadre": cadre, **self._at(day)}
        if fact == "cadre.left":
            data["reason"] = self._random.choice(("retired", "resigned", "transferred_out"))
        elif fact != "cadre.returned" or self._random.random() < 0.5:
            data["unit"] = self._random.choice(UNITS)
        self._add(data, self._recorded(day))

    def _catalogue(self) -> None:
        day = self._random.choice((OPENED, OPENED, _some_day(self._random)))
        course = self._random.choice(("o1", "o2", "o3", "o4", "r1", "r2"))
        data: Short = {
            "fact": "course.catalogued",
            "course": course,
            "credits": self._random.choice(("4", "5", "10", "12.5", "20", "21")),
            **self._at(day),
        }
        if course.startswith("r"):
            data["same_as"] = "o4"
        elif course != "o4" and self._random.random() < 0.25:
            data["new_subject"] = True
        self._add(data, self._recorded(day))

    def _publish(self) -> None:
        day = _some_day(self._random)
        recorded = day + timedelta(days=self._random.choice((-30, 0, 0, 1, 200, 700)))
        self._add(self._published(day), recorded)
        if self._random.random() < 0.3:  # it comes back
            again = next(one for one in self._drawn if one["fact"] == "policy.published")
            copy = {key: value for key, value in again.items() if key not in ("id", "recorded")}
            self._add({**copy, "effective": day.isoformat()}, recorded)

    def _published(self, day: date) -> Short:
        plan = self._mixed and self._random.random() < 0.5
        parameters = self._plan() if plan else self._baoji()
        if self._random.random() < 0.3:
            later = self._random.choice((0, 70)) if day.month == 6 else 0
            parameters["effective_from"] = (day + timedelta(days=later)).isoformat()
        for name, values in _SHARED.items():
            if self._random.random() < 0.25:
                parameters[name] = self._random.choice(values)
        return {
            "fact": "policy.published",
            "policy": "oracle-plan" if plan else "baoji-2009",
            "effective": day.isoformat(),
            "parameters": parameters,
            "occurred": day.isoformat(),
        }

    def _baoji(self) -> Short:
        chosen: Short = {"additional.annual_basis": self._basis}
        for name, values in _BAOJI.items():
            if self._random.random() < 0.25:
                chosen[name] = self._random.choice(values)
        return chosen

    def _plan(self) -> Short:
        draw = self._random.choice
        wanted = ["required", "elective", "reward"]
        carry: Mapping[str, Any] = {
            "of": wanted,
            "over": {"other": draw(("50", "20"))},
            "to": "elective.carried",
            "chained": draw((True, False)),
            "cross_cycle": draw((True, True, False)),
            "cap": draw(("30", "7.5")),
        }
        return {
            "year_cap": draw((None, "60", "75")),
            "category_cap": draw(
                ({}, {"elective": "15"}, {"elective": "25", "required.class": "50"})
            ),
            "items.training": {
                "fact": "class",
                "category": "required.class",
                "worth": {"rate": draw(("4", "6")), "per": "days"},
                "once": draw(("lifetime", "year", "cycle", "never")),
            },
            "items.course": {
                "fact": "course",
                "category": "elective.online",
                "worth": {"rate": draw(("1", "2")), "per": "credits"},
                "once": draw(("lifetime", "year", "cycle")),
            },
            "targets.classes": {
                "of": ["required"],
                "window": "year",
                "least": {"other": draw(("30", "50"))},
            },
            "carry_over.total": carry,
        }

    def _decisions(self) -> None:
        """Rulings, voids and withdrawals; of some targets many, some before their target."""
        random = self._random
        targets = [one for one in self._drawn[1:] if one["fact"] != "act.voided"]
        for target in random.sample(targets, min(len(targets), random.randrange(3, 12))):
            for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
                kind = random.choice(("act.voided", "act.voided", "void.withdrawn"))
                done = self._rule(target, kind)
                if kind == "void.withdrawn" and random.random() < 0.3:
                    self._rule(done, random.choice(("act.voided", "act.voided", "void.withdrawn")))
        for target in targets:
            works = target["fact"] in ("book.published", "article.published", "award.won")
            learnt = target["fact"] in ("class.completed", "course.passed")
            if random.random() < (0.3 if works else 0.05 if learnt else 0):
                self._rule(target, random.choice(("credit.rejected", "credit.approved")))

    def _rule(self, target: Short, kind: str) -> Short:
        seen = date.fromisoformat(target["recorded"])
        day = seen + timedelta(days=self._random.choice((0, 0, 0, 1, 10, 200, -3)))
        recorded = day + timedelta(days=self._random.choice((0, 0, 0, 2, -2, 30)))
        return self._add({"fact": kind, "target": target["id"], **self._at(day)}, recorded)

    def _resend(self) -> None:
        for one in self._random.sample(self._drawn[1:], 2):
            later = date.fromisoformat(one["recorded"]) + timedelta(days=3)
            self._drawn.append({**one, "recorded": later.isoformat()})


_SHARED: Final[Mapping[str, Sequence[Any]]] = {
    "late_registration": ("registration_year",),
    "membership_basis": ("year_start",),
    "thresholds.unit_unqualified_ratio": ([1, 2], [2, 3]),
}
_BAOJI: Final[Mapping[str, Sequence[Any]]] = {
    "basic.off_job.credits_per_day": ("6", "4", "7.5"),
    "basic.off_job.min_days": ("2", "4"),
    "basic.off_job.max_leave_ratio": ([1, 7], [1, 2]),
    "basic.online.max": ("10", "25"),
    "basic.online.pass_by": (["exam"],),
    "basic.online.dedupe": ("year", "cycle"),
    "additional.annual": ("3",),
    "additional.conferral.master": ("9",),
    "reward.book.sole": ("12",),
    "reward.article.min_outlet": ("municipal", "township"),
    "reward.award.min_level": ("county",),
    "reward.work_dedupe": ("year", "cycle"),
    "thresholds.annual_credits": ("40", "25", "62.5"),
    "thresholds.cycle_credits": ("150",),
    "thresholds.annual_excellent": ("80",),
    "carry.mode": ("next_year_only", "none"),
    "carry.cross_cycle": (False,),
    "carry.cap": ("15", "2.5"),
    "category_cap": (
        {"reward": "10"},
        {"reward": "12", "reward.article": "4"},
        {"basic": "40", "basic.online": "15", "reward.book": "6"},
    ),
}
