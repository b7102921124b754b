"""The answers on a trial: how far it is, and what it would change, a page of cadres at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection

from projections.answers.basis import Basis
from projections.reports.answer import Answer, Page, basis_of
from projections.tables import trial
from replay.trial_comparison import CadreChange, compare_page
from replay.trial_verdicts import VerdictChange


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlace:
    """How far a projection of the trial is."""

    projection: str
    """The name of the projection."""
    version: str
    """The version of its rules."""
    scanned: int
    """The position up to which it has read the log."""
    settled: int
    """The position up to which its tables could answer."""
    folded_to: date | None
    """The day as of which they are; null while none is folded."""


@dataclass(frozen=True, kw_only=True)
class TrialAnswer(Answer):
    """What is tried beside the tables that answer, and how far it is."""

    tried: str | None
    """What is tried, in words; null where there is no trial."""
    candidate: str | None
    """The id of the policy that is tried; null where it is the rules of this release alone."""
    effective: date | None
    """The day from which the policy is tried."""
    begun: datetime | None
    """When the trial was begun."""
    projections: tuple[TrialPlace, ...]
    """How far each projection of the trial is; none where there is no trial."""

    def rows(self) -> Iterable[TrialPlace]:
        """The projections."""
        return self.projections


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialTable:
    """A table of the projections that differs."""

    projection: str
    """The name of the projection."""
    table: str
    """The name of the table."""
    keys: int
    """Of how many keys, such as cadres, the rows differ."""
    another_form: bool
    """Whether one of the two lacks the table, or has other columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A year of a cadre, a unit or a table that differs."""

    kind: Literal["cadre", "unit", "table"]
    """What differs."""
    year: int | None = None
    """The credit year; null of a table."""
    unit: str | None = None
    """The unit's short id; null of a cadre or a table."""
    unit_name: str | None = None
    cadre: str | None = None
    """The cadre's id in the register; null of a unit or a table."""
    stood: str | None = None
    """The grade or verdict by the tables that answer; null where they have none."""
    made: str | None = None
    """The grade or verdict by the trial; null where it has none."""
    stood_counted: Decimal | None = None
    """The credits that count by the tables that answer."""
    made_counted: Decimal | None = None
    """The credits that count by the trial."""
    because: tuple[UUID, ...] = ()
    """The ids of the statements that are worth something else."""
    table: str | None = None
    """The name of the table; null of a cadre or a unit."""
    keys: int | None = None
    """Of how many keys the rows of the table differ."""


@dataclass(frozen=True, kw_only=True)
class TrialDifferencesAnswer(Page):
    """What a trial would change: a page of cadres, with the units that they belong to."""

    tried: str | None
    """What is tried, in words; null where there is no trial, and nothing differs then."""
    compared_at: int | None
    """The position at which both stand; null without a trial."""
    compared_as_of: date | None
    """The day as of which both are; null without a trial."""
    cadres: tuple[CadreChange, ...]
    """Whose year differs, by cadre and year."""
    verdicts: tuple[VerdictChange, ...]
    """The units with another verdict, of those that the cadres of the page belong to."""
    tables: tuple[TrialTable, ...]
    """The tables that differ at all; told on the last page."""

    def rows(self) -> Iterator[TrialRow]:
        """The cadres, the units, then the tables."""
        yield from map(_row_of_cadre, self.cadres)
        yield from map(_row_of_unit, self.verdicts)
        yield from map(_row_of_table, self.tables)


def trial_answer(conn: Connection[Any], basis: Basis) -> TrialAnswer:
    """Whether there is a trial, of what, and how far."""
    found = trial.standing(conn)
    candidate = found and found.candidate
    effective = candidate and (candidate.effective or candidate.policy.effective_from)
    return TrialAnswer(
        **basis_of(basis),
        tried=trial.told(found.candidate) if found else None,
        candidate=candidate.policy.id if candidate else None,
        effective=effective or None,
        begun=found.begun if found else None,
        projections=tuple(
            TrialPlace(
                projection=one.projection,
                version=one.version,
                scanned=one.scanned,
                settled=one.settled,
                folded_to=one.folded_to,
            )
            for one in (trial.places(conn) if found else ())
        ),
    )


def trial_differences(
    conn: Connection[Any], basis: Basis, *, after: str, limit: int
) -> TrialDifferencesAnswer:
    """What the trial would change, for up to `limit` cadres. Raises NotLevelError, TrialError."""
    tried = trial.standing(conn)
    if tried is None:
        return TrialDifferencesAnswer(
            **basis_of(basis),
            tried=None,
            compared_at=None,
            compared_as_of=None,
            cadres=(),
            verdicts=(),
            tables=(),
            next=None,
        )
    found = compare_page(conn, tried, after=after, limit=limit)
    return TrialDifferencesAnswer(
        **basis_of(basis),
        tried=trial.told(tried.candidate),
        compared_at=found.position,
        compared_as_of=found.today,
        cadres=found.cadres,
        verdicts=found.verdicts,
        tables=tuple(
            TrialTable(
                projection=one.projection,
                table=one.table,
                keys=one.keys,
                another_form=one.another_form,
            )
            for one in found.tables
        ),
        next=found.next,
    )


def _row_of_cadre(one: CadreChange) -> TrialRow:
    return TrialRow(
        kind="cadre",
        year=one.year,
        cadre=one.cadre,
        stood=one.stood.grade if one.stood else None,
        made=one.made.grade if one.made else None,
        stood_counted=one.stood.counted if one.stood else None,
        made_counted=one.made.counted if one.made else None,
        because=tuple(line.statement_id for line in one.because),
    )


def _row_of_unit(one: VerdictChange) -> TrialRow:
    return TrialRow(
        kind="unit",
        year=one.year,
        unit=one.unit,
        unit_name=one.unit_name,
        stood=one.stood.verdict,
        made=one.made.verdict,
    )


def _row_of_table(one: TrialTable) -> TrialRow:
    return TrialRow(
        kind="table",
        table=one.table,
        keys=one.keys,
    )
