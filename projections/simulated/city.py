"""A deterministic, believable city: its departments, cadres, courses and classes over some years.

Everything follows from the arguments and `random.Random` seeded with them: the same city gives the
same statements. Nothing here knows the rules of credits; what a cadre means to reach is only a
rough aim in the numbers of the regulation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE
from projections.simulated import names
from projections.simulated.class_life import held_classes, life_of, with_substitutes
from projections.simulated.resource_life import resources_of
from projections.simulated.statements import (
    Act,
    Attended,
    Catalogued,
    Course,
    Decided,
    Joined,
    Person,
    Sat,
    TrainingClass,
    Unit,
    last_day,
    statement_of,
)
from projections.simulated.survey_life import surveys_of

_COURSES_A_YEAR: Final = 60
_COURSES_A_CADRE: Final = 18
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Which city: so many cadres in so many units, over the calendar years up to that of `until`.

    The past ends before the day `until` begins in the policy's zone. With `class_life` its classes
    are planned, declared and followed up, too, and it has teachers, training funds and agreements.
    Raises ValueError where there is nothing to simulate.
    """

    cadres: int
    units: int
    years: int
    until: date
    seed: int
    class_life: bool = False

    def __post_init__(self) -> None:
        if min(self.cadres, self.units, self.years) < 1 or self.years > self.until.year:
            raise ValueError("a city has at least one cadre, one unit and one year")

    @property
    def first_year(self) -> int:
        """The first simulated calendar year."""
        return (self.until - timedelta(days=1)).year - self.years + 1

    @property
    def begins(self) -> datetime:
        """Before everything: the policy has to be published by then."""
        return datetime(self.first_year, 1, 1, tzinfo=POLICY_ZONE)

    @property
    def ends(self) -> datetime:
        """After everything that is past."""
        return datetime.combine(self.until, time(), POLICY_ZONE)

    @property
    def salt(self) -> str:
        """What keeps the statement ids of this city apart from those of others."""
        return f"city {self.seed}"

    def random(self, *of: object) -> Random:
        """The randomness of one part of the city, independent of every other part."""
        return Random("/".join(map(str, (self.seed, *of))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """What can be learned in a year."""

    courses: tuple[Course, ...]
    classes: tuple[TrainingClass, ...]


def simulate(city: City) -> Iterator[dict[str, Any]]:
    """The past of the city as statements with `stored`, in the order of a log, to be restored.

    `stored` rises strictly. No statement is repeated: a log has none twice. Memory is bounded by
    the acts of all cadres in one year.
    """
    for act, known in log_of(city):
        stored = known.astimezone(UTC).isoformat(timespec="microseconds")
        statement = statement_of(act, salt=city.salt)
        statement["stored"] = stored.replace("+00:00", "Z")
        yield statement


def log_of(city: City) -> Iterator[tuple[Act, datetime]]:
    """What happened in the past of the city, in the order of a log, and when each was known."""
    people = _people(city)
    waiting: list[Act] = []
    last = city.begins
    for year in range(city.first_year, city.first_year + city.years):
        offer = _offer(city, year)
        waiting += _catalogued(city, offer)
        lived = [act for person in people for act in _year_of(city, person, year, offer)]
        if city.class_life:
            cadres = [person.id for person in people]
            lived = with_substitutes(city.random("substitutes", year), lived, cadres)
        waiting += lived
        if city.class_life:
            for held in held_classes(offer.classes, lived):
                waiting += life_of(city.random("life", held.run.id), held)
            rng = city.random("institutions", year)
            waiting += surveys_of(rng, year, salt=city.salt)
            waiting += resources_of(
                city.random("resources", year), _units(city), year, first=year == city.first_year
            )
        waiting.sort(key=lambda act: (act.stored, act.id))
        close = min(datetime(year + 1, 1, 1, tzinfo=POLICY_ZONE), city.ends)
        later = []
        for act in waiting:
            if act.stored >= close:
                later.append(act)
                continue
            last = max(act.stored, last + _TICK)
            yield act, last
        waiting = later


def todays_statements(city: City, *, count: int = 40) -> list[dict[str, Any]]:
    """What the city's platforms post on the day `until`: statements without `stored`, in order.

    `count` cadres sat a test or ended a class the day before. Behind them stand exact resends: of
    statements of the past, and of some of these themselves.
    """
    rng = city.random("today")
    yesterday = city.until - timedelta(days=1)
    offer = _offer(city, yesterday.year)
    people = [p for p in _people(city) if p.posts[0][0] <= yesterday]
    people = rng.sample(people, min(count, len(people)))
    past: list[Act] = []
    for person in people[:20]:
        year = _year_of(city, person, yesterday.year, offer)
        past += [act for act in year if act.stored < city.ends]
    run = _class(rng, f"k{yesterday:%Y%m%d}", yesterday - timedelta(days=2), 3)
    acts: list[Act] = []
    for number, person in enumerate(people):
        name = f"{person.id}-{city.until}"
        if number % 4 == 3:
            acts.append(_attended(rng, name, person, run))
        else:
            acts.append(_sat(rng, name, person, rng.choice(offer.courses), yesterday))
    learned = [act for act in past if isinstance(act, Sat | Attended)]
    if learned:
        decided = city.ends - timedelta(hours=7)
        acts.append(_decided("act.voided", learned[-1], decided, names.VOID_REASONS[0]))
    resent = [*past[:3], *acts[:3]]
    return [statement_of(act, salt=city.salt) for act in acts + resent]


def _units(city: City) -> list[Unit]:
    rng = city.random("units")
    places = (("市", "City"), *names.COUNTIES)
    units = []
    for number in range(city.units):
        again, rest = divmod(number, len(places) * len(names.DEPARTMENTS))
        place, department = divmod(rest, len(names.DEPARTMENTS))
        zh, en = names.DEPARTMENTS[department]
        units.append(
            Unit(
                id=f"u{number + 1:03d}",
                zh=zh.replace("市", places[place][0], 1) + (f"第{again + 1}分局" if again else ""),
                en=f"{en}, {places[place][1]}" + (f", Branch {again + 1}" if again else ""),
                diligence=rng.randint(72, 90) if rng.random() < 0.6 else rng.randint(10, 45),
            )
        )
    return units


def _people(city: City) -> list[Person]:
    units = _units(city)
    rng = city.random("sizes")
    weights = [rng.randint(1, 6) for _ in units]
    # Every unit has a cadre as far as they go; the rest go by size.
    homes = units[: city.cadres]
    homes = homes + rng.choices(units, weights, k=city.cadres - len(homes))
    return [_person(city, number, home, units) for number, home in enumerate(homes)]


def _person(city: City, number: int, home: Unit, units: list[Unit]) -> Person:
    rng = city.random("person", number)
    since = city.begins.date()
    # Some enter the register only later; the first of each unit is there from the beginning.
    if number >= len(units) and rng.random() < 0.06:
        since += timedelta(days=rng.randint(1, 365 * city.years))
    posts = [(since, home)]
    for year in range(since.year + 1, city.until.year + 1):
        if rng.random() < 0.04:
            moved = date(year, rng.randint(1, 12), rng.choice((1, 1, 10, 16)))
            posts.append((moved, rng.choice(units)))
    return Person(
        id=f"c{number + 1:06d}",
        name=_name(rng),
        level="county_and_above" if rng.random() < 0.08 else "other",
        posts=tuple(posts),
    )


def _name(rng: Random) -> str:
    given = "".join(rng.choices(names.GIVEN, k=1 + (rng.random() < 0.7)))
    return rng.choice(names.SURNAMES) + given


def _offer(city: City, year: int) -> _Offer:
    rng = city.random("offer", year)
    pairs = [(subject, kind) for subject in names.SUBJECTS for kind in names.COURSE_KINDS]
    courses = []
    for number, (subject, kind) in enumerate(rng.sample(pairs, _COURSES_A_YEAR)):
        in_force = date(year, 3, 1) if rng.random() < 0.05 else date(year, 1, 1)
        courses.append(
            Course(
                id=f"o{year}-{number + 1:02d}",
                zh=f"{subject[0]}{kind[0]}（{year}年）",
                en=f"{subject[1]}: {kind[1]} ({year})",
                category=subject[2],
                credits=rng.choice((5, 5, 5, 6, 8, 8, 10, 10, 10, 12, 15, 20)),
                teacher=_name(rng),
                # The last few stand on the platform without ever getting a value.
                in_force=in_force if number < _COURSES_A_YEAR - 3 else None,
            )
        )
    lengths = (1, 2, 3, 3, 4, 5, 5, 5, 5, 8, 10, 10, 15, 20)
    first = date(year, 1, 11)
    classes = []
    for number in range(max(8, city.cadres // 30)):
        monday = first + timedelta(days=rng.randrange(345))
        monday -= timedelta(days=monday.weekday())
        classes.append(_class(rng, f"k{year}-{number + 1:03d}", monday, rng.choice(lengths)))
    return _Offer(courses=tuple(courses), classes=tuple(classes))


def _class(rng: Random, name: str, start: date, days: int) -> TrainingClass:
    subject, kind = rng.choice(names.SUBJECTS), rng.choice(names.CLASS_KINDS)
    ended = last_day(start, days)
    return TrainingClass(
        id=name,
        zh=f"{subject[0]}{kind[0]}（{name[1:]}期）",
        en=f"{subject[1]}: {kind[1]} ({name[1:]})",
        kind=kind[2],
        organiser=kind[3],
        teacher=_name(rng),
        start=start,
        days=days,
        registered=_office(rng, ended + timedelta(days=rng.randint(1, 4))),
    )


def _catalogued(city: City, offer: _Offer) -> Iterator[Act]:
    for course in offer.courses:
        if course.in_force is not None:
            rng = city.random("catalogue", course.id)
            stored = _office(rng, course.in_force + timedelta(days=rng.randint(1, 4)))
            yield Catalogued(id=course.id, stored=stored, course=course, in_force=course.in_force)


def _year_of(city: City, person: Person, year: int, offer: _Offer) -> list[Act]:
    """All that a cadre does in a year, with what is decided about it later."""
    rng = city.random(person.id, year)
    since = max(person.posts[0][0], date(year, 1, 8))
    acts: list[Act] = [*_joined(rng, person, year)]
    if since.year > year:
        return acts
    unit = [unit for day, unit in person.posts if day <= since][-1]
    diligent = rng.random() * 100 < unit.diligence
    aim = rng.randint(60, 76) if diligent else rng.randint(5, 50)
    attended = _classes(rng, person, offer, since, None if diligent else aim)
    aim -= sum(int(act.days * 5) for act in attended if act.training_class.days >= 3)
    learned: list[Act] = [*attended, *_courses(rng, person, offer, since, aim, diligent)]
    for act in learned:
        acts.append(act)
        if rng.random() < 0.008:
            acts += _voided(rng, act)
    return acts


def _joined(rng: Random, person: Person, year: int) -> Iterator[Joined]:
    for number, (since, unit) in enumerate(person.posts):
        if since.year == year:
            yield Joined(
                id=f"{person.id}-u{number}",
                stored=_office(rng, since + timedelta(days=rng.randint(2, 6) + 5 * number)),
                person=person,
                unit=unit,
                since=since,
                first=number == 0,
            )


def _classes(
    rng: Random, person: Person, offer: _Offer, since: date, most: int | None
) -> list[Attended]:
    """One class or none, now and then a second; `most` bounds the credits that each may bring."""
    attended: dict[str, Attended] = {}
    for wish in (0.85, 0.12) if most is None else (0.6, 0.0):
        run = rng.choice(offer.classes)
        fits = run.start >= since and (most is None or run.days * 5 <= most)
        if fits and rng.random() < wish:
            attended[run.id] = _attended(rng, f"{person.id}-{run.id}", person, run)
    return list(attended.values())


def _attended(rng: Random, name: str, person: Person, run: TrainingClass) -> Attended:
    missed = rng.choice((Decimal("0.5"), Decimal(1))) if rng.random() < 0.1 else Decimal(0)
    stored = run.registered + timedelta(
        seconds=rng.randint(0, 600), microseconds=rng.randint(0, 999_999)
    )
    if rng.random() < 0.03:
        stored = _office(rng, stored.date() + timedelta(days=rng.randint(50, 150)))
    return Attended(
        id=name,
        stored=stored,
        person=person,
        training_class=run,
        days=run.days - missed,
        appraisal=rng.choices(("pass", "excellent", "fail"), (83, 16, 1))[0],
    )


def _courses(
    rng: Random, person: Person, offer: _Offer, since: date, missing: int, diligent: bool
) -> Iterator[Sat]:
    """Tests of courses until nothing is `missing`; who is not diligent stops before that."""
    span = (date(since.year, 12, 30) - since).days
    for course in rng.sample(offer.courses, _COURSES_A_CADRE):
        if missing <= 0:
            return
        if not diligent and course.credits > missing:
            continue
        missing -= course.credits
        name = f"{person.id}-{course.id}"
        day = since + timedelta(days=int(rng.triangular(0, max(span, 1), span * 0.8)))
        yield _sat(rng, name, person, course, day)
        chance = rng.random()
        if chance < 0.05:
            yield _sat(rng, f"{name}-failed", person, course, day - timedelta(days=2), passes=False)
        elif chance < 0.07:
            again = day + timedelta(days=rng.randint(5, 90))
            yield _sat(rng, f"{name}-again", person, course, again)


def _sat(
    rng: Random, name: str, person: Person, course: Course, day: date, *, passes: bool = True
) -> Sat:
    hour = rng.choice((8, 10, 12, 12, 13, 16, 19, 19, 20, 20, 20, 21, 21, 22))
    at = datetime.combine(day, time(hour), POLICY_ZONE) + timedelta(
        milliseconds=rng.randrange(3_600_000)
    )
    stored = at + timedelta(microseconds=rng.randint(900_000, 90_000_000))
    if rng.random() < 0.01:
        stored += timedelta(days=rng.randint(20, 120))
    score = rng.randint(60, 100) if passes else rng.randint(30, 59)
    return Sat(id=name, stored=stored, person=person, course=course, at=at, score=score)


def _voided(rng: Random, act: Act) -> list[Act]:
    """The act is voided, and perhaps reinstated on appeal."""
    voided = _office(rng, act.stored.date() + timedelta(days=rng.randint(3, 45)))
    decisions: list[Act] = [_decided("act.voided", act, voided, rng.choice(names.VOID_REASONS))]
    if rng.random() < 0.3:
        again = _office(rng, voided.date() + timedelta(days=rng.randint(5, 30)))
        decisions.append(_decided("void.withdrawn", act, again, "经复核原登记无误"))
    return decisions


def _decided(fact: str, act: Act, stored: datetime, reason: str) -> Decided:
    return Decided(
        id=f"{act.id} {fact} {stored.date()}",
        stored=stored,
        fact=fact,
        target=act.id,
        reason=reason,
        at=stored - timedelta(seconds=2),
    )


def _office(rng: Random, day: date) -> datetime:
    """A moment of office hours on `day`, or on the Monday after a weekend."""
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    hour = rng.choice((8, 9, 9, 10, 10, 11, 14, 15, 15, 16, 17))
    past = timedelta(microseconds=rng.randrange(3_600_000_000))
    return datetime.combine(day, time(hour), POLICY_ZONE) + past
