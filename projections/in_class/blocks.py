"""The broad base and the live modules of a class, and who passed which of them (M3-2, R69)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.case.subject import Subject
from projections.facts.course_facts import CourseCatalogued, CoursePassed

RULE: Final = "R69"
ARTICLE: Final = "M3-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of the courses of a class."""

    block: str
    """broad_base or live_module."""
    courses: tuple[str, ...]
    """The courses of the class in this block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeBlock:
    """What one trainee has passed of a block within the class."""

    cadre: str
    block: str
    """broad_base or live_module."""
    courses: tuple[str, ...]
    """The courses of this block that he passed."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The courses of a class by block and module, as far as the catalogue names them."""

    blocks: tuple[Block, ...]
    modules: tuple[str, ...]
    """The modules that the courses of the class belong to."""
    trainees: tuple[TraineeBlock, ...]
    """What each trainee has passed, of the blocks of which he has passed any course."""
    rule: str
    article: str


def blocks_of(subject: Subject, trainees: Collection[str]) -> Blocks:
    """The blocks of a class: of its courses as they are catalogued by now, and of what was passed
    within it as the catalogue had that course when it was passed."""
    latest = {one.course: one for one in subject.standing(CourseCatalogued)}
    courses = [one for one in latest.values() if one.block is not None]
    return Blocks(
        blocks=tuple(
            Block(block=block, courses=tuple(sorted(one.course for one in of_block)))
            for block, of_block in _by_block(courses).items()
        ),
        modules=tuple(sorted({one.module for one in latest.values() if one.module})),
        trainees=tuple(_of_trainees(subject, trainees)),
        rule=RULE,
        article=ARTICLE,
    )


def _by_block(courses: Iterable[CourseCatalogued]) -> Mapping[str, list[CourseCatalogued]]:
    found: dict[str, list[CourseCatalogued]] = {}
    for one in courses:
        found.setdefault(one.block or "", []).append(one)
    return dict(sorted(found.items()))


def _of_trainees(subject: Subject, trainees: Collection[str]) -> Iterable[TraineeBlock]:
    catalogue = subject.reference.catalogue(subject.as_of)
    passed: dict[tuple[str, str], list[CoursePassed]] = {}
    for one in subject.standing(CoursePassed):
        cadre = subject.cadre(one)
        entry, _ = catalogue.version(one.course, one.occurred)
        block = entry.block if entry is not None else None
        if cadre is not None and cadre in trainees and one.success and block is not None:
            passed.setdefault((cadre, block), []).append(one)
    for (cadre, block), own in sorted(passed.items()):
        yield TraineeBlock(
            cadre=cadre,
            block=block,
            courses=tuple(sorted({one.course for one in own})),
            evidence=tuple(one.statement_id for one in own),
        )
