"""What statements would change if they were recorded now: the numbers of those whom they touch.

They are folded as every answer is, from the log with these statements behind it; nothing is
recorded.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from lrs.event.extended_log import ExtendedLog
from lrs.event.log import Log, Recorded
from projections.answers.acts import GrowingReference, load_targets, subject_of, whom
from projections.answers.basis import Answers, Basis
from projections.answers.inquiries import duties
from projections.case.case import Entry
from projections.case.membership import unit_on
from projections.case.moves import moves_in_register
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassFact
from projections.facts.decision_facts import ActVoided, Decision, VoidWithdrawn
from projections.facts.fact import Fact
from projections.facts.learning_act import REFERENCE_VERBS, read_fact, statement_of
from projections.facts.roster_facts import MOVES
from projections.facts.year_facts import YearFact
from projections.reports.answer import Answer, basis_of
from projections.reports.records import UNTOLD
from projections.year_close.year_state import year_state
from replay.history.cadre import biography
from replay.history.change import Change, Kind, Moved, Value, narrowed
from replay.history.training_class import biography_of_class
from replay.year_under import UnitJudged, YearUnder

MOST_MEMBERS: Final = 500
"""Cadres who were ever in a unit up to which its verdict is tried, too: each is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """Whose reports who asks reads: whether those of a cadre, and of a unit."""

    cadre: Callable[[str], bool]
    unit: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement that would be recorded, and whom it is about."""

    fact: Fact
    target: Fact | None
    """What it decides on; null where it is no decision or the log does not have it."""
    about: Fact | None
    """What it is about in the end: itself, or what its decisions decide on."""
    cadre: str | None
    """Whom it is about; null where that is no cadre."""
    unit: str | None
    """The unit that a grant has to cover; null where it is about none, or about one unknown."""
    entitled: bool
    """Whether its credential may state it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What would change of one cadre, class or unit."""

    cadre: str | None = None
    """The cadre's id in the register; null of all else."""
    training_class: str | None = None
    """The class' short id; null of all else."""
    unit: str | None = None
    """The unit's short id; null of all else, and of the year of all units."""
    read: bool = True
    """Whether who asks reads these reports; else nothing of them is told."""
    moved: tuple[Moved, ...] = ()
    """The numbers that would change, but for the lines below."""
    lines: tuple[Entry, ...] = ()
    """The lines of the ledger that the statements, and those that they decide on, would have."""


@dataclass(frozen=True, kw_only=True)
class DryRun(Answer):
    """What statements would change, if they were recorded at the position behind the answer's."""

    stated: tuple[Stated, ...] = field(metadata=UNTOLD)
    """The statements."""
    effects: tuple[Effect, ...]
    """What would change, of each whom they touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IfRecorded:
    """Statements that stand right behind a basis: the log that has them, too, the bases without and
    with them, and what each of them says."""

    log: ExtendedLog
    before: Basis
    after: Basis
    stated: tuple[Stated, ...]


def dry_run(
    log: Log, statements: Sequence[Recorded], basis: Basis, answers: Answers, *, reads: Reads
) -> DryRun:
    """What statements that stand right behind a basis would change.

    It folds those whom the statements touch, twice; where they say something of what all share
    (units, plans, years), that is read anew, so that nobody else ever sees it.
    """
    tried = if_recorded(log, statements, basis)
    effects = tuple(_BothWays(tried).effects(answers, reads))
    return DryRun(**basis_of(basis), stated=tried.stated, effects=effects)


def if_recorded(log: Log, statements: Sequence[Recorded], basis: Basis) -> IfRecorded:
    """Some statements as they would be read right behind a basis."""
    extended = ExtendedLog(log, statements)
    until = statements[-1].position
    facts = [read_fact(one) for one in statements]
    known = {one.statement_id: one for one in facts}
    load_targets(known, extended, until)
    reference = basis.reference
    if _is_shared(known.values(), statements, log):
        reference = GrowingReference().up_to(until, extended)
    after = replace(basis, position=until, reference=reference)
    stated = tuple(_stated(one, known, after) for one in facts)
    return IfRecorded(log=extended, before=basis, after=after, stated=stated)


def _is_shared(known: Collection[Fact], statements: Sequence[Recorded], log: Log) -> bool:
    """Whether statements say something of what all share, or decide on what does."""
    decided = {one.statement_id for one in known} - {one.statement_id for one in statements}
    every = [*statements, *log.by_ids(decided, until=log.head())]
    plain = (one for one in every if not _decides_on_record(one))
    return any(_verb(one) in REFERENCE_VERBS for one in plain)


def _decides_on_record(recorded: Recorded) -> bool:
    return isinstance(read_fact(recorded), ActVoided | VoidWithdrawn)


def _verb(recorded: Recorded) -> str | None:
    statement = statement_of(recorded)
    return None if statement is None else statement.verb.id


def _stated(fact: Fact, known: Mapping[UUID, Fact], basis: Basis) -> Stated:
    target = known.get(fact.target) if isinstance(fact, Decision) else None
    subject = subject_of(fact, known)
    cadre = whom(subject, basis.reference, basis.as_of) if subject else None
    unit = _unit(fact, target, subject, cadre, basis)
    if isinstance(fact, Decision):
        entitled = target is not None and basis.reference.allows(fact, target, unit)
    else:
        entitled = basis.reference.authorises(fact, unit)
    return Stated(
        fact=fact, target=target, about=subject, cadre=cadre, unit=unit, entitled=entitled
    )


def _unit(
    fact: Fact, target: Fact | None, subject: Fact | None, cadre: str | None, basis: Basis
) -> str | None:
    """The unit that a grant has to cover: the one that is named, else that of the cadre on the day;
    for a void or its withdrawal on the day of what it decides on."""
    named: str | None = getattr(subject, "unit", None)
    if named is not None or cadre is None:
        return named
    dated = target if isinstance(fact, ActVoided | VoidWithdrawn) and target else fact
    ended = dated.end if isinstance(dated, ClassCompleted) else None
    memberships = moves_in_register(basis.reference, cadre, basis.as_of).memberships(basis.as_of)
    return unit_on(memberships, ended or basis.as_of.day(dated.occurred))


class _BothWays:
    """Folds those whom statements touch, without them and with them."""

    def __init__(self, tried: IfRecorded) -> None:
        self._log, self._stated = tried.log, tried.stated
        self._before, self._after = tried.before, tried.after

    def effects(self, answers: Answers, reads: Reads) -> Iterator[Effect]:
        """What changes of each cadre and of his units, then of each class, then of years."""
        cadres = dict.fromkeys(one.cadre for one in self._stated if one.cadre is not None)
        for cadre in cadres:
            if not reads.cadre(cadre):
                yield Effect(cadre=cadre, read=False)
                continue
            effect = self._of_cadre(cadre, answers)
            yield effect
            yield from self._of_verdicts(cadre, effect.moved, reads)
        for name in dict.fromkeys(self._classes()):
            yield self._of_class(name, [one for one in cadres if reads.cadre(one)])
        for one in self._stated:
            if isinstance(one.about, YearFact) and one.about.year is not None:
                yield self._of_year(one.about.unit, one.about.year)

    def _of_cadre(self, cadre: str, answers: Answers) -> Effect:
        found = biography(self._log, cadre, basis=self._after, since=self._before.position)
        ids = {one.fact.statement_id for one in self._stated}
        ids |= {one.about.statement_id for one in self._stated if one.about}
        entries = answers.ledger(self._log, cadre, self._after).entries
        lines = tuple(one for one in entries if one.statement_id in ids)
        told = {str(one.statement_id) for one in lines}
        return Effect(
            cadre=cadre,
            moved=_moved(found, lambda one: one.kind is not Kind.LINE or one.of not in told),
            lines=lines,
        )

    def _of_verdicts(self, cadre: str, moved: Sequence[Moved], reads: Reads) -> Iterator[Effect]:
        """What becomes of the units of a cadre in the years whose balance changes, or from which on
        he is in another unit."""
        found: dict[str, list[Moved]] = {}
        balances = {one.year for one in moved if one.kind is Kind.BALANCE and one.year}
        for year in sorted(balances | self._years_of_moves(cadre)):
            for unit, one in self._verdicts(cadre, year, reads):
                found.setdefault(unit, []).append(one)
        for unit in sorted(found):
            yield Effect(unit=unit, moved=tuple(found[unit]))

    def _years_of_moves(self, cadre: str) -> set[int]:
        """The year in which statements move a cadre, and this one."""
        before = self._before
        days = [
            before.as_of.day(one.about.occurred)
            for one in self._stated
            if one.cadre == cadre and isinstance(one.about, MOVES)
        ]
        return {
            before.policies.year_of(min(one, before.today))
            for day in days
            for one in (day, before.today)
        }

    def _verdicts(self, cadre: str, year: int, reads: Reads) -> Iterator[tuple[str, Moved]]:
        before = YearUnder(self._log, self._before, year)
        after = YearUnder(self._log, self._after, year)
        (now,), (then,) = before.members([cadre]), after.members([cadre])
        for unit in sorted({one.place.unit for one in (now, then) if one.place.unit}):
            ever = before.ever_in(unit) | after.ever_in(unit)
            if not reads.unit(unit) or len(ever) > MOST_MEMBERS:
                continue
            others = list(before.members(sorted(ever - {cadre})))
            was = before.verdict(unit, [*others, now])
            would_be = after.verdict(unit, [*others, then])
            for one in _differing(year, was, would_be):
                yield unit, one

    def _of_year(self, unit: str | None, year: int) -> Effect:
        """What changes of what a unit owes for a year, and of how far its year has come."""
        before, after = (_owed(unit, year, basis) for basis in (self._before, self._after))
        moved = (
            _of_unit(year, member, before[member], after[member])
            for member in before
            if before[member] != after[member]
        )
        return Effect(unit=unit, moved=tuple(moved))

    def _classes(self) -> Iterator[str]:
        for one in self._stated:
            if isinstance(one.about, ClassFact):
                yield one.about.training_class

    def _of_class(self, name: str, cadres: Collection[str]) -> Effect:
        """What changes of a class: as a whole, and of the cadres whom the statements are about."""
        found = biography_of_class(self._log, name, basis=self._after, since=self._before.position)
        moved = _moved(found, lambda one: one.cadre is None or one.cadre in cadres)
        return Effect(training_class=name, moved=moved)


def _differing(year: int, before: UnitJudged, after: UnitJudged) -> Iterator[Moved]:
    for member in ("verdict", "assessed", "unqualified"):
        was, would_be = getattr(before, member), getattr(after, member)
        if was != would_be:
            yield _of_unit(year, member, was, would_be)


def _owed(unit: str | None, year: int, basis: Basis) -> dict[str, Value]:
    """How far a year has come, and the reports that a unit owes for it."""
    if unit is None:
        return {"year_state": year_state(None, year, basis.reference, basis.as_of).state}
    found = duties(unit, year, basis)
    return {
        "year_state": found.state.state,
        "annual_result": found.result.state if found.result else None,
        "plan": found.plan.state if found.plan else None,
    }


def _of_unit(year: int, member: str, before: Value, after: Value) -> Moved:
    return Moved(
        kind=Kind.UNIT,
        of=str(year),
        year=year,
        cadre=None,
        member=member,
        before=before,
        after=after,
    )


def _moved(found: Iterable[Change], wanted: Callable[[Moved], bool]) -> tuple[Moved, ...]:
    """What statements move, without what days alone bring."""
    by_statements = (one for one in found if one.position is not None)
    return tuple(moved for one in narrowed(by_statements, wanted) for moved in one.moved)
