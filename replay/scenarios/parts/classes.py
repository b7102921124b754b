"""The parts on the life of classes: their state, declaration, findings, and the classified ones."""

from typing import Any

from projections.answers.class_files import class_files, class_of, file_of, known_classes
from projections.answers.people import people
from projections.classes.life import life
from projections.exact import jsonable
from projections.reports.classes import ClassAnswer, class_answer, classes_of_year
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, values

MOST = 1000


def class_answered(asked: Asked) -> ClassAnswer:
    """What is answered on the class that an expectation names."""
    log, basis = asked.log, asked.basis
    subject = class_of(log, asked.name("class"), basis)
    found = file_of(subject)
    known = people({one.cadre for one in found.nominations}, basis)
    return class_answer(life(subject), found, basis, known, visible=None)


def _state(asked: Asked, _: Any) -> Any:
    return class_answered(asked).state


def _declaration(asked: Asked, _: Any) -> Any:
    return jsonable(class_answered(asked).declaration)


def _findings(asked: Asked, _: Any) -> Any:
    return [one.code.value for one in class_answered(asked).findings]


def _observers(asked: Asked, _: Any) -> Any:
    return list(class_answered(asked).observers)


def _unheeded(asked: Asked, _: Any) -> Any:
    found = class_answered(asked).unheeded
    return {str(one.evidence[0]): one.code.value for one in found}


def _classified(asked: Asked, _: Any) -> Any:
    ids = known_classes(asked.log, asked.basis)
    every = (one.row for one in class_files(asked.log, ids, asked.basis))
    rows = [row for row in every if row.year == asked.year]
    found = classes_of_year(asked.year, rows, asked.basis, after="", limit=MOST)
    if found.classified is None:
        return "not_applicable"
    return {one.kind: {"expected": one.expected, "held": one.held} for one in found.classified}


_CLASS = ("class",)
_OPTIONAL = Shape(optional=True)

PARTS = (
    Part(key="class_state", about=_CLASS, take=_state, shape=_OPTIONAL),
    Part(
        key="declaration",
        about=_CLASS,
        take=_declaration,
        shape=Shape(keys={**values("required", "verdict"), "latest": _OPTIONAL}),
    ),
    Part(key="class_findings", about=_CLASS, take=_findings),
    Part(key="observers", about=_CLASS, take=_observers),
    Part(key="unheeded", about=_CLASS, take=_unheeded, by_fact=True),
    Part(key="classified", about=("year",), take=_classified),
)
