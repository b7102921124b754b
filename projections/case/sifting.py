"""Finds the statement without which a cadre can be judged, so that it stops nobody else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from projections.aside import Aside
from projections.facts.fact import Fact, SetAside
from projections.facts.roster_facts import UnitAssigned
from projections.facts.trouble import OF_THE_MACHINE

MOST: Final = 8
"""Statements of a cadre that are looked for one by one; where more are at fault, all are."""

_T = TypeVar("_T")

Trial = Callable[[Sequence[Fact]], Aside | None]
"""Tries to judge a cadre by some facts: what hinders it, None where nothing does."""


class RowsError(ValueError):
    """What was judged cannot be written into the tables."""


def hindrance(error: Exception) -> Aside:
    """What an error that came of judging says of the statement behind it."""
    return Aside.CANNOT_BE_WRITTEN if isinstance(error, RowsError) else Aside.CANNOT_BE_JUDGED


def sifted(facts: Iterable[Fact], trial: Trial) -> list[Fact]:
    """The facts by position, with SetAside in the place of what hinders the trial.

    That is the first statement with which those before it cannot be judged any more, then the first
    of what is left, and so on. Where that does not help, all of the cadre is set aside but, if they
    can be judged, the units that he belongs to. It takes as many trials as the logarithm of the
    number of facts for each that is found, and gives the same for the same facts.
    """
    rest = sorted({fact.position: fact for fact in facts}.values(), key=lambda fact: fact.position)
    for _ in range(MOST):
        hindered = trial(rest)
        if hindered is None:
            return rest
        place = _first(rest, trial)
        if place is None:
            break
        rest[place] = aside(rest[place], hindered)
    if (hindered := trial(rest)) is None:
        return rest
    units: list[Fact] = [
        fact if isinstance(fact, UnitAssigned) else aside(fact, hindered, whole=True)
        for fact in rest
    ]
    return units if trial(units) is None else [aside(fact, hindered, whole=True) for fact in rest]


def aside(fact: Fact, code: Aside, *, whole: bool = False) -> SetAside:
    """What stands in the place of a fact; one that was set aside before keeps its reason."""
    if isinstance(fact, SetAside):
        return fact
    where = fact.position, fact.stored, fact.statement_id, fact.credential, fact.occurred
    return SetAside(*where, fact.person, verb="", code=code, whole=whole)


def _first(facts: Sequence[Fact], trial: Trial) -> int | None:
    """The place of the first fact with which those up to it cannot be judged; None where it is no
    fact's doing."""
    if trial([]) is not None:
        return None
    can, cannot = 0, len(facts)
    while cannot - can > 1:
        middle = (can + cannot) // 2
        if trial(facts[:middle]) is None:
            can = middle
        else:
            cannot = middle
    return cannot - 1


@dataclass(slots=True)
class Watch:
    """What was set aside while a question was answered, by position, with whose it is.

    `trial`: each dossier is tried by it before it is opened, as `sifted` says.
    """

    trial: Callable[[Any], object] | None = None
    found: dict[int, tuple[str | None, SetAside]] = field(default_factory=dict)

    def note(self, person: str | None, facts: Iterable[SetAside]) -> None:
        """Notes what was set aside of a cadre."""
        for fact in facts:
            self.found[fact.position] = person, fact


def trial_of(judge: Callable[[Sequence[Fact]], object]) -> Trial:
    """Whether a judgement of facts ends, as a trial."""

    def trial(facts: Sequence[Fact]) -> Aside | None:
        try:
            judge(facts)
        except OF_THE_MACHINE:
            raise
        except Exception as error:
            return hindrance(error)
        return None

    return trial


def folded_or_sifted(fold: Callable[[Sequence[Fact]], _T], facts: Iterable[Fact]) -> _T | None:
    """What some facts come to; where they cannot be folded, what is left when they are sifted.

    None where that is no fact's doing.
    """
    found = list(facts)
    try:
        return fold(found)
    except OF_THE_MACHINE:
        raise
    except Exception:
        trial = trial_of(fold)
        found = sifted(found, trial)
    return fold(found) if trial(found) is None else None
