"""The page of a year: the circular, how the units did, who is named."""

from collections.abc import Mapping
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.rendering import DASH
from api.pages.views import Said, View
from projections.compliance.unit_compliance import BARRED
from projections.policy.years import ENDED
from projections.reports.years import CircularAnswer
from projections.year_close.unit_years import percent_of

FIRST_NAMES: Final = 100
"""Names of each list that the page shows; all of them are in its table."""


def _shown(found: CircularAnswer, frame: Frame) -> Mapping[str, Any]:
    ranked = sorted(found.units, key=lambda one: (one.rank is None, one.rank or 0, one.unit))
    return {
        "ranked": ranked,
        "criticised": found.lists.criticised_persons[:FIRST_NAMES],
        "commended": found.lists.commended_persons[:FIRST_NAMES],
        "most": FIRST_NAMES,
        "percent": percent,
        "said": _said(found, frame),
    }


def _said(found: CircularAnswer, frame: Frame) -> Said:
    t, figures = frame.texts, found.figures
    told = {
        "assessed": figures.assessed,
        "qualified": figures.qualified,
        "unqualified": figures.unqualified,
        "share": percent(figures.qualified, figures.assessed),
    }
    if found.state != ENDED:
        return Said("", t("year.said_open", **told), t("year.said_wait"))
    barred = sum(one.verdict == BARRED for one in found.units)
    bar = t("year.said_barred", n=barred, article=found.article) if barred else None
    return Said("bad" if barred else "good", t("year.said", **told), bar)


def percent(part: int, whole: int) -> str:
    """A share in percent, to one decimal; a dash of nobody."""
    share = percent_of(part, whole)
    return DASH if share is None else str(share)


VIEW: Final = View("year.html", _shown)
