"""The catalogue of what pages say: nothing missing in either language, nothing that nobody says."""

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from api.http.problems import STATUSES
from api.pages.wording import catalogue, texts_in
from projections.facts.registry import FACTS
from projections.words.codes import CodeOf
from projections.words.languages import LANGUAGES

PAGES = Path(str(files("api.pages")))
TEMPLATES = sorted((PAGES / "templates").glob("*.html"))
ABOVE = Path(str(files("api.operations"))) / "health_pages.py"
SOURCES = [*TEMPLATES, *sorted(PAGES.rglob("*.py")), *sorted(PAGES.rglob("*.typ")), ABOVE]

_SAID = re.compile(r"""\bt\(\s*['"]([a-z_.]+)['"]\s*[,)]""")
_GROUP = re.compile(r"""\b(?:t|t\.of_code|of_code|_mended)\(\s*['"]([a-z_]+)\.?['"]\s*(?:,|~)""")
_MADE = re.compile(r"""\bf['"]([a-z_]+)\.\{""")
_ONE_OF = re.compile(r"""\bfor group in \(([^)]*)\)""")
"""Groups of which a key is made by a value."""
_TYPED = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
"""What somebody types, which is the same in every language."""
_TEXT = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
_NAMES = {"XLSX", "CSV", "JSON", "PDF", "›", "·", "/", "(", ")", "%", "→", "+", "/audit/checkpoint"}


def test_every_text_is_there_in_each_language_with_the_same_values() -> None:
    for key, text in catalogue().items():
        assert text.keys() == set(LANGUAGES), key
        values = [
            {name for one in ([said] if isinstance(said, str) else said) for name in _names(one)}
            for said in text.values()
        ]
        assert values[0] == values[1], f"{key} names other values in one language"


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_chinese_texts_are_chinese_and_english_ones_are_not() -> None:
    for key, text in catalogue().items():
        if not key.startswith("other."):
            assert not re.search(r"[一-鿿]", str(text["en"])), key


def test_every_text_that_is_said_is_written_and_the_other_way_round() -> None:
    said: set[str] = set()
    groups = {of.value for of in CodeOf}  # said by explanations, too
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        said.update(_SAID.findall(text))
        groups.update((*_GROUP.findall(text), *_MADE.findall(text)))
        groups.update(
            one.strip(" '\"") for some in _ONE_OF.findall(text) for one in some.split(",")
        )
        said.update(re.findall(r"""['"]#?([a-z_]+\.[a-z_]+)['"]""", text))
    written = set(catalogue())
    prefixes = {key.split(".")[0] for key in written}
    asked = {one for one in said if one.split(".")[0] in prefixes and not one.endswith(".html")}
    assert asked <= written | FACTS.keys()
    idle = {one for one in written - said if one.split(".")[0] not in groups and "." in one}
    assert not idle


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_template_says_nothing_itself(template: Path) -> None:
    text = _TYPED.sub(" ", template.read_text(encoding="utf-8"))
    words = _TEXT.sub(" ", text).split()
    assert [one for one in words if one.strip(",;:") not in _NAMES] == []


def test_a_value_is_text_whatever_it_holds() -> None:
    found = texts_in("en")("frame.year_end", year="<script>{0.__class__}</script>")
    assert "<script>" not in found
    assert "&lt;script&gt;" in found


def test_every_fact_has_a_name_for_people() -> None:
    assert {f"fact.{name}" for name in FACTS} == {
        key for key in catalogue() if key.startswith("fact.")
    }


def test_every_problem_that_a_person_may_meet_has_a_title() -> None:
    shown = {one.status for one in STATUSES.values()} - {401}  # that page leads to signing in
    assert not [one for one in sorted(shown) if f"problem.{one}" not in catalogue()]
