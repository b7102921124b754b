"""How a unit did over the credit years, from the log as of a basis: each cadre is folded once for
all of them."""

from collections.abc import Iterable
from functools import partial

from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.by_cadre import parts_now, parts_of_unit
from projections.answers.inquiries import check_unit
from projections.compliance.members import ResultOfMember
from projections.year_close.unit_years import UnitYear, results_in, unit_years, years_told


def years_of_unit(
    answers: Answers, reader: Log, unit: str, basis: Basis, *, is_of_now: bool
) -> tuple[UnitYear, ...]:
    """All credit years of a unit, by year: as known now by what moved since it was asked for the
    last time, else made once, since it cannot change.

    Raises UnknownSubjectError when the log never names the unit.
    """
    check_unit(reader, unit)
    policies = basis.policies
    current = policies.year_of(basis.today)
    part = partial(results_in, unit=unit, years=years_told(policies, current=current))

    def told(members: Iterable[tuple[ResultOfMember, ...]]) -> tuple[UnitYear, ...]:
        return unit_years(unit, members, policies, reference=basis.reference, as_of=basis.as_of)

    def now() -> list[tuple[ResultOfMember, ...]]:
        return parts_now(
            answers,
            reader,
            basis,
            about=("unit years", unit),
            year=current,
            part=part,
            units=[unit],
        )

    def then() -> tuple[UnitYear, ...]:
        return told(
            parts_of_unit(answers.sharing, reader, basis, unit=unit, year=current, part=part)
        )

    return told(now()) if is_of_now else answers.lasting(reader, basis, ("unit years", unit), then)
