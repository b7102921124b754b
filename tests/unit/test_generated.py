"""What is made from the code and kept is what the code makes now, and its parts are all there."""

from tests import house
from tests.generated import ARCHITECTURE, AUDITORS, PARTS, ROOT, stale


def test_whatever_is_made_from_the_code_is_fresh() -> None:
    assert stale() == [], "run: make generated"


def test_every_part_stands_somewhere() -> None:
    text = "".join((ROOT / one).read_text(encoding="utf-8") for one in (ARCHITECTURE, AUDITORS))
    for name in PARTS:
        assert text.count(f"<!-- made: {name} -->\n") == 1


def test_no_arrow_points_upward() -> None:
    for package in house.PACKAGES:
        assert house.upward(package) == []
