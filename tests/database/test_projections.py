"""Of every projection: whatever comes, live rows are what a rebuild makes of the log.

The facts are those that it is easy to get wrong for ledgers, and of every other kind those of the
worked examples, moved to the days and the cadres, classes and units of the history. So a new fact
is drawn as soon as an example has it.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from lrs.access.credential_store import Credentials
from lrs.event.credentials import OPERATOR, Credential
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections import plain_yaml
from projections.profile.writing import to_statement
from projections.tables import runner as runner_module
from projections.tables.registry import PROJECTIONS
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.conftest import Postgres
from tests.recording import Hands, open_store, post, publish

BEGIN = datetime(2010, 11, 28, 4, tzinfo=UTC)
CADRES = st.sampled_from(["c1", "c2", "c3"])
CLASSES = st.sampled_from(["K1", "K2"])
UNITS = st.sampled_from(["A", "B"])
PLANNED = {"start": "2010-12-10", "end": "2010-12-14"}
PERSONS = st.sampled_from([2, 40])
EARLIER = st.integers(0, 14).map(lambda number: f"f{number}")
"""The name of a statement, most often of one before."""

Short = dict[str, Any]


def fact(name: str, **members: Any) -> st.SearchStrategy[Short]:
    """A fact in short form; members are values, or strategies of them."""
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in members.items()
    }
    return st.fixed_dictionaries({"fact": st.just(name), **drawn})


FOREIGN = "account https://lms.example u1"
ANSWER = {"survey": "S1", "question": "content", "choice": st.sampled_from(["law", "economy"])}
SURVEYS = (
    fact("survey.opened", survey=st.sampled_from(["S1", "S2"]), kind="standing"),
    fact("survey.answered", **ANSWER),
    fact("survey.answered", **ANSWER, person=FOREIGN),
    fact("survey.closed", survey="S1"),
)
FACTS = (
    fact("class.completed", cadre=CADRES, **{"class": CLASSES}, scheduled_days="5"),
    fact("class.completed", cadre="mailto:a@b.cn", **{"class": CLASSES}, scheduled_days="5"),
    fact("course.passed", cadre=CADRES, course="o1", by="exam"),
    fact("course.catalogued", course="o1", credits=st.sampled_from(["5", "10"])),
    fact("degree.admitted", cadre=CADRES, programme="p", level="master", years=1),
    fact("unit.assigned", cadre=CADRES, unit=UNITS),
    fact("level.changed", cadre=CADRES, level="county_deputy"),
    fact("cadre.identified", cadre=CADRES, identifier="mailto:a@b.cn"),
    fact("course.passed", cadre=CADRES, course="o1", **{"class": CLASSES}),
    fact("course.catalogued", course="o1", credits="5", block="live_module", **{"class": "K1"}),
    fact("problem.submitted", cadre=CADRES, kind="theory", **{"class": CLASSES}),
    fact("problem.answered", target=EARLIER),
    fact("reading_club.attended", cadre=CADRES, kind="speed", size=6, **{"class": CLASSES}),
    fact("other_activity.done", cadre=CADRES, kind="forum", **{"class": CLASSES}),
    fact("unit.registered", unit=UNITS, kind=st.sampled_from(["agency", "enterprise"])),
    fact("budget.recorded", unit=UNITS, year=2010, payroll="1000", amount="20"),
    fact("teacher.pooled", teacher="t1", kind="full_time"),
    fact("teacher.removed", teacher="t1"),
    fact("teacher.trained", teacher="t1", days="7"),
    fact("mid_year.reviewed", agreement="X", year=st.sampled_from([2010, 2011])),
    fact("teacher.lent", agreement="X", teacher="t1", days="2", fee="9.5"),
    fact("county_plan.approved", unit=UNITS, year=2010),
    fact(
        "class.completed",
        cadre=CADRES,
        **{"class": CLASSES},
        scheduled_days="5",
        institution=st.sampled_from(["A", "party-school"]),
        class_tag="key",
        follow_up_years=st.sampled_from([1, 3]),
    ),
    *(
        fact(name, cadre=CADRES, **{"class": CLASSES})
        for name in ("self_evaluation.submitted", "learning_summary.submitted", "visit.conducted")
    ),
    fact(
        "sample.drawn",
        **{"class": CLASSES},
        seed="s",
        frame=["c1", "mailto:a@b.cn"],
        n=1,
        drawn=st.sampled_from([["c1"], ["mailto:a@b.cn"]]),
    ),
    fact("result.fed_back", **{"class": CLASSES}),
    fact("result.fed_back", **{"class": CLASSES}, unit=UNITS),
    fact(
        "institution_report.filed",
        institution=st.sampled_from(["A", "party-school"]),
        kind="digest",
        half=st.sampled_from(["2010-H1", "2010-H2", "2011-H1"]),
    ),
    *SURVEYS,
    fact("credit.approved", target=EARLIER),
    fact(
        "class.planned", persons=PERSONS, start="2010-12-10", end="2010-12-14", **{"class": CLASSES}
    ),
    fact("class.planned", persons=40, start="2011-01-20", **{"class": CLASSES}),
    fact("class.declared", **{"class": CLASSES}),
    fact("class.approved", **{"class": CLASSES}),
    fact("class.returned", **{"class": CLASSES}),
    fact("class.cancelled", **{"class": CLASSES}),
    fact("class.closed", sign_in_sheet=True, timetable=st.booleans(), **{"class": CLASSES}),
    fact("class.reopened", **{"class": CLASSES}),
    fact("class.observer_assigned", person="officer-7", **{"class": CLASSES}),
    fact("cadre.nominated", cadre=CADRES, **{"class": CLASSES}),
    fact("trainee.named", cadre=CADRES, unit=UNITS, **{"class": CLASSES}),
    fact("quota.allocated", unit=UNITS, persons=st.integers(0, 2), **{"class": CLASSES}),
    fact("substitution.approved", cadre=CADRES, substitute=CADRES, **{"class": CLASSES}),
    fact(
        "class.completed",
        cadre=CADRES,
        substitute_for=CADRES,
        scheduled_days="1",
        **{"class": CLASSES},
    ),
    fact("exemption.granted", target=EARLIER),
    fact("act.voided", target=EARLIER),
    fact("act.voided", target=EARLIER),
    fact("void.withdrawn", target=EARLIER),
)


def _templates() -> list[Short]:
    """Some facts of each kind out of the worked examples, but policies."""
    found: dict[str, list[Short]] = {}
    for path in sorted(SCENARIOS.glob("*.yaml")):
        for item in plain_yaml.load(path.read_text(encoding="utf-8"))["facts"]:
            some = found.setdefault(item["fact"], [])
            if len(some) < 3 and {**item, "id": ""} not in some:
                some.append({**item, "id": ""})
    del found["policy.published"]
    return [one for name in sorted(found) for one in found[name]]


SCENARIOS = Path(__file__).parents[1] / "scenarios"
TEMPLATES = _templates()
AMONG_FEW = {"cadre": CADRES, "class": CLASSES, "unit": UNITS, "target": EARLIER}
"""Members that are drawn anew, so that facts meet."""
ALIKE = {"survey": "s1", "teacher": "t1", "agreement": "g1", "institution": "i1", "county": "n1"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@st.composite
def of_examples(draw: st.DrawFn) -> Short:
    """A fact of the worked examples about the few of this history; `recorded` is its own day."""
    short = dict(draw(st.sampled_from(TEMPLATES)))
    drawn = {key: draw(AMONG_FEW[key]) for key in sorted(AMONG_FEW.keys() & short.keys())}
    alike = {key: ALIKE[key] for key in ALIKE.keys() & short.keys()}
    short.pop("catalogue_credits", None)
    return {**short, **drawn, **alike}


def moved(short: Short, day: date) -> Short:
    """A fact of an example with all its days as far from another day as from its own."""
    own = date.fromisoformat(short["recorded"])
    data = {key: value for key, value in short.items() if key != "recorded"}
    if not data.keys() & {"occurred", "occurred_at", "end"}:
        data["occurred"] = short["recorded"]

    def shifted(value: Any) -> Any:
        if isinstance(value, str) and DAY.fullmatch(value):
            return (date.fromisoformat(value) + (day - own)).isoformat()
        return value

    return {key: shifted(value) for key, value in data.items()}


PLACED = {"class.completed": ("start", "end")}
"""Facts that are dated by members of their own."""

STEPS = st.lists(
    st.tuples(
        st.one_of(st.one_of(*FACTS), of_examples()),
        st.sampled_from([-400, -30, -3, 0, 2, 40, 400]),  # days from now to when it happens
        st.sampled_from([0, 0, 1, 3, 45, 366]),  # days that pass then
        st.sampled_from(["operator", "operator", "of A"]),
    ),
    min_size=4,
    max_size=14,
)


def dated(short: Short, number: int, day: date) -> Short:
    """A fact that happens on a day, with a name."""
    if "recorded" in short:
        return {**moved(short, day), "id": f"f{number}"}
    days = PLACED.get(short["fact"], ("occurred",))
    return {**short, "id": f"f{number}", **dict.fromkeys(days, day.isoformat())}


OF_SURVEYS = st.lists(
    st.tuples(
        st.one_of(
            *SURVEYS,
            fact("act.voided", target=EARLIER),
            fact("void.withdrawn", target=EARLIER),
            fact("cadre.identified", cadre="c1", identifier=FOREIGN),
        ),
        st.sampled_from([-200, -3, 0, 2, 200]),
        st.sampled_from([0, 0, 1, 3, 45]),
        st.sampled_from(["operator", "operator", "of A"]),
    ),
    min_size=4,
    max_size=14,
)
"""A history of little else than surveys, of which one of everything has few."""


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.one_of(STEPS, OF_SURVEYS),
    page=st.sampled_from([2, 5000]),
    bucket=st.sampled_from([1, 200]),
)
def test_live_rows_are_those_of_a_rebuild(
    steps: list[tuple[Short, int, int, str]],
    page: int,
    bucket: int,
    postgres: Postgres,
    migrated: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner_module, "PAGE", page)
    monkeypatch.setattr(runner_module, "BUCKET", bucket)
    clock = Hands(BEGIN)
    with postgres.database(template=migrated) as database:
        _live(database, clock, steps)


def _live(database: Database, clock: Hands, steps: list[tuple[Short, int, int, str]]) -> None:
    store = open_store(database.service, clock)
    publish(store)
    bound = ["class.completed@A", "act.voided@A", "unit.assigned@A"]
    credential, _ = Credentials(store).add("of A", scopes=["all"], asserts=bound, key="a")
    runner = Runner(clock)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        runner.catch_up(conn)
        for number, (short, ahead, passing, who) in enumerate(steps):
            made = dated(short, number, (clock.now + timedelta(days=ahead)).date())
            by = credential if who == "of A" else OPERATOR
            _record(store, made, by)
            if number % 3:
                runner.catch_up(conn)
            clock.now += timedelta(days=passing)
        runner.catch_up(conn)
        _assert_as_rebuilt(conn, clock)
    store.close()


def _record(store: RecordStore, short: Short, credential: Credential) -> None:
    (refused,) = store.record([post(to_statement(short), credential=credential)])
    event(f"{short['fact'].split('.')[0]} {'refused' if refused else 'recorded'}")


def _assert_as_rebuilt(conn: Connection, clock: Callable[[], datetime]) -> None:
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert [one.projection for one in rebuilt.projections] == [one.name for one in PROJECTIONS]
    for one in rebuilt.projections:
        assert one.before is not None, one.projection
        assert one.before == one.after, one.projection
