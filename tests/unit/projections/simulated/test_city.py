"""The simulated city is deterministic, believable and made of valid statements."""

import json
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from tincan import Statement

from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion
from projections.simulated.city import City, simulate, todays_statements
from projections.words import things
from projections.words import vocabulary as v
from projections.words.persons import person_of

CITY = City(cadres=120, units=6, years=3, until=date(2012, 11, 20), seed=7)
PAST = list(simulate(CITY))
TODAY = todays_statements(CITY)


def written(statements: Iterable[dict[str, Any]]) -> bytes:
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in statements)
    return "\n".join(lines).encode()


def with_verb(verb: str) -> list[dict[str, Any]]:
    return [each for each in PAST if each["verb"]["id"] == verb]


def data(statement: dict[str, Any], name: str) -> Any:
    return statement["context"]["extensions"].get(v.extension(name))


def cadre(statement: dict[str, Any]) -> str:
    return person_of(statement["actor"]) or ""


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_same_city_gives_the_same_bytes() -> None:
    city = City(cadres=20, units=3, years=2, until=date(2010, 7, 1), seed=1)
    assert written(simulate(city)) == written(simulate(city))
    assert written(todays_statements(city)) == written(todays_statements(city))
    assert sha256(written(simulate(city))).hexdigest() == (
        "991b01e7dca4aed5c1ed86bc55578f82c3a29cc055f8e71ed71a863fd7b5b310"
    )


def test_another_seed_gives_another_city_without_a_common_id() -> None:
    other = City(cadres=120, units=6, years=3, until=date(2012, 11, 20), seed=8)
    assert not {each["id"] for each in PAST} & {each["id"] for each in simulate(other)}


def test_the_past_is_a_log() -> None:
    stored = [each["stored"] for each in PAST]
    assert all(one < other for one, other in pairwise(stored))
    assert CITY.begins < instant(stored[0])
    assert instant(stored[-1]) < CITY.ends
    assert instant(stored[-1]).date() == date(2012, 11, 19)
    assert len({each["id"] for each in PAST}) == len(PAST)


def test_nothing_is_known_before_it_happened() -> None:
    assert all(instant(each["timestamp"]) <= instant(each["stored"]) for each in PAST)


@pytest.mark.parametrize("version", [V1_0_3, V2_0_0], ids=lambda version: version.number)
def test_every_statement_is_valid(version: XapiVersion) -> None:
    kinds = {each["verb"]["id"]: each for each in PAST + TODAY}.values()
    for each in [*kinds, *PAST[::20], *TODAY]:
        (received,) = parse(written([each]), version)
        assert str(received.statement.id) == each["id"]
        # The client changes the data that it is given.
        assert json.loads(Statement(deepcopy(each)).to_json())["id"] == each["id"]


def test_statements_are_as_large_as_those_of_real_platforms() -> None:
    sizes = [len(written([each])) for each in PAST]
    assert 1000 < sum(sizes) / len(sizes) < 1300


def test_decisions_follow_what_they_decide() -> None:
    seen: set[str] = set()
    voided: set[str] = set()
    for each in PAST:
        target = each["object"]["id"]
        if each["verb"]["id"] == v.VOIDED:
            assert target in seen
            voided.add(target)
        if each["verb"]["id"] == v.PROFILE + "verb/reinstated":
            assert target in voided
        seen.add(each["id"])
    assert voided
    assert with_verb(v.PROFILE + "verb/reinstated")


def test_life_is_not_tidy() -> None:
    catalogue = {each["object"]["id"] for each in with_verb(v.PROFILE + "verb/catalogued")}
    tests = with_verb(v.PASSED)
    classes = with_verb(v.ATTENDED)
    attempts = Counter((cadre(each), each["object"]["id"]) for each in tests)
    days = [int(data(each, "scheduled_days")) for each in classes]
    assert any(not each["result"]["success"] for each in tests)
    assert any(count > 1 for count in attempts.values())
    assert any(each["object"]["id"] not in catalogue for each in tests)
    assert {1, 2} & set(days)
    assert max(days) <= 20
    assert any(data(each, "attended_days") != data(each, "scheduled_days") for each in classes)
    late = [instant(each["stored"]) - instant(each["timestamp"]) for each in tests + classes]
    assert max(late).days > 20
    assert with_verb(v.PROFILE + "verb/assigned-unit")


def test_the_catalogue_has_values_of_the_regulation() -> None:
    credits_of = {int(data(each, "credits")) for each in with_verb(v.PROFILE + "verb/catalogued")}
    assert min(credits_of) == 5
    assert max(credits_of) == 20


def test_every_unit_has_a_cadre_and_every_cadre_a_unit() -> None:
    enrolled = {
        cadre(each): things.UNIT.id(each["object"]["id"])
        for each in with_verb(v.PROFILE + "verb/enrolled")
    }
    assert set(enrolled.values()) == {f"u00{number}" for number in range(1, 7)}
    active = {cadre(each) for each in with_verb(v.PASSED) + with_verb(v.ATTENDED)}
    assert active <= set(enrolled)


def test_today_has_new_statements_and_exact_resends() -> None:
    assert not any("stored" in each for each in TODAY)
    past = {each["id"]: {k: x for k, x in each.items() if k != "stored"} for each in PAST}
    resent = [each for each in TODAY if each["id"] in past]
    assert resent == [past[each["id"]] for each in resent]
    assert len(resent) == 3
    repeated = [each for each in TODAY if TODAY.count(each) > 1]
    assert len(repeated) == 6
    assert len({each["id"] for each in TODAY}) == len(TODAY) - 3
    assert all(instant(each["timestamp"]) <= CITY.ends for each in resent + repeated)


def test_today_voids_something_of_the_past() -> None:
    (voiding,) = [each for each in TODAY if each["verb"]["id"] == v.VOIDED]
    assert voiding["object"]["id"] in {each["id"] for each in PAST}


@pytest.mark.parametrize(
    ("cadres", "units", "years", "until"),
    [(1, 1, 1, date(2010, 1, 1)), (2, 5, 1, date(2010, 1, 2)), (5, 500, 2, date(2010, 3, 1))],
)
def test_the_smallest_cities_stand(cadres: int, units: int, years: int, until: date) -> None:
    city = City(cadres=cadres, units=units, years=years, until=until, seed=3)
    assert len(list(simulate(city))) >= 0
    assert len(todays_statements(city)) >= 0


@pytest.mark.parametrize(
    ("cadres", "units", "years"), [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 3000)]
)
def test_a_city_of_nothing_is_refused(cadres: int, units: int, years: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        City(cadres=cadres, units=units, years=years, until=date(2010, 1, 1), seed=1)
