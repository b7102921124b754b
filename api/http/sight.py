"""Whose reports a credential reads."""

from lrs.event.credentials import UNIT_REPORTS, Credential
from projections.answers.basis import Basis


def units_read(credential: Credential, basis: Basis) -> frozenset[str] | None:
    """The units whose reports a credential reads; None: all.

    Those it was granted and all below them, by the tree as asked about; none of a cadre's own.
    """
    if credential.may("reports/read"):
        return None
    granted = credential.of_each(UNIT_REPORTS)
    units = basis.reference.units
    return frozenset(below for one in granted for below in units.subtree(one, basis.as_of))
