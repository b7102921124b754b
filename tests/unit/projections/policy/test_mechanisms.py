"""The vocabulary of policies: read strictly, one canonical form, contradictions refused."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.policy.bands import BandTable
from projections.policy.declaration import PolicyError
from projections.policy.folder import PACKAGED, load, load_folder, packaged
from projections.policy.kinds import Amount, as_text
from projections.policy.mechanisms import lacking
from projections.policy.reading import policy_of
from projections.policy.schema import SCHEMA
from projections.policy.worth import WORTH
from tests.unit.projections.cities import ALWAYS, bands, city, content, dated, item, rate
from tests.unit.projections.history import BAOJI

TARGET = {"of": ["required"], "window": "year", "least": {"other": 60}}
ROLLING = {"calendar.cycle_anchor": "rolling"}
HOURS = {"of": ["off_job"], "measure": "hours", "window": "year", "least": {"other": 9}}
CARRY = {
    "of": ["required"],
    "over": {"other": 60},
    "to": "required",
    "chained": True,
    "cross_cycle": True,
}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"items.a": item(worth={"flat": "x"})}, "worth: flat: got 'x', expected a decimal"),
        ({"items.a": item(worth={"flat": 1, "rate": 2})}, "expected a map with one of flat, rate"),
        ({"items.a": item(worth={"rate": 2})}, "worth: per is missing"),
        ({"items.a": item(worth={"flat": 1, "up_to": 3})}, "worth: up_to: no such member"),
        ({"items.a": item(caps=3)}, "caps: no such member"),
        ({"items.a": item(fact="class.completed")}, "fact: got 'class.completed', expected one of"),
        ({"items.a": item(category="Required")}, "expected a category"),
        ({"items.a": item("course", worth=rate("days"))}, "course states no days"),
        (
            {"items.a": item("class", worth={"table": {"sole": 1}, "by": "role"})},
            "class states no role: it states appraisal",
        ),
        (
            {"items.a": item("book", worth=rate("hours"))},
            "book states no hours: it states nothing",
        ),
        ({"items.a": item("article", kinds=["x"])}, "kinds: article has none"),
        ({"items.a": item(kinds=["a, b"])}, "a kind such as party_school"),
        ({"items.a": item(category="必修..集中")}, "expected a category"),
        ({"items.a": item(worth=rate("days", "1/0"))}, "a decimal or a fraction such as 1/3"),
        ({"items.a": item(worth=rate("days", "1/3"))}, "worth: 1/3 has no end as a decimal: say"),
        ({"items.a": item(worth=rate("months"))}, "a thirtieth of a month has no end"),
        (
            {"items.a": item(factor={"table": {"other": "2/3"}, "by": "cadre_level"})},
            "factor: 2/3 has no end as a decimal: say how to round (round: {to: 1, by: down}",
        ),
        (
            {"items.a": item(factor={"table": {"other": 2}, "by": "role"})},
            "factor: by: class states no role: it states appraisal, organiser, cadre_level",
        ),
        ({"items.a": item("course", worth=rate("months"))}, "course states no months"),
        ({"items.a": item("course", min_days=3)}, "min_days: course has no days"),
        ({"items.a": item("activity", max_leave=[1, 7])}, "only a class can be left"),
        ({"items.a": item("course", approval=True)}, "approval: a course counts by its exam"),
        ({"items.a": item(from_days=5, to_days=3)}, "to_days: 3 lies before from_days"),
        ({"items.a": item(), "items.b": item()}, "items.a and items.b both value a class"),
        (
            {
                "items.a": item(kinds=["x", "y"], to_days=15),
                "items.b": item(kinds=["y"], from_days=15),
            },
            "items.a and items.b both value a class of the kind y of 15 days",
        ),
        ({"targets.a": {**TARGET, "window": "month"}}, "window: got 'month'"),
        ({"targets.a": {**TARGET, "excellent": {"other": 50}}}, "50 lies below what is least"),
        ({"targets.a": {**TARGET, "shares": {"required": "1.5"}}}, "from 0 to 1"),
        ({"targets.a": {**TARGET, "measure": "days"}}, "one of hours"),
        ({"targets.a": {**TARGET, "measure": "hours"}}, "hours come from off_job, online, impor"),
        ({"targets.a": HOURS}, "targets.a measures hours: state the parameters of hours"),
        ({"targets.a": {**HOURS, "or_days": {"other": 3}}}, "or_days: days are those of categ"),
        (
            {"targets.a": {**TARGET, "least": {"county": 60}, "or_days": {"other": 3}}},
            "or_days: other: nothing is least for it",
        ),
        ({"targets.a": {**HOURS, "or_months": {"other": 3}}}, "or_months: months are those of ca"),
        (
            {"targets.a": {**TARGET, "least": {"county": 60}, "or_months": {"other": 3}}},
            "or_months: other: nothing is least for it",
        ),
        ({"targets.a": {**TARGET, "days_a_month": 22}}, "days_a_month: no months are wanted"),
        (
            {"targets.a": {**TARGET, "or_months": {"other": 3}, "days_a_month": 0}},
            "days_a_month: got '0', expected a decimal above 0",
        ),
        (
            {"targets.a": {**TARGET, "shares": {"required": "3/2"}}},
            "fraction such as 1/3 from 0 to 1",
        ),
        ({"targets.a": {**TARGET, "shares_of": "total"}}, "shares_of: there are no shares: state"),
        (
            {"targets.a": {**TARGET, "shares": {"other": "1/2"}, "shares_of": "total"}},
            "shares: other is none of what counts: add it to of",
        ),
        ({"targets.a": {**TARGET, "holders_on": "first_day"}}, "nobody has to hold a mark: state"),
        ({"targets.a": {**TARGET, "holders": ["a, b"]}}, "holders: got 'a, b'"),
        ({"targets.a": {**TARGET, "pro_rata": "days"}}, "one of begun_months, whole_months"),
        ({"targets.a": {**TARGET, "grace_months": 999_999_999}}, "from 1 to 1200"),
        (
            {"targets.a": {**TARGET, "grace_months": 12}},
            "grace_months: the same is wanted of every level: take it away",
        ),
        ({"unit_coverage": {"of": ["required"], "rate": "4/3"}}, "from 0 to 1"),
        ({"promotion_barred_after": 0}, "from 1 to 100"),
        ({"calendar.cycle_anchor": "moving"}, "a year, rolling or individual"),
        ({**ROLLING, "items.a": item(once="cycle")}, "items.a: rolling cycles overlap: take"),
        (
            {**ROLLING, "carry_over.a": {**CARRY, "cross_cycle": False}},
            "carry_over.a: every year ends a rolling cycle: let credit leave it",
        ),
        ({"carry_over.a": CARRY, "carry_over.b": CARRY}, "both carry over required"),
        ({"carry_over.a": {**CARRY, "until": 1}}, "until: no such member"),
        ({"opening_balance": {"clerk": []}}, "expected a list of amounts"),
        ({"items.": item()}, "no such parameter"),
        ({"items.a-b": item()}, "no such parameter"),
        ({"item.a": item()}, "no such parameter"),
        ({"unit_mean": 0}, "above 0"),
    ],
)
def test_what_is_not_exactly_right_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError) as error:
        city(values)
    assert str(error.value).startswith("city: ")
    assert message in str(error.value)


def test_an_item_beside_baojis_own_rule_for_the_same_acts_is_refused() -> None:
    data = json.loads(BAOJI.canonical(), parse_float=str)
    data["parameters"]["items.a"] = [dated(item())]
    with pytest.raises(PolicyError, match=r"items\.a and basic\.off_job both value class"):
        policy_of(data, place="here")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("basic.online.max", "3", "basic.online.max 3 lies below basic.online.min 5"),
        ("basic.online.min", "30", "lies below basic.online.min 30"),
        ("thresholds.annual_excellent", "49", "lies below thresholds.annual_credits"),
        ("follow_up.seminar_due_months", "0", "lies below follow_up.seminar_open_months 1"),
        ("assessment.plan_grace", "12-30", "lies before assessment.plan_due 12-31: take that day"),
        ("assessment.plan_due", "02-15", "assessment.plan_grace 01-31 lies before"),
        ("sharing.mid_year_until", "05-31", "lies before sharing.mid_year_from 06-01: take that"),
        ("carry.cap", "-4", "expected a decimal, 0 or more"),
    ],
)
def test_two_values_that_nothing_can_meet_together_are_refused(
    name: str, value: str, message: str
) -> None:
    data = json.loads(BAOJI.canonical(), parse_float=str)
    [stated] = data["parameters"][name]
    data["parameters"][name] = [{**stated, "value": value}]
    with pytest.raises(PolicyError, match=message):
        policy_of(data, place="here")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("basic.online.max", "5"),
        ("assessment.plan_grace", "12-31"),
        ("assessment.plan_due", "01-15"),
        ("thresholds.annual_excellent", "60"),
    ],
)
def test_two_values_that_can_just_be_met_together_are_taken(name: str, value: str) -> None:
    data = json.loads(BAOJI.canonical(), parse_float=str)
    [stated] = data["parameters"][name]
    data["parameters"][name] = [{**stated, "value": value}]
    assert policy_of(data, place="here").states(name)


@pytest.mark.parametrize("name", ["targets.a", "carry_over.a"])
def test_targets_beside_the_annual_threshold_are_refused(name: str) -> None:
    data = json.loads(BAOJI.canonical(), parse_float=str)
    data["parameters"][name] = [dated(TARGET if name == "targets.a" else CARRY)]
    with pytest.raises(PolicyError, match="keep one"):
        policy_of(data, place="here")


def test_an_item_may_begin_late_and_end() -> None:
    data = content({})
    data["parameters"]["items.a"] = [
        dated(item(), effective="2010-01-01"),
        dated(None, effective="2012-01-01"),
    ]
    policy = policy_of(data, place="city")
    days = [policy.effective_from.replace(year=year) for year in (2009, 2010, 2012)]
    assert [len(policy.on(day).family("items")) for day in days] == [0, 1, 0]


def test_two_items_may_follow_each_other() -> None:
    data = content({})
    data["parameters"]["items.a"] = [dated(item()), dated(None, effective="2012-01-01")]
    data["parameters"]["items.b"] = [dated(item(), effective="2012-01-01")]
    assert policy_of(data, place="city")


def test_what_must_be_stated() -> None:
    assert lacking(SCHEMA) == []
    assert set(lacking(["carry.mode"])) == set(SCHEMA) - {"carry.mode"}
    assert lacking(["items.a", *ALWAYS]) == []
    assert lacking(["items.a", *ALWAYS, "carry.mode"]) == ["carry.cap", "carry.cross_cycle"]
    assert "thresholds.cycle_credits" in lacking(["items.a", "thresholds.annual_credits"])
    assert lacking(["targets.a"]) == sorted(ALWAYS)


# What a file may say wrong, and the line on which that is told.
FILES = [
    ("items.a:\n- {value: 1}\n", ":2: items.a"),
    ("unit_mean:\n- 3\n\nitem:\n- 3\n", ":2: unit_mean"),
    ("\n\nitem.a:\n- 3\n", ":3: item.a: no such parameter"),
    ("\nunit_mean: []\nunit_mean: []\n", ":3: unit_mean: stated twice, keep one"),
    (
        "# a\nitems.a:\n- {value: {fact: class, category: a, worth: {flat: 1, x: 1}},"
        " effective: 2008-01-01, enacted: 2008-01-01, article: a}\n",
        ":3: items.a: worth: x: no such member",
    ),
    ("year_cap:\n- {value: &a 1}\n- *a\n", ":3: aliases are not read"),
    (
        "unit_mean:\n- {value: 60, effective: 2010-01-01, enacted: 2010-01-01, article: a}\n"
        "\n- {value: 50, effective: 2009-01-01, enacted: 2009-01-01, article: a}\n",
        ":4: unit_mean: the value of 2009-01-01 stands after that of 2010-01-01: order them",
    ),
    (
        "year_cap:\n- {value: 1, effective: 2008-01-01, enacted: 2008-01-01, article: a, by: b}\n",
        ":2: year_cap",
    ),
]


@pytest.mark.parametrize(("text", "place"), FILES)
def test_what_is_unknown_in_a_file_is_refused_with_file_and_line(
    tmp_path: Path, text: str, place: str
) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "policy.yaml").write_text("id: town\ntitle: A town\n")
    (folder / "items.yaml").write_text(text)
    with pytest.raises(PolicyError) as error:
        load_folder(folder)
    assert str(error.value).startswith(f"town/items.yaml{place}")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "items.a:\n- {value: {fact: class, category: a, worth: {flat: 1}}, DAYS}\n"
            "items.b:\n- {value: {fact: class, category: b, worth: {flat: 2}}, DAYS}\n",
            "town/b.yaml:3: items.a and items.b both value a class: give them other kinds or days",
        ),
        (
            "items.a:\n- {value: {fact: class, category: a, worth: {flat: 1}}, DAYS}\n"
            "year_cap:\n- {value: 100, effective: 2020-01-01, enacted: 2008-01-01, article: a}\n",
            "town/b.yaml:3: year_cap: the first value holds from 2020-01-01",
        ),
        (
            "time_zone:\n- {value: UTC, DAYS}\n",
            "town/b.yaml:1: time_zone: stated in town/a.yaml:8 too, keep one",
        ),
        ("items.a:\n- {value: null, DAYS}\nunit_mean: 3\n", "town/b.yaml:3: unit_mean: expected a"),
        ("year_cap:\n- {value: null, DAYX}\n", "town/b.yaml:2: year_cap: effective is missing, "),
        ("year_kap:\n- {value: 1, DAYS}\n", "town/b.yaml:1: year_kap: no such parameter, did you"),
        (
            "items.a:\n- {value: {fact: class, category: a.b, worth: {flat: 1}}, DAYS}\n"
            "category_cap:\n- {value: {a: 3}, DAYS}\n- {value: {c: 3}, LATER}\n",
            "town/b.yaml:3: category_cap: nothing earns c: take one of a.b, or a group of it",
        ),
        (
            "items.a:\n- {value: {fact: class, category: a, worth: {flat: 1}}, DAYS}\n"
            "targets.a:\n- {value: {of: [a], window: year, least: {x: 1}, shares: {b: 1}}, DAYS}",
            "town/b.yaml:3: targets.a: nothing earns b: take one of a, or a group of it",
        ),
        ("year_cap:\n- {value: null, DAYS}\n", "town: nothing earns credits: state items"),
    ],
)
def test_what_does_not_go_together_is_refused_with_its_place(
    tmp_path: Path, text: str, place: str
) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    days = "effective: 2010-01-01, enacted: 2008-01-01, article: a"
    (folder / "policy.yaml").write_text("id: town\ntitle: A town\n")
    nanjing = (PACKAGED / "nanjing" / "calendar.yaml").read_text()
    (folder / "a.yaml").write_text(nanjing)
    later = days.replace("2010", "2011")
    (folder / "b.yaml").write_text(text.replace("DAYS", days).replace("LATER", later))
    with pytest.raises(PolicyError) as error:
        load_folder(folder)
    assert str(error.value).startswith(place)


def test_a_file_that_would_not_be_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    with pytest.raises(PolicyError, match=r"town: no policy\.yaml: add one"):
        load_folder(folder)
    (folder / "policy.yaml").write_text("id: town\ntitle: A town\n")
    (folder / "items.yml").write_text("")
    with pytest.raises(PolicyError, match=r"town/items\.yml: only \.yaml is read: rename it"):
        load_folder(folder)


@pytest.mark.parametrize("policy_id", packaged())
def test_a_packaged_policy_reads_back_from_its_canonical_form(policy_id: str) -> None:
    policy = load(policy_id)
    again = policy_of(json.loads(policy.canonical(), parse_float=str), place="log")
    assert again == policy
    assert again.digest == policy.digest


def test_huaians_bands_are_refused_as_they_stand_in_the_source() -> None:
    policy = load("huaian")
    data = json.loads(policy.canonical(), parse_float=str)
    del data["parameters"]["items.party_school_main"][0]["value"]["worth"]["precedence"]
    with pytest.raises(PolicyError) as error:
        policy_of(data, place="huaian")
    assert "items.party_school_main" in str(error.value)
    assert "overlap at 60: end the first at 59" in str(error.value)


ranges = st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30))).map(
    lambda ends: ends if ends[1] is None or ends[0] <= ends[1] else (ends[1], ends[0])
)
tables = st.lists(st.tuples(ranges, st.integers(0, 9)), min_size=1, max_size=5)


def rows(table: list[Any]) -> list[tuple[int, int | None, int]]:
    return [(low, high, value) for (low, high), value in table]


@given(tables)
def test_bands_are_refused_exactly_where_two_hold_one_quantity(table: list[Any]) -> None:
    held = [
        [value for low, high, value in rows(table) if low <= day and (high is None or day <= high)]
        for day in range(40)
    ]
    raw = as_text(bands(*rows(table))["bands"])
    if any(len(values) > 1 for values in held):
        with pytest.raises(ValueError, match="overlap at"):
            BandTable(Amount()).read(raw)
        return
    read = BandTable(Amount()).read(raw)
    assert [read.value(Decimal(day)) for day in range(40)] == [
        values[0] if values else None for values in held
    ]


@given(tables, st.sampled_from(["highest_value", "lowest_value"]), st.integers(0, 40))
def test_a_precedence_decides_where_bands_overlap(
    table: list[Any], precedence: str, day: int
) -> None:
    worth = WORTH.read(as_text(bands(*rows(table), precedence=precedence)))
    values = [
        value for low, high, value in rows(table) if low <= day and (high is None or day <= high)
    ]
    best = max if precedence == "highest_value" else min
    assert worth.of_quantity(Decimal(day)) == best(values, default=None)


amounts = st.decimals(0, 500, places=2).map(str)
names = st.sampled_from(["a", "b", "c"])
categories = st.sampled_from(["required", "required.class", "elective", "penalty"])
worths = st.one_of(
    st.fixed_dictionaries({"flat": st.one_of(amounts, amounts.map("-{}".format))}),
    st.fixed_dictionaries({"rate": amounts, "per": st.sampled_from(["days", "hours"])}),
    st.builds(lambda table: bands(*rows(table), precedence="highest_value"), tables),
    st.fixed_dictionaries({"table": st.dictionaries(names, amounts), "by": st.just("appraisal")}),
)
items = st.fixed_dictionaries(
    {"fact": st.just("class"), "category": categories, "worth": worths},
    optional={
        "min_days": amounts,
        "max_leave": st.just([1, 7]),
        "hours_per_day": st.just("7.50"),
        "cap": amounts,
        "once": st.sampled_from(["lifetime", "cycle", "year", "never"]),
        "approval": st.booleans(),
    },
)
levels = st.dictionaries(st.sampled_from(["other", "county"]), amounts, min_size=1)
targets = st.fixed_dictionaries(
    {
        "of": st.lists(categories, min_size=1, unique=True),
        "window": st.sampled_from(["year", "cycle"]),
        "least": levels,
    },
    optional={"shares": st.just({"required": "0.70"})},
)
carries = st.fixed_dictionaries(
    {
        "of": st.just(["required"]),
        "over": levels,
        "to": categories,
        "chained": st.booleans(),
        "cross_cycle": st.booleans(),
    },
    optional={"cap": amounts},
)
cities = st.fixed_dictionaries(
    {},
    optional={
        "items.a": items,
        "targets.a": targets,
        "targets.b": targets,
        "carry_over.a": carries,
        "year_cap": amounts,
        "category_cap": st.dictionaries(categories, amounts),
        "opening_balance": st.dictionaries(names, st.lists(amounts, min_size=1)),
        "unit_mean": st.just("80"),
        "unit_of_account": st.sampled_from(["credits", "hours"]),
    },
)


@given(cities)
def test_the_canonical_form_of_any_policy_reads_back(values: dict[str, Any]) -> None:
    policy = city(values)
    again = policy_of(json.loads(policy.canonical(), parse_float=str), place="log")
    assert again == policy
    assert again.canonical() == policy.canonical()


@given(cities, st.data())
def test_an_unknown_member_anywhere_is_refused(values: dict[str, Any], data: Any) -> None:
    whole = content(values)
    maps = [one for one in _maps(whole) if one is not whole["parameters"]]
    data.draw(st.sampled_from(maps))["not-known!"] = "1"
    with pytest.raises(PolicyError):
        policy_of(whole, place="city")


def _maps(value: Any) -> list[dict[str, Any]]:
    """All maps whose members the schema names: those by level, category or name are open."""
    open_maps = {"least", "over", "shares", "excellent", "table"}
    if isinstance(value, list):
        return [found for one in value for found in _maps(one)]
    if not isinstance(value, dict):
        return []
    below = [
        found
        for name, one in value.items()
        if name not in open_maps and name not in ("category_cap", "opening_balance")
        for found in _maps(one)
    ]
    return [value, *below]
