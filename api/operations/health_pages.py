"""The pages of how the server is: whether the tables follow the log, and whether reports begin."""

from collections.abc import Mapping
from typing import Any, Final

from api.operations.health import HealthAnswer, ReportsHealth
from api.pages.frame import Frame
from api.pages.views import Said, View

USUAL: Final = 1000
"""Events by which the tables may be behind while statements come in fast: a second or two."""


def _projections(answer: HealthAnswer, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    return {
        "said": _said_of_tables(answer, frame),
        "places": [(one, str(t.of_code("projection", one.name))) for one in answer.projections],
        "aside": [(one, str(t.of_code("projection", one.projection))) for one in answer.set_aside],
    }


def _said_of_tables(answer: HealthAnswer, frame: Frame) -> Said:
    t = frame.texts
    aside = answer.set_aside_count
    more = t("health.said_aside", n=aside) if aside else t("health.said_none_aside")
    if answer.today is None:
        return Said("bad", t("health.said_unmade"), more)
    if answer.lag > USUAL:
        return Said("bad", t("health.said_behind", n=answer.lag), more)
    return Said("" if aside else "good", t("health.said_level", settled=answer.settled), more)


def _reports(answer: ReportsHealth, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    if not answer.queues:
        said = Said("good", t("health.said_alone"))
    elif not answer.ready:
        said = Said("bad", t("health.said_begin"))
    elif answer.ahead is None:
        said = Said("", t("health.said_ready"), t("health.said_not_ahead"))
    else:
        said = Said("good", t("health.said_ready"), t("health.said_ahead", day=answer.ahead))
    return {"said": said}


VIEWS: Final[Mapping[type, View]] = {
    HealthAnswer: View("health.html", _projections),
    ReportsHealth: View("health_reports.html", _reports),
}
"""The pages of this room, by the type of their answer."""
