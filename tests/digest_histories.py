"""Histories that run what no worked example runs: facts that lack something or contradict
themselves, and facts that were stated by who was not entitled to.

Each is a policy with parameters, the facts by who states them, and the days it is asked about.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from projections.facts.registry import FACTS

Short = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A history; `stated_by` is a credential that asserts facts about unit A alone."""

    name: str
    facts: tuple[Short, ...]
    policy: str = "baoji-2009"
    parameters: Short = field(default_factory=dict)
    days: tuple[date, ...] = (date(2010, 12, 1), date(2013, 6, 1))


def _fact(fact: str, occurred: str, **data: Any) -> Short:
    declared = FACTS[fact].declaration
    about = {"cadre": "c1"} if declared and declared.by_cadre else {}
    return {"fact": fact, **about, "occurred": occurred, **data}


def _class(name: str, start: str, end: str, days: str = "10", **data: Any) -> Short:
    short = {"fact": "class.completed", "cadre": "c1", "class": name, "start": start, "end": end}
    return {**short, "scheduled_days": days, **data}


HELD: Final = {"holds_degree": "master"}
DEGREES: Final = Made(
    name="degrees",
    facts=(
        _fact("degree.admitted", "2008-09-01", programme="p1", level="master", years=2),
        _fact("degree.admitted", "2008-09-01", programme="p2", level="master", years=1),
        _fact("degree.conferred", "2012-03-01", programme="p2", level="master"),
        _fact("degree.admitted", "2009-09-01", programme="p3", level="bachelor", **HELD),
        _fact("degree.conferred", "2012-03-01", programme="p4", level="bachelor", **HELD),
        _fact("degree.admitted", "2009-09-01", programme="p5", **HELD),
        _fact("degree.conferred", "2012-03-01", programme="p6"),
        _fact("degree.admitted", "2012-09-01", programme="p7", level="doctor", years=4),
        *(
            {"fact": "credit.approved", "target": f"f{number}", "occurred": "2012-04-01"}
            for number in range(7)
        ),
    ),
)  # fmt: skip
CLASSES: Final = Made(
    name="classes and courses worth nothing",
    parameters={
        "basic.off_job.credits_per_day": "0",
        "basic.online.min": "0",
    },
    facts=(
        _class("K1", "2010-03-01", "2010-03-12"),
        _class("K2", "2010-05-12", "2010-05-01"),
        _fact("course.catalogued", "2009-01-01", course="o1", credits="0"),
        _fact("course.catalogued", "2009-01-01", course="o2"),
        *(
            _fact("course.passed", "2010-06-01", course=one, by="exam")
            for one in ("o1", "o2", "o3")
        ),
    ),
)
MINUTES: Final = Made(
    name="courses by minutes",
    parameters={
        "basic.online.value_from": "duration_bands",
        "basic.online.duration_bands": [{"from": "30", "to": "59", "value": "5"}],
    },
    facts=(
        _fact("course.catalogued", "2009-01-01", course="o1", credits="5"),
        _fact("course.passed", "2010-06-01", course="o1", by="exam"),
    ),
)
GRANTS: Final = Made(
    name="grants",
    facts=(
        _fact("cadre.enrolled", "2009-01-01", unit="B", name="王"),
        _fact("unit.assigned", "2010-02-01", unit="A", stated_by="A"),
        _fact("unit.assigned", "2010-03-01", unit="C", stated_by="A"),
        _fact("unit.assigned", "2010-09-01", unit="C"),
        _class("K1", "2010-03-01", "2010-03-12", id="k1"),
        _class("K2", "2010-10-01", "2010-10-12", id="k2"),
        {"fact": "credit.approved", "target": "k2", "occurred": "2010-11-01", "stated_by": "A"},
        {"fact": "credit.registered", "target": "k2", "occurred": "2010-11-01", "stated_by": "A"},
        {"fact": "act.voided", "target": "k2", "occurred": "2010-11-01", "stated_by": "A"},
        _fact("tag.given", "2010-11-01", tag="x", stated_by="A"),
        _fact("level.changed", "2010-11-01", level="county_deputy", stated_by="A", id="l1"),
        {"fact": "act.voided", "target": "l1", "occurred": "2010-11-02"},
    ),
)
PLANS: Final = tuple(
    Made(
        name=f"what is missing, by {policy}",
        policy=policy,
        days=(date(2021, 12, 31), date(2026, 6, 1)),
        facts=(
            _fact("cadre.enrolled", "2016-01-01", unit="A", name="王", level="section_deputy"),
            _fact("level.changed", "2018-01-01", level="section_chief"),
            _fact("level.changed", "2020-01-01", level="other"),
            _fact("course.passed", "2020-06-01", course="o1", by="exam"),
            _fact("course.catalogued", "2019-01-01", course="o2", credits="5"),
            _fact("course.passed", "2020-06-01", course="o2", by="exam", success=False),
            _class("K1", "2020-03-01", "2020-03-12", appraisal="failed"),
            *(
                {"fact": "credit.approved", "target": f"f{number}", "occurred": "2021-07-01"}
                for number in range(3, 23)
            ),
            _class("K2", "2020-05-01", "2020-09-30", "60", organiser="province"),
            _class("K3", "2021-05-12", "2021-05-01", "0"),
            {"fact": "class.completed", "cadre": "c1", "class": "K4", "end": "2020-11-01"},
            _fact("award.won", "2020-06-01", achievement="a1", level="province", grade="1"),
            _fact("award.won", "2020-06-01", achievement="a2"),
            _fact("book.published", "2020-06-01", work="w1", role="sole"),
            _fact("article.published", "2020-06-01", work="w2", role="sole"),
            _fact("degree.admitted", "2019-09-01", programme="p1", level="master", years=2),
            _fact("degree.conferred", "2021-06-01", programme="p1", level="master"),
            _fact("degree.conferred", "2021-06-01", programme="p2"),
            _fact("other_activity.done", "2020-06-01", kind="lecture", days="1"),
        ),
    )
    for policy in ("nanjing", "huaian", "cn-national-2023", "baoji-2009")
)

MADE: Final = (DEGREES, CLASSES, MINUTES, GRANTS, *PLANS)
