"""YAML as text: numbers and dates stay as they are written, so nothing passes through a float."""

from typing import Any

import yaml

_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str")}
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class YamlError(ValueError):
    """YAML that cannot be read; the message says at which line."""


def load(text: str) -> Any:
    """The one document of `text` as mappings, lists and texts.

    Only an unquoted null, true or false is not a text. A repeated key, a tag or a key that is not
    a text is refused.
    """
    try:
        # yaml.compose builds nodes only: no constructor runs, whatever the loader is.
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(f"line {line}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise YamlError(str(error)) from None
    return None if node is None else _value(node)


def _value(node: yaml.Node) -> Any:
    if node.tag not in _PLAIN_TAGS:
        raise YamlError(f"line {node.start_mark.line + 1}: {node.tag}: tags are not read")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each) for each in node.value]
    quoted = isinstance(node, yaml.ScalarNode) and node.style is not None
    return node.value if quoted else _WORDS.get(node.value, node.value)


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(f"line {key.start_mark.line + 1}: a key is a text")
        if key.value in mapping:
            raise YamlError(f"line {key.start_mark.line + 1}: {key.value}: repeated key")
        mapping[key.value] = _value(value)
    return mapping
