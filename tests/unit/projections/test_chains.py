"""References are followed to one depth by all, and in so many steps as there are references."""

from datetime import date

import pytest

from lrs.event.references import LONGEST_CHAIN
from projections.answers.acts import by_person, subject_of
from projections.case.decisions import AsOf
from projections.case.identities import Identities
from projections.case.reference import Reference
from projections.facts.fact import Fact
from tests.unit.projections.history import BAOJI, History


def as_of(history: History) -> AsOf:
    return AsOf(known=len(history.facts), today=date(2012, 12, 31), zone=BAOJI.zone)


def chain(history: History, target: str, *, length: int, fact: str = "void.withdrawn") -> None:
    """Decisions, each on the one before."""
    for number in range(length):
        name = f"{target} {number}"
        history.record(fact, name, target=target, occurred="2010-06-01", recorded="2010-06-02")
        target = name


def test_500_withdrawals_one_on_the_other_are_followed_without_recursion() -> None:
    history = History()
    history.attended("k", "K", "2010-03-05", "5")
    entry = history.catalogue("o", "10")
    chain(history, "k", length=500)
    chain(history, str(entry.statement_id), length=500)
    history.record("act.voided", "v", target="k", occurred="2010-07-01")
    catalogue = history.reference.catalogue(as_of(history))
    assert catalogue.entry("o", entry.occurred) == entry
    assert history.ledger().entries


@pytest.mark.parametrize("more", [0, 30])
def test_a_decision_counts_as_far_as_the_log_is_indexed(more: int) -> None:
    history = History()
    act = history.attended("k", "K", "2010-03-05", "5")
    chain(history, "k", length=LONGEST_CHAIN - 1 + more, fact="credit.approved")
    known = {fact.statement_id: fact for fact in history.facts}
    subjects = [subject_of(fact, known) for fact in history.facts]
    assert subjects == [act] * LONGEST_CHAIN + [None] * more
    found = by_person(history.facts, history.reference, as_of(history))
    assert len(found["c1"]) == LONGEST_CHAIN


@pytest.mark.parametrize("more", [0, 30])
def test_runs_of_a_course_are_followed_as_far(more: int) -> None:
    history = History()
    for number in range(LONGEST_CHAIN - 1 + more):
        history.record(
            "course.catalogued", f"r{number}", course=f"o{number}", same_as=f"o{number + 1}"
        )
    catalogue = history.reference.catalogue(as_of(history))
    last = f"o{LONGEST_CHAIN - 1}"
    assert catalogue.subject("o0", history.facts[-1].occurred) == last
    assert len(history.reference.with_runs(f"o{LONGEST_CHAIN - 1 + more}")) <= LONGEST_CHAIN + 1
    assert "o0" in history.reference.with_runs(last)


def test_decisions_in_a_circle_are_about_nothing() -> None:
    history = History()
    history.record("credit.approved", "a", target="b", occurred="2010-06-01")
    history.record("credit.approved", "b", target="a", occurred="2010-06-01")
    assert by_person(history.facts, history.reference, as_of(history)) == {}


def test_a_chain_of_units_is_looked_up_once_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grant is for the top, so that each registration is held against all that stands above it
    as it was before; it doubled for each level, with four years of registrations fourfold."""
    asked = 0
    sound = Reference.authorises

    def authorises(self: Reference, fact: Fact, unit: str | None) -> bool:
        nonlocal asked
        asked += 1
        return sound(self, fact, unit)

    monkeypatch.setattr(Reference, "authorises", authorises)
    history = History()
    history.reference.grant(position=0, credential="hr", asserts=("unit.registered@d0",))
    levels = 40
    for year in (2007, 2008, 2009, 2010):
        for level in range(levels):
            above = {"parent": f"d{level - 1}"} if level else {}
            name, day = f"{level} {year}", f"{year}-01-01"
            by = "hr" if level else "operator"
            history.record(
                "unit.registered", name, unit=f"d{level}", occurred=day, credential=by, **above
            )
    units = history.reference.units
    assert units.lineage("d39", as_of(history))[-1] == "d0"
    assert len(units.subtree("d0", as_of(history))) == levels
    assert asked <= 2 * 4 * levels


def test_a_tree_ends_where_references_do() -> None:
    history = History()
    for level in range(LONGEST_CHAIN + 20):
        above = {"parent": f"d{level - 1}"} if level else {}
        history.record("unit.registered", f"u{level}", unit=f"d{level}", **above)
    units, asked = history.reference.units, as_of(history)
    assert len(units.lineage(f"d{LONGEST_CHAIN + 19}", asked)) == LONGEST_CHAIN
    below = units.subtree("d0", asked)
    assert len(below) == LONGEST_CHAIN
    assert all("d0" in units.lineage(one, asked) for one in below)


def test_links_by_who_may_not_state_them_are_none() -> None:
    history = History()
    for number in range(50):
        history.record(
            "cadre.identified",
            f"l{number}",
            cadre=f"d{number}",
            identifier="c1",
            occurred="2010-01-01",
            credential="wo",
        )
    identities = history.reference.identities
    assert identities.related("c1") == identities.names("c1") == {"c1"}


def test_the_standing_links_of_a_name_are_found_once_for_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = History()
    for number in range(50):
        name = {"cadre": f"d{number}", "identifier": "c1"}
        history.record("cadre.identified", f"l{number}", occurred="2010-01-01", **name)
    acts = [history.attended(f"k{number}", "K", "2010-03-05", "5") for number in range(50)]
    asked: list[Fact] = []
    sound = history.reference.identities._holds
    monkeypatch.setattr(
        history.reference.identities,
        "_holds",
        lambda link, at: asked.append(link) or sound(link, at),  # type: ignore[func-returns-value]
    )
    identities: Identities = history.reference.identities
    persons = {identities.person("c1", act.occurred, as_of(history)) for act in acts}
    assert persons == {"d49"}
    assert len(asked) == 50


def test_a_link_moves_its_cadre_and_those_beside_it() -> None:
    history = History()
    days = ("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01")
    links = [
        history.record(
            "cadre.identified", day, cadre=f"d{number}", identifier="mailto:a@b.cn", occurred=day
        )
        for number, day in enumerate(days)
    ]
    identities = history.reference.identities
    moved = identities.moved_by(links[1], as_of(history))  # type: ignore[arg-type]
    assert {name for name in moved if name.startswith("d")} == {"d0", "d1", "d2"}
