"""Names beside ids: which members of answers hold ids, of what, and where the name is told.

This is the one place that says so. A member that holds an id is followed by the name of what it
means, whether the record declares a member for the name or not; a list of ids is followed by the
names in the same order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from projections.answers.naming import CADRE, Key
from projections.facts.registry import FACTS
from projections.reports.records import is_record, names_of, plain_type
from projections.words.names import shown
from projections.words.things import (
    AGREEMENT,
    CLASS,
    COURSE,
    INSTITUTION,
    PROGRAMME,
    SURVEY,
    TEACHER,
    UNIT,
)

Glossary = Mapping[Key, str | None]
"""Names by kind and id."""

BY_FACT: Final = "by fact"
"""The kind of what is named by the fact beside it: the thing that the fact is about."""


@dataclass(frozen=True, slots=True)
class Id:
    """What a member holds ids of, and the members that may tell the name: the first of them that a
    record declares, else the last."""

    kind: str
    names: tuple[str, ...]


IDS: Final[Mapping[str, Id]] = {
    "cadre": Id(CADRE, ("name",)),
    "unit": Id(UNIT.base, ("unit_name",)),
    "course": Id(COURSE.base, ("course_name",)),
    "training_class": Id(CLASS.base, ("class_name",)),
    "institution": Id(INSTITUTION.base, ("institution_name",)),
    "teacher": Id(TEACHER.base, ("name", "teacher_name")),
    "survey": Id(SURVEY.base, ("survey_name",)),
    "programme": Id(PROGRAMME.base, ("programme_name",)),
    "agreement": Id(AGREEMENT.base, ("agreement_name",)),
    "first_responsible": Id(CADRE, ("first_responsible_name",)),
    "direct_responsible": Id(CADRE, ("direct_responsible_name",)),
    "subject": Id(BY_FACT, ("subject_name",)),
    "same_as": Id(COURSE.base, ("same_as_name",)),
    "met_class": Id(CLASS.base, ("met_class_name",)),
    "last_class": Id(CLASS.base, ("last_class_name",)),
    "classes": Id(CLASS.base, ("class_names",)),
    "courses": Id(COURSE.base, ("course_names",)),
    "broad_base": Id(COURSE.base, ("broad_base_names",)),
    "live_module": Id(COURSE.base, ("live_module_names",)),
    "substitute": Id(CADRE, ("substitute_name",)),
    "substitute_for": Id(CADRE, ("substitute_for_name",)),
    "actor": Id(CADRE, ("actor_name",)),
    "linked_to": Id(CADRE, ("linked_to_name",)),
    "decided_by": Id(CADRE, ("decided_by_name",)),
    "observers": Id(CADRE, ("observer_names",)),
    "cadres": Id(CADRE, ("cadre_names",)),
    "attendees": Id(CADRE, ("names", "attendee_names")),
    "frame": Id(CADRE, ("frame_names",)),
    "drawn": Id(CADRE, ("drawn_names",)),
    "strangers": Id(CADRE, ("stranger_names",)),
    "exempt": Id(CADRE, ("exempt_names",)),
    "excluded": Id(CADRE, ("excluded_names",)),
    "without_personal_plan": Id(CADRE, ("without_personal_plan_names",)),
    "above": Id(UNIT.base, ("above_names",)),
    "below": Id(UNIT.base, ("below_names",)),
    "units": Id(UNIT.base, ("unit_names",)),
    "parties": Id(UNIT.base, ("party_names",)),
    "barred_units": Id(UNIT.base, ("barred_unit_names",)),
}
"""The members that hold ids, wherever they hold texts."""

OF_RECORDS: Final[Mapping[tuple[str, str], Id | None]] = {
    ("Lacking", "unit"): None,  # these are units of measure
    ("Pace", "unit"): None,
    ("Standing", "unit"): None,
    ("Sample", "lacking"): Id(CADRE, ("lacking_names",)),
    ("Sample", "expected"): Id(CADRE, ("expected_names",)),
    ("FollowedUpBy", "members"): Id(CADRE, ("member_names",)),
    ("NamedGroup", "members"): Id(CADRE, ("names",)),
    ("NamedRotation", "missing"): Id(CADRE, ("missing_names",)),
    ("SelectionCase", "other"): Id(CADRE, ("other_name",)),
    ("ItemsDue", "id"): Id(UNIT.base, ("name",)),
    ("FeedItem", "cadre"): None,  # the feed tells names as of its moments, or none
    ("FeedItem", "training_class"): None,
    ("FeedItem", "class_name"): None,
    ("FeedItem", "unit"): None,
    ("MovedInFeed", "cadre"): None,
    ("ChangeRow", "cadre"): None,
    ("ChangeRow", "training_class"): None,
    ("ChangeRow", "class_name"): None,
    ("ChangeRow", "unit"): None,
    ("CauseOfChange", "actor"): None,
}
"""What members of one record hold, by its name and theirs; None where they hold no ids."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A name that stands beside an id.

    `id` and `name` are the members of the two; `declared`: the record has the latter itself. `many`
    ids have as many names.
    """

    id: str
    kind: str
    name: str
    declared: bool
    many: bool

    @property
    def text(self) -> str:
        """What the member of the name means."""
        if self.many:
            return f"the names of `{self.id}`, in the same order; null of one that nobody named"
        return f"the name of `{self.id}`; null where nobody named it"

    def keys(self, record: Any) -> Iterator[Key]:
        """Of what the names are wanted that a record does not tell itself."""
        kind = self._kind(record)
        if kind is not None and not (self.declared and getattr(record, self.name) is not None):
            yield from ((kind, one) for one in self._ids(record))

    def told(self, record: Any, glossary: Glossary) -> Any:
        """The name that a record tells itself, else that of the glossary; of many ids all."""
        own = getattr(record, self.name) if self.declared else None
        if own is not None:
            return shown(own) if isinstance(own, str) else own
        kind = self._kind(record)
        found = (None if kind is None else glossary.get((kind, one)) for one in self._ids(record))
        names = list(map(shown, found))
        return names if self.many else next(iter(names), None)

    def _kind(self, record: Any) -> str | None:
        return _kind_of(record.fact) if self.kind == BY_FACT else self.kind

    def _ids(self, record: Any) -> tuple[str, ...]:
        found = getattr(record, self.id)
        if isinstance(found, str):
            return (found,)
        return found if isinstance(found, tuple) else ()


@cache
def names_beside(kind: Any) -> tuple[Beside, ...]:
    """The names that stand beside the ids of a record, in the order of its members."""
    return tuple(_beside(kind, get_type_hints(kind), names_of(kind)))


def _beside(kind: type, hints: Mapping[str, Any], declared: tuple[str, ...]) -> Iterator[Beside]:
    for member in declared:
        means = OF_RECORDS.get((kind.__name__, member), IDS.get(member))
        many = _holds_many(hints[member])
        if (kind.__name__, member) in OF_RECORDS and means is None:
            continue
        if means is None or many is None or (means.kind == BY_FACT and "fact" not in declared):
            continue
        own = next((name for name in means.names if name in declared), None)
        name = own or means.names[-1]
        yield Beside(id=member, kind=means.kind, name=name, declared=own is not None, many=many)


def _holds_many(hint: Any) -> bool | None:
    """Whether a member holds many texts; False of one text, None of anything else."""
    hint = plain_type(hint)
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        found = {_holds_many(one) for one in get_args(hint)} - {None}
        return found.pop() if len(found) == 1 else None
    if hint is str:
        return False
    is_list = get_origin(hint) is tuple and get_args(hint)[1:] == (Ellipsis,)
    return True if is_list and plain_type(get_args(hint)[0]) is str else None


@cache
def _kind_of(fact: str) -> str | None:
    """The kind of the thing that a fact is about; None where it is about none."""
    declared = FACTS[fact].declaration if fact in FACTS else None
    return declared.thing.base if declared is not None and declared.thing else None


def wanted(value: Any) -> set[Key]:
    """Of what an answer, or a part of one, wants the names."""
    found: set[Key] = set()
    _want(value, found)
    return found


def _want(value: Any, found: set[Key]) -> None:
    kind: Any = type(value)
    if is_record(kind):
        for one in names_beside(kind):
            found.update(one.keys(value))
        for name in _deeper(kind):
            _want(getattr(value, name), found)
    elif isinstance(value, tuple | list):
        for item in value:
            _want(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _want(item, found)


@cache
def _deeper(kind: Any) -> tuple[str, ...]:
    """The members of a record in which there may be other records."""
    hints = get_type_hints(kind)
    return tuple(name for name in names_of(kind) if _may_hold_records(hints[name]))


def _may_hold_records(hint: Any) -> bool:
    hint = plain_type(hint)
    return is_record(hint) or any(map(_may_hold_records, get_args(hint)))
