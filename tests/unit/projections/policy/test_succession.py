"""Which policy holds: on a day, for a year, for a cycle, and what a publication would do."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.answers.publishing import prospect
from projections.case.publications import Fate, Publications, judging
from projections.credits.balances import Balance
from projections.credits.credit_ledger import fold
from projections.exact import plain
from projections.policy.declaration import PolicyError
from projections.policy.folder import load_packaged
from projections.policy.parameter import Policy
from projections.policy.succession import Succession, Tenure, succession_of
from projections.profile.publication import publication
from tests.unit.projections.cities import city, item, rate
from tests.unit.projections.history import BAOJI, History
from tests.unit.projections.strategies import Short, histories

TOTAL = {
    "items.class": item(worth=rate("days")),
    "targets.total": {"of": ["required"], "window": "year", "least": {"other": 60}},
}

RATE = "basic.off_job.credits_per_day"


def day(text: str) -> date:
    return date.fromisoformat(text)


def following(*tenures: tuple[Policy, str]) -> Succession:
    return Succession(
        tenures=tuple(Tenure(policy=policy, since=day(since)) for policy, since in tenures)
    )


def rated(rate: str) -> Policy:
    return BAOJI.with_overrides({RATE: rate})


def test_an_act_has_the_terms_of_its_day_a_year_those_of_its_last() -> None:
    policies = following((rated("5"), "2009-12-12"), (rated("6"), "2010-07-01"))
    days = day("2010-06-30"), day("2010-07-01")
    rates = [policies.of_day(on).off_job.credits_per_day for on in days]
    assert [*map(str, rates)] == ["5", "6"]
    assert str(policies.of_year(2010).off_job.credits_per_day) == "6"
    assert str(policies.of_year(2009).off_job.credits_per_day) == "5"
    assert str(policies.of_cycle(policies.cycle_of(2010)).off_job.credits_per_day) == "6"


def test_one_policy_alone_has_its_own_digest_several_have_one_of_their_own() -> None:
    one = following((rated("5"), "2009-12-12"))
    two = following((rated("5"), "2009-12-12"), (rated("6"), "2010-07-01"))
    later = following((rated("5"), "2009-12-12"), (rated("6"), "2010-07-02"))
    assert one.digest == rated("5").digest
    assert len({one.digest, two.digest, later.digest}) == 3


@pytest.mark.parametrize(
    ("first", "second", "since", "spans"),
    [
        # calendar years, then years from December on: 2026 has eleven months
        (
            "01-01",
            "12-01",
            "2026-01-01",
            {2025: ("2025-01-01", "2025-12-31"), 2026: ("2026-01-01", "2026-11-30")},
        ),
        # the other way round: 2025 has thirteen
        (
            "12-01",
            "01-01",
            "2025-12-01",
            {2025: ("2024-12-01", "2025-12-31"), 2026: ("2026-01-01", "2026-12-31")},
        ),
    ],
)
def test_years_change_their_first_day_without_a_gap(
    first: str, second: str, since: str, spans: dict[int, tuple[str, str]]
) -> None:
    policies = following(
        (city({"calendar.year_start": first}), "2010-01-01"),
        (city({"calendar.year_start": second}), since),
    )
    for year, (begin, end) in spans.items():
        assert policies.first_day(year) == day(begin)
        assert policies.last_day(year) == day(end)


@given(st.dates(day("2020-01-01"), day("2032-12-31")), st.sampled_from(["01-01", "07-01", "12-01"]))
def test_every_day_lies_in_its_year(on: date, start: str) -> None:
    begins = {"01-01": "2026-01-01", "07-01": "2025-07-01", "12-01": "2025-12-01"}[start]
    policies = following(
        (city({"calendar.year_start": start}), "2010-01-01"),
        (city({"calendar.year_start": "09-01"}), begins),
    )
    year = policies.year_of(on)
    assert policies.first_day(year) <= on <= policies.last_day(year)


def test_a_zone_changes_with_the_day_and_days_never_go_back() -> None:
    policies = following(
        (city({"time_zone": "America/New_York"}), "2010-01-01"),
        (city({"time_zone": "Asia/Shanghai"}), "2026-01-01"),
    )
    assert str(succession_of(BAOJI).zone) == "Asia/Shanghai"
    instants = [datetime(2025, 12, 31, hour, tzinfo=UTC) for hour in (4, 15, 16, 23)]
    days = [one.astimezone(policies.zone).date() for one in instants]
    assert days == [*map(day, ("2025-12-30", "2025-12-31", "2026-01-01", "2026-01-01"))]
    noon = datetime(2026, 3, 1, 12, tzinfo=policies.zone)
    assert noon == datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_cycle_that_another_count_cuts_off_is_cut_short() -> None:
    policies = following(
        (city({"calendar.cycle_anchor": 2023}), "2020-01-01"),
        (city({"calendar.cycle_anchor": 2026}), "2026-01-01"),
    )
    assert [str(policies.cycle_of(year)) for year in (2022, 2023, 2025, 2026)] == [
        "2018-2022",
        "2023-2025",
        "2023-2025",
        "2026-2030",
    ]
    assert [policies.cycle_of(year).cut_short for year in (2022, 2025, 2026)] == [
        False,
        True,
        False,
    ]


def test_an_override_holds_in_every_policy_that_has_the_name() -> None:
    policies = following((BAOJI, "2009-12-12"), (load_packaged("nanjing"), "2012-01-01"))
    tried = policies.with_overrides({"carry.mode": "none"})
    assert tried.of_day(day("2010-01-01")).carry.mode == "none"
    assert tried.tenures[1].policy == policies.tenures[1].policy
    with pytest.raises(PolicyError, match="no such parameter"):
        policies.with_overrides({"nothing": "1"})


def stored(*publications: tuple[Policy, str | None]) -> History:
    """A store that begins with its default policy, and what its operator publishes one by one."""
    history = History()
    history.receive(publication(BAOJI, stand_in=True))
    for policy, effective in publications:
        found = told(history, policy, effective)
        assert found is not None
        history.receive(found)
    return history


def told(
    history: History, policy: Policy, effective: str | None = None
) -> dict[str, object] | None:
    on = day(effective) if effective else None
    found = prospect(history.reference, len(history.facts), policy, on).statement
    return None if found is None else dict(found)


def spans(history: History) -> list[tuple[str, str]]:
    """What judges: its rate, and since when."""
    found = history.reference.succession(known=len(history.facts)).tenures
    rates = [str(one.policy.on(date.max).off_job.credits_per_day) for one in found]
    return list(zip(rates, (one.since.isoformat() for one in found), strict=True))


def test_what_is_in_force_is_not_published_again_and_what_was_comes_back() -> None:
    history = stored((rated("6"), None), (rated("7"), None))
    assert told(history, rated("7")) is None
    again = told(history, rated("6"))
    assert again is not None
    assert again["id"] not in {str(fact.statement_id) for fact in history.facts}
    history.receive(again)
    assert [rate for rate, _ in spans(history)] == ["6"]


def test_the_default_judges_until_the_operator_publishes_then_his_first_from_its_own_day() -> None:
    history = stored()
    assert history.reference.succession(known=1).tenures[0].policy == BAOJI
    found = prospect(history.reference, 1, rated("6"), day("2026-01-01"))
    assert found.default == BAOJI
    since = BAOJI.effective_from.isoformat()
    assert spans(stored((rated("6"), "2026-01-01"))) == [("6", since)]


def test_the_very_policy_of_the_default_confirms_it() -> None:
    history = stored((BAOJI, None), (rated("6"), "2026-01-01"))
    rate = str(BAOJI.on(date.max).off_job.credits_per_day)
    assert spans(history) == [(rate, BAOJI.effective_from.isoformat()), ("6", "2026-01-01")]
    assert told(history, BAOJI) is None
    fates = [one.fate for one in history.reference.publications.told(known=3)]
    assert fates == [Fate.UNCONFIRMED, Fate.JUDGES, Fate.JUDGES]


def test_results_under_the_default_are_told_of() -> None:
    history = stored()
    history.record("year.published", "y", year=2010, known_at="2010-12-31", occurred="2011-01-10")
    assert prospect(history.reference, 2, rated("6"), day("2026-01-01")).results == (2010,)
    assert prospect(history.reference, 2, BAOJI).results == ()


def test_other_years_begin_with_a_year_of_the_policy_before() -> None:
    december = BAOJI.with_overrides({"calendar.year_start": "12-01"})
    history = stored((BAOJI, None))
    with pytest.raises(PolicyError, match="with effect from 2026-01-01 or 2027-01-01"):
        prospect(history.reference, 2, december, day("2026-07-01"))
    history.receive(publication(december, effective=day("2026-07-01"), after=2))
    found = history.reference.publications.told(known=3)
    assert found[-1].fate is Fate.OTHER_CALENDAR
    assert [one.publication.position for one in judging(found)] == [2]
    assert prospect(history.reference, 3, december, day("2027-01-01")).statement is not None


def balances(history: History, policies: Succession) -> dict[int, Balance]:
    found = fold(
        history.reference,
        "c1",
        history.facts,
        policies,
        known=len(history.facts),
        today=day("2012-12-31"),
        years=[2010],
    )
    return {one.year: one for one in found.balances}


def amounts(found: Balance, *names: str) -> list[str]:
    """Some amounts of a balance, plain."""
    return [plain(getattr(found, name)) for name in names]


def attended() -> History:
    history = History()
    history.attended("k1", "K1", "2010-04-15", "20")
    history.attended("k2", "K2", "2011-04-15", "10")
    return history


def test_credit_goes_over_by_the_giving_year_into_the_total_of_the_next() -> None:
    found = balances(attended(), following((BAOJI, "2009-12-12"), (city(TOTAL), "2011-01-01")))
    assert amounts(found[2010], "earned", "carried_out") == ["100", "40"]
    assert amounts(found[2011], "earned", "carried_in", "counted") == ["10", "40", "50"]
    assert amounts(found[2011], "required", "missing") == ["60", "10"]


def test_a_target_of_a_part_takes_nothing_that_its_policy_does_not_know() -> None:
    part = {**TOTAL, "items.other": item(kinds=["x"], category="elective")}
    found = balances(attended(), following((BAOJI, "2009-12-12"), (city(part), "2011-01-01")))
    assert amounts(found[2011], "counted", "missing") == ["50", "50"]


def test_a_cap_takes_the_latest_act_where_the_total_wants_what_another_policy_earned() -> None:
    history = History()
    history.attended("k1", "K1", "2011-03-04", "4")
    history.attended("k2", "K2", "2011-10-10", "10")
    year = city({**TOTAL, "items.class": item(worth=rate("days", 5)), "year_cap": 60})
    found = balances(history, following((BAOJI, "2009-12-12"), (year, "2011-07-01")))
    assert {name: plain(one) for name, one in found[2011].by_category.items()} == {
        "basic.off_job": "20",
        "required": "40",
    }
    assert amounts(found[2011], "earned", "missing") == ["60", "0"]


def test_nothing_goes_over_into_another_measure() -> None:
    hours = city({**TOTAL, "unit_of_account": "hours"})
    found = balances(attended(), following((BAOJI, "2009-12-12"), (hours, "2011-01-01")))
    assert found[2010].carry_reason == "other_measure"
    assert [*amounts(found[2010], "carried_out"), *amounts(found[2011], "carried_in")] == ["0", "0"]


def test_a_study_is_credited_by_what_is_in_force_on_each_of_its_days() -> None:
    history = History()
    history.approved("degree.admitted", "d", "2010-09-01", programme="P", level="master")
    policies = following((BAOJI, "2009-12-12"), (city(TOTAL), "2012-01-01"))
    found = balances(history, policies)
    yearly = BAOJI.on(date.max).additional.annual
    assert [found[year].earned for year in (2010, 2011, 2012)] == [yearly, yearly, 0]
    later = following((city(TOTAL), "2009-12-12"), (BAOJI, "2012-01-01"))
    assert [balances(history, later)[year].earned for year in (2010, 2011, 2012)] == [0, 0, yearly]


JUDGES = [BAOJI, *map(load_packaged, ("nanjing", "huaian", "cn-national-2023")), city(TOTAL)]
rows = st.lists(st.sampled_from(JUDGES), min_size=3, max_size=3)


@given(histories, rows)
@settings(max_examples=60)
def test_whatever_follows_whatever_the_identities_hold(
    facts: list[Short], judges: list[Policy]
) -> None:
    history = History()
    for short in facts:
        history.record(**short)
    begins = ("2008-01-01", "2010-01-01", "2012-01-01")
    found = balances(history, following(*zip(judges, begins, strict=True)))
    for year, one in found.items():
        assert one.earned == sum(one.by_category.values())
        assert one.counted == one.earned + one.carried_in
        if year + 1 in found:
            assert found[year + 1].carried_in == one.carried_out
        if one.carry_reason:
            assert not one.carried_out


def test_publications_that_nobody_knows_judge_nothing() -> None:
    assert Publications(lambda *_: True, lambda *_: True).told(known=9) == ()
