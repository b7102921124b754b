"""An answer as of a position is made once, and forgotten when many others came after it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from projections.answers.basis import REMEMBERED, Answers, Basis
from projections.case.reference import Reference
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI

BASIS = Basis(
    position=7, today=date(2010, 12, 31), policies=succession_of(BAOJI), reference=Reference()
)


def test_what_is_asked_again_of_one_basis_is_made_once() -> None:
    answers = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC))
    made: list[str] = []

    def ask(basis: Basis, about: str) -> str:
        def make() -> str:
            made.append(about)
            return f"{about} {len(made)}"

        return answers.once(basis, about, make)

    assert ask(BASIS, "circular") == ask(BASIS, "circular") == "circular 1"
    assert ask(BASIS, "cycle") == "cycle 2"
    assert ask(replace(BASIS, position=8), "circular") == "circular 3"
    assert ask(replace(BASIS, today=date(2011, 1, 1)), "circular") == "circular 4"
    changed = BAOJI.with_overrides({"carry.mode": "none"})
    assert ask(replace(BASIS, policies=succession_of(changed)), "circular") == "circular 5"
    for number in range(REMEMBERED):
        ask(BASIS, str(number))
    assert ask(BASIS, "circular").endswith(str(len(made)))


def test_what_is_not_worth_it_is_made_again() -> None:
    answers = Answers(lambda: datetime(2011, 1, 1, tzinfo=UTC))
    made: list[int] = []

    def ask(*, least: int) -> int:
        def make() -> int:
            made.append(len(made))
            return len(made)

        return answers.once(BASIS, "members", make, worth=lambda found: found >= least)

    assert [ask(least=2), ask(least=2), ask(least=2), ask(least=9)] == [1, 2, 2, 2]
