"""Holds statements that claim a fact of our Profile to its template, where a credential wants it.

Only ``reject`` is done here. What departs from its template otherwise is found in the log whenever
somebody asks, so that it costs a POST nothing and follows from the log alone.
"""

from collections.abc import Callable, Sequence

from lrs.event.credentials import Credential
from lrs.statement.statement import Received
from projections.profile.templates import Fault, faults
from projections.words.statement import decode

Check = Callable[[Credential, Received], Sequence[Fault]]
"""The faults for which a credential wants a statement refused."""


def rejecting(credential: Credential, received: Received) -> Sequence[Fault]:
    """The faults of a statement whose credential rejects them."""
    return faults(decode(received.body)) if credential.templates == "reject" else ()
