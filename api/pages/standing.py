"""How units and cadres stand, at a glance: in the last year that ended, and so far in this one."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from api.pages.at_risk import UnitAtRisk, judged
from api.reports.asking import Asking
from api.reports.years import behind_pace, circular_of
from lrs.event.credentials import OWN_REPORTS
from lrs.event.log import Log
from projections.answers import follow_up as follow_ups
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.answers.by_cadre import are_parts_kept
from projections.answers.cut_off import fixed_on
from projections.answers.known_now import TODAY, are_many
from projections.case.dossier import Dossier
from projections.case.windows import State
from projections.compliance.pace import AtRisk
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import credits_of
from projections.follow_up.schedule import FollowUpItem
from projections.reports.cut_off import CutOffOfAnswer, cut_off_of
from projections.year_close.circular import UnitLine

MOST_NEAR: Final = 12
"""Units near their limit that the first page tells of; all are on the page of who is at risk."""

MOST_CLASSES: Final = 20
"""Classes of a cadre of which the first page tells what he owes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAtAGlance:
    """How a unit stood in the last year that ended, at the cut-off of that year's circular, and how
    many are behind the pace today."""

    unit: str
    unit_name: str | None
    assessed: int
    """How many members were assessed in that year."""
    unqualified: int
    """How many of them were unqualified."""
    verdict: str
    """Whether it is barred from honours for that year: clear, barred_from_advanced, undecided or
    not_applicable."""
    cut_off: CutOffOfAnswer
    """As of when `assessed`, `unqualified` and `verdict` are."""
    behind_year: int
    """How many members are behind the pace of the current year."""
    behind_cycle: int
    """How many are behind the pace of the cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnItem:
    """Something that a cadre still owes after a class."""

    training_class: str
    item: str
    """Which: self_evaluation or learning_summary."""
    work: FollowUpItem
    """How far it is, and until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreAtAGlance:
    """How a cadre stands today."""

    cadre: str
    name: str | None
    balance: Balance
    """His balance of the current year."""
    total: CycleTotal | None
    """His total of the cycle; null where there is none."""
    owes: tuple[OwnItem, ...]
    """What he may do now, or should have done, after his latest classes."""


def unit_glances(
    asking: Asking, answers: Answers, log: Log, basis: Basis, year: int
) -> tuple[UnitAtAGlance, ...] | None:
    """How the units stand that one may see, the worst first; None where they have more cadres than
    are judged for it."""
    if are_many(asking.visible(basis), basis):
        return None
    fixed = fixed_on(answers, log, basis, asking.question, year - 1)
    last = circular_of(asking, answers, reader=log, basis=basis, fixed=fixed, year=year - 1)
    behind = behind_pace(asking, answers, reader=log, basis=basis)
    of_year = _counted(behind, str(year))
    of_cycle = _counted(behind, str(basis.policies.cycle_of(year)))
    found = (
        UnitAtAGlance(
            unit=one.unit,
            unit_name=one.unit_name,
            assessed=one.assessed,
            unqualified=one.unqualified,
            verdict=one.verdict,
            cut_off=cut_off_of(fixed),
            behind_year=of_year[one.unit],
            behind_cycle=of_cycle[one.unit],
        )
        for one in sorted(last.units, key=_worst)
    )
    return tuple(found)


def near_limit(
    asking: Asking, answers: Answers, log: Log, basis: Basis, year: int
) -> tuple[UnitAtRisk, ...] | None:
    """The units that can still be saved from being barred, or are nearest to it, where today's
    reports over everybody have been made and are brought up to the log quickly; else None."""
    if not asking.is_of_now or not are_parts_kept(answers, log, basis, about=TODAY, year=year):
        return None
    _, units = judged(asking, answers, log, basis)
    return tuple(one for one in units if one.limit)[:MOST_NEAR]


def _worst(one: UnitLine) -> tuple[Fraction, str]:
    """The place of a unit where the greatest share of unqualified comes first."""
    share = Fraction(one.unqualified, one.assessed) if one.assessed else Fraction(-1)
    return -share, one.unit


def _counted(behind: Iterable[AtRisk], window: str) -> Counter[str | None]:
    """How many of each unit are behind in a window."""
    return Counter(
        one.unit
        for one in behind
        if any(pace.behind and pace.window == window for pace in one.targets.values())
    )


def own_glances(
    asking: Asking, answers: Answers, log: Log, basis: Basis, year: int
) -> tuple[CadreAtAGlance, ...]:
    """How those stand whose own the credential is."""
    found = []
    for name in asking.credential.of_each(OWN_REPORTS):
        try:
            dossier = answers.dossier(log, name, basis)
        except UnknownSubjectError:
            continue
        ledger = credits_of(dossier, years=[year])
        cycle = str(basis.policies.cycle_of(year))
        found.append(
            CadreAtAGlance(
                cadre=dossier.person,
                name=dossier.roster.name(basis.today),
                balance=ledger.balance(year),
                total=next((one for one in ledger.cycles if one.cycle == cycle), None),
                owes=tuple(_owes(log, dossier, basis)),
            )
        )
    return tuple(found)


def _owes(log: Log, dossier: Dossier, basis: Basis) -> Iterable[OwnItem]:
    """What a cadre owes after his latest classes, by its last day."""
    ends = follow_ups.attended_by(dossier)
    latest: Collection[str] = [ends[one] for one in sorted(ends)[-MOST_CLASSES:]]
    owed = []
    for one in follow_ups.cadre_follow_ups(log, dossier, latest, basis):
        items = one.follow_up.trainees[dossier.person]
        for name in ("self_evaluation", "learning_summary"):
            work: FollowUpItem = getattr(items, name)
            if work.state in (State.OPEN, State.OVERDUE):
                owed.append(OwnItem(training_class=one.subject.key, item=name, work=work))
    return sorted(owed, key=lambda one: (one.work.due, one.training_class, one.item))
