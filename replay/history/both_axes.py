"""A cadre, a unit or a year on both axes of time: what was known then, what is true of it now.

Both are of the same day. What differs was learned since, and the history of that day since then
says by what.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import acts_of, ever_in
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.drift_inquiry import DriftPage, drift_of, touched_by
from projections.answers.inquiries import check_unit, members
from projections.case.dossier import open_dossier
from projections.case.scope import place_in
from projections.compliance.members import member_of
from projections.compliance.unit_compliance import compliance
from projections.reports.answer import Page, basis_of
from replay.history.answer import Asked, HistoryStep, steps_of
from replay.history.cadre import CadreFold, life_of_cadre
from replay.history.change import Key, Kind, Moved, State, Value, flat
from replay.history.judges import Judges
from replay.history.moments import Moment

_TOLD = (Kind.BALANCE, Kind.CYCLE, Kind.HOURS, Kind.PROMOTION, Kind.IN_POST, Kind.SET_ASIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBothAxes:
    """A number as it was known then, and as it is known now of the same day."""

    kind: Kind
    """What kind of number it is."""
    of: str
    """Which number of its kind: a year, a cycle, a post."""
    year: int | None
    """The credit year of the number; null where it has none."""
    cadre: str | None
    member: str
    """Which member of the number."""
    then: Value
    """What it was by what was known then; null where there was none."""
    now: Value
    """What it is by what is known now; null where there is none."""
    differs: bool
    """Whether these two are not the same."""
    because: tuple[UUID, ...] = ()
    """The ids of the statements that made it differ; of how many of all have a grade those of the
    cadres who differ tell it."""
    positions: tuple[int, ...] = ()
    """Where these stand in the log."""


@dataclass(frozen=True, kw_only=True)
class AsOfAnswer(Page):
    """What was known of a day at a position, beside what is known of the same day now, and the
    changes in between."""

    then_position: int
    """The position up to which everything was known then."""
    cadre: str | None
    """The cadre; null where a unit or a year is asked about."""
    unit: str | None
    """The unit; null where a cadre or a year is asked about."""
    year: int | None
    """The credit year, where one is asked about."""
    numbers: tuple[OnBothAxes, ...]
    """The numbers, those of both; of a year how many have which grade, on the first page, and then
    the credits and grades of those cadres who differ, by cadre."""
    changes: tuple[HistoryStep, ...]
    """What was learned since of that day of a cadre or a unit, in the order in which it was, with
    the statements that brought it; none of a year."""

    def rows(self) -> Iterable[OnBothAxes]:
        """The numbers."""
        return self.numbers


def as_of_answer(
    log: Log,
    asked: Asked,
    *,
    then: Basis,
    now: Basis,
    after: str = "",
    limit: int | None = None,
) -> AsOfAnswer:
    """A cadre, a unit (in a year) or a year by two bases of one day; of a year so many cadres who
    differ, behind one. Raises UnknownSubjectError where the log names nobody of the kind."""
    if asked.cadre is not None:
        return _answer_on_cadre(log, asked, asked.cadre, then=then, now=now)
    year = asked.year or now.policies.year_of(now.today)
    if asked.unit is not None:
        return _answer_on_unit(log, asked, asked.unit, year, then=then, now=now)
    return _answer_on_year(log, year, then=then, now=now, after=after, limit=limit)


def _answer_on_cadre(log: Log, asked: Asked, stated: str, *, then: Basis, now: Basis) -> AsOfAnswer:
    """A cadre by the id that was `stated`, in all years or in one."""
    cadre = now.person(stated)
    both = _of_cadre(log, cadre, then), _of_cadre(log, cadre, now)
    if not any(both) and not life_of_cadre(log, cadre, now, Judges(now)).own:
        raise UnknownSubjectError(message("no statement is about the cadre {cadre!r}", cadre=cadre))
    numbers = [one for one in _beside(*both) if asked.year in (None, one.year)]
    changes = _learned_since(log, asked, _TOLD, then=then, now=now)
    return AsOfAnswer(
        **basis_of(now),
        then_position=then.position,
        cadre=cadre,
        unit=None,
        year=asked.year,
        numbers=tuple(_explained(numbers, changes)),
        changes=changes,
        next=None,
    )


def _answer_on_unit(
    log: Log, asked: Asked, unit: str, year: int, *, then: Basis, now: Basis
) -> AsOfAnswer:
    """A unit in a year, with all of its members."""
    numbers = list(_beside(_of_unit(log, unit, year, then), _of_unit(log, unit, year, now)))
    if any(one.differs for one in numbers if one.cadre is not None):
        found = _drift(log, year, then=then, now=now, units=[unit])
        explained = {_key(one): one for one in _who_differs(found)}
        numbers = [explained.get(_key(one), one) for one in numbers]
    of_year = replace(asked, year=year)
    changes = _learned_since(log, of_year, (Kind.UNIT,), then=then, now=now)
    return AsOfAnswer(
        **basis_of(now),
        then_position=then.position,
        cadre=None,
        unit=unit,
        year=year,
        numbers=tuple(_explained(numbers, changes)),
        changes=changes,
        next=None,
    )


def _answer_on_year(
    log: Log, year: int, *, then: Basis, now: Basis, after: str, limit: int | None
) -> AsOfAnswer:
    """A year: how many have which grade, on the first page, and a page of who differs."""
    both: tuple[State, State] = ({}, {})
    if not after:
        both = _of_year(log, year, then), _of_year(log, year, now)
    found = _drift(log, year, then=then, now=now, after=after, limit=limit)
    return AsOfAnswer(
        **basis_of(now),
        then_position=then.position,
        cadre=None,
        unit=None,
        year=year,
        numbers=(*_beside(*both), *_who_differs(found)),
        changes=(),
        next=found.next,
    )


def _drift(
    log: Log,
    year: int,
    *,
    then: Basis,
    now: Basis,
    units: Sequence[str] | None = None,
    after: str = "",
    limit: int | None = None,
) -> DriftPage:
    """Whose year differs, of some units or of all."""
    touched = touched_by(log, year, then=then, now=now, units=units)
    return drift_of(
        log, year, then=then, now=now, touched=touched, units=units, after=after, limit=limit
    )


def _explained(
    numbers: Iterable[OnBothAxes], changes: Iterable[HistoryStep]
) -> Iterator[OnBothAxes]:
    """The numbers with the statements that moved each since, as far as changes tell of them."""
    behind: dict[Key, dict[int, UUID]] = {}
    for step in changes:
        causes = {cause.position: cause.statement_id for cause in step.causes}
        for moved in step.moved:
            behind.setdefault(_key(moved), {}).update(causes)
    for one in numbers:
        causes = behind.get(_key(one), {}) if one.differs else {}
        if causes:
            yield replace(one, because=tuple(causes.values()), positions=tuple(causes))
        else:
            yield one


def _key(one: OnBothAxes | Moved) -> Key:
    return Key(one.kind, one.of, one.year, one.member, one.cadre)


def _who_differs(found: DriftPage) -> Iterator[OnBothAxes]:
    """The credits and the grade of each cadre who differs, as far as they do, by cadre."""
    drift = found.drift
    for cadre in sorted({*drift.changed, *drift.regraded}):
        change = drift.changed.get(cadre)
        because = change.because if change else ()
        grades = change.grade if change else drift.regraded[cadre]
        for member, both in (("counted", change.counted if change else None), ("grade", grades)):
            if both is not None and both[0] != both[1]:
                yield OnBothAxes(
                    kind=Kind.BALANCE,
                    of=str(drift.year),
                    year=drift.year,
                    cadre=cadre,
                    member=member,
                    then=both[0],
                    now=both[1],
                    differs=True,
                    because=because,
                    positions=tuple(found.causes[one].position for one in because),
                )


def later_of_cadre(log: Log, cadre: str, *, then: Basis, now: Basis) -> Iterator[str]:
    """Of what the numbers of a cadre are that differ between two bases of one day: years, cycles,
    and the ids of the statements whose lines do."""
    kinds = (*_TOLD, Kind.LINE)
    both = _of_cadre(log, cadre, then, kinds), _of_cadre(log, cadre, now, kinds)
    return (one.of for one in _beside(*both) if one.differs)


def _learned_since(
    log: Log, asked: Asked, kinds: Collection[Kind], *, then: Basis, now: Basis
) -> tuple[HistoryStep, ...]:
    """What the positions behind `then` changed of some kinds of numbers."""
    since = replace(asked, since=then.position, kinds=tuple(kinds))
    return tuple(one for one in steps_of(log, since, now) if one.position is not None)


def _of_cadre(log: Log, cadre: str, basis: Basis, kinds: Collection[Kind] = _TOLD) -> State:
    life = life_of_cadre(log, cadre, basis, Judges(basis))
    moment = Moment(position=None, known=basis.position, today=basis.today)
    found = CadreFold(life).numbers(moment)
    state = {} if found is None else flat(found.state)
    return {key: value for key, value in state.items() if key.kind in kinds}


def _of_unit(log: Log, unit: str, year: int, basis: Basis) -> State:
    check_unit(log, unit)
    reference, as_of = basis.reference, basis.as_of
    acts = acts_of(ever_in([unit], reference, as_of), log, reference, as_of)
    opened = (
        open_dossier(reference, person, facts, basis.policies, as_of)
        for person, facts in acts.items()
    )
    own = [member_of(one, year) for one in opened if place_in(one, year).unit == unit]
    state = basis.reached.of_year(year)
    found = compliance(unit, year, own, basis.policies, state=state)
    numbers: dict[Key, Value] = {
        Key(Kind.UNIT, str(year), year, name): getattr(found, name)
        for name in ("state", "verdict", "assessed", "unqualified", "until_barred", "to_clear")
    }
    for one in found.members:
        for name in ("counted", "grade"):
            key = Key(Kind.BALANCE, str(year), year, name, one.cadre)
            numbers[key] = getattr(one, name)
    return numbers


def _of_year(log: Log, year: int, basis: Basis) -> State:
    grades: Counter[str] = Counter()
    for one in members(log, basis, year):
        if one.place.assessed:
            grades[one.balance.grade] += 1
    numbers: dict[Key, Value] = {
        Key(Kind.UNIT, str(year), year, "assessed"): grades.total(),
        Key(Kind.UNIT, str(year), year, "state"): basis.reached.of_year(year),
    }
    return numbers | {
        Key(Kind.UNIT, str(year), year, grade): count for grade, count in sorted(grades.items())
    }


def _beside(then: State, now: State) -> Iterator[OnBothAxes]:
    for key in {**then, **now}:
        one, other = then.get(key), now.get(key)
        yield OnBothAxes(**key._asdict(), then=one, now=other, differs=one != other)
