"""The one catalogue of what errors and the command line tell, by the English of each pattern.

`messages/*.po` hold the Chinese of each (the format of gettext, read without being compiled); the
English stands where it is said, as `lrs.message` describes.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from lrs.message import Message
from projections.words.languages import Language


def in_language(told: str, language: Language) -> str:
    """A message in a language, its values, too, where they are messages; what has no text in the
    catalogue as it is."""
    if language == "en":
        return str(told)
    if not isinstance(told, Message):
        return catalogue().get(told, told)
    values = {
        name: in_language(value, language) if isinstance(value, str) else value
        for name, value in told.values.items()
    }
    return catalogue().get(told.pattern, told.pattern).format(**values)


@cache
def catalogue() -> Mapping[str, str]:
    """The Chinese of every pattern. Raises ValueError for a pattern with two texts."""
    found: dict[str, str] = {}
    for file in sorted(files("projections.words").joinpath("messages").iterdir(), key=str):
        for pattern, text in read_po(file.read_text(encoding="utf-8")):
            if found.setdefault(pattern, text) != text:
                raise ValueError(f"{file.name}: {pattern!r} has another text elsewhere")
    return found


def read_po(text: str) -> Iterator[tuple[str, str]]:
    """Each entry of a PO file, `msgid` and `msgstr`, which may go on in quotes on further lines."""
    entry: dict[str, str] = {}
    keyword = ""
    for line in text.splitlines():
        word, _, quoted = line.partition(" ")
        if word in ("msgid", "msgstr"):
            if word == "msgid" and "msgstr" in entry:
                yield entry["msgid"], entry["msgstr"]
                entry = {}
            keyword, entry[word] = word, json.loads(quoted)
        elif line.startswith('"'):
            entry[keyword] += json.loads(line)
    if "msgstr" in entry:
        yield entry["msgid"], entry["msgstr"]
