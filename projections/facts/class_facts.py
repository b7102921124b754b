"""What every fact about a run of a training class has in common."""

from projections.facts.fact import Fact


class ClassFact(Fact, frozen=True, kw_only=True):
    """Something about a class; `training_class` is its short id.

    Where `of_cadre` is False it is about the class as a whole, else about a cadre in it.
    """

    training_class: str
