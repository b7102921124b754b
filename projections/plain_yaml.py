"""YAML as text: numbers and dates stay as they are written, so nothing passes through a float."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import yaml

from lrs.message import message

_PLAIN_TAGS: Final = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str")}
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_DEEPEST: Final = 40


class YamlError(ValueError):
    """YAML that cannot be read, at a line (the first is 1)."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(message("line {line}: {problem}", line=line, problem=problem))
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlNode:
    """What stands at a place of a text, and the same of the parts of a map or list.

    The line of a member is that of its key.
    """

    data: Any
    line: int
    members: Mapping[str, "YamlNode"] = field(default_factory=dict)
    items: tuple["YamlNode", ...] = ()


def load(text: str) -> Any:
    """The one document of `text` as mappings, lists and texts; None for an empty one.

    Only an unquoted null, true or false is not a text. A repeated key, a tag, an alias or a key
    that is not a text is refused with a YamlError.
    """
    return read(text).data


def read(text: str) -> YamlNode:
    """As `load`, with the line of everything that stands in the text."""
    try:
        node = yaml.compose(text, Loader=_Composer)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = str(error.problem).replace("'<document start>'", "nothing more")
        raise YamlError(line, message("{problem}{mend}", problem=problem, mend=_MEND)) from None
    except yaml.YAMLError as error:
        raise YamlError(1, str(error)) from None
    return YamlNode(data=None, line=1) if node is None else _node(node)


_MEND: Final = (
    ": look at the brackets, quotes and the indentation of this line and the one before it"
)


class _Composer(yaml.BaseLoader):
    """Builds nodes only: no constructor runs. Aliases and depth could make a short text endless."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        alias = self.check_event(yaml.AliasEvent)
        line = self.current_event.start_mark.line + 1
        if alias:
            raise YamlError(line, "aliases are not read")
        if self._depth == _DEEPEST:
            raise YamlError(line, message("nested more than {deepest} deep", deepest=_DEEPEST))
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _node(node: yaml.Node) -> YamlNode:
    line = node.start_mark.line + 1
    if node.tag not in _PLAIN_TAGS:
        raise YamlError(line, message("{tag}: tags are not read", tag=node.tag))
    if isinstance(node, yaml.MappingNode):
        members = _members(node)
        data = {key: member.data for key, member in members.items()}
        return YamlNode(data=data, line=line, members=members)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_node(each) for each in node.value)
        return YamlNode(data=[item.data for item in items], line=line, items=items)
    quoted = isinstance(node, yaml.ScalarNode) and node.style is not None
    return YamlNode(data=node.value if quoted else _WORDS.get(node.value, node.value), line=line)


def _members(node: yaml.MappingNode) -> dict[str, YamlNode]:
    members: dict[str, YamlNode] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(line, "a key is a text")
        if key.value in members:
            raise YamlError(line, message("{value}: stated twice, keep one", value=key.value))
        members[key.value] = replace(_node(value), line=line)
    return members
