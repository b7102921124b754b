"""What a person is told, in English, with its values apart, so that it can be told in Chinese, too.

Whoever raises an error writes the English sentence where he raises it. The catalogue
(`projections.words.messages`) knows the other language of every pattern. A sentence without values
is its own pattern and needs no `message`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self


class Message(str):
    """The English sentence of a pattern and its values, which may be messages themselves."""

    pattern: str
    values: Mapping[str, Any]

    def __new__(cls, pattern: str, values: Mapping[str, Any]) -> Self:
        """Puts the values into the pattern. Raises KeyError for a value that is not there."""
        self = super().__new__(cls, pattern.format(**values))
        self.pattern, self.values = pattern, values
        return self

    def __getnewargs__(self) -> tuple[str, Mapping[str, Any]]:  # type: ignore[override]
        """What a copy in another process is made of."""
        return self.pattern, self.values


def message(pattern: str, /, **values: Any) -> Message:
    """A sentence such as `message("{name}: expected a day", name=name)`."""
    return Message(pattern, values)


def joined(messages: Iterable[str], *, by: str) -> Message:
    """Messages one after another, each of which keeps its pattern and values."""
    values = {f"part{number}": one for number, one in enumerate(messages)}
    return Message(by.join(f"{{{name}}}" for name in values), values)


def message_of(error: BaseException) -> str:
    """What an error says, with its pattern and values where it was raised with them."""
    match error.args:
        case (str(told),):
            return told
        case _:
            return str(error)
