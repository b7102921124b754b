"""What earns credits by Baoji's own rules (Annex 3), and what is hard to believe."""

from typing import Final

from projections.policy.bands import BandTable
from projections.policy.declaration import Group, Parameter, Part
from projections.policy.kinds import (
    Amount,
    Choice,
    Flag,
    ListOf,
    MapOf,
    OrNull,
    Pair,
    PositiveAmount,
    Whole,
)
from projections.words.ranks import LEVELS

TIMES: Final = Choice(("lifetime", "cycle", "year"))


class OffJob(Group):
    """Off-the-job training, A3-7(1)."""

    prefix = "basic.off_job"
    credits_per_day = Parameter(
        Amount(), "R4", "Credits of each day of a class.", counted_in="credits"
    )
    min_days = Parameter(Amount(), "R4", "A class of fewer days earns nothing.", counted_in="days")
    min_days_basis = Parameter(
        Choice(("scheduled", "attended")), "R4", "Which days of a class `min_days` is held against."
    )
    appraisal_factor = Parameter(
        MapOf(Amount(maximum=1)), "R4", "What the credits are multiplied by, for each appraisal."
    )
    day_step = Parameter(
        PositiveAmount(), "R4", "Days are counted down to whole multiples of it.", counted_in="days"
    )
    max_leave_ratio = Parameter(
        OrNull(Pair()),
        "R4",
        "Who is absent for a greater share of the scheduled days earns nothing.",
        counted_in="ratio",
    )
    year_of = Parameter(
        Choice(("end_date", "start_date", "split_by_day")),
        "R4",
        "Which credit year a class belongs to that lies in two.",
    )


class Online(Group):
    """Online learning, A3-7(2)."""

    prefix = "basic.online"
    min = Parameter(
        Amount(),
        "R5",
        "The fewest credits that a course may be catalogued with.",
        counted_in="credits",
    )
    max = Parameter(
        Amount(),
        "R5",
        "The most credits that a course may be catalogued with.",
        counted_in="credits",
    )
    value_from = Parameter(
        Choice(("catalogue", "duration_bands")),
        "R5",
        "Whether a course is worth its catalogued credits, or what the bands give its minutes.",
    )
    duration_bands = Parameter(
        OrNull(BandTable(Amount())), "R5", "Credits of a course by its catalogued minutes."
    )
    pass_by = Parameter(ListOf(Choice(("exam", "paper"))), "R6", "By what a course may be passed.")
    dedupe = Parameter(TIMES, "R5", "Within what a course counts once.")


class Conferral(Group):
    """The certificate of a degree in service, A3-8."""

    prefix = "additional.conferral"
    bachelor = Parameter(
        Amount(), "R8", "Credits of a bachelor's certificate.", counted_in="credits"
    )
    master = Parameter(Amount(), "R8", "Credits of a master's certificate.", counted_in="credits")
    doctor = Parameter(Amount(), "R8", "Credits of a doctor's certificate.", counted_in="credits")


class Additional(Group):
    """Degrees in service, A3-8."""

    prefix = "additional"
    annual = Parameter(Amount(), "R7", "Credits of each year of study.", counted_in="credits")
    annual_basis = Parameter(
        Choice(("calendar_year", "anniversary")),
        "R7",
        "Whether a year of study arises with the credit year or on the anniversary of the letter.",
    )
    max_years = Parameter(
        OrNull(Whole(minimum=1, maximum=100)),
        "R7",
        "The most years of one study that are credited.",
        counted_in="years",
    )
    require_higher_level = Parameter(
        Flag(), "R7", "Whether the degree must be above the one that the cadre holds."
    )
    conferral_year_keeps_annual = Parameter(
        Flag(), "R8", "Whether the year of the certificate keeps its yearly credit."
    )
    conferral = Part(Conferral)


class Book(Group):
    """Academic books, A3-9."""

    prefix = "reward.book"
    sole = Parameter(Amount(), "R9", "Credits of a book's only author.", counted_in="credits")
    co = Parameter(Amount(), "R9", "Credits of one of a book's authors.", counted_in="credits")
    contributor = Parameter(
        Amount(), "R9", "Credits of who took part in writing a book.", counted_in="credits"
    )


class Article(Group):
    """Articles, A3-9."""

    prefix = "reward.article"
    sole = Parameter(Amount(), "R10", "Credits of an article's only author.", counted_in="credits")
    co = Parameter(Amount(), "R10", "Credits of one of an article's authors.", counted_in="credits")
    min_outlet = Parameter(
        Choice(tuple(LEVELS)), "R10", "An article in an outlet of a lower level earns nothing."
    )


class Award(Group):
    """Awards for work, A3-9."""

    prefix = "reward.award"
    first = Parameter(Amount(), "R11", "Credits of a first prize.", counted_in="credits")
    second = Parameter(Amount(), "R11", "Credits of a second prize.", counted_in="credits")
    third = Parameter(Amount(), "R11", "Credits of a third prize.", counted_in="credits")
    excellence = Parameter(
        Amount(), "R11", "Credits of a prize for excellence.", counted_in="credits"
    )
    min_level = Parameter(
        Choice(tuple(LEVELS)), "R11", "An award by an authority of a lower level earns nothing."
    )


class Rewards(Group):
    """Books, articles and awards, A3-9."""

    prefix = "reward"
    split = Parameter(
        Choice(("each", "divide")), "R9", "Whether co-authors each earn the credits, or share them."
    )
    work_dedupe = Parameter(TIMES, "R9", "Within what a work or an achievement counts once.")
    book = Part(Book)
    article = Part(Article)
    award = Part(Award)


class Plausibility(Group):
    """What no reading makes impossible and what is yet hard to believe."""

    prefix = "plausibility"
    overlapping_classes = Parameter(
        Flag(), "R4", "Whether two classes are a finding whose days do not fit into their dates."
    )
    max_hours_per_day = Parameter(
        OrNull(Amount(maximum=24)),
        "R27",
        "More hours of training on one day are a finding.",
        counted_in="hours",
    )
    min_share_of_course = Parameter(
        OrNull(Amount(maximum=1)),
        "R5",
        "A pass in less than this share of the course's catalogued minutes is a finding.",
        counted_in="share",
    )
    max_days_back = Parameter(
        OrNull(Whole(minimum=1)),
        "R16",
        "An act or a decision on one is a finding that was recorded more days after its own day.",
        counted_in="days",
    )
