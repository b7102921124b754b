"""Learning within a class (main text 2-2 and 3-3)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.groups import KIND
from projections.policy.kinds import ListOf, MapOf, Pair, Whole


class InClass(Group):
    """What each trainee of a class is asked for, M2-2 and M3-3."""

    prefix = "in_class"
    problems = Parameter(
        MapOf(Whole(maximum=100)),
        "R67",
        "Problems of each kind that a trainee brings.",
        counted_in="problems",
    )
    electives = Parameter(ListOf(KIND), "R70", "The electives that may be chosen.")
    speed_reading_size = Parameter(
        Pair(),
        "R71",
        "Fewest and most persons with whom a speed reading counts.",
        counted_in="persons",
    )
