"""Declaration of classes and selection of trainees (main text 4-1 and 4-2)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Choice, Whole


class ClassDeclaration(Group):
    """Classes that are declared before they are held, M4-2."""

    prefix = "class_declaration"
    min_persons = Parameter(Whole(), None, "A class of so many persons or more is declared.")
    days_before = Parameter(
        Whole(maximum=36_600), None, "Days before its first day by which a class is declared."
    )


class Selection(Group):
    """Who is sent to a class, M4-1 and A5-1."""

    prefix = "selection"
    substitute_credit = Parameter(
        Choice(("keep", "withhold")), None, "Whether an unapproved substitute keeps the credits."
    )
    repeat_same_theme_years = Parameter(
        Whole(maximum=100), None, "Years within which a second class of one theme is a repetition."
    )
    untrained_alert_years = Parameter(
        Whole(maximum=100), None, "Years without a class after which a cadre is long untrained."
    )
