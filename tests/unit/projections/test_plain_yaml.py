"""YAML is read as text, strictly."""

import pytest

from projections.plain_yaml import YamlError, load, read


def test_numbers_and_dates_stay_as_written() -> None:
    text = "{a: 17.50, b: 2010-04-12, c: '15000', d: [1, 7], 2010: 0x10, e: no}"
    assert load(text) == {
        "a": "17.50",
        "b": "2010-04-12",
        "c": "15000",
        "d": ["1", "7"],
        "2010": "0x10",
        "e": "no",
    }


def test_only_unquoted_words_are_not_text() -> None:
    assert load("{a: true, b: 'true', c: null, d: 'null', e: '', f: }") == {
        "a": True,
        "b": "true",
        "c": None,
        "d": "null",
        "e": "",
        "f": None,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "line 2: a: stated twice"),
        ("a: !!python/name:os.system x", "tags are not read"),
        ("{[a]: 1}", "a key is a text"),
        ("a: [1", "line 1: "),
        ("a:\n- b: 1\n   c: 2", "look at the brackets, quotes and the indentation of this line"),
        ("a: 1\n---\nb: 2", "line 2: "),
        ("a: &x [1]\nb: *x", "line 2: aliases are not read"),
        ("a: &x [*x]", "line 1: aliases are not read"),
        ("a:\n" + "[" * 100, "line 2: nested more than 40 deep"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(YamlError, match=r"^line \d+: ") as refused:
        load(text)
    assert message in str(refused.value)


def test_nothing_is_nothing() -> None:
    assert load("") is None


def test_every_part_knows_its_line() -> None:
    place = read("# head\na:\n- 1\n- b: [2,\n    3]\n  c: 4\n")
    assert place.data == {"a": ["1", {"b": ["2", "3"], "c": "4"}]}
    first, second = place.members["a"].items
    assert [place.line, place.members["a"].line, first.line, second.line] == [2, 2, 3, 4]
    assert [one.line for one in second.members.values()] == [4, 6]
    assert [one.line for one in second.members["b"].items] == [4, 5]
