"""The page of a unit over the years: is it getting better, and how near was it to being barred."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.views import Said, View
from projections.compliance.unit_compliance import BARRED
from projections.policy.years import ENDED
from projections.reports.unit_years import UnitYearsAnswer
from projections.year_close.unit_years import UnitYear


def _shown(found: UnitYearsAnswer, frame: Frame) -> Mapping[str, Any]:
    return {
        "said": _said(found, frame),
        "together": [(one, one) for one in found.years],
        "apart": [(one, one.apart) for one in found.years if one.apart],
        "asked": {name: frame.query[name] for name in ("years",) if name in frame.query},
    }


def _said(found: UnitYearsAnswer, frame: Frame) -> Said | None:
    t = frame.texts
    ended = [one for one in found.years if one.state == ENDED and one.assessed]
    if not ended:
        return Said("", t("unit_years.said_none")) if found.years else None
    barred = [one for one in ended if one.verdict == BARRED]
    more = (
        t(
            "unit_years.said_barred",
            years=t("unit_years.comma").join(str(one.year) for one in barred),
            article=barred[-1].article,
        )
        if barred
        else t("unit_years.said_clear", n=len(ended))
    )
    look = "bad" if ended[-1].verdict == BARRED else "good"
    return Said(look, t(f"unit_years.said_{_way(ended)}", **_told(ended)), more)


def _told(ended: Sequence[UnitYear]) -> Mapping[str, Any]:
    before, last = ended[-2:] if len(ended) > 1 else (ended[-1], ended[-1])
    return {
        "year": last.year,
        "percent": amount(last.qualified_percent),
        "before": amount(before.qualified_percent),
        "earlier": before.year,
    }


def _way(ended: Sequence[UnitYear]) -> str:
    """Which way the share of the qualified went from the year before to the last one."""
    if len(ended) == 1:
        return "one"
    before, last = (one.qualified_percent or 0 for one in ended[-2:])
    return "up" if last > before else "down" if last < before else "same"


VIEW: Final = View("unit_years.html", _shown)
