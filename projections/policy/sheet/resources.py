"""Teachers and funds (main text 4-4 and 4-6)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Amount, MonthDay


class Teacher(Group):
    """Training of full-time teachers, M4-6."""

    prefix = "teacher"
    days_per_year = Parameter(
        Amount(), "R59", "Days of training that a teacher needs in a year.", counted_in="days"
    )


class Funding(Group):
    """Funds as a share of the payroll, M4-4."""

    prefix = "funding"
    agency = Parameter(
        Amount(maximum=1),
        "R54",
        "The share of agencies and funded institutions.",
        counted_in="share",
    )
    enterprise_institution = Parameter(
        Amount(maximum=1),
        "R54",
        "The share of enterprises and public institutions.",
        counted_in="share",
    )


class Sharing(Group):
    """When agreements on sharing are reviewed and inspected, M3-5(4)."""

    prefix = "sharing"
    mid_year_from = Parameter(MonthDay(), "R73", "The first day of the review at mid-year.")
    mid_year_until = Parameter(MonthDay(), "R73", "The last day of the review at mid-year.")
    year_end_from = Parameter(MonthDay(), "R73", "The first day of the year-end inspection.")
    year_end_until = Parameter(MonthDay(), "R73", "The last day of the year-end inspection.")
