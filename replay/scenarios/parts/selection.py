"""The parts on selection: nominations, substitutes, quotas, rotation, and whom training reaches."""

from typing import Any

from projections.amiss import Amiss
from projections.answers.class_files import class_files, known_classes, memberships
from projections.answers.selection import selection
from projections.reports.selection import (
    CoverageReport,
    SelectionReport,
    coverage_report,
    selection_report,
)
from projections.selection.learners import learners
from replay.scenarios.part import Asked, Part
from replay.scenarios.parts.classes import MOST, class_answered


def _nominations(asked: Asked, _: Any) -> Any:
    return {one.cadre: one.state for one in class_answered(asked).nominations}


def _substitutions(asked: Asked, _: Any) -> Any:
    return {one.substitute: one.credit for one in class_answered(asked).substitutions}


def _quota(asked: Asked, _: Any) -> Any:
    names = ("allocated", "named", "attended")
    found = class_answered(asked).quotas
    return {one.unit: {name: getattr(one, name) for name in names} for one in found}


def _selection(asked: Asked) -> SelectionReport:
    found = selection(asked.log, asked.basis, asked.year)
    return selection_report(found, asked.basis, units=None, after="", limit=MOST)


def _cadres(asked: Asked, reason: Amiss) -> list[str]:
    return sorted({one.cadre for one in _selection(asked).cases if one.reason is reason})


def _repeat_trained(asked: Asked, _: Any) -> Any:
    return _cadres(asked, Amiss.TRAINED_AGAIN)


def _outside_groups(asked: Asked, _: Any) -> Any:
    return _cadres(asked, Amiss.NOMINEE_OUTSIDE_GROUPS)


def _rotation(asked: Asked, _: Any) -> Any:
    return {
        one.unit: {"planned": one.planned, "trained": one.trained, "missing": list(one.missing)}
        for one in _selection(asked).rotations
    }


def _reach(asked: Asked) -> CoverageReport:
    log, basis = asked.log, asked.basis
    files = class_files(log, known_classes(log, basis), basis)
    known = learners(memberships(basis), (one.attended for one in files))
    return coverage_report(known.values(), basis, units=None, after="", limit=MOST)


def _coverage(asked: Asked, _: Any) -> Any:
    found = _reach(asked)
    share = [found.trained, found.members]
    return {"members": found.members, "trained": found.trained, "share": share}


def _long_untrained(asked: Asked, _: Any) -> Any:
    return [one.cadre for one in _reach(asked).untrained]


PARTS = (
    Part(key="nominations", about=("class",), take=_nominations),
    Part(key="substitutions", about=("class",), take=_substitutions),
    Part(key="quota", about=("class",), take=_quota),
    Part(key="repeat_trained", about=("year",), take=_repeat_trained),
    Part(key="nominees_outside_groups", about=("year",), take=_outside_groups),
    Part(key="rotation", about=("year",), take=_rotation),
    Part(key="coverage", about=(), take=_coverage),
    Part(key="long_untrained", about=(), take=_long_untrained),
)
