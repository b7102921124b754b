"""The sample is the one that an auditor draws without us, and nothing later changes its verdict."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.follow_up.numbers import Numbers, numbers
from projections.follow_up.sample import in_turn, least
from tests.unit.projections.history import BAOJI

SCRIPT = Path(__file__).parents[4] / "docs" / "redraw_sample.py"
TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12)


def stated(**parameters: object) -> Numbers:
    dotted = {f"follow_up_detail.{name}": value for name, value in parameters.items()}
    policy = BAOJI.with_overrides(dotted)
    found = numbers(policy.on(policy.effective_from))
    assert found is not None
    return found


def redrawn(seed: str, n: int, frame: list[str]) -> list[str]:
    """What the auditor's script draws, in a process of its own."""
    command = [sys.executable, "-I", str(SCRIPT), f"--seed={seed}", str(n), *frame]
    printed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return printed.splitlines()


@given(seed=TEXTS, frame=st.lists(TEXTS, unique=True, max_size=8), n=st.integers(0, 9))
@settings(max_examples=12, deadline=None)
def test_the_script_of_an_auditor_draws_the_same(seed: str, frame: list[str], n: int) -> None:
    frame = [name for name in frame if not name.startswith("-")]
    assert redrawn(seed, n, frame) == list(in_turn(seed, frame)[:n])


def test_the_script_is_short_and_imports_nothing_of_ours() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if line and not line.startswith(("#", '"""'))]
    assert len(code) <= 14
    assert [line for line in lines if "import" in line] == ["import hashlib", "import sys"]


@given(seed=TEXTS, frame=st.lists(TEXTS, max_size=8), data=st.data())
def test_the_order_of_the_frame_does_not_matter(
    seed: str, frame: list[str], data: st.DataObject
) -> None:
    other = data.draw(st.permutations(frame))
    assert in_turn(seed, frame) == in_turn(seed, [*other, *frame])


@pytest.mark.parametrize(
    ("frame", "wanted"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3), (1000, 100)]
)
def test_a_tenth_is_drawn_and_one_at_least(frame: int, wanted: int) -> None:
    assert least(frame, stated()) == wanted


def test_shares_are_exact() -> None:
    assert least(10, stated(sample_rate="0.3")) == 3
    assert least(3, stated(sample_min=5)) == 5
