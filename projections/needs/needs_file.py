"""A cadre's needs file: what he was found to need, and the class that met it (A1-9, R65, R66).

It is about him by name, and has nothing to do with any survey (Q53).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.dossier import Dossier
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.needs_facts import NeedRecorded

RULE: Final = "R65"
ARTICLE: Final = "A1-9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need as it was recorded, and the first class of its theme that ended after that day."""

    statement_id: UUID
    recorded_on: date
    """The day on which it was found."""
    kind: str | None
    """organisational, strategic, post or personal; null where nobody said."""
    method: str | None
    """form, analysis or seminar; null where nobody said."""
    theme: str
    """What training would meet it."""
    met_by: UUID | None
    """The statement of the attendance that met it; null while none has."""
    met_class: str | None
    """The class that met it, by its short id; null while none has."""
    met_on: date | None
    """The last day of that class; null while none has."""
    evidence: tuple[UUID, ...]
    rule: str = RULE
    article: str = ARTICLE


def needs_file(dossier: Dossier) -> tuple[Need, ...]:
    """The needs of a cadre, in the order in which they were found."""
    case = dossier.case
    attended = sorted(dossier.standing(ClassCompleted), key=case.turn)
    return tuple(_need(one, attended, dossier) for one in dossier.standing(NeedRecorded))


def _need(fact: NeedRecorded, attended: Sequence[ClassCompleted], dossier: Dossier) -> Need:
    case = dossier.case
    day = case.day(fact)
    met = next(
        (one for one in attended if one.theme == fact.theme and case.day(one) > day),
        None,
    )
    return Need(
        statement_id=fact.statement_id,
        recorded_on=day,
        kind=fact.kind,
        method=fact.method,
        theme=fact.theme,
        met_by=met.statement_id if met else None,
        met_class=met.training_class if met else None,
        met_on=case.day(met) if met else None,
        evidence=(met.statement_id,) if met else (),
    )
