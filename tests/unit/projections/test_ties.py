"""Of facts of one timestamp the order of the log decides, never their ids (whole days are the
normal case: spreadsheets know no hours)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from projections.careers.in_post import in_post_trainings
from projections.careers.register import registration
from projections.case.decisions import AsOf
from projections.credits.credit_ledger import ledger_of
from projections.facts.year_facts import YearPublished
from projections.profile.writing import statement_id
from tests.unit.projections.case.test_reference import credits_at, publish
from tests.unit.projections.history import BAOJI, History

DAY = "2010-06-01"
ORDERS = [("a", "b"), ("b", "a")]
"""Two ids in either order: whichever rule heeds them fails one of the two."""

NOW = AsOf(known=99, today=date(2012, 12, 31), zone=BAOJI.zone)


def told(fact: str, key: str, *ids: str, **data: Any) -> History:
    """Two facts of one day that differ in one value: `first`, then `last`."""
    history = History()
    for id_, value in zip(ids, ("first", "last"), strict=True):
        history.record(fact, id_, **{key: value, "occurred": DAY, **data})
    return history


def level(*ids: str) -> str:
    return told("level.changed", "level", *ids).dossier().roster.level(date(2010, 6, 1))


def unit(*ids: str) -> str | None:
    return told("unit.assigned", "unit", *ids).ledger().memberships[-1].unit


def manager(*ids: str) -> str:
    history = History()
    for id_, value in zip(ids, ("city", "county"), strict=True):
        history.record("unit.assigned", id_, unit="A", managed_by=value, occurred=DAY)
    return {"county": "last"}[history.dossier().roster.manager(date(2010, 6, 1))]


def scheme(*ids: str) -> str:
    history = History()
    for id_, value in zip(ids, ("direct", "by_reference"), strict=True):
        history.record("unit.assigned", id_, unit="A", scheme=value, occurred=DAY)
    return "last" if history.dossier().roster.by_reference(date(2010, 6, 1)) else "first"


def name(*ids: str) -> str | None:
    history = told("cadre.enrolled", "real_name", *ids, unit="A")
    return history.dossier().roster.name(date(2010, 6, 1))


def link(*ids: str) -> str:
    history = History()
    for id_, cadre in zip(ids, ("first", "last"), strict=True):
        history.record(
            "cadre.identified", id_, cadre=cadre, identifier="mailto:f@b.cn", occurred=DAY
        )
    fact = history.attended("k", "K", "2010-07-01", "5", cadre="mailto:f@b.cn")
    return history.reference.identities.person("mailto:f@b.cn", fact.occurred, NOW)


def catalogue(*ids: str) -> str:
    history = History()
    for id_, value in zip(ids, ("5", "10"), strict=True):
        history.record("course.catalogued", id_, course="o", credits=value, occurred=DAY)
    return {"5": "first", "10": "last"}[str(credits_at(history, "2010-06-01", 99))]


def registered(*ids: str) -> str | None:
    found = told("unit.registered", "parent", *ids, unit="A").reference.units
    standing = found.registration("A", NOW)
    return standing.parent if standing else None


def year_fact(*ids: str) -> str | None:
    history = told("year.published", "number", *ids, year=2009, known_at="2009-12-31")
    return history.reference.of_year(YearPublished, 2009, NOW)[-1].number


def policy(*ids: str) -> str:
    history = History()
    for id_, value in zip(ids, ("50", "70"), strict=True):
        publish(history, id_, "2008-01-01", DAY, **{"thresholds.annual_credits": value})
    (tenure,) = history.reference.succession(known=99).tenures
    required = tenure.policy.on(date.max).thresholds.annual_credits
    return {"50": "first", "70": "last"}[str(required)]


def probation(*ids: str) -> str:
    history = History()
    history.record("appointment.made", "p", post="head", occurred="2010-01-01")
    for id_, value in zip(ids, ("2011-06-30", "2011-12-31"), strict=True):
        history.record("probation.extended", id_, target="p", until=value, occurred=DAY)
    until = in_post_trainings(history.dossier())[0].probation.until
    return "last" if until == date(2011, 12, 31) else "first"


def card(*ids: str) -> str | None:
    return registration(told("card.issued", "number", *ids).dossier()).card


def handled(*ids: str) -> str | None:
    history = History()
    history.attended("k", "K", "2010-05-01", "5")
    for id_, value in zip(ids, ("first", "last"), strict=True):
        history.record(
            "credit.registered", id_, target="k", role="unit_hr", unit=value, occurred=DAY
        )
    return ledger_of(history.dossier()).steps[-1].unit


@pytest.mark.parametrize("ids", ORDERS)
@pytest.mark.parametrize(
    "of",
    [
        *(level, unit, manager, scheme, name, link, catalogue, registered),
        *(year_fact, policy, probation, card, handled),
    ],
)
def test_where_the_last_holds_it_is_the_last_of_the_log(
    of: Callable[..., str | None], ids: tuple[str, str]
) -> None:
    assert of(*ids) == "last"


@pytest.mark.parametrize("ids", ORDERS)
@pytest.mark.parametrize(("last", "credits_"), [("approved", "10"), ("rejected", "0")])
def test_of_opposite_rulings_of_one_day_the_last_of_the_log_counts(
    last: str, credits_: str, ids: tuple[str, str]
) -> None:
    history = History()
    history.record("book.published", "e", work="w", role="sole", occurred="2010-05-01")
    first = "rejected" if last == "approved" else "approved"
    for id_, outcome in zip(ids, (first, last), strict=True):
        history.record(f"credit.{outcome}", id_, target="e", occurred=DAY)
    assert str(history.ledger().balance(2010).earned) == credits_


CLAIMS: list[dict[str, Any]] = [
    {"fact": "course.passed", "course": "o", "occurred": DAY},
    {
        "fact": "class.completed",
        "class": "K",
        "start": "2010-05-28",
        "end": DAY,
        "scheduled_days": "5",
    },
    {"fact": "book.published", "work": "w", "role": "sole", "occurred": DAY},
    {"fact": "degree.admitted", "programme": "m", "level": "master", "occurred": DAY},
    {"fact": "degree.conferred", "programme": "m", "level": "master", "occurred": DAY},
]


@pytest.mark.parametrize("ids", ORDERS)
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: str(claim["fact"]))
def test_where_the_first_counts_it_is_the_first_of_the_log(
    claim: dict[str, Any], ids: tuple[str, str]
) -> None:
    history = History()
    history.catalogue("o", "10")
    for id_ in ids:
        history.record(id_=id_, **claim)
        history.record("credit.approved", f"{id_} approved", target=id_, occurred=DAY)
    counted = {line.statement_id for line in history.ledger().entries if line.credits}
    assert counted == {statement_id(ids[0])}


@pytest.mark.parametrize("ids", ORDERS)
def test_the_first_training_of_one_day_is_the_one_that_counts_for_a_post(
    ids: tuple[str, str],
) -> None:
    history = History()
    history.record("appointment.made", "p", post="head", occurred="2010-01-01")
    for id_ in ids:
        training = {"class": id_, "end": DAY, "scheduled_days": "5"}
        history.record("in_post_training.completed", id_, **training)
    found = in_post_trainings(history.dossier())[0]
    assert found.evidence == (statement_id("p"), statement_id(ids[0]))
