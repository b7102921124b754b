"""The answers on cadres and units as JSON-ready data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter

from projections.answers.basis import Basis
from projections.answers.inquiries import duties
from projections.careers.bars import Bars, bars
from projections.careers.eligibility import Eligibility, eligibility, years_to_show
from projections.careers.in_post import in_post_trainings
from projections.careers.register import registration
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.case.scope import place_in, spared
from projections.compliance.members import Member
from projections.compliance.scorecard import online_year, scorecard
from projections.compliance.unit_compliance import compliance
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import hours_of
from projections.facts.roster_facts import PlanSet
from projections.reports import answer
from projections.reports.answer import Answer, members
from projections.reports.learning_report import learning_report
from projections.reports.ledgers import Report, basis_of, responsible
from projections.reports.paging import page
from projections.reports.telling import told
from projections.verdicts import Verdict


def cadre(dossier: Dossier, basis: Basis) -> Report:
    """Who a cadre is: under which identifiers, in which units, levels and hands, over time."""
    case, roster = dossier.case, dossier.roster
    links = case.reference.identities.links(dossier.person, case.as_of)
    return {
        "cadre": dossier.person,
        **basis_of(basis),
        "name": roster.name(basis.today),
        "unit": unit_on(case.memberships, basis.today),
        "level": roster.level(basis.today),
        "managed_by": roster.manager(basis.today),
        "by_reference": roster.by_reference(basis.today),
        "identifiers": [
            {
                "identifier": link.identifier,
                "linked_to": link.person,
                "since": case.day(link).isoformat(),
                "statement_id": str(link.statement_id),
            }
            for link in links
        ],
        "units": told(case.memberships),
        "levels": told(roster.levels),
        "managers": told(roster.managers),
        "schemes": told(roster.schemes),
        "tags": list(roster.tags(basis.today)),
        "marks": told(roster.marks),
        "registration": told(registration(dossier)),
    }


def hours(dossier: Dossier, basis: Basis) -> Report:
    """A cadre's hours by fact and by cycle, against the target of his level (A2-2)."""
    found = hours_of(dossier, [basis.policies.year_of(basis.today)])
    return {
        "cadre": dossier.person,
        **basis_of(basis),
        "cycles": {one.cycle: told(one) for one in found.cycles},
        "entries": told(found.entries),
    }


def eligibility_of(dossier: Dossier, reference: date) -> Eligibility | None:
    """Whether a cadre may become a candidate on a reference date, by his grades of the years in
    which he was assessed (M4-5)."""
    policies = dossier.case.policies
    years = years_to_show(reference, policies)
    ledger = ledger_of(dossier, years=years)
    return eligibility(ledger, reference, policies, spared=not_assessed(dossier, years))


def not_assessed(dossier: Dossier, years: Iterable[int]) -> list[int]:
    """Those of some years in which the cadre is known not to have been assessed."""
    return [year for year in years if spared(dossier, year)]


def promotion(dossier: Dossier, basis: Basis, reference: date) -> Report:
    """What stands in the way of a promotion, or after one: M4-5."""
    return {
        "cadre": dossier.person,
        **basis_of(basis),
        "promotion_eligibility": told(eligibility_of(dossier, reference)),
        "in_post_training": told(in_post_trainings(dossier)),
    }


def bars_of(dossier: Dossier, year: int) -> Bars:
    """What a cadre is barred from in a year, by his grade and whether he is assessed (A3-18)."""
    policies = dossier.case.policies
    cycle = policies.cycle_of(year)
    ledger = ledger_of(dossier, years=[cycle.first, year, cycle.last])
    exempt = place_in(dossier, year).exempt
    return bars(ledger, year, policies, spared=spared(dossier, year), exempt=exempt)


@dataclass(frozen=True, kw_only=True)
class BarsAnswer(Bars, Answer):
    """What a cadre is barred from in a year, and why (A3-18)."""

    cadre: str
    name: str | None

    def rows(self) -> Iterable["BarsAnswer"]:
        """The answer is its only row."""
        return [self]


def barred(dossier: Dossier, basis: Basis, year: int) -> BarsAnswer:
    """What an unqualified cadre is barred from in a year (A3-18)."""
    return BarsAnswer(
        **answer.basis_of(basis),
        **members(bars_of(dossier, year)),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
    )


def duty_report(dossier: Dossier, basis: Basis, years: Sequence[int]) -> Report:
    """The learning part of a duty report, ready to be printed."""
    ledger = ledger_of(dossier, years=years)
    apart = not_assessed(dossier, years)
    found = learning_report(ledger, hours_of(dossier), years, basis.policies, spared=apart)
    return {
        "cadre": dossier.person,
        "name": dossier.roster.name(basis.today),
        **basis_of(basis),
        "years": told(found.years),
        "rule": found.rule,
        "article": found.article,
    }


def unit(name: str, basis: Basis) -> Report:
    """A unit in the tree, with the persons who answer for it (A2-6(2))."""
    units, as_of = basis.reference.units, basis.as_of
    found = units.registration(name, as_of)
    return {
        "unit": name,
        **basis_of(basis),
        "registered": found is not None,
        "label": dict(found.label) if found else {},
        "kind": found.kind if found else None,
        **responsible(name, basis),
        "above": list(units.lineage(name, as_of)[1:]),
        "below": list(units.children(name, as_of)),
        "rule": "R32",
        "article": "A2-6(2)",
        "evidence": [str(found.statement_id)] if found else [],
    }


def unit_members(name: str, members: Sequence[Member], year: int, basis: Basis) -> Report:
    """The members of a unit in a year and what each is missing; online learning as a whole."""
    state = basis.reached.of_year(year)
    found = compliance(name, year, members, basis.policies, state=state)
    online = [online_year(one) for one in members if one.place.assessed]
    return {
        "unit": name,
        "year": year,
        **basis_of(basis),
        **responsible(name, basis),
        "state": state,
        "verdict": found.verdict,
        "reason": told(found.reason),
        "limit": found.limit,
        "until_barred": found.until_barred,
        "to_clear": found.to_clear,
        "rule": found.rule,
        "article": found.article,
        "online": told(scorecard(online)),
        "members": [_member(one, year, basis) for one in members],
    }


def page_of_members(whole: Report, *, after: str, limit: int) -> Report:
    """A page of the members of a unit; all else is as in the whole."""
    some, following = page(whole["members"], itemgetter("cadre"), after=after, limit=limit)
    return {**whole, "members": some, "next": following}


def _member(member: Member, year: int, basis: Basis) -> Report:
    dossier, balance = member.dossier, member.balance
    plan = next((one for one in dossier.standing(PlanSet) if one.year == year), None)
    trainings = in_post_trainings(dossier)
    cycle = str(dossier.case.policies.cycle_of(year))
    spent = next(one for one in hours_of(dossier, [year]).cycles if one.cycle == cycle)
    return {
        "cadre": member.person,
        "name": dossier.roster.name(basis.today),
        "managed_by": dossier.roster.manager(basis.policies.last_day(year)),
        "assessed": member.place.assessed,
        "by_reference_apart": member.place.apart,
        "exempt": [str(one) for one in member.place.exempt],
        "state": balance.state,
        "counted": told(balance.counted),
        "missing": told(balance.missing),
        "missing_by_target": told(balance.missing_by_target),
        "grade": balance.grade,
        "hours": told(spent),
        "in_post_training": told(trainings[0]) if trainings else None,
        "personal_plan": told(None if plan else Verdict.PERSONAL_PLAN_MISSING),
        "online": told(online_year(member)),
        "lacking": told(registration(dossier).lacking),
        "evidence": told(member.evidence),
    }


def unit_deadlines(
    name: str, members: Iterable[Dossier], year: int, basis: Basis, *, limit: int
) -> Report:
    """What a unit and its members still owe: result, plan, personal plans, in-post trainings.

    Of the members the first ones; `next` goes into `after` of the next page.
    """
    own = duties(name, year, basis)
    next_plan = duties(name, year + 1, basis).plan
    some, following = page(members, attrgetter("person"), limit=limit)
    without = [
        one.person for one in some if not any(plan.year == year for plan in one.standing(PlanSet))
    ]
    trainings = [
        {"cadre": one.person, **told(training)}
        for one in some
        for training in in_post_trainings(one)
        if training.state in ("pending", "overdue")
    ]
    return {
        "unit": name,
        "year": year,
        **basis_of(basis),
        **responsible(name, basis),
        "year_state": basis.reached.of_year(year),
        "state": told(own.state),
        "result": told(own.result),
        "plan": told(own.plan),
        "next_plan": told(next_plan),
        "without_personal_plan": without,
        "in_post_trainings": sorted(trainings, key=lambda one: (one["due"], one["cadre"])),
        "next": following,
    }
