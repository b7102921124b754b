"""What every fact has, and what stands for a statement that states none.

The facts themselves stand in the modules beside this one, a subject each.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any, ClassVar, Final, TypeVar, cast
from uuid import UUID

from msgspec import Struct

from projections.aside import Aside
from projections.facts.declaration import Declaration
from projections.words.statement import Statement

Base = tuple[int, datetime, UUID, str, datetime, str | None]
"""What every fact has first: position, stored, statement_id, credential, occurred, person."""

POSITION: Final = 0
OCCURRED: Final = 4
PERSON: Final = 5
"""Where in a Base these stand."""


class Fact(Struct, frozen=True, gc=False):
    """A fact: when it happened (`occurred`), when it was known (`stored`, `position`), who says so.

    `person` is who it is about or who decided, by the register's short id or another stable
    identifier; None for a group. `unreadable` names the data that cannot be read. `of_cadre` False
    marks facts about something else, whose `person` only stated them; `also` names a wider fact
    whose grant covers this one. `documents` are the numbers of certificates and papers named.

    What every fact has may be given by place, for speed; the rest is by name. `declaration` says
    how a fact is stated; a struct without one is a base of others.
    """

    declaration: ClassVar[Declaration | None] = None

    name: ClassVar[str] = "unknown"
    also: ClassVar[str | None] = None
    of_cadre: ClassVar[bool] = True
    beside: ClassVar[frozenset[str]] = frozenset({"hours", "score"})
    """Data that no credit depends on: what cannot be read there costs none."""

    position: int
    stored: datetime
    statement_id: UUID
    credential: str
    occurred: datetime
    person: str | None = None
    unreadable: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> "Fact | None":
        """The fact of a statement whose data are read into `said`, None where it is none.

        A fact overrides it where more than one datum decides, or where it takes from the statement
        what no datum says.
        """
        return cls(*base, **said)


_F = TypeVar("_F", bound=Fact)


class Kinds:
    """Facts by their type: those of a kind are found without asking each fact what it is."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._of_type: dict[type[Fact], list[Fact]] = {}
        for fact in facts:
            self._of_type.setdefault(type(fact), []).append(fact)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._of_type)

    def of(self, *kinds: type[_F]) -> list[_F]:
        """The facts of these kinds, type by type."""
        found = [facts for one, facts in self._of_type.items() if issubclass(one, kinds)]
        return cast(list[_F], list(chain.from_iterable(found)))


class Unknown(Fact, frozen=True, kw_only=True):
    """A statement that names no fact of ours: kept, earns nothing."""

    verb: str


class SetAside(Unknown, frozen=True, kw_only=True):
    """What stands in the place of a fact that cannot be read or judged, so that all others can.

    `code` says why; `whole`: no single statement of this person could be found that keeps the
    others from being judged, so that all were set aside.
    """

    name: ClassVar[str] = "set_aside"

    code: Aside
    whole: bool = False
