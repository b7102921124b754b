"""Names beside ids, where a record tells them itself."""

from dataclasses import dataclass

from projections.reports.resources import Party
from projections.reports.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Something that names the units beside their ids itself."""

    parties: tuple[str, ...]
    party_names: tuple[Party, ...]


def test_names_that_are_records_are_told_as_records() -> None:
    signed = Signed(parties=("u1",), party_names=(Party(unit="u1", unit_name="党校"),))
    assert told(signed) == {
        "parties": ["u1"],
        "party_names": [{"unit": "u1", "unit_name": "党校"}],
    }
