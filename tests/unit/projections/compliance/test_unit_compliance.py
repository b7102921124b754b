"""Whether a unit is barred, decided in integers (R24, A3-18)."""

import pytest

from projections.compliance.members import Member, member_of
from projections.compliance.unit_compliance import UnitCompliance, compliance
from projections.exact import ZERO, plain
from projections.policy.succession import succession_of
from projections.policy.years import ENDED
from tests.unit.projections.history import BAOJI, History


def member(person: str, days: str | None, unit: str = "A", **parameters: object) -> Member:
    """A member who attended so many days in 2010."""
    history = History()
    history.record("unit.assigned", "m", cadre=person, unit=unit, occurred="2009-01-01")
    if days:
        history.attended("k", "K", "2010-03-20", days, cadre=person)
    return member_of(history.dossier(parameters, person=person), 2010)


def standing(unqualified: int, members: int, **parameters: object) -> UnitCompliance:
    own = [member(f"c{number}", "5" if number < unqualified else "12") for number in range(members)]
    outsider = member("x", "5", unit="B")
    policy = BAOJI.with_overrides(parameters)
    return compliance("A", 2010, [*reversed(own), outsider], succession_of(policy), state=ENDED)


@pytest.mark.parametrize(
    ("unqualified", "members", "verdict", "limit", "until_barred", "to_clear"),
    [
        (0, 0, "not_applicable", 0, 0, 0),
        (0, 1, "clear", 1, 1, 0),
        (1, 1, "barred_from_advanced", 1, 0, 1),
        (2, 6, "barred_from_advanced", 2, 0, 1),
        (2, 7, "clear", 3, 1, 0),
        (3, 7, "barred_from_advanced", 3, 0, 1),
        (1, 4, "clear", 2, 1, 0),
        (4, 5, "barred_from_advanced", 2, 0, 3),
    ],
)
def test_a_third_or_more_bars(
    unqualified: int, members: int, verdict: str, limit: int, until_barred: int, to_clear: int
) -> None:
    found = standing(unqualified, members)
    assert (found.assessed, found.unqualified) == (members, unqualified)
    assert found.verdict == verdict
    assert (found.limit, found.until_barred, found.to_clear) == (limit, until_barred, to_clear)


def test_the_ratio_is_a_parameter() -> None:
    ratio = {"thresholds.unit_unqualified_ratio": [2, 5]}
    assert standing(2, 5, **ratio).verdict == "barred_from_advanced"
    assert standing(1, 5, **ratio).verdict == "clear"
    assert standing(1, 3, **ratio).verdict == "clear"


def test_who_is_missing_how_much_by_which_article() -> None:
    found = standing(1, 2)
    assert [
        (m.cadre, plain(m.counted), plain(m.missing or ZERO), m.grade) for m in found.members
    ] == [
        ("c0", "25", "35", "unqualified"),
        ("c1", "60", "0", "qualified"),
    ]
    assert (found.rule, found.article) == ("R24", "A3-18")


def test_a_member_without_acts_is_unqualified() -> None:
    found = compliance("A", 2010, [member("c1", None)], succession_of(BAOJI), state=ENDED)
    assert (found.assessed, found.unqualified) == (1, 1)


def by_reference(person: str, days: str, **parameters: object) -> Member:
    history = History()
    membership = {"cadre": person, "unit": "A", "scheme": "by_reference"}
    history.record("cadre.enrolled", "m", occurred="2009-01-01", **membership)
    history.attended("k", "K", "2010-03-20", days, cadre=person)
    return member_of(history.dossier(parameters, person=person), 2010)


def test_cadres_by_reference_are_listed_apart_merged_or_excluded() -> None:
    def found(scope: str) -> UnitCompliance:
        members = [
            member("c1", "12", **{"scope.by_reference": scope}),
            by_reference("r1", "5", **{"scope.by_reference": scope}),
        ]
        return compliance("A", 2010, members, succession_of(BAOJI), state=ENDED)

    separate, merged, excluded = found("separate"), found("merge"), found("exclude")
    assert (separate.assessed, separate.unqualified, separate.verdict) == (1, 0, "clear")
    assert separate.apart is not None
    assert (separate.apart.assessed, separate.apart.unqualified) == (1, 1)
    assert separate.apart.verdict == "barred_from_advanced"
    assert (merged.assessed, merged.unqualified, merged.apart) == (2, 1, None)
    assert merged.verdict == "barred_from_advanced"
    assert (excluded.assessed, excluded.excluded, excluded.apart) == (1, ("r1",), None)


@pytest.mark.parametrize(("exemption", "assessed"), [("none", 1), ("by_approval", 0)])
def test_an_exemption_counts_only_where_the_policy_heeds_it(exemption: str, assessed: int) -> None:
    history = History()
    history.record("unit.assigned", "m", unit="A", occurred="2009-01-01")
    history.record("exemption.granted", "x", cadre="c1", year=2010, occurred="2010-05-01")
    own = member_of(history.dossier({"scope.exemption": exemption}), 2010)
    found = compliance("A", 2010, [own], succession_of(BAOJI), state=ENDED)
    assert (found.assessed, len(found.exempt)) == (assessed, 1 - assessed)
