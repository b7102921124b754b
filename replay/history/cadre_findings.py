"""What is amiss with a cadre at a moment, beside the findings of his ledger: what the list of
findings makes of its lines, of his levels and units, and of what all cadres share."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.answers.closed_years import ever_closed, late_entries
from projections.case.case import Case, Entry
from projections.case.dossier import Dossier
from projections.case.reference import Reference
from projections.facts.fact import Fact
from projections.facts.roster_facts import CadreReturned, UnitAssigned
from projections.reasons import Reason
from projections.reports.findings import VALUES
from replay.history.change import Key, Kind

BY_SHARED: Final = frozenset({Amiss.LATE_ENTRY, Amiss.UNREGISTERED_UNIT})
"""What hangs also on facts that many cadres share: decisions on years, registrations of units."""


def findings_of_rows(dossier: Dossier, lines: Collection[Entry]) -> Iterator[Key]:
    """That each finding is there which the list of findings has of the lines, levels and units of a
    cadre, by the statement that it is about."""
    for statement_id in late_entries(dossier.case, lines):
        yield _key(Amiss.LATE_ENTRY, statement_id)
    for line in lines:
        if line.reason is not None and line.reason in VALUES:
            yield _key(line.reason, line.statement_id)
    levels = dossier.case.policies.levels
    for level in dossier.roster.levels:
        if level.value not in levels:
            yield _key(Amiss.UNKNOWN_LEVEL, level.statement_id)
    yield from _unregistered(dossier.case)


def _unregistered(case: Case) -> Iterator[Key]:
    """The memberships in units that nobody registered."""
    units, as_of = case.reference.units, case.as_of
    for one in case.memberships:
        if one.unit is not None and not units.is_registered(one.unit, as_of):
            yield _key(Amiss.UNREGISTERED_UNIT, one.statement_id)


def shared_by(reference: Reference, own: Iterable[Fact], *, known: int) -> list[Fact]:
    """Whatever was recorded up to a position that many cadres share and that the findings of one
    may hang on, by the facts that move him to units, in order of position."""
    moves = (one for one in own if isinstance(one, UnitAssigned | CadreReturned))
    units = {one.unit for one in moves if one.unit}
    registered = reference.with_decisions(reference.units.registrations(units, known=known))
    found = (*ever_closed(reference, units, known=known), *registered)
    by_position = {one.position: one for one in found if one.position <= known}
    return [by_position[at] for at in sorted(by_position)]


def _key(code: Amiss | Reason, statement_id: UUID) -> Key:
    return Key(Kind.FINDING, str(statement_id), None, code.value)
