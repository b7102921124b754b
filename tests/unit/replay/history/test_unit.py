"""A unit's biography is what its members, folded at every position and on every day, come to."""

from datetime import date

import pytest

from lrs.event.log import Log
from projections.answers.acts import acts_of, ever_in
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.case.publications import NoPolicyError
from projections.compliance.members import member_of
from projections.compliance.unit_compliance import compliance
from projections.credits.credit_ledger import credits_of
from replay.history.change import Key, Kind, State
from replay.history.unit import biography_of_unit
from tests.oracle.histories import UNITS, history
from tests.unit.replay.history.naive import StateAt, basis_of, log_of, naive, told

MEMBERS = ("state", "verdict", "assessed", "unqualified", "until_barred", "to_clear")


def standing_at(log: Log, unit: str, basis: Basis) -> StateAt:
    """The standing of a unit in each year that somebody belongs to it in."""

    def state(known: int, today: date) -> State:
        reference = basis.reference
        try:
            policies = reference.succession(known=known)
        except NoPolicyError:
            return {}
        as_of = AsOf(known=known, today=today, zone=policies.zone)
        acts = acts_of(ever_in([unit], reference, as_of), log, reference, as_of)
        opened = [
            open_dossier(reference, cadre, some, policies, as_of) for cadre, some in acts.items()
        ]
        found = {}
        for year in {one.year for each in opened for one in credits_of(each).balances}:
            members = [member_of(each, year) for each in opened]
            if any(one.place.unit == unit for one in members):
                state = policies.reached_on(today).of_year(year)
                figures = compliance(unit, year, members, policies, state=state)
                for name in MEMBERS:
                    found[Key(Kind.UNIT, str(year), year, name)] = getattr(figures, name)
        return found

    return state


@pytest.mark.parametrize("seed", [0, 3])
def test_it_is_what_all_members_come_to_at_every_moment(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    for unit in UNITS[:1]:
        state = standing_at(log, unit, basis)
        expected = list(naive(log, basis, state, until=basis.position, last=basis.today))
        assert expected
        assert told(biography_of_unit(log, unit, basis=basis)) == expected


@pytest.mark.parametrize("seed", range(4))
def test_adjoining_spans_make_up_the_whole(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    for unit in UNITS:
        whole = biography_of_unit(log, unit, basis=basis)
        for cut in range(0, basis.position, 13):
            parts = [
                *biography_of_unit(log, unit, basis=basis, until=cut),
                *biography_of_unit(log, unit, basis=basis, since=cut),
            ]
            assert parts == whole
