"""YAML is read as text, strictly."""

import pytest

from replay.plain_yaml import YamlError, load


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
        ("a: 1\na: 2", "line 2: a: repeated key"),
        ("a: !!python/name:os.system x", "tags are not read"),
        ("{[a]: 1}", "a key is a text"),
        ("a: [1", "line 1: "),
        ("a: 1\n---\nb: 2", "line 2: "),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(YamlError, match=r"^line \d+: ") as refused:
        load(text)
    assert message in str(refused.value)


def test_nothing_is_nothing() -> None:
    assert load("") is None
