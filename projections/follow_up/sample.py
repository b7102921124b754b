"""The random sample of trainees to visit, drawn so that an auditor draws it again (A4-6(2), R37).

The rule: order the frame by the lower-case hexadecimal SHA-256 of the UTF-8 text of the seed, a
line feed and the cadre; drawn are the first n. `docs/redraw_sample.py` does the same without us.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from uuid import UUID

from projections.case.subject import Subject, open_subject
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.follow_up_facts import SampleDrawn
from projections.follow_up.numbers import Numbers
from projections.verdicts import Verdict
from projections.words.persons import same_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The draw that counts, the first that stands, and the verdict on it."""

    seed: str | None
    """The seed, as stated; null where none was."""
    frame: tuple[str, ...]
    """The cadres among whom was drawn, as stated."""
    n: int
    """How many were to be drawn; where that was not said, how many were."""
    drawn: tuple[str, ...]
    """Who was drawn, as stated, in the order of the draw."""
    cadres: tuple[str, ...]
    """The same under the names of the register."""
    expected: tuple[str, ...]
    """Whom the rule draws by the seed from the frame."""
    least: int
    """How many are to be drawn at least."""
    verdict: Verdict
    """Whether the draw is sound, or the first thing that is wrong with it."""
    lacking: tuple[str, ...]
    """Trainees as recorded by then whom the frame leaves out."""
    strangers: tuple[str, ...]
    """Cadres in the frame who were no trainees as recorded by then."""
    redraws: int
    """How many other draws there were, voided ones too."""
    evidence: tuple[UUID, ...]
    """The statement of the draw."""


def in_turn(seed: str, frame: Iterable[str]) -> tuple[str, ...]:
    """A frame in the order in which the seed draws it."""

    def turn(cadre: str) -> str:
        return hashlib.sha256(f"{seed}\n{cadre}".encode()).hexdigest()

    return tuple(sorted(set(frame), key=turn))


def least(frame: int, numbers: Numbers) -> int:
    """How many of a frame are to be visited at least (Q42)."""
    return max(numbers.sample_min, ceil(numbers.sample_rate * frame))


def sample_of(subject: Subject, numbers: Numbers) -> Sample | None:
    """The sample of a class; None where no draw stands."""
    draws = subject.standing(SampleDrawn)
    if not draws:
        return None
    draw = draws[0]
    frame = tuple(dict.fromkeys(draw.frame or ()))
    drawn = draw.drawn or ()
    n = len(drawn) if draw.n is None else draw.n
    expected = () if draw.seed is None else in_turn(draw.seed, frame)[:n]
    then = _known_before(subject, draw)
    trainees = _persons(then, draw, (fact.person for fact in then.recorded(ClassCompleted)))
    framed = _persons(then, draw, frame)
    wanted = least(len(frame), numbers)
    return Sample(
        seed=draw.seed,
        frame=frame,
        n=n,
        drawn=drawn,
        cadres=_persons(subject, draw, drawn),
        expected=expected,
        least=wanted,
        verdict=_verdict(
            same_frame=set(framed) == set(trainees),
            enough=n >= wanted,
            as_seeded=draw.seed is not None and drawn == expected,
        ),
        lacking=tuple(sorted(set(trainees) - set(framed))),
        strangers=tuple(sorted(set(framed) - set(trainees))),
        redraws=_draws(subject) - 1,
        evidence=(draw.statement_id,),
    )


def _known_before(subject: Subject, draw: SampleDrawn) -> Subject:
    """The class as it was known when a draw was recorded: what came later changes no verdict."""
    return open_subject(
        subject.kind,
        subject.key,
        subject.facts,
        reference=subject.reference,
        policies=subject.policies,
        as_of=replace(subject.as_of, known=draw.position - 1, watch=None),
        memberships=subject.memberships,
    )


def _persons(subject: Subject, draw: SampleDrawn, names: Iterable[str | None]) -> tuple[str, ...]:
    """Whom some names meant on the day of a draw."""
    found = (subject.cadre_of(name and same_person(name), draw) for name in names)
    return tuple(dict.fromkeys(cadre for cadre in found if cadre is not None))


def _draws(subject: Subject) -> int:
    """How many draws were made by who may draw, voided ones too."""
    today = subject.as_of.today
    return sum(
        subject.reference.authorises(fact, None) and subject.day(fact) <= today
        for fact in subject.kinds.of(SampleDrawn)
    )


def _verdict(*, same_frame: bool, enough: bool, as_seeded: bool) -> Verdict:
    if not same_frame:
        return Verdict.FRAME_DIFFERS
    if not enough:
        return Verdict.TOO_SMALL
    return Verdict.SOUND if as_seeded else Verdict.NOT_AS_SEEDED
