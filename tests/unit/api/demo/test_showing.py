"""What the demonstration says at its end: whom one sees, what to click, what a program asks."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from api.demo.showing import Show, Shown
from projections.words.languages import Language

SHOWN = Shown(cadre="c000037", name="贺志", year=2025, missing="17")
LINK = "/sign-in/abc?back=%2Fcadres%2Fc000037%3Fyear%3D2025"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Open this in a browser", "贺志 (c000037), who misses 17 credits of 2025"]),
        ("zh", ["请在浏览器中打开", "干部贺志（c000037），2025 年尚缺 17 学分"]),
    ],
)
def test_the_farewell_leads_to_a_cadre_who_misses_something(
    language: Language, said: list[str]
) -> None:
    printed = io.StringIO()
    console = Console(file=printed, width=80, force_terminal=False)
    Show(console, language).farewell("http://127.0.0.1:8080", LINK, SHOWN, "key:secret")
    told = printed.getvalue()
    assert all(text in told for text in said)
    assert f"\n  http://127.0.0.1:8080{LINK}\n" in told, "a link is broken over no lines"
    assert "curl -u key:secret http://127.0.0.1:8080/units/u001/compliance" in told
    assert [told.count(step) for step in ("\n1. ", "\n2. ", "\n3. ")] == [1, 1, 1]


def test_whom_it_shows_is_the_way_to_his_page() -> None:
    assert SHOWN.path == "/cadres/c000037?year=2025"


@pytest.mark.parametrize(("language", "said"), [("en", "a store of its own"), ("zh", "单独的存储")])
def test_the_command_that_adds_a_credential_names_the_store_of_the_city(
    language: Language, said: str
) -> None:
    printed = io.StringIO()
    console = Console(file=printed, width=80, force_terminal=False)
    Show(console, language).store(Path("/a home/demo"), "u011")
    told = printed.getvalue()
    assert said in told
    assert "LRS_HOME='/a home/demo' .venv/bin/lrs credential add Office" in told
    assert "--scope reports/read:u011 --assert class.completed@u011\n" in told, "one line"
