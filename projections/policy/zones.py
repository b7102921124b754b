"""A time zone that changes from a day on, for policies of different zones in a row."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo


class Zones(tzinfo):
    """The first zone, and others each from the beginning of a day in itself on.

    Where two zones would give a day twice, the day before the change is cut or lasts longer, so
    that days never go back.
    """

    def __init__(self, *, first: tzinfo, others: Sequence[tuple[date, tzinfo]]) -> None:
        self._first, self._others = first, tuple(others)
        self._starts = [
            (datetime.combine(day, time(), zone).astimezone(UTC), day, zone)
            for day, zone in self._others
        ]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Zones):
            return NotImplemented
        return (self._first, self._others) == (other._first, other._others)

    def __hash__(self) -> int:
        return hash((self._first, self._others))

    def fromutc(self, dt: datetime) -> datetime:
        """The local time of an instant, as `astimezone` asks for it."""
        instant = dt.replace(tzinfo=UTC)
        zone, until = self._first, [day for _, day, _ in self._starts]
        for start, _, following in self._starts:
            if start <= instant:
                zone, until = following, until[1:]
        local = instant.astimezone(zone).replace(tzinfo=self)
        if until and local.date() >= until[0]:
            local = datetime.combine(until[0], time(), self) - timedelta(microseconds=1)
        return local

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """The offset of a local time."""
        return self._at(dt).utcoffset(dt and dt.replace(tzinfo=self._at(dt)))

    def dst(self, dt: datetime | None) -> timedelta | None:
        """The daylight saving of a local time."""
        return self._at(dt).dst(dt and dt.replace(tzinfo=self._at(dt)))

    def tzname(self, dt: datetime | None) -> str | None:
        """The name of the zone of a local time."""
        return self._at(dt).tzname(dt and dt.replace(tzinfo=self._at(dt)))

    def _at(self, dt: datetime | None) -> tzinfo:
        zone = self._first
        for day, following in self._others:
            if dt is not None and dt.date() >= day:
                zone = following
        return zone
