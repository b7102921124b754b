"""Results in a terminal: a table, headed in the language of the command line."""

import re
import sys

import pytest

from api.cli.console import show


@pytest.mark.parametrize(("language", "head"), [("en", "cadre"), ("zh", "干部编号")])
def test_a_table_in_a_terminal_is_headed_in_its_language(
    language: str, head: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LRS_LANG", language)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show({"cadre": "c1", "unknown_member": 1})
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    first, row = shown.splitlines()[:2]
    assert first.split()[0] == head
    assert "unknown_member" in first or language == "zh"
    assert row.split() == ["c1", "1"]


def test_a_program_reads_json_with_the_names_of_members(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LRS_LANG", "zh")
    show({"cadre": "c1"})
    assert capsys.readouterr().out == '{"cadre":"c1"}\n'
