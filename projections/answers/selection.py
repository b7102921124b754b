"""Who was sent to training in a year, and whom training reaches, folded from the log on demand."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lrs.event.log import Log
from projections.amiss import Amiss
from projections.answers.acts import by_person
from projections.answers.basis import Basis
from projections.answers.class_files import (
    ClassFile,
    class_files,
    known_classes,
    memberships,
)
from projections.case.dossier import open_dossier
from projections.case.roster import Roster
from projections.case.subject import Memberships
from projections.facts.learning_act import facts_with_verb, verbs_of
from projections.facts.roster_facts import MOVES, LevelChanged, Tagged
from projections.policy.years import ENDED
from projections.selection.groups import groups_on
from projections.selection.learners import Learner, learners
from projections.selection.nominations import ABSENT, Nomination
from projections.selection.quotas import QuotaFill
from projections.selection.reach import trained_again
from projections.selection.rotation import Plan, Rotation, plans, rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Irregularity:
    """One thing that is amiss in whom a year's training chose.

    `other` is the earlier class of one who was trained again, the substitute of one who sent one.
    """

    cadre: str
    training_class: str | None
    reason: Amiss
    day: date | None
    other: str | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How the trainees of a credit year were chosen.

    `states` has how many nominations came to what, by the unit of the cadre on the day (None: of no
    unit), `quotas` the places of the year's classes; `units` are the cadres' on the day.
    """

    year: int
    states: Mapping[str | None, Mapping[str, int]]
    quotas: tuple[QuotaFill, ...]
    cases: tuple[Irregularity, ...]
    rotations: tuple[Rotation, ...]
    units: Mapping[str, str | None]


def selection(log: Log, basis: Basis, year: int) -> Selection:
    """How the trainees of a credit year were chosen, by all of the log."""
    files = class_files(log, known_classes(log, basis), basis)
    return selection_of(year, files, memberships(basis), log, basis)


def selection_of(
    year: int, files: Iterable[ClassFile], members: Memberships, log: Log, basis: Basis
) -> Selection:
    """How the trainees of a year were chosen, by what is known of all classes and of all who ever
    belonged to a unit. The rosters of the nominees and the rotation plans are read from the log."""
    files = list(files)
    known = learners(members, [one.attended for one in files])
    own = [one for one in files if one.row.year == year]
    planned = plans(basis.reference, basis.as_of, year)
    cases = [
        *_nominees(own, log, basis),
        *_substituted(own),
        *_repeated(year, known.values(), basis),
    ]
    ended = basis.reached.of_year(year) == ENDED
    concerned = {case.cadre for case in cases} | {
        nomination.cadre for one in own for nomination in one.nominations
    }
    return Selection(
        year=year,
        states=_states(own, known, basis.today),
        quotas=tuple(quota for one in own for quota in one.quotas),
        cases=tuple(sorted(cases, key=_key)),
        rotations=tuple(
            rotation(plan, known, year, basis.policies, ended=ended) for plan in planned
        ),
        units={cadre: _unit(known, cadre, basis.today) for cadre in concerned | _named(planned)},
    )


def _nominees(files: Iterable[ClassFile], log: Log, basis: Basis) -> Iterator[Irregularity]:
    """Nominees who did not come, and those who are of none of the groups called by name."""
    called = [(one.row.training_class, each) for one in files for each in one.nominations]
    rosters = rosters_of({each.cadre for _, each in called}, log, basis)
    for training_class, each in called:
        if each.state == ABSENT and each.reason is not None:
            yield _case(each, training_class, each.reason, each.rule, each.article)
        groups = groups_on(each.nominated_on, basis.policies)
        roster = rosters.get(each.cadre, Roster())
        if groups is not None and not groups.has(roster, each.nominated_on):
            reason = Amiss.NOMINEE_OUTSIDE_GROUPS
            yield _case(each, training_class, reason, "R49", groups.article)


def rosters_of(cadres: Collection[str], log: Log, basis: Basis) -> dict[str, Roster]:
    """What levels and tags some cadres have over time; only what gives them these is read."""
    if not cadres:
        return {}
    reference, as_of = basis.reference, basis.as_of
    verbs = verbs_of(*MOVES, LevelChanged, Tagged)
    found = facts_with_verb(log, *verbs, until=basis.position)
    acts = by_person(found, reference, as_of, wanted=cadres.__contains__)
    return {
        cadre: open_dossier(reference, cadre, facts, basis.policies, as_of).roster
        for cadre, facts in acts.items()
    }


def _case(
    found: Nomination, training_class: str, reason: Amiss, rule: str, article: str
) -> Irregularity:
    return Irregularity(
        cadre=found.cadre,
        training_class=training_class,
        reason=reason,
        day=found.nominated_on,
        other=None,
        rule=rule,
        article=article,
        evidence=found.evidence,
    )


def _substituted(files: Iterable[ClassFile]) -> Iterator[Irregularity]:
    for one in files:
        for each in one.substitutions:
            if each.reason is not None:
                yield Irregularity(
                    cadre=each.cadre,
                    training_class=one.row.training_class,
                    reason=each.reason,
                    day=one.attended[each.substitute].end,
                    other=each.substitute,
                    rule=each.rule,
                    article=each.article,
                    evidence=each.evidence,
                )


def _repeated(year: int, some: Iterable[Learner], basis: Basis) -> Iterator[Irregularity]:
    for learner in some:
        for one in trained_again(learner, year, basis.policies):
            yield Irregularity(
                cadre=one.cadre,
                training_class=one.training_class,
                reason=one.reason,
                day=one.start,
                other=one.earlier_class,
                rule=one.rule,
                article=one.article,
                evidence=one.evidence,
            )


def _states(
    files: Iterable[ClassFile], known: Mapping[str, Learner], today: date
) -> dict[str | None, Mapping[str, int]]:
    found: dict[str | None, Counter[str]] = {}
    for one in files:
        for each in one.nominations:
            found.setdefault(_unit(known, each.cadre, today), Counter())[each.state] += 1
    return dict(found)


def _unit(known: Mapping[str, Learner], cadre: str, today: date) -> str | None:
    return known[cadre].unit(today) if cadre in known else None


def _named(planned: Iterable[Plan]) -> set[str]:
    return {cadre for plan in planned for cadre in plan.cadres}


def _key(case: Irregularity) -> tuple[str, str, str]:
    """What the cases of a year are in order by."""
    return case.cadre, case.reason.value, case.training_class or ""
