"""Declaration of classes and selection of trainees (main text 4-1 and 4-2)."""

from typing import Final

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Choice, ListOf, Text, Whole

_GROUP: Final = Text(r"[^\s,;](?:[^\r\n\t,;]*[^\s,;])?", "a tag or level of cadres without commas")


class ClassDeclaration(Group):
    """Classes that are declared before they are held, M4-2."""

    prefix = "class_declaration"
    min_persons = Parameter(
        Whole(), "R46", "A class of so many persons or more is declared.", counted_in="persons"
    )
    days_before = Parameter(
        Whole(maximum=36_600),
        "R46",
        "Days before its first day by which a class is declared.",
        counted_in="days",
    )
    count = Parameter(
        Choice(("planned", "at_start")),
        "R46",
        "Which persons count: those planned or, once the class was attended, those who came.",
    )


class Selection(Group):
    """Who is sent to a class, M4-1 and A5-1."""

    prefix = "selection"
    nominated_groups = Parameter(
        ListOf(_GROUP), "R49", "The groups that are called by name, each a tag or a level."
    )
    substitute_credit = Parameter(
        Choice(("keep", "withhold")), "R50", "Whether an unapproved substitute keeps the credits."
    )
    repeat_same_theme_years = Parameter(
        Whole(maximum=100),
        "R51",
        "Years within which a second class of one theme is a repetition.",
        counted_in="years",
    )
    untrained_alert_years = Parameter(
        Whole(maximum=100),
        "R51",
        "Years without a class after which a cadre is long untrained.",
        counted_in="years",
    )
