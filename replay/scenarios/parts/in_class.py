"""The parts on the learning within a class: problems, tests, electives, reading, blocks, forums."""

from typing import Any, Final

from projections.answers.in_class import class_learning
from projections.reports import in_class as reports
from replay.scenarios.part import Asked, Part
from replay.scenarios.parts.resources import by_statement


def _problems(asked: Asked, _: Any) -> Any:
    found = _of_problems(asked)
    figures = ("expected", "submitted", "routed", "answered", "adopted")
    return {
        **{name: getattr(found, name) for name in figures},
        "missing": {one.cadre: list(one.kinds) for one in found.missing},
    }


def _problems_state(asked: Asked, _: Any) -> Any:
    return _of_problems(asked).state


def _book_list(asked: Asked, _: Any) -> Any:
    return _of_learning(asked).book_list.state


def _in_class(asked: Asked, _: Any) -> Any:
    return {
        one.cadre: {
            "tests": [one.taken, one.passed],
            "elective": one.elective,
            "books": len(one.books),
            "intensive": one.intensive,
            "speed": one.speed,
        }
        for one in _of_learning(asked).trainees
    }


def _electives(asked: Asked, _: Any) -> Any:
    return {one.cadre: one.choice for one in _of_learning(asked).trainees}


def _blocks(asked: Asked, _: Any) -> Any:
    found = _of_learning(asked)
    passed = {
        one.cadre: {"broad_base": list(one.broad_base), "live_module": list(one.live_module)}
        for one in found.trainees
    }
    return {
        "courses": {one.block: list(one.courses) for one in found.blocks},
        "modules": list(found.modules),
        "trainees": {
            cadre: {block: courses for block, courses in blocks.items() if courses}
            for cadre, blocks in passed.items()
        },
    }


def _forums(asked: Asked, _: Any) -> Any:
    return {one.cadre: one.forums for one in _of_learning(asked).trainees}


def _findings(asked: Asked, _: Any) -> Any:
    return by_statement([*_of_problems(asked).findings, *_of_learning(asked).findings])


def _of_problems(asked: Asked) -> reports.ProblemsAnswer:
    found = class_learning(asked.log, asked.name("class"), asked.basis)
    return reports.problems(found, asked.basis, units=None, after="", limit=None)


def _of_learning(asked: Asked) -> reports.ClassLearningAnswer:
    found = class_learning(asked.log, asked.name("class"), asked.basis)
    return reports.learning(found, asked.basis, units=None, after="", limit=None)


PARTS: Final = (
    Part(key="problems", about=("class",), take=_problems),
    Part(key="problems_state", about=("class",), take=_problems_state),
    Part(key="book_list", about=("class",), take=_book_list),
    Part(key="in_class", about=("class",), take=_in_class),
    Part(key="electives", about=("class",), take=_electives),
    Part(key="blocks", about=("class",), take=_blocks),
    Part(key="forums", about=("class",), take=_forums),
    Part(key="learning_findings", about=("class",), take=_findings, by_fact=True),
)
