"""Values with named members: a map in the file, a typed dataclass inside; unknown names refused."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Generic, TypeVar

from lrs.message import message, message_of
from projections.policy.kinds import Kind

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Record(Generic[_T]):
    """A map with the members of the dataclass `make`; one that has a default may be left out.

    What cannot stand together is refused by `make` itself, with a ValueError.
    """

    make: type[_T]
    members: Mapping[str, Kind[Any]]

    @property
    def expected(self) -> str:
        return message("a map of {members}", members=", ".join(self.members))

    def read(self, raw: Any) -> _T:
        if not isinstance(raw, dict):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        for name in raw:
            if name not in self.members:
                raise ValueError(
                    message(
                        "{name}: no such member, expected {expected}",
                        name=name,
                        expected=self.expected,
                    )
                )
        for needed in fields(self.make):  # type: ignore[arg-type]
            if needed.default is MISSING and needed.name not in raw:
                raise ValueError(message("{name} is missing: add it", name=needed.name))
        return self.make(**{name: self._member(name, raw[name]) for name in raw})

    def _member(self, name: str, raw: Any) -> Any:
        try:
            return self.members[name].read(raw)
        except ValueError as error:
            raise ValueError(
                message("{name}: {error}", name=name, error=message_of(error))
            ) from None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several maps, told apart by the member that only it has."""

    records: Mapping[str, Record[Any]]

    @property
    def expected(self) -> str:
        return message("a map with one of {records}", records=", ".join(self.records))

    def read(self, raw: Any) -> Any:
        found = [name for name in self.records if isinstance(raw, dict) and name in raw]
        if len(found) != 1:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return self.records[found[0]].read(raw)
