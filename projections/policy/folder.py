"""Reads a policy from its folder of dated YAML files, refusing whatever is not exactly right.

`policy.yaml` states `id` and `title`; every other file maps parameter names to lists of
`{value, effective, enacted, article}`. Scalars are read as text and typed by the schema, so no
amount ever passes through a float.
"""

from pathlib import Path
from typing import Any, Final

import yaml

from projections.policy.mechanisms import lacking
from projections.policy.parameter import Policy, PolicyError
from projections.policy.reading import dated_values, policy_of

PACKAGED: Final = Path(__file__).parent
"""Where the folders of the policies that come with the product lie, named by policy id."""

HEAD: Final = "policy.yaml"
"""The file that makes a folder a policy."""


def packaged() -> list[str]:
    """The ids of the policies that come with the product."""
    return sorted(path.parent.name for path in PACKAGED.glob(f"*/{HEAD}"))


def load(name: str) -> Policy:
    """The policy of a folder, else the packaged one of that id. Raises PolicyError."""
    folder = Path(name)
    return load_folder(folder.resolve()) if folder.is_dir() else load_packaged(name)


def load_packaged(policy_id: str) -> Policy:
    """A policy that comes with the product. Raises PolicyError."""
    if policy_id not in packaged():
        raise PolicyError(f"no policy {policy_id}: there are {', '.join(packaged())}")
    return load_folder(PACKAGED / policy_id)


def load_folder(folder: Path) -> Policy:
    """The policy of a folder, complete. Raises PolicyError with file, line, parameter and mend."""
    head = load_yaml(_text(folder / HEAD), place=f"{folder.name}/{HEAD}")
    if not isinstance(head, dict) or set(head) != {"id", "title"} or head["id"] != folder.name:
        raise PolicyError(f"{folder.name}/{HEAD}: expected id: {folder.name} and a title")
    stated: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != HEAD:
            _read_file(path, stated)
    missing = lacking(stated)
    if missing:
        raise PolicyError(f"{folder.name}: not stated: {', '.join(missing)}: add each to a file")
    return policy_of({**head, "parameters": stated}, place=folder.name)


def _read_file(path: Path, stated: dict[str, Any]) -> None:
    """Adds the parameters of one file to `stated`."""
    file = f"{path.parent.name}/{path.name}"
    root = _composed(_text(path), place=file)
    if not isinstance(root, yaml.MappingNode):
        raise PolicyError(f"{file}: expected a map of parameter names to dated values")
    for name, raw, line in _members(root, file):
        if name in stated:
            raise PolicyError(f"{file}:{line}: {name}: stated in two files, keep one")
        dated_values(name, raw, place=f"{file}:{line}")
        stated[name] = raw


def load_yaml(text: str, *, place: str) -> Any:
    """YAML data with every scalar as the text that stands there; repeated keys are refused.

    Raises PolicyError with `place` and line.
    """
    return _data(_composed(text, place=place), place)


def _composed(text: str, *, place: str) -> Any:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise PolicyError(f"{place}: {error}") from None


def _data(node: Any, place: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key: value for key, value, _ in _members(node, place)}
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, place) for item in node.value]
    return "" if node is None else node.value


def _members(node: yaml.MappingNode, place: str) -> list[tuple[str, Any, int]]:
    members: list[tuple[str, Any, int]] = []
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise PolicyError(f"{place}:{line}: expected a name, got a list or map")
        if key.value in seen:
            raise PolicyError(f"{place}:{line}: {key.value}: stated twice, keep one")
        seen.add(key.value)
        members.append((key.value, _data(value, place), line))
    return members


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path.parent.name}/{path.name}: {error}") from None
