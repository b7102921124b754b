"""Whom a name means, whatever order links and their undoing arrive in (R28)."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.answers.acts import by_person
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.credits.credit_ledger import ledger_of
from projections.exact import ZERO, plain
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI, History, recorded
from tests.unit.projections.strategies import arrivals

NAMES = ("c1", "c2", "mailto:a@b.cn", "mailto:b@b.cn", "sha1 00ff")
DAYS = st.dates(date(2009, 1, 1), date(2010, 12, 31)).map(date.isoformat)

link = st.fixed_dictionaries(
    {
        "fact": st.just("cadre.identified"),
        "cadre": st.sampled_from(NAMES),
        "identifier": st.sampled_from(NAMES),
        "occurred": DAYS,
    }
)
attended = st.fixed_dictionaries(
    {
        "fact": st.just("class.completed"),
        "cadre": st.sampled_from(NAMES),
        "class": st.sampled_from(["K1", "K2", "K3", "K4"]),
        "end": DAYS,
        "scheduled_days": st.sampled_from(["3", "4", "5"]),
    }
)
decision = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(["act.voided", "void.withdrawn"]),
        "target": st.integers(0, 9).map(lambda number: f"f{number}"),
        "occurred": DAYS,
    }
)
histories = st.lists(st.one_of(link, attended, attended, decision), max_size=10).map(
    lambda shorts: [{"id_": f"f{number}", **short} for number, short in enumerate(shorts)]
)


def earned(history: History, *, known: int = 99) -> dict[str, str]:
    """What each person earned in all; who earned nothing is left out."""
    as_of = AsOf(known=known, today=date(2012, 12, 31), zone=BAOJI.zone)
    totals = {}
    for person, acts in by_person(history.facts, history.reference, as_of).items():
        dossier = open_dossier(history.reference, person, acts, succession_of(BAOJI), as_of)
        balances = ledger_of(dossier).balances
        total = sum((balance.earned for balance in balances), ZERO)
        if total:
            totals[person] = plain(total)
    return totals


@given(histories.flatmap(lambda facts: st.tuples(st.just(facts), arrivals(facts))))
@settings(max_examples=300)
def test_the_answer_does_not_depend_on_the_order_of_links_and_acts(
    orders: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    first, second = map(recorded, orders)
    assert earned(first) == earned(second)


@given(histories, link)
def test_a_link_that_is_undone_changes_nothing(
    facts: list[dict[str, Any]], wrong: dict[str, Any]
) -> None:
    history = recorded(facts)
    before = earned(history)
    history.record(id_="wrong", **wrong)
    history.record("act.voided", "undone", target="wrong", occurred="2010-01-01")
    assert earned(history) == before


@given(histories, st.integers(0, 10))
def test_what_was_known_is_not_touched_by_later_links(
    facts: list[dict[str, Any]], known: int
) -> None:
    assert earned(recorded(facts), known=known) == earned(recorded(facts[:known]), known=known)


@given(histories)
def test_everybody_is_found_among_those_a_change_touches(facts: list[dict[str, Any]]) -> None:
    history = recorded(facts)
    identities = history.reference.identities
    as_of = AsOf(known=99, today=date(2012, 12, 31), zone=BAOJI.zone)
    for fact in history.facts:
        if fact.person in NAMES and fact.of_cadre:
            person = identities.person(fact.person, fact.occurred, as_of)
            assert fact.person in identities.names(person)
            assert person in identities.related(fact.person)


def test_links_that_run_in_a_circle_mean_one_person() -> None:
    history = recorded(
        [
            {"id_": "1", "fact": "cadre.identified", "cadre": "c2", "identifier": "c1"},
            {"id_": "2", "fact": "cadre.identified", "cadre": "c1", "identifier": "c2"},
        ]
    )
    history.attended("k", "K", "2010-03-05", "5", cadre="c2")
    assert earned(history) == {"c1": "25"}
