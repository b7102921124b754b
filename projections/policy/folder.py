"""Reads a policy from its folder of dated YAML files, refusing whatever is not exactly right.

`policy.yaml` states `id` and `title`; every other file maps parameter names to lists of
`{value, effective, enacted, article}`. Scalars are read as text and typed by the schema, so no
amount ever passes through a float.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from lrs.message import message, message_of
from projections import plain_yaml
from projections.plain_yaml import YamlError, YamlNode
from projections.policy.consistency import unearned
from projections.policy.declaration import PolicyError
from projections.policy.mechanisms import ALONE, lacking
from projections.policy.parameter import Policy
from projections.policy.reading import dated_values, policy_of

PACKAGED: Final = Path(__file__).parent
"""Where the folders of the policies that come with the product lie, named by policy id."""

DEFAULT: Final = "baoji-2009"
"""The policy that judges an empty store until its operator publishes one."""

HEAD: Final = "policy.yaml"
"""The file that makes a folder a policy."""


@cache
def packaged() -> tuple[str, ...]:
    """The ids of the policies that come with the product."""
    return tuple(sorted(path.parent.name for path in PACKAGED.glob(f"*/{HEAD}")))


def load(name: str) -> Policy:
    """The policy of a folder, else the packaged one of that id. Raises PolicyError."""
    folder = Path(name)
    return load_folder(folder.resolve()) if folder.is_dir() else load_packaged(name)


@cache
def load_packaged(policy_id: str) -> Policy:
    """A policy that comes with the product. Raises PolicyError."""
    if policy_id not in packaged():
        raise PolicyError(
            message(
                "no policy {policy_id}: there are {packaged}, and no folder of that name",
                policy_id=policy_id,
                packaged=", ".join(packaged()),
            )
        )
    return load_folder(PACKAGED / policy_id)


def load_folder(folder: Path) -> Policy:
    """The policy of a folder, complete. Raises PolicyError with file, line, parameter and mend."""
    _check_files(folder)
    head = _read(folder / HEAD).data
    if not isinstance(head, dict) or set(head) != {"id", "title"} or head["id"] != folder.name:
        raise PolicyError(
            message(
                "{name}/{head}: expected id: {name} (the folder's name) and a title",
                name=folder.name,
                head=HEAD,
            )
        )
    stated: dict[str, Any] = {}
    places: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != HEAD:
            _read_file(path, stated, places)
    _check_whole(stated, folder.name)
    content = {**head, "parameters": stated}
    policy = policy_of(content, place=folder.name, places=places)
    fault = unearned(policy.parameters)
    if fault:
        raise PolicyError(message("{places}: {fault}", places=places[fault[0]], fault=fault[1]))
    return policy


def _check_files(folder: Path) -> None:
    if not (folder / HEAD).is_file():
        raise PolicyError(
            message(
                "{name}: no {head}: add one that states id and title", name=folder.name, head=HEAD
            )
        )
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yaml", ".yml") and path.suffix != ".yaml":
            raise PolicyError(message("{file}: only .yaml is read: rename it", file=_file(path)))


def _check_whole(stated: Mapping[str, Any], place: str) -> None:
    if not set(stated) - ALONE:
        raise PolicyError(
            message(
                "{place}: nothing earns credits: state items, see docs/policies.md", place=place
            )
        )
    missing = lacking(stated)
    if missing:
        raise PolicyError(
            message(
                "{place}: not stated: {missing}: add each to a file",
                place=place,
                missing=", ".join(missing),
            )
        )


def _read_file(path: Path, stated: dict[str, Any], places: dict[str, str]) -> None:
    """Adds the parameters of one file to `stated`, and to `places` where each of them stands."""
    file = _file(path)
    root = _read(path)
    if not isinstance(root.data, dict):
        raise PolicyError(
            message("{file}: expected a map of parameter names to dated values", file=file)
        )
    for name, found in root.members.items():
        place = f"{file}:{found.line}"
        if name in stated:
            raise PolicyError(
                message(
                    "{place}: {name}: stated in {places} too, keep one",
                    place=place,
                    name=name,
                    places=places[name],
                )
            )
        values = [f"{file}:{value.line}" for value in found.items]
        dated_values(name, found.data, place=place, places=values)
        stated[name], places[name] = found.data, place


def load_yaml(text: str, *, place: str) -> Any:
    """YAML data as `plain_yaml` reads it. Raises PolicyError with `place` and line."""
    return _placed(text, place).data


def _placed(text: str, place: str) -> YamlNode:
    try:
        return plain_yaml.read(text)
    except YamlError as error:
        raise PolicyError(
            message(
                "{place}:{line}: {problem}", place=place, line=error.line, problem=error.problem
            )
        ) from None


def _read(path: Path) -> YamlNode:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            message("{file}: {error}", file=_file(path), error=message_of(error))
        ) from None
    return _placed(text, _file(path))


def _file(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
