"""The page of a cycle: who reached its credits and hours, by unit, and who fell short."""

from collections.abc import Mapping
from typing import Any, Final

from api.pages.choosing import NamedUnit
from api.pages.frame import Frame
from api.pages.views import Said, View
from api.pages.year import percent
from projections.policy.years import ENDED
from projections.reports.years import CycleAnswer

FIRST_NAMES: Final = 100
"""Cadres who fell short whom the page shows; all of them are in its table."""


def _shown(found: CycleAnswer, frame: Frame) -> Mapping[str, Any]:
    units = [
        (NamedUnit(unit=unit, unit_name=found.unit_names.get(unit)), figures)
        for unit, figures in found.units.items()
    ]
    worst = sorted(found.short, key=lambda one: (-(one.credits_missing or 0), one.cadre))
    return {
        "said": _said(found, frame),
        "units": sorted(units, key=lambda one: (-(one[1].mean_credits or 0), one[0].unit)),
        "short": worst[:FIRST_NAMES],
        "more": max(len(found.short) - FIRST_NAMES, 0),
        "percent": percent,
        "asked": {name: frame.query[name] for name in ("year", "unit") if name in frame.query},
    }


def _said(found: CycleAnswer, frame: Frame) -> Said:
    t, figures = frame.texts, found.figures
    told = {
        "cycle": found.cycle,
        "assessed": figures.assessed,
        "qualified": figures.qualified,
        "unqualified": figures.unqualified,
        "share": percent(figures.qualified, figures.assessed),
    }
    if found.cut_short:
        return Said("", t("cycle.said_open", **told), t("cycle.said_cut_short"))
    if found.state != ENDED:
        return Said("", t("cycle.said_open", **told), t("cycle.said_wait"))
    return Said("bad" if figures.unqualified else "good", t("cycle.said", **told))


VIEW: Final = View("cycle.html", _shown)
