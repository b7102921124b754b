"""Our proofs by tools that nobody here wrote, where they are at hand; `python -m tests.interop`
runs all of them."""

from pathlib import Path

import pytest

from tests.interop.__main__ import MissingError, by_go
from tests.interop.material import SIZES, write


def test_gos_own_code_accepts_what_we_prove_and_refuses_what_was_forged(tmp_path: Path) -> None:
    material = tmp_path / "material.json"
    write(material)
    try:
        counts = by_go(material)
    except MissingError as error:
        pytest.skip(f"Go's code is not at hand: {error}")
    assert counts["roots"] >= len(SIZES) - 1  # Go gives the empty tree no hash
    assert counts["forged"] > counts["inclusions"] + counts["consistencies"]
