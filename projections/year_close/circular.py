"""The circular on a year: figures, whom it commends and criticises (R20, R22, R24, A3-16, Q56)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from projections.case.scope import Place
from projections.compliance.members import Member, MemberResult, assessed
from projections.compliance.scorecard import OnlineYear, Scorecard, mean, online_year, scorecard
from projections.compliance.unit_compliance import BARRED, UnitFigures, unit_figures
from projections.credits.balances import EXCELLENT, QUALIFIED, UNQUALIFIED, Balance
from projections.credits.hour_lines import hour_lines
from projections.exact import ZERO
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED
from projections.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A cadre whom the circular names, with what it rests on."""

    cadre: str
    name: str | None
    unit: str | None
    """The unit's short id; null where he belonged to none."""
    unit_name: str | None
    counted: Decimal
    """The credits that count in the year."""
    grade: str
    """The grade: qualified, unqualified or excellent; ungraded where the policy grades no year."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit's line."""

    unit: str
    unit_name: str | None
    assessed: int
    """How many members are assessed."""
    qualified: int
    """How many are qualified or excellent."""
    unqualified: int
    """How many are unqualified."""
    verdict: str
    """Whether it is barred from honours: clear, barred_from_advanced, undecided or
    not_applicable."""
    mean_credits: Decimal | None
    """The mean of the credits that count, to two decimals; null without members."""
    rank: int | None
    """Its rank by the share of qualified, then by the mean; equal ones share it; null without
    members."""
    reason: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How those did who are counted together."""

    assessed: int
    """How many are assessed."""
    qualified: int
    """How many are qualified or excellent."""
    excellent: int
    """How many are excellent."""
    unqualified: int
    """How many are unqualified."""
    mean_credits: Decimal | None
    """The mean of the credits that count, to two decimals; null where nobody is assessed."""
    mean_hours: Decimal | None
    """The mean of the hours of the year, to two decimals; null where nobody is assessed."""
    online: Scorecard
    """Participation and scores in online learning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Who is named."""

    commended_persons: tuple[Named, ...]
    """The excellent; nobody while the policy has no such grade (Q56)."""
    criticised_persons: tuple[Named, ...]
    """The unqualified."""
    barred_units: tuple[str, ...]
    """The units that are barred from honours, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """The circular on a year as known at the cut-off that was asked for. Nobody is named, and no
    unit judged, before the `state` of the year is `ended`.

    Cadres by reference stand `apart` where the policy lists them so (A3-20, Q1). Persons and units
    are sorted by name.
    """

    year: int
    state: str
    figures: Figures
    lists: Lists
    units: tuple[UnitLine, ...]
    apart: tuple[Figures, Lists] | None
    rule: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the circular keeps of a member, so that a city need not be held with all its facts."""

    person: str
    name: str | None
    unit_name: str | None
    place: Place
    balance: Balance
    evidence: tuple[UUID, ...]
    hours: Decimal
    online: OnlineYear


def circular_of(year: int, seen: Sequence[Seen], policies: Succession, *, state: str) -> Circular:
    """The circular by what was seen of the members of the year."""
    standings = _standings(year, seen, policies, state)
    counted = assessed(seen)
    own = [one for one in counted if not one.place.apart]
    apart = [one for one in counted if one.place.apart]
    barred = {one.unit for one in standings if one.apart and one.apart.verdict == BARRED}
    terms = policies.of_year(year)
    return Circular(
        year=year,
        state=state,
        figures=_figures(own),
        lists=_lists(own, {one.unit for one in standings if one.own.verdict == BARRED}, state),
        units=_ranked(standings, {one.place.unit: one.unit_name for one in seen}),
        apart=(_figures(apart), _lists(apart, barred, state)) if apart else None,
        rule="R20",
        article=terms.article_if_stated(Terms.circular.unit_rule),
    )


def part_of(found: Circular, units: Collection[str]) -> Circular:
    """A circular with the lines and names of some of its units; the figures are those of all."""
    apart = found.apart and (found.apart[0], _names_of(found.apart[1], units))
    return replace(
        found,
        lists=_names_of(found.lists, units),
        units=tuple(one for one in found.units if one.unit in units),
        apart=apart,
    )


def _names_of(lists: Lists, units: Collection[str]) -> Lists:
    return Lists(
        commended_persons=tuple(one for one in lists.commended_persons if one.unit in units),
        criticised_persons=tuple(one for one in lists.criticised_persons if one.unit in units),
        barred_units=tuple(one for one in lists.barred_units if one in units),
    )


def seen_of(member: Member) -> Seen | None:
    """What the circular keeps of a member; None of who belongs to no unit."""
    if member.place.unit is None:
        return None
    return Seen(
        person=member.person,
        name=member.name,
        unit_name=member.unit_name,
        place=member.place,
        balance=member.balance,
        evidence=member.evidence,
        hours=_hours(member) if member.place.assessed else ZERO,
        online=online_year(member),
    )


def _standings(
    year: int, results: Iterable[MemberResult], policies: Succession, state: str
) -> tuple[UnitFigures, ...]:
    """The standing of every unit that has a member in the year, by unit."""
    units: dict[str, list[MemberResult]] = {}
    for one in results:
        units.setdefault(one.place.unit or "", []).append(one)
    return tuple(
        unit_figures(unit, year, units[unit], policies, state=state) for unit in sorted(units)
    )


def _figures(members: Sequence[Seen]) -> Figures:
    grades = [member.balance.grade for member in members]
    return Figures(
        assessed=len(members),
        qualified=grades.count(QUALIFIED) + grades.count(EXCELLENT),
        excellent=grades.count(EXCELLENT),
        unqualified=grades.count(UNQUALIFIED),
        mean_credits=mean([one.balance.counted for one in members], count=len(members)),
        mean_hours=mean([one.hours for one in members], count=len(members)),
        online=scorecard([one.online for one in members]),
    )


def _hours(member: Member) -> Decimal:
    """The member's hours in the year."""
    found = (one.hours for one in hour_lines(member.dossier) if one.year == member.year)
    return sum(found, ZERO)


def _lists(members: Sequence[Seen], barred: Iterable[str], state: str) -> Lists:
    if state != ENDED:
        return Lists(commended_persons=(), criticised_persons=(), barred_units=())
    return Lists(
        commended_persons=tuple(_named(one) for one in members if one.balance.grade == EXCELLENT),
        criticised_persons=tuple(
            _named(one) for one in members if one.balance.grade == UNQUALIFIED
        ),
        barred_units=tuple(sorted(barred)),
    )


def _named(member: Seen) -> Named:
    balance = member.balance
    return Named(
        cadre=member.person,
        name=member.name,
        unit=member.place.unit,
        unit_name=member.unit_name,
        counted=balance.counted,
        grade=balance.grade,
        reason=Verdict.CREDITS_SHORT if balance.grade == UNQUALIFIED else None,
        evidence=member.evidence,
    )


def _ranked(
    standings: Iterable[UnitFigures], names: Mapping[str | None, str | None]
) -> tuple[UnitLine, ...]:
    lines = [{**_line(one), "unit_name": names.get(one.unit)} for one in standings]
    keys = sorted((key for one in lines if (key := _merit(one)) is not None), reverse=True)
    return tuple(
        UnitLine(**{**one, "rank": None if (key := _merit(one)) is None else keys.index(key) + 1})
        for one in lines
    )


def _line(found: UnitFigures) -> dict[str, Any]:
    own = found.own
    return {
        "unit": found.unit,
        "assessed": own.assessed,
        "qualified": own.qualified,
        "unqualified": own.unqualified,
        "verdict": own.verdict,
        "mean_credits": own.mean_credits,
        "reason": own.reason,
    }


def _merit(line: dict[str, Any]) -> tuple[Decimal, Decimal] | None:
    if not line["assessed"]:
        return None
    return Decimal(line["qualified"]) / line["assessed"], line["mean_credits"]
