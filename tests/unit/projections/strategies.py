"""What random histories are drawn from: facts of every kind in short form, and policies."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.unit.projections.history import BAOJI

Short = dict[str, Any]
"""A fact in short form."""

MOST = 16
"""Facts in the longest history."""

DAYS = st.dates(date(2007, 11, 1), date(2014, 12, 31)).map(date.isoformat)
COURSES = st.sampled_from(["o1", "o2", "o3"])
WORKS = st.sampled_from(["w1", "w2"])
PROGRAMMES = st.sampled_from(["m1", "m2"])
LEVELS = st.sampled_from(["township", "county", "municipal", "lunar"])
DEGREES = st.sampled_from(["associate", "bachelor", "master", "grandmaster"])

catalogued = st.fixed_dictionaries(
    {
        "fact": st.just("course.catalogued"),
        "course": COURSES,
        "credits": st.sampled_from(["2", "5", "10", "12.5", "20"]),
        "occurred": st.dates(date(2007, 1, 1), date(2011, 1, 1)).map(date.isoformat),
    }
)
passed = st.fixed_dictionaries(
    {"fact": st.just("course.passed"), "course": COURSES, "occurred": DAYS},
    optional={"success": st.booleans(), "by": st.sampled_from(["exam", "paper"])},
)
attended = st.fixed_dictionaries(
    {
        "fact": st.just("class.completed"),
        "class": st.sampled_from(["K1", "K2", "K3"]),
        "start": st.just("2007-10-31"),
        "end": DAYS,
        "scheduled_days": st.sampled_from(["2", "3", "3.5", "10", "30"]),
        "days_before_new_year": st.just("1"),
    },
    optional={
        "attended_days": st.sampled_from(["0.3", "2", "3", "11"]),
        "appraisal": st.sampled_from(["pass", "fail", "odd"]),
        "organiser": st.sampled_from(["unit", "city", "province"]),
        "certificate": st.just("Z-1"),
    },
)
admitted = st.fixed_dictionaries(
    {"fact": st.just("degree.admitted"), "programme": PROGRAMMES, "occurred": DAYS},
    optional={"level": DEGREES, "holds_degree": DEGREES},
)
conferred = st.fixed_dictionaries(
    {"fact": st.just("degree.conferred"), "programme": PROGRAMMES, "occurred": DAYS},
    optional={"level": DEGREES, "certificate": st.sampled_from(["graduation", "degree", "other"])},
)
withdrawn = st.fixed_dictionaries(
    {"fact": st.just("degree.withdrawn"), "programme": PROGRAMMES, "occurred": DAYS}
)
book = st.fixed_dictionaries(
    {
        "fact": st.just("book.published"),
        "work": WORKS,
        "role": st.sampled_from(["sole", "co", "contributor", "editor"]),
        "occurred": DAYS,
    },
    optional={"authors": st.sampled_from(["2", "3"]), "work_related": st.booleans()},
)
article = st.fixed_dictionaries(
    {
        "fact": st.just("article.published"),
        "work": WORKS,
        "role": st.sampled_from(["sole", "co"]),
        "outlet_level": LEVELS,
        "occurred": DAYS,
    }
)
award = st.fixed_dictionaries(
    {
        "fact": st.just("award.won"),
        "achievement": WORKS,
        "grade": st.sampled_from(["first", "third", "special"]),
        "level": LEVELS,
        "occurred": DAYS,
    }
)
other_activity = st.fixed_dictionaries(
    {
        "fact": st.just("other_activity.done"),
        "kind": st.sampled_from(["secondment", "research"]),
        "occurred": DAYS,
    }
)
assigned = st.fixed_dictionaries(
    {
        "fact": st.just("unit.assigned"),
        "unit": st.sampled_from(["A", "B"]),
        "occurred": DAYS,
    },
    optional={"managed_by": st.sampled_from(["city", "unit"])},
)
_TARGETS = st.integers(0, MOST - 1).map(lambda number: f"f{number}")
decision = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(
            [
                *("act.voided", "void.withdrawn", "credit.applied"),
                *("credit.approved", "credit.approved", "credit.approved", "credit.rejected"),
            ]
        ),
        "target": _TARGETS,
        "occurred": DAYS,
    },
    optional={"person": st.sampled_from(["c1", "c2"])},
)
registered = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(["credit.assessed", "credit.registered"]),
        "target": _TARGETS,
        "role": st.sampled_from(["unit_hr", "training_institution", "organization_department"]),
        "unit": st.sampled_from(["A", "B"]),
        "occurred": DAYS,
    }
)

_DECIDES_WHAT_STANDS = ("act.voided", "void.withdrawn")
_THINGS = (
    *("course", "class", "programme", "work", "achievement", "kind", "target", "identifier"),
    "cadre",
)


def _sequence(short: Short) -> tuple[str, ...]:
    """Facts of one sequence are told apart by nothing but their order in the log: equal timestamps
    about one thing, and all voids and withdrawals of one target."""
    if short["fact"] in _DECIDES_WHAT_STANDS:
        return "void", short["target"]
    thing = next((short[key] for key in _THINGS if key in short), "c1")
    return str(thing), short.get("occurred") or short["end"], short.get("end", "")


def arrivals(shorts: list[Short]) -> st.SearchStrategy[list[Short]]:
    """The facts in any order that keeps each sequence in its own."""

    def keeping(order: list[Short]) -> list[Short]:
        rest: dict[tuple[str, ...], list[Short]] = {}
        for short in reversed(shorts):
            rest.setdefault(_sequence(short), []).append(short)
        return [rest[_sequence(short)].pop() for short in order]

    return st.permutations(shorts).map(keeping)


claim = st.one_of(passed, attended, admitted, conferred, book, article, award, other_activity)
CLAIMS = (
    *("course.passed", "class.completed", "degree.admitted", "degree.conferred"),
    *("book.published", "article.published", "award.won", "other_activity.done"),
)


def numbered(shorts: Iterable[Short]) -> list[Short]:
    """The facts with ids that say where each stands."""
    return [{"id_": f"f{number}", **short} for number, short in enumerate(shorts)]


histories = st.lists(
    st.one_of(catalogued, claim, claim, withdrawn, assigned, decision, decision, registered),
    max_size=MOST,
).map(numbered)

policies = st.fixed_dictionaries(
    {},
    optional={
        "additional.annual_basis": st.sampled_from(["calendar_year", "anniversary"]),
        "additional.conferral_year_keeps_annual": st.booleans(),
        "additional.max_years": st.sampled_from([None, "1", "3"]),
        "additional.require_higher_level": st.booleans(),
        "apply_first": st.booleans(),
        "basic.off_job.max_leave_ratio": st.sampled_from([None, [1, 7]]),
        "basic.off_job.min_days_basis": st.sampled_from(["scheduled", "attended"]),
        "basic.off_job.year_of": st.sampled_from(["end_date", "start_date", "split_by_day"]),
        "basic.online.dedupe": st.sampled_from(["lifetime", "cycle", "year"]),
        "calendar.year_start": st.sampled_from(["01-01", "12-01"]),
        "carry.cap": st.sampled_from([None, "0", "7.5", "40"]),
        "carry.cross_cycle": st.booleans(),
        "carry.mode": st.sampled_from(["chained", "next_year_only", "none"]),
        "category_min_share": st.sampled_from([{}, {"basic": "0.7"}]),
        "late_registration": st.sampled_from(["act_year", "registration_year"]),
        "other_activities": st.sampled_from([{}, {"secondment": "10"}]),
        "reward.article.min_outlet": st.sampled_from(["county", "municipal"]),
        "reward.split": st.sampled_from(["each", "divide"]),
        "reward.work_dedupe": st.sampled_from(["lifetime", "cycle", "year"]),
        "thresholds.annual_excellent": st.sampled_from([None, "100"]),
    },
).map(BAOJI.with_overrides)
