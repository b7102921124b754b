"""What random histories of follow-ups are drawn from: classes, and what comes after them."""

from typing import Any

from hypothesis import strategies as st

from tests.unit.projections.strategies import Short, numbered

DAYS = st.sampled_from(
    [
        *("2010-02-28", "2010-03-30", "2010-03-31", "2010-04-01", "2010-04-07", "2010-04-08"),
        *("2010-05-15", "2010-06-30", "2010-07-01", "2010-12-31", "2011-03-31", "2011-04-01"),
        *("2012-02-29", "2013-04-01"),
    ]
)
CADRES = st.sampled_from(["c1", "c2", "c3"])
CLASSES = ("K1", "K2")
NAMES = st.lists(st.sampled_from(["c1", "c2", "c3", "c9"]), unique=True, max_size=4)
TARGETS = st.integers(0, 14).map(lambda number: f"f{number}")
HALVES = st.sampled_from(["2010-H1", "2010-H2", "2011-H1", "2015-H1", "2010-H3"])


def fact(*names: str, **members: Any) -> st.SearchStrategy[Short]:
    """Facts of some names in short form; members are values, or strategies of them."""
    drawn = {
        key.rstrip("_"): value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in members.items()
    }
    return st.fixed_dictionaries({"fact": st.sampled_from(names), **drawn})


OF_CLASS = st.sampled_from(CLASSES)

attended = fact(
    "class.completed",
    cadre=CADRES,
    class_=OF_CLASS,
    start="2010-02-20",
    end=st.sampled_from(["2010-03-30", "2010-03-31"]),
    scheduled_days="5",
    institution=st.sampled_from(["school", "college"]),
    class_tag=st.sampled_from(["key", "plain"]),
    follow_up_years=st.sampled_from([0, 1, 2, 3, 4]),
)
from_trainee = fact(
    *("self_evaluation.submitted", "learning_summary.submitted", "feedback.submitted"),
    "interview.held",
    cadre=CADRES,
    class_=OF_CLASS,
    occurred=DAYS,
)
visit = fact(
    "visit.conducted",
    cadre=CADRES,
    class_=OF_CLASS,
    method=st.sampled_from(["meeting", "interview", "telephone"]),
    headings=st.sampled_from([{}, {"theory": "reads"}, {"cheer": "laughs"}]),
    score=st.sampled_from(["85", "-1"]),
    occurred=DAYS,
)
served = fact(
    "service.given",
    cadre=CADRES,
    class_=OF_CLASS,
    kind=st.sampled_from(["tutoring", "tea"]),
    occurred=DAYS,
)
seminar = fact("seminar.held", class_=OF_CLASS, batch="1", attendees=NAMES, occurred=DAYS)
draw = fact(
    "sample.drawn",
    class_=OF_CLASS,
    seed=st.sampled_from(["s", "t"]),
    frame=NAMES,
    n=st.sampled_from([0, 1, 2, 9]),
    drawn=NAMES,
    occurred=DAYS,
)
told = st.one_of(
    fact("result.fed_back", class_=OF_CLASS, occurred=DAYS),
    fact("result.fed_back", class_=OF_CLASS, unit=st.sampled_from(["A", "B"]), occurred=DAYS),
)
report = st.one_of(
    fact(
        "half_year_report.filed",
        class_=OF_CLASS,
        kind=st.sampled_from(["digest", "preset", "verse"]),
        half=HALVES,
        occurred=DAYS,
    ),
    fact(
        "institution_report.filed",
        institution=st.sampled_from(["school", "college"]),
        kind=st.sampled_from(["digest", "preset"]),
        half=HALVES,
        occurred=DAYS,
    ),
)
group = st.one_of(
    fact(
        "group.appointed",
        class_=OF_CLASS,
        group=st.sampled_from(["working", "steering"]),
        members=NAMES,
        occurred=DAYS,
    ),
    fact(
        "institution_group.appointed",
        institution="school",
        group="working",
        members=NAMES,
        occurred=DAYS,
    ),
)
member = fact("unit.assigned", cadre=CADRES, unit=st.sampled_from(["A", "B"]), occurred=DAYS)
decision = fact("act.voided", "void.withdrawn", target=TARGETS, occurred=DAYS)

histories = st.lists(
    st.one_of(
        *(attended, attended, attended, from_trainee, from_trainee, visit, visit, served),
        *(seminar, draw, told, report, group, member, decision),
    ),
    min_size=3,
    max_size=14,
).map(numbered)
