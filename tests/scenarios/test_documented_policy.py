"""What docs/policies.md teaches is read as it stands there, and gives what it says."""

import re
from pathlib import Path
from typing import Any

import pytest

from lrs.postgres.postgres import Database
from projections.policy.declaration import PolicyError
from projections.policy.folder import load_folder, load_yaml
from projections.policy.item import ACTS, ITEM
from projections.policy.mechanisms import ALWAYS, FAMILIES, SINGLE
from projections.policy.reading import dated_values
from projections.policy.schema import SCHEMA
from projections.policy.targets import CARRY, TARGET
from projections.policy.worth import NAMES, QUANTITIES
from replay.scenarios.scenario import differences, load
from replay.scenarios.world import StoreWorld

DOCUMENT = Path(__file__).parents[2] / "docs" / "policies.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
FILES = {found[1]: block for block in BLOCKS if (found := re.match(r"# ([a-z/]+\.yaml)\n", block))}
REFUSED = {found[1]: block for block in BLOCKS if (found := re.match(r"# refused: (.*)\n", block))}
EXAMPLES = [block for block in BLOCKS if block not in {*FILES.values(), *REFUSED.values()}]


def parameters(block: str) -> dict[str, Any]:
    read: dict[str, Any] = load_yaml(block, place="docs")
    return read


@pytest.mark.parametrize("block", EXAMPLES)
def test_every_example_is_well_formed(block: str) -> None:
    for name, raw in parameters(block).items():
        assert dated_values(name, raw, place="docs")


@pytest.mark.parametrize(("message", "block"), REFUSED.items())
def test_what_is_said_to_be_refused_is_refused_with_those_words(message: str, block: str) -> None:
    ((name, raw),) = parameters(block).items()
    with pytest.raises(PolicyError) as error:
        dated_values(name, raw, place="docs")
    assert message in str(error.value)


def test_every_mechanism_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in (*FAMILIES, *SINGLE, *ALWAYS) if f"`{name}" not in text] == []
    members = {*ITEM.members, *TARGET.members, *CARRY.members, *QUANTITIES, *NAMES, *ACTS}
    assert [name for name in sorted(members) if not re.search(rf"\b{name}\b", text)] == []


def test_what_no_rule_reads_yet_is_named() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (sentence,) = re.findall(r"Stated and not yet read by a rule.*?: (.*?)\.", text)
    named = set(re.findall(r"`([a-z_]+)`", sentence))
    assert named == {name.partition(".")[0] for name, one in SCHEMA.items() if one.rule is None}


def written(folder: Path) -> Path:
    """The documented files, in their places; the scenario's path."""
    for name, block in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(block, encoding="utf-8")
    return folder / "scenario.yaml"


def test_the_city_from_scratch_is_a_policy(tmp_path: Path) -> None:
    written(tmp_path)
    assert load_folder(tmp_path / "qingling").id == "qingling"


def test_the_city_from_scratch_gives_what_the_document_says(
    tmp_path: Path, database: Database
) -> None:
    scenario = load(written(tmp_path))
    world = StoreWorld(database.service, scenario)
    try:
        assert len(scenario.expectations) > 3
        assert differences(scenario, world) == []
    finally:
        world.close()
