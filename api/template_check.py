"""Holds statements that claim a fact of our Profile to its template, where a credential wants it.

Only ``reject`` is done here. What departs from its template otherwise is found in the log whenever
somebody asks, so that it costs a POST nothing and follows from the log alone.
"""

from collections.abc import Callable

from lrs.credentials import Credential
from lrs.statement import Received
from projections.profile.statement import decode
from projections.profile.templates import Fault, faults

Check = Callable[[Credential, Received], Fault | None]
"""The first fault for which a credential wants a statement refused, None where there is none."""


def rejecting(credential: Credential, received: Received) -> Fault | None:
    """The first fault of a statement whose credential rejects them."""
    if credential.templates != "reject":
        return None
    return next(iter(faults(decode(received.body))), None)
