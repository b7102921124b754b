"""What a policy asks of the learning within a class, on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from projections.policy.declaration import Parameter
from projections.policy.terms import Terms

_PARTS: Final[Mapping[str, Parameter[Any]]] = {
    "problems": Terms.in_class.problems,
    "electives": Terms.in_class.electives,
    "speed_size": Terms.in_class.speed_reading_size,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What each trainee is asked for, each with its article; None where the policy asks for none.

    `problems` is how many of each kind (M2-2), `electives` what may be chosen (M3-3(2)),
    `speed_size` with how many persons a speed reading counts, from and to (M3-3(3)).
    """

    problems: Mapping[str, int] | None
    electives: tuple[str, ...] | None
    speed_size: tuple[int, int] | None
    articles: Mapping[str, str]

    def article(self, part: str) -> str:
        """The article of a part: problems, electives, speed_size."""
        return self.articles[part]


def asked_on(terms: Terms) -> Asked:
    """What the terms of a day ask of the learning within a class."""
    return Asked(
        problems=terms.get(Terms.in_class.problems),
        electives=terms.get(Terms.in_class.electives),
        speed_size=terms.get(Terms.in_class.speed_reading_size),
        articles={part: terms.article_if_stated(one) for part, one in _PARTS.items()},
    )
