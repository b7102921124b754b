"""Random histories of learning in class, teachers, funds and sharing."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.unit.projections.strategies import MOST, Short, numbered

YEARS = (2009, 2010, 2011)
CLASSES = ("K1", "K2")
DAYS = st.dates(date(2009, 11, 1), date(2011, 2, 28)).map(date.isoformat)
_CADRES = st.sampled_from(["c1", "c2"])
_TARGETS = st.integers(0, MOST - 1).map(lambda number: f"f{number}")


def _fact(fact: str, *, optional: dict[str, Any] | None = None, **data: Any) -> Any:
    """A fact of one of some days, with data that are values or strategies."""
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in data.items()
    }
    return st.fixed_dictionaries(
        {"fact": st.just(fact), "occurred": DAYS, **drawn}, optional=optional or {}
    )


_IN_CLASS: dict[str, Any] = {"class": st.sampled_from(CLASSES), "cadre": _CADRES}
_OF_UNIT: dict[str, Any] = {"unit": st.sampled_from(["A", "B"]), "year": st.sampled_from(YEARS)}
_SHARED: dict[str, Any] = {"agreement": st.sampled_from(["X1", "X2"])}
_AMOUNTS = st.sampled_from(["0", "14.99", "15", "1000", "-3"])

attended = st.fixed_dictionaries(
    {
        "fact": st.just("class.completed"),
        **_IN_CLASS,
        "start": st.just("2010-03-01"),
        "end": st.sampled_from(["2010-03-05", "2010-03-12"]),
        "scheduled_days": st.just("5"),
    }
)
in_class = st.one_of(
    attended,
    _fact("problem.submitted", kind=st.sampled_from(["theory", "practice", "odd"]), **_IN_CLASS),
    _fact("problem.routed", target=_TARGETS, office="law"),
    _fact("problem.answered", target=_TARGETS),
    _fact("problem.adopted", target=_TARGETS),
    _fact("test.taken", optional={"success": st.booleans()}, test="t1", **_IN_CLASS),
    _fact("elective.chosen", elective=st.sampled_from(["law", "economy", "chess"]), **_IN_CLASS),
    _fact("book_list.given", books=["b1", "b2"], **{"class": _IN_CLASS["class"]}),
    _fact("book.chosen", book=st.sampled_from(["b1", "b2", "b9"]), **_IN_CLASS),
    _fact(
        "reading_club.attended",
        optional={"size": st.sampled_from([0, 5, 6, 8, 9])},
        kind=st.sampled_from(["intensive", "speed"]),
        **_IN_CLASS,
    ),
)
resources = st.one_of(
    _fact(
        "teacher.pooled",
        teacher=st.sampled_from(["t1", "t2"]),
        kind=st.sampled_from(["full_time", "part_time", "odd"]),
    ),
    _fact("teacher.removed", teacher=st.sampled_from(["t1", "t2"])),
    _fact(
        "teacher.trained",
        teacher=st.sampled_from(["t1", "t2"]),
        days=st.sampled_from(["3.5", "7", "300", "400"]),
    ),
    _fact(
        "unit.registered",
        unit=_OF_UNIT["unit"],
        kind=st.sampled_from(["agency", "enterprise", "club"]),
    ),
    _fact("budget.recorded", payroll="1000", amount=_AMOUNTS, **_OF_UNIT),
    _fact("fund.spent", amount=_AMOUNTS, purpose=st.sampled_from(["books", "rent"]), **_OF_UNIT),
    _fact("responsibility_letter.signed", parties=["A", "B"], year=_OF_UNIT["year"], **_SHARED),
    _fact("mid_year.reviewed", year=_OF_UNIT["year"], **_SHARED),
    _fact("year_end.inspected", year=_OF_UNIT["year"], **_SHARED),
    _fact(
        "teacher.lent",
        teacher="t1",
        days=st.sampled_from(["0.5", "2"]),
        fee=_AMOUNTS,
        **_SHARED,
    ),
    _fact("county_plan.approved", **_OF_UNIT),
    _fact("county_teaching.evaluated", result=st.sampled_from(["good", "fair"]), **_OF_UNIT),
)
decision = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(["act.voided", "void.withdrawn"]),
        "target": _TARGETS,
        "occurred": DAYS,
    }
)

histories = st.lists(st.one_of(in_class, resources, resources, decision), max_size=MOST).map(
    numbered
)
"""Histories of all that, bad values among them."""

_THINGS = ("class", "teacher", "agreement", "unit", "target")


def _sequence(short: Short) -> tuple[str, ...]:
    """What keeps its order: facts of one day about one thing, and all voids and withdrawals."""
    if short["fact"] in ("act.voided", "void.withdrawn"):
        return ("void", short["target"])
    thing = next(key for key in _THINGS if key in short)
    return thing, str(short[thing]), short.get("occurred") or short["end"]


def arrivals(shorts: list[Short]) -> st.SearchStrategy[list[Short]]:
    """The facts in any order that keeps each sequence in its own."""

    def keeping(order: list[Short]) -> list[Short]:
        rest: dict[tuple[str, ...], list[Short]] = {}
        for short in reversed(shorts):
            rest.setdefault(_sequence(short), []).append(short)
        return [rest[_sequence(short)].pop() for short in order]

    return st.permutations(shorts).map(keeping)
