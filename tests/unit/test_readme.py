"""The README says what the program says."""

from pathlib import Path

from lrs.settings import configuration_table

README = Path(__file__).parents[2] / "README.md"
BEGIN = "lrs.settings.configuration_table, compared by a test -->\n"
END = "<!-- end of configuration -->"


def test_the_configuration_is_that_of_the_program() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0] == configuration_table()
