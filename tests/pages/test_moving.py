"""A move on a form: before it is sent one sees what becomes of the unit left and of that joined."""

import re

import httpx

from tests.pages.test_doing import tried


def test_a_move_says_what_becomes_of_both_units(officer: httpx.Client) -> None:
    trial = tried(officer, "unit.assigned", unit="B", cadre="c2", occurred="2010-06-01")
    assert trial.status_code == 200, trial.text
    told = " ".join(re.sub("<[^>]+>", " ", trial.text.split("<main")[1]).split())
    assert "单位 2010 参加考核 1 0" in told
    assert "单位 2010 参加考核 1 2" in told
    assert told.count("2010-06-01") == 1, "the day is told once"
