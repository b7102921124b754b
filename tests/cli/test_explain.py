"""`lrs explain`: a number down to its statements, in Chinese and in English, and why not."""

import json
import re
from typing import Any

import pytest

from lrs.postgres.postgres import Database
from projections.profile.writing import statement_id
from replay.explain.sentences import SENTENCES, Says
from tests.cli.conftest import Run
from tests.cli.test_histories import told

__all__ = ["told"]


def test_a_balance_goes_down_to_statements_and_decisions(lrs: Run, told: Database) -> None:
    found = lrs("explain", "c1", "--year", "2010", "--known-at", "2010-12-31")
    assert found.code == 0, found.err
    text = found.out
    assert text.startswith("45 credits count in 2010: 45 earned, 0 carried in.\n")
    assert "The year wants 60 credits; 15 are missing, so it is unqualified." in text
    assert "40 credits (off-job training, rule R4, A3-7(1))" in text
    assert "in force since 2008-01-01" in text
    whole = json.loads(
        lrs("explain", "c1", "--year", "2010", "--known-at", "2010-12-31", "--json").out
    )
    decided = next(one for one in whole["points"] if one["says"] == "decided")
    assert decided["statements"][0]["statement_id"] == str(statement_id("p"))
    assert decided["values"]["fact"] == "credit.approved"
    line = next(one for one in whole["points"] if one["says"] == "credited")
    assert (line["policy"], line["policy_since"]) == ("baoji-2009", "2008-01-01")
    assert line["statements"][0]["position"] == 4


def test_what_was_voided_says_by_whom_in_both_languages(lrs: Run, told: Database) -> None:
    english = lrs("explain", "c1", "--year", "2010").out
    chinese = lrs("explain", "c1", "--year", "2010", "--lang", "zh").out
    assert "2011-02-01: voided (registrar; position 7, recorded by " in english
    assert "作废" in chinese
    assert "2010年计入80学分：当年取得80，上年结转0。" in chinese
    assert len(english.splitlines()) == len(chinese.splitlines())


def test_why_not_a_promotion_and_why_a_unit_is_barred(lrs: Run, told: Database) -> None:
    unit = lrs("explain", "--unit", "A", "--year", "2010", "--known-at", "2010-12-31").out
    assert "1 assessed, 1 of them unqualified: barred from honours" in unit
    assert "1 of the following must still qualify to clear it" in unit
    assert "45 credits, unqualified, 15 missing" in unit
    promotion = lrs("explain", "c1", "--about", "promotion", "--known-at", "2010-12-31").out
    assert re.search(r"For 2009 to qualify, 60 more credits are wanted", promotion)
    hours = lrs("explain", "c1", "--about", "hours", "--year", "2010").out
    assert "hours are missing" in hours


def test_the_items_of_a_follow_up_say_what_is_wanted(lrs: Run, told: Database) -> None:
    found = lrs("explain", "--class", "K1")
    assert found.code == 0, found.err
    assert "self-evaluation" in found.out
    assert "What is wanted: that it is stated (R36, A4-6(1))" in found.out
    own = lrs("explain", "c1", "--class", "K1").out
    assert "seminar" not in own


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "c1", "--year", "99999"), "2199"),
        (("explain",), "name one of"),
        (("explain", "c1", "--about", "weight"), "weight"),
        (("explain", "c1", "--lang", "fr"), "fr"),
        (("explain", "nobody"), "nobody"),
        (("explain", "--unit", "none"), "none"),
    ],
)
def test_bad_input_is_refused_with_what_was_expected(
    lrs: Run, told: Database, arguments: tuple[str, ...], said: str
) -> None:
    refused = lrs(*arguments)
    assert refused.code in (1, 2)
    assert said in refused.err
    assert "Traceback" not in refused.err


def test_every_point_has_both_sentences_with_the_same_values() -> None:
    def values(text: str) -> Any:
        return set(re.findall(r"{(\w+)}", text))

    assert set(SENTENCES) == set(Says)
    for says, both in SENTENCES.items():
        assert values(both["zh"]) == values(both["en"]), says
