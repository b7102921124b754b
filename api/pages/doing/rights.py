"""Who may do what on a form: the same grants as everywhere, told before somebody fills it in."""

from dataclasses import dataclass
from typing import Final

from api.pages.doing.deeds import Deed
from api.xapi.entitlement import Grant, grant_of
from lrs.event.credentials import ACT_VOIDED, OWN_REPORTS, UNIT_REPORTS, Credential

WRITES: Final = "statements/write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Whether a credential may do a deed, and where.

    `lacks` is what an administrator has to grant for it, empty where nothing is lacking. `grant`
    says in which units it may. `own` is the cadre for whom alone it may; None: for whomever the
    units have.
    """

    lacks: tuple[str, ...]
    grant: Grant
    own: str | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The units within which it may; none: everywhere."""
        return self.grant.units

    @property
    def is_given(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacks


def right_to(deed: Deed, credential: Credential) -> Right:
    """The right of a credential to a deed. Whoever states something may void it again; whom a void
    by him may concern, the dry run tells."""
    own = own_of(credential)
    lacks = [] if credential.may("statements/write") else [WRITES]
    grant = grant_of(credential, deed.fact)
    if not (grant.is_given or deed.fact == ACT_VOIDED):
        lacks.append(f"--assert {deed.fact}")
    if own is not None and not deed.is_own:
        lacks.append(UNIT_REPORTS)
    return Right(lacks=tuple(lacks), grant=grant, own=own)


def own_of(credential: Credential) -> str | None:
    """The cadre whose own credential it is; None for one that is nobody's, or reads others, too."""
    if credential.may("reports/read") or credential.of_each(UNIT_REPORTS):
        return None
    return next(iter(credential.of_each(OWN_REPORTS)), None)
