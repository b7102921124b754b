"""What a year and a cycle are, what they want and what goes over (Annex 3, Articles 4 to 18)."""

from projections.policy.declaration import Group, Parameter, Part
from projections.policy.kinds import (
    Amount,
    Choice,
    CycleAnchor,
    Flag,
    ListOf,
    MonthDay,
    OrNull,
    Pair,
    Whole,
    YearMoment,
)


class Calendar(Group):
    """Years and cycles, A3-5."""

    prefix = "calendar"
    year_start = Parameter(
        MonthDay(), "R2", "The first day of a credit year, which is named for its end.", fixed=True
    )
    cycle_years = Parameter(
        Whole(minimum=1, maximum=100),
        "R2",
        "How many years a cycle has.",
        fixed=True,
        counted_in="years",
    )
    cycle_anchor = Parameter(
        CycleAnchor(), "R2", "Some first year of a cycle, or how else they are counted.", fixed=True
    )


class Scope(Group):
    """Who is bound, A3-4 and A3-20."""

    prefix = "scope"
    by_reference = Parameter(
        Choice(("separate", "merge", "exclude")),
        "R1",
        "Whether cadres managed by reference are counted apart, with the others, or not at all.",
    )
    exemption = Parameter(
        Choice(("none", "by_approval")), "R1", "Whether an exemption from a year is heeded."
    )


class Carry(Group):
    """The excess of a year, A3-15."""

    prefix = "carry"
    mode = Parameter(
        Choice(("chained", "next_year_only", "none")),
        "R19",
        "Whether what was carried in may go over again, once only, or nothing goes over.",
    )
    cap = Parameter(
        OrNull(Amount()), "R19", "The most that goes over into the next year.", counted_in="credits"
    )
    cross_cycle = Parameter(Flag(), "R19", "Whether credit leaves the last year of a cycle.")


class Assessment(Group):
    """The close of a year, plans and registration, A3-13 and A3-14."""

    prefix = "assessment"
    close_at = Parameter(YearMoment(), "R20", "Up to which moment a year's results are known.")
    plan_due = Parameter(MonthDay(), "R18", "The day up to which the next year's plan is due.")
    plan_grace = Parameter(MonthDay(), "R18", "The day up to which a late plan is forgiven.")
    registration_days = Parameter(
        Whole(maximum=36_600),
        "R16",
        "Days after an act within which it is registered promptly.",
        counted_in="days",
    )


class UnitAssessment(Group):
    """The yearly assessment of units, M4-3."""

    prefix = "unit_assessment"
    steps = Parameter(
        ListOf(Choice(("self_inspected", "inspected", "evaluated"))),
        "R52",
        "The steps of the assessment, which are taken in this order.",
    )


class HoursPerCycle(Group):
    """Study hours wanted of a cadre in a cycle by his level, A2-2."""

    prefix = "thresholds.hours_per_cycle"
    county_and_above = Parameter(
        Amount(), "R27", "Hours of a cadre of county level or above.", counted_in="hours"
    )
    other = Parameter(Amount(), "R27", "Hours of every other cadre.", counted_in="hours")


class Thresholds(Group):
    """What must be reached, A3-17 and A3-18."""

    prefix = "thresholds"
    annual_credits = Parameter(
        Amount(), "R22", "Credits that qualify a year.", counted_in="credits"
    )
    annual_excellent = Parameter(
        OrNull(Amount()),
        "R22",
        "Credits from which a year is excellent; null: none ever is.",
        counted_in="credits",
    )
    cycle_credits = Parameter(
        Amount(), "R22", "Credits that qualify a cycle.", counted_in="credits"
    )
    unit_unqualified_ratio = Parameter(
        Pair(),
        "R24",
        "The share of unqualified members from which a unit is barred.",
        counted_in="ratio",
    )
    hours_per_cycle = Part(HoursPerCycle)


class Hours(Group):
    """How study hours are counted, A2-2."""

    prefix = "hours"
    fallback_per_day = Parameter(
        Amount(maximum=24),
        "R27",
        "Hours of a day of training whose hours were not recorded.",
        counted_in="hours",
    )
    counts_online = Parameter(Flag(), "R27", "Whether hours of online courses count.")
    level_basis = Parameter(
        Choice(("cycle_end", "pro_rata", "cycle_start")),
        "R27",
        "The level that sets the target: the last, the first, or each for its months.",
    )
    by_reference = Parameter(Flag(), "R27", "Whether the target binds cadres managed by reference.")


class Circular(Group):
    """The yearly circular, A3-16."""

    prefix = "circular"
    unit_rule = Parameter(Choice(("barred",)), "R20", "Which units are criticised.")
