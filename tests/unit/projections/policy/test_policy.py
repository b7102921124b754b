"""A policy is read strictly, has one canonical form, and can be asked what if."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from projections.policy import folder
from projections.policy.bands import BandTable
from projections.policy.declaration import PolicyError
from projections.policy.folder import load_folder, load_packaged, load_yaml
from projections.policy.kinds import Amount, PositiveAmount
from projections.policy.parameter import FIXED, Policy
from projections.policy.reading import MOST_DAYS, MOST_OF_A_FAMILY, MOST_VALUES, policy_of
from projections.policy.schema import ALSO_CALLED, SCHEMA
from tests.unit.projections.history import BAOJI

SHEET = Path(__file__).parent / "baoji-2009-sheet.yaml"


def content() -> dict[str, Any]:
    """The canonical data of the packaged policy, as it would be read from the log."""
    data: dict[str, Any] = json.loads(BAOJI.canonical(), parse_float=str)
    return data


def with_values(name: str, *values: dict[str, Any]) -> Policy:
    """The packaged policy with other dated values of one parameter."""
    data = content()
    data["parameters"][name] = list(values)
    return policy_of(data, place="test")


def dated(value: Any, effective: str = "2008-01-01") -> dict[str, Any]:
    return {"value": value, "effective": effective, "enacted": "2009-12-12", "article": "A3-7"}


def leaves(data: Any, prefix: str = "") -> dict[str, Any]:
    """A nested sheet as dotted names."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        flat |= leaves(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat


def test_every_parameter_of_the_sheet_is_stated_with_its_value() -> None:
    sheet = leaves(
        {k: v for k, v in yaml.load(SHEET.read_text(), yaml.BaseLoader).items() if k != "id"}
    )
    assert len(sheet) > 60
    for name, raw in sheet.items():
        assert BAOJI.on(date(2010, 1, 1)).value(SCHEMA[name]) == SCHEMA[name].kind.read(raw), name


def test_the_packaged_policy_states_every_parameter_with_an_article() -> None:
    assert folder.packaged() == ("baoji-2009", "cn-national-2023", "huaian", "nanjing")
    assert set(BAOJI.parameters) == set(SCHEMA)
    for values in BAOJI.parameters.values():
        assert all(value.article[0] in "AM" for value in values)


def test_canonical_data_reads_back_to_the_same_policy_and_digest() -> None:
    again = policy_of(content(), place="log")
    assert again == BAOJI
    assert again.digest == BAOJI.digest
    assert len(BAOJI.digest) == 64


def test_equal_values_written_differently_have_one_canonical_form() -> None:
    plain = with_values("basic.off_job.day_step", dated("0.5"))
    assert with_values("basic.off_job.day_step", dated("0.500")).digest == plain.digest


def test_canonical_form_is_compact_sorted_and_without_floats() -> None:
    raw = BAOJI.canonical()
    assert b'"basic.off_job.day_step":[{"article":"A3-7(1), Q8","effective":"2008-01-01"' in raw
    floats: list[str] = []
    json.loads(raw, parse_float=floats.append)
    assert floats == []


def test_a_dated_value_holds_from_its_day() -> None:
    policy = with_values(
        "thresholds.annual_credits", dated("60"), dated("80", effective="2011-01-01")
    )
    assert policy.on(date(2010, 12, 31)).thresholds.annual_credits == 60
    assert policy.on(date(2011, 1, 1)).thresholds.annual_credits == 80
    assert policy.on(date(1990, 1, 1)).thresholds.annual_credits == 60


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("carry.mood", [dated("none")], "no such parameter"),
        ("carry.mode", [dated("sometimes")], "one of chained, next_year_only, none"),
        ("carry.mode", [], "expected a list of dated values"),
        ("carry.mode", ["none"], "expected {value, effective, enacted, article}"),
        ("carry.mode", [dated("none") | {"by": "x"}], "expected {value, effective"),
        ("carry.mode", [dated("none") | {"article": ""}], "expected a text"),
        ("carry.mode", [dated("none") | {"article": None}], "expected a text"),
        ("carry.mode", [dated("none", effective="2008-13-01")], "YYYY-MM-DD"),
        ("carry.mode", [dated("none", effective="2008-1-1")], "YYYY-MM-DD"),
        ("carry.mode", [dated("none"), dated("chained")], "order them by day"),
        ("carry.mode", [dated("none", effective="2009-01-01")], "state the value for that day"),
        ("time_zone", [dated("UTC"), dated("Asia/Shanghai", effective="2010-01-01")], "keep one"),
        ("time_zone", [dated("Asia/Baoji")], "IANA"),
        ("calendar.year_start", [dated("02-29")], "MM-DD"),
        ("assessment.close_at", [dated("12-32T24:00")], "MM-DDTHH:MM"),
        ("assessment.close_at", [dated("12-31T24:01")], "MM-DDTHH:MM"),
        ("assessment.close_at", [dated("12-31")], "MM-DDTHH:MM"),
        ("assessment.close_at", [dated(None)], "MM-DDTHH:MM"),
        ("calendar.cycle_years", [dated("0")], "from 1 to 100"),
        ("calendar.cycle_years", [dated("101")], "from 1 to 100"),
        ("in_post.within_months", [dated("1201")], "from 1 to 1200"),
        ("basic.off_job.day_step", [dated("0")], "above 0"),
        ("basic.off_job.credits_per_day", [dated("five")], "a decimal"),
        ("basic.off_job.credits_per_day", [dated(2.5)], "never as floats"),
        ("basic.off_job.max_leave_ratio", [dated(["7", "1"])], "a <= b"),
        ("basic.off_job.max_leave_ratio", [dated(["1", "0"])], "1 or more"),
        ("basic.off_job.appraisal_factor", [dated({"excellent": "1.5"})], "from 0 to 1"),
        ("basic.online.pass_by", [dated(["exam", "exam"])], "without repetition"),
        ("basic.online.value_from", [dated("duration_bands")], "needs basic.online.duration_bands"),
        ("carry.cross_cycle", [dated("1")], "true or false"),
        ("reward.article.min_outlet", [dated("County!")], "one of unit, township, county"),
        ("category_cap", [dated([])], "a map"),
    ],
)
def test_what_is_not_exactly_right_is_refused_with_its_place(
    name: str, values: list[Any], message: str
) -> None:
    data = content()
    data["parameters"][name] = values
    with pytest.raises(PolicyError) as error:
        policy_of(data, place="here")
    assert str(error.value).startswith("here: ")
    assert message in str(error.value)


@pytest.mark.parametrize("data", [None, [], {}, {"id": "x", "title": "y", "parameters": []}])
def test_what_is_no_policy_is_refused(data: Any) -> None:
    with pytest.raises(PolicyError, match="here: "):
        policy_of(data, place="here")


@pytest.mark.parametrize("name", FIXED)
def test_what_decides_a_day_or_year_must_be_stated(name: str) -> None:
    data = content()
    del data["parameters"][name]
    with pytest.raises(PolicyError, match=f"{name} is missing"):
        policy_of(data, place="here")


def test_reading_what_a_policy_does_not_state_says_so() -> None:
    data = content()
    del data["parameters"]["carry.cap"]
    with pytest.raises(PolicyError, match=r"no value of carry\.cap"):
        _ = policy_of(data, place="here").on(date(2010, 1, 1)).carry.cap


BANDS = BandTable(Amount())


def band(low: str, high: str, value: str) -> dict[str, str]:
    return {"from": low, "to": high, "value": value}


def test_bands_hold_both_ends() -> None:
    bands = BANDS.read([band("16", "null", "2"), band("1", "15", "1")])
    assert [bands.value(Decimal(n)) for n in ("0.5", "1", "15.9", "16", "999")] == [
        None,
        1,
        1,
        2,
        2,
    ]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ([band("30", "60", "8"), band("60", "null", "10")], "overlap at 60: end the first at 59"),
        ([band("1", "null", "1"), band("5", "6", "2")], "overlap at 5"),
        ([band("6", "5", "1")], "ends before it begins"),
        ([{"from": "1", "value": "1"}], "expected a band"),
        ([], "expected bands"),
    ],
)
def test_overlapping_bands_are_refused_with_the_mend(raw: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BANDS.read(raw)


@pytest.mark.parametrize(
    ("overrides", "name", "value"),
    [
        ({"carry.mode": "none"}, "carry.mode", "none"),
        ({"carry": {"mode": "none"}}, "carry.mode", "none"),
        ({"carry.cap": None}, "carry.cap", None),
        ({"carry.cap": "12.5"}, "carry.cap", Decimal("12.5")),
        ({"carry.cross_cycle": False}, "carry.cross_cycle", False),
        ({"basic.off_job.max_leave_ratio": [1, 7]}, "basic.off_job.max_leave_ratio", (1, 7)),
        ({"online.value_from": "catalogue"}, "basic.online.value_from", "catalogue"),
        ({"effective_from": date(2009, 1, 1)}, "effective_from", date(2009, 1, 1)),
    ],
)
def test_overrides_hold_for_all_time(overrides: dict[str, Any], name: str, value: Any) -> None:
    policy = BAOJI.with_overrides(overrides)
    parameter, first, last = SCHEMA[name], policy.on(date(2008, 1, 1)), policy.on(date.max)
    assert first.value(parameter) == last.value(parameter) == value
    assert first.article(parameter) == BAOJI.on(date.max).article(parameter)


def test_one_entry_of_a_map_can_be_overridden() -> None:
    policy = BAOJI.with_overrides({"appraisal_factor.excellent": "0.9"})
    factors = policy.on(date.max).off_job.appraisal_factor
    assert factors == {"excellent": Decimal("0.9"), "fail": 0, "pass": 1}


def test_an_earlier_start_takes_the_first_values_back_with_it() -> None:
    policy = BAOJI.with_overrides({"effective_from": "2000-01-01"})
    assert policy.on(date(2000, 1, 1)).off_job.credits_per_day == 5


def test_a_what_if_has_its_own_digest() -> None:
    assert BAOJI.with_overrides({}).digest == BAOJI.digest
    assert BAOJI.with_overrides({"carry.mode": "none"}).digest != BAOJI.digest


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"carry.mood": "none"}, "no such parameter"),
        ({"mode": "none"}, "no such parameter"),
        ({"carry": "none"}, "no such parameter"),
        ({"carry": {"mood": "none"}}, "no such parameter"),
        ({"carry.mode": "sometimes"}, "one of"),
        ({"carry.cap": 1.5}, "never as floats"),
        ({"carry.mode": "none", "carry": {"mode": "chained"}}, "given twice"),
        ({"basic.online.value_from": "duration_bands"}, "needs basic.online.duration_bands"),
    ],
)
def test_overrides_are_validated_as_strictly(overrides: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        BAOJI.with_overrides(overrides)


def test_a_what_if_on_what_no_rule_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SCHEMA["teacher.days_per_year"], "rule", None)
    with pytest.raises(PolicyError, match="no rule reads it yet"):
        BAOJI.with_overrides({"teacher.days_per_year": "8"})


def test_short_names_stand_for_parameters() -> None:
    assert set(ALSO_CALLED.values()) <= set(SCHEMA)
    assert not set(ALSO_CALLED) & set(SCHEMA)


def test_a_step_of_zero_is_no_step() -> None:
    with pytest.raises(ValueError, match="above 0"):
        PositiveAmount().read("0.0")


def copied(folder_: Path) -> Path:
    """The packaged policy's files in a folder that a test may change."""
    target = folder_ / "baoji-2009"
    target.mkdir()
    for path in (folder.PACKAGED / "baoji-2009").iterdir():
        (target / path.name).write_text(path.read_text())
    return target


def test_a_folder_is_a_policy(tmp_path: Path) -> None:
    assert load_folder(copied(tmp_path)) == BAOJI


ENTRY = '- {value: 7, effective: 2008-01-01, enacted: 2009-12-12, article: "A1"}\n'


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("extra.yaml", "carry.mood:\n" + ENTRY, r"extra\.yaml:1: carry\.mood: no such parameter"),
        ("extra.yaml", "carry.cap:\n" + ENTRY, r"extra\.yaml:1: carry\.cap: stated in .*:6 too"),
        ("extra.yaml", "a:\n" + ENTRY + "a:\n" + ENTRY, r"extra\.yaml:3: a: stated twice"),
        ("extra.yaml", "- a", "expected a map of parameter names"),
        ("extra.yaml", "? [a]\n: b", "a key is a text"),
        ("extra.yaml", "a: [", "extra.yaml"),
        ("hours.yaml", "", "expected a map of parameter names"),
        ("hours.yaml", "hours.counts_online:\n" + ENTRY, "hours.yaml:2: hours.counts_online"),
        ("policy.yaml", "id: other\ntitle: x\n", "expected id: baoji-2009"),
        ("policy.yaml", "id: baoji-2009\n", "expected id: baoji-2009 .* and a title"),
    ],
)
def test_a_folder_with_anything_wrong_is_refused(
    tmp_path: Path, file: str, text: str, message: str
) -> None:
    target = copied(tmp_path)
    (target / file).write_text(text)
    with pytest.raises(PolicyError, match=message):
        load_folder(target)


def test_a_parameter_left_out_is_named(tmp_path: Path) -> None:
    target = copied(tmp_path)
    (target / "hours.yaml").unlink()
    with pytest.raises(PolicyError, match=r"not stated: hours\.by_reference, hours"):
        load_folder(target)


def test_unknown_policies_and_unreadable_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy x: there are baoji-2009"):
        load_packaged("x")
    with pytest.raises(PolicyError, match=r"policy\.yaml"):
        load_folder(tmp_path)


def test_yaml_scalars_stay_text() -> None:
    assert load_yaml("{a: 0.10, b: [1, no], c: 2010-01-01, d: }", place="x") == {
        "a": "0.10",
        "b": ["1", "no"],
        "c": "2010-01-01",
        "d": None,
    }


def days_of(count: int) -> list[dict[str, Any]]:
    first = date(2008, 1, 1)
    return [dated("5", (first + timedelta(days=at)).isoformat()) for at in range(count)]


def test_how_much_a_policy_may_hold_is_bounded() -> None:
    data = content()
    data["parameters"]["additional.annual"] = days_of(MOST_DAYS)
    assert len(policy_of(data, place="log").days) == MOST_DAYS
    for count, told in ((MOST_DAYS + 1, "on 101 days"), (MOST_VALUES + 1, "dated values")):
        data["parameters"]["additional.annual"] = days_of(count)
        with pytest.raises(PolicyError, match=told):
            policy_of(data, place="log")


def test_how_many_items_a_policy_may_have_is_bounded() -> None:
    data = content()
    data["parameters"] |= {f"items.i{at}": [dated({})] for at in range(MOST_OF_A_FAMILY + 1)}
    with pytest.raises(PolicyError, match="101 items, at most 100 may be"):
        policy_of(data, place="log")
