"""The register says of every cadre what his whole dossier says: his name and where he belonged."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projections.answers.acts import by_person, ever_in
from projections.answers.basis import Basis
from projections.answers.people import people
from projections.case.dossier import open_dossier
from projections.facts.fact import Fact
from projections.facts.learning_act import REFERENCE_VERBS, verbs_of
from projections.facts.roster_facts import MOVES
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI, History

MAILBOX = "mailto:m@example.org"
FACTS = ("cadre.enrolled", "unit.assigned", "cadre.left", "cadre.returned")
DAYS = st.integers(0, 40).map(lambda days: (date(2010, 1, 1) + timedelta(days=days)).isoformat())

moves = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(FACTS),
        "cadre": st.sampled_from(["c1", "c2", MAILBOX]),
        "unit": st.sampled_from(["A", "B"]),
        "occurred": DAYS,
        "credential": st.sampled_from(["operator", "all", "of A", "nobody"]),
        "real_name": st.sampled_from(["李明", "李鸣", None]),
    }
)
others = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(["act.voided", "void.withdrawn", "cadre.identified"]),
        "of": st.integers(0, 9),
        "cadre": st.sampled_from(["c1", "c2"]),
        "occurred": DAYS,
        "credential": st.sampled_from(["operator", "all", "of A", "nobody"]),
    }
)


def recorded(drawn: list[dict[str, Any]]) -> History:
    """A history of moves, links and decisions on them, with those who may state some of it."""
    history = History()
    names = ("cadre.enrolled", "unit.assigned", "cadre.left", "cadre.returned", "act.voided")
    history.reference.grant(position=0, credential="all", asserts=("*",))
    history.reference.grant(
        position=0, credential="of A", asserts=tuple(f"{name}@A" for name in names)
    )
    for number, one in enumerate(drawn):
        said = dict(one)
        fact, credential = said.pop("fact"), said.pop("credential")
        if "of" in said:
            of = said.pop("of")
            if fact == "cadre.identified":
                said["identifier"] = MAILBOX
            else:
                said = {"target": f"f{of % (number + 1)}", "occurred": said["occurred"]}
                if of % (number + 1) == number:
                    continue
        if fact == "cadre.left":
            said.pop("unit")
            said["reason"] = "retired"
        if fact != "cadre.enrolled" or said.get("real_name") is None:
            said.pop("real_name", None)
        history.record(fact, f"f{number}", credential=credential, recorded="2010-03-01", **said)
    return history


def by_dossier(history: History, basis: Basis) -> dict[str, tuple[str | None, Any]]:
    """What the dossiers say of everybody."""
    facts: list[Fact] = [one for one in history.facts if basis.as_of.knows(one)]
    acts = by_person(facts, history.reference, basis.as_of)
    dossiers = {
        cadre: open_dossier(history.reference, cadre, some, basis.policies, basis.as_of)
        for cadre, some in acts.items()
    }
    return {
        cadre: (one.roster.name(basis.today), one.case.memberships)
        for cadre, one in dossiers.items()
    }


@given(
    st.lists(moves | others, max_size=10),
    st.integers(0, 10),
    st.sampled_from([date(2010, 1, 15), date(2010, 12, 31)]),
)
def test_it_says_what_the_dossier_says(
    drawn: list[dict[str, Any]], known: int, today: date
) -> None:
    history = recorded(drawn)
    basis = Basis(
        position=known, today=today, policies=succession_of(BAOJI), reference=history.reference
    )
    expected = by_dossier(history, basis)
    told = {cadre: (one.name, one.memberships) for cadre, one in people(expected, basis).items()}
    assert told == expected


@given(st.lists(moves | others, max_size=10), st.integers(0, 10))
def test_whoever_belongs_to_a_unit_was_ever_in_it(drawn: list[dict[str, Any]], known: int) -> None:
    history = recorded(drawn)
    basis = Basis(
        position=known,
        today=date(2010, 12, 31),
        policies=succession_of(BAOJI),
        reference=history.reference,
    )
    expected = by_dossier(history, basis)
    for unit in ("A", "B"):
        there = {
            cadre
            for cadre, (_, memberships) in expected.items()
            if unit in {one.unit for one in memberships}
        }
        assert there <= set(ever_in([unit], history.reference, basis.as_of))
    everybody = set(ever_in(None, history.reference, basis.as_of))
    in_units = {cadre for cadre, (_, made) in expected.items() if any(one.unit for one in made)}
    assert in_units <= everybody


def test_a_move_that_is_taken_in_twice_is_there_once() -> None:
    history = History()
    move = history.record("cadre.enrolled", "e", unit="A", real_name="李明", occurred="2010-01-01")
    history.reference.learn(move)
    assert history.reference.register.to_units(["A"], known=9) == [move]
    assert history.reference.register.moves(["c1"]) == [move]


def test_the_reference_reads_every_move() -> None:
    assert set(verbs_of(*MOVES)) <= set(REFERENCE_VERBS)
