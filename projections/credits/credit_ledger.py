"""The credit ledger of a cadre: folds facts into lines, annual balances and cycle totals."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any, Final, TypeAlias

from projections.case.case import Case, Entry, Look
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import Membership
from projections.case.reference import Reference
from projections.case.roster import Roster
from projections.case.sifting import RowsError, folded_or_sifted
from projections.credits import degrees, lines, opening
from projections.credits.accounts import Judges, accounts, after_caps
from projections.credits.applications import Application, applications
from projections.credits.balances import Balance, CycleTotal
from projections.credits.contradictions import contradictions
from projections.credits.duty import Who
from projections.credits.hours import Spent, spent
from projections.credits.measures import Measures, measures_of
from projections.credits.papers import Paper, papers
from projections.credits.plausibility import implausible
from projections.credits.registration import findings
from projections.credits.steps import CLAIMS, Finding, Step, steps
from projections.credits.targets import Standing
from projections.credits.waking import wakes_on
from projections.facts.account_facts import AccountFact, PlanSet
from projections.facts.decision_facts import VoidWithdrawn
from projections.facts.fact import Fact, SetAside
from projections.facts.roster_facts import AppointmentMade, LevelChanged, Tagged
from projections.policy.succession import Succession
from projections.words.persons import is_of_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What a cadre has earned, as known at position `known` and happened up to `today`.

    `balances` run without gap from the first year to the last one asked for; `policy` is the one in
    force on `today`, `digest` names all that judged. `standings` are against the targets of a
    policy that states them.
    """

    person: str
    known: int
    today: date
    policy: str
    digest: str
    entries: tuple[Entry, ...]
    balances: tuple[Balance, ...]
    cycles: tuple[CycleTotal, ...]
    memberships: tuple[Membership, ...]
    roster: Roster
    standings: tuple[Standing, ...]
    set_aside: tuple[SetAside, ...]

    def balance(self, year: int) -> Balance:
        """The balance of a credit year. Raises KeyError for a year that the fold did not show."""
        for balance in self.balances:
            if balance.year == year:
                return balance
        raise KeyError(f"year {year} is not in this ledger: name it in the fold's years")

    def cycle(self, label: str) -> CycleTotal:
        """The total of a cycle such as 2008-2012. Raises KeyError where no year of it is shown."""
        for total in self.cycles:
            if total.cycle == label:
                return total
        raise KeyError(
            f"cycle {label} is not in this ledger: name a year of it in the fold's years"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Credits):
    """The credits with how they were handled: `steps` are what offices did with the acts,
    `findings` what is amiss in that, `applications` those whose credit wants an approval; `hours`
    are what the same facts brought in hours, `papers` the numbers that they name. `wakes_on` is the
    next day on which the ledger changes though nothing is recorded."""

    applications: tuple[Application, ...]
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    hours: tuple[Spent, ...]
    papers: tuple[Paper, ...]
    wakes_on: date | None


_CREDITS: Final = tuple(field.name for field in fields(Credits))
QUIET: Final = (LevelChanged, Tagged, AppointmentMade, PlanSet, AccountFact)
"""Facts about a cadre that are no line of his ledger and move him to no unit."""


def fold(
    reference: Reference,
    person: str,
    acts: Iterable[Fact],
    policies: Succession,
    *,
    known: int,
    today: date,
    years: Collection[int] = (),
) -> Ledger:
    """The ledger of one person.

    `acts` are the facts about the person and the decisions on them, in any order, repeats included.
    Facts past position `known` are not known, facts after `today` (a day in the policy's zone) have
    not happened.
    """
    as_of = AsOf(known=known, today=today, zone=policies.zone)
    return ledger_of(open_dossier(reference, person, acts, policies, as_of), years=years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How some acts were handled: `standing` are those that stand, each with its look, `decided`
    those on which somebody decided; the findings are those of offices, of studies that take too
    long, and of what contradicts itself."""

    standing: tuple[tuple[Fact, Look], ...]
    decided: tuple[Fact, ...]
    applications: tuple[Application, ...]
    of_offices: tuple[Finding, ...]
    overlong: tuple[Finding, ...]
    contradictory: tuple[Finding, ...]


def ledger_of(dossier: Dossier, *, years: Collection[int] = ()) -> Ledger:
    """The ledger of a dossier; `years` as for `credits_of`."""
    found = credits_of(dossier, years=years)
    handled = handling_of(dossier, found.entries)
    ledger = Ledger(
        **{name: getattr(found, name) for name in _CREDITS},
        applications=handled.applications,
        findings=(
            *handled.of_offices,
            *handled.overlong,
            *implausible(dossier.case, handled.standing),
            *handled.contradictory,
        ),
        steps=steps(dossier.case, handled.decided),
        hours=spent(dossier),
        papers=papers(handled.standing, {one.position: one for one in found.entries}),
        wakes_on=wakes_on(dossier, handled.overlong),
    )
    _check(ledger)
    return ledger


def handling_of(dossier: Dossier, entries: Sequence[Entry]) -> Handling:
    """How the acts of a dossier were handled, by their lines in its ledger."""
    case = dossier.case
    by_position = {entry.position: entry for entry in entries}
    looks = [(act, case.look(act)) for act in dossier.kinds.of(*CLAIMS)]
    standing = tuple((act, look) for act, look in looks if look.fallen is None)
    asked = [act for act, look in standing if look.decided or look.needs_approval]
    withdrawn = dossier.facts if dossier.known.of(VoidWithdrawn) else ()
    return Handling(
        standing=standing,
        decided=tuple(act for act, look in looks if look.decided),
        applications=applications(case, asked, by_position),
        of_offices=findings(case, standing, credited=_registrable(dossier, entries)),
        overlong=tuple(degrees.overlong(case, dossier.facts)),
        contradictory=contradictions(
            case, standing, withdrawn, moves=dossier.moves, quiet=dossier.kinds.of(*QUIET)
        ),
    )


def _registrable(dossier: Dossier, entries: Iterable[Entry]) -> frozenset[int]:
    """The positions of the acts with a credit to register: none of an account that nobody has
    linked to a cadre, and who belongs to no unit."""
    if not dossier.case.memberships and not is_of_register(dossier.person):
        return frozenset()
    return frozenset(one.position for one in entries if one.credits)


_Row: TypeAlias = Entry | Spent | Finding | Application | Paper


def _check(ledger: Ledger) -> None:
    """Raises RowsError where two rows of the ledger would have one key in the tables."""
    rows: Mapping[str, tuple[Sequence[_Row], Callable[[Any], object]]] = {
        "entries": (ledger.entries, attrgetter("statement_id", "year")),
        "hours": (ledger.hours, attrgetter("statement_id")),
        "findings": (ledger.findings, attrgetter("statement_id", "code")),
        "applications": (ledger.applications, attrgetter("statement_id")),
        "papers": (ledger.papers, attrgetter("statement_id", "document")),
    }
    for name, (found, key) in rows.items():
        one_each = len({one.statement_id.int for one in found}) == len(found)  # as nearly always
        if not one_each and len(set(map(key, found))) < len(found):
            raise RowsError(f"two {name} of one ledger have the same key")


def credits_of(dossier: Dossier, *, years: Collection[int] = ()) -> Credits:
    """What a dossier earned, without how it was handled: all that figures of many cadres need.

    The years shown run without gap from the first that the policies cover in which the cadre was a
    member of a unit or did something, to that of `today`, widened to `years`. Of whom nothing is
    known (`Dossier.is_known`) only `years` are shown.
    """
    entries = earned_by(dossier)
    measures = measures_of(dossier, entries)
    return settled(dossier, entries, measures, years=_years(dossier, entries, years))


def counted_by(dossier: Dossier) -> tuple[Entry, ...]:
    """The entries of `credits_of`, without judging any year."""
    entries = earned_by(dossier)
    judges, years = _judges(dossier, measures_of(dossier, entries)), _years(dossier, entries)
    return after_caps(entries, judges, first=min(years, default=1), last=max(years, default=0))


def earned_by(dossier: Dossier) -> tuple[Entry, ...]:
    """The lines of all facts of a dossier, before the caps of their years."""
    return (
        *lines.entries(dossier.case, dossier.known, dossier.roster.level),
        *opening.entries(dossier.case, dossier.facts, dossier.roster),
    )


def settled(
    dossier: Dossier, entries: Sequence[Entry], measures: Measures, *, years: Collection[int]
) -> Credits:
    """What the lines of a cadre come to in all years from the first of these to the last."""
    case, policies, as_of = dossier.case, dossier.case.policies, dossier.case.as_of
    found = accounts(
        entries,
        _judges(dossier, measures),
        first=min(years, default=1),
        last=max(years, default=0),
    )
    return Credits(
        person=dossier.person,
        known=as_of.known,
        today=as_of.today,
        policy=policies.tenure(as_of.today).policy.id,
        digest=policies.digest,
        entries=found.entries,
        balances=found.balances,
        cycles=found.cycles,
        memberships=case.memberships,
        roster=dossier.roster,
        standings=found.standings,
        set_aside=tuple(dossier.kinds.of(SetAside)),
    )


def _judges(dossier: Dossier, measures: Measures) -> Judges:
    """By what and whom the years of a cadre are judged."""
    case = dossier.case
    who = Who(roster=dossier.roster, memberships=case.memberships, today=case.as_of.today)
    return Judges(policies=case.policies, who=who, measures=measures, reached=case.reached)


def _years(
    dossier: Dossier, entries: Iterable[Entry], asked: Collection[int] = ()
) -> Collection[int]:
    """The years that are shown of a cadre, some that are asked for among them."""
    return (*(years_shown(dossier, entries) if dossier.is_known else ()), *asked)


def years_shown(dossier: Dossier, entries: Iterable[Entry]) -> range:
    """The credit years that are shown of a cadre when nobody asks for others."""
    shown = [*_covered(entries, dossier.case), dossier.case.reached.year]
    return range(min(shown), max(shown) + 1)


def _covered(entries: Iterable[Entry], case: Case) -> Iterator[int]:
    """The years with an act that the policies cover and that has happened, and that of the first
    membership."""
    policies, begins, today = case.policies, case.policies.effective_from, case.as_of.today
    alone = len(policies.tenures) == 1
    for one in entries:
        if begins <= one.day <= today and (alone or policies.covers(one.day)):
            yield one.year
    for first in case.memberships[:1]:
        begun = policies.year_of(max(first.day, policies.effective_from))
        yield min(begun, case.reached.year)


def fold_bucket(
    reference: Reference,
    bucket: Mapping[str, Iterable[Fact]],
    policies: Succession,
    *,
    known: int,
    today: date,
    years: Collection[int] = (),
) -> dict[str, Ledger]:
    """The ledgers of many persons, each under its own name; as `fold` for each.

    Where somebody's facts cannot be judged, what hinders it is set aside (`folded_or_sifted`). Left
    out is he with whom it is no fact's doing.
    """
    folded = partial(fold, reference, policies=policies, known=known, today=today, years=years)
    ledgers = {
        person: folded_or_sifted(partial(folded, person), acts) for person, acts in bucket.items()
    }
    return {person: ledger for person, ledger in ledgers.items() if ledger is not None}
