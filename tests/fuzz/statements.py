"""Statements of every form of our Profile, with anything in the place of anything."""

import random
from copy import deepcopy
from typing import Any
from uuid import UUID

from projections.profile.forms import FORMS, Form
from projections.words import things
from projections.words import vocabulary as v
from projections.words.kinds import HALF, TEXT, Kind, names_of

CADRES = ("c1", "c2", "c3", "c4", "c5")
UNITS = ("A", "A1", "A11", "B")
YEARS = (
    "1899",
    "1900",
    "2009",
    "2010",
    "2024",
    "2011",
    "2199",
    "2200",
    "9999",
    "0",
    "-1",
    "2010.5",
)
DAYS = (
    *("2009-12-31", "2010-01-01", "2010-02-28", "2012-02-29", "2010-06-01", "2010-12-31"),
    *("2023-12-31", "2024-02-29", "2024-06-01", "2027-12-31"),
    *("1900-01-01", "2199-12-31", "1899-12-31", "2200-01-01", "0001-01-01", "0002-03-01"),
    *("9999-12-31", "2010-02-30", "2010-W01-1", "20100101", "2010-01-01T00:00:00Z", ""),
)
INSTANTS = (
    *("2010-03-01T08:00:00Z", "2010-03-01T08:00:00+08:00", "2009-12-31T16:00:00.000001Z"),
    *("2024-03-01T08:00:00Z", "2024-12-31T23:59:59+08:00"),
    *("1900-01-01T00:00:00Z", "2199-12-31T23:59:59.999999Z", "0002-03-01T00:00:00Z"),
    *(
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "2010-03-01T08:00:00",
        "2062-01-01T00:00:00Z",
    ),
    *("2010-12-31T23:59:60Z", "2010-03-01T24:00:00Z", "2010-03-01T08:00:00,5Z", "20100301T0800Z"),
    *("2010-03-01T08:00:00.123456789Z", "2010-03-01T08:00:00+14:00", "2010-03-01T08:00:00-12:00"),
)
AMOUNTS = (
    "0",
    "0.5",
    "1",
    "3",
    "12",
    "60",
    "999999999.999999",
    "1e9",
    "-1",
    "NaN",
    "0.0000001",
    "",
)
NAMES = (
    *("pass", "fail", "excellent", "direct", "by_reference", "city", "county", "unit", "in_post"),
    *("master", "doctor", "bachelor", "none", "unknown", "first", "sole", "co", "national"),
    *("exam", "paper", "graduation", "degree", "developmental", "参照", "学" * 300, " ", "\t"),
)
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 10**18, 0.1, 1e308, "", "0", [], {}, [[]], {"a": {"b": []}}),
    *(["2010-01-01"], {"credits": "5"}, "\u202e", "😀" * 50, "'; DROP TABLE x; --", "=1+1"),
)
DURATIONS = ("PT0S", "PT99999999999999H", "P1Y", "PT0.000001S", "P2W", "P9999999Y")


class Fuzzer:
    """Makes statements from a seed; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ids: list[str] = []

    def statement(self) -> dict[str, Any]:
        """The next statement: of some form, with up to four places that say anything."""
        fact = self._random.choice(list(FORMS))
        statement = self._of(fact)
        self._ids.append(str(statement["id"]))
        for _ in range(self._random.choice((0, 0, 1, 1, 2, 4))):
            self._random.choice(_CHANGES)(self, statement)
        if self._random.random() < 0.1:
            statement[self.one_of(*statement)] = self.one_of(*JUNK)
        return statement

    def one_of(self, *choices: Any) -> Any:
        """One of some values."""
        return self._random.choice(choices)

    def agent(self) -> dict[str, Any]:
        """Somebody: by the register, by another name, or a group."""
        name = self.one_of(
            *CADRES, "x" * self.one_of(1, 900), "某人", "mailto:a@b.cn", "account a b"
        )
        by_register = {"account": {"homePage": v.CADRES, "name": name}}
        others: tuple[dict[str, Any], ...] = (
            {"mbox": self.one_of("mailto:a@b.cn", "mailto:B@B.CN", "mailto:某@b.cn")},
            {"mbox_sha1sum": self.one_of("00ff" * 10, "AB" * 20)},
            {"openid": self.one_of("http://a.cn/", "http://a.cn/" + "x" * 900)},
            {"account": {"homePage": self.one_of(v.OFFICERS, "http://lms.cn"), "name": name}},
        )
        who = self.one_of(by_register, by_register, by_register, *others)
        if self._random.random() < 0.05:
            return {"objectType": "Group", "member": [who, *others[:2]]}
        return dict(who)

    def reference(self) -> dict[str, Any]:
        """A statement that was made before, or none."""
        known = self._ids[-30:] if self._random.random() < 0.7 else self._ids
        target = self.one_of(*known) if known and self._random.random() < 0.95 else self._id()
        return {"objectType": "StatementRef", "id": target}

    def value(self, name: str, kind: Kind = TEXT) -> Any:
        """A value of a datum by its name and kind, mostly of the right one."""
        if self._random.random() < 0.1:
            return self.one_of(*JUNK)
        if name in ("start", "end", "effective", "until", "known_at"):
            return self.one_of(*DAYS, *INSTANTS) if name == "known_at" else self.one_of(*DAYS)
        if name == "year":
            return self.one_of(*YEARS)
        if name in ("unit", "parent", "payroll"):
            return self.one_of(*UNITS)
        if name in _AMOUNTS:
            return self.one_of(*AMOUNTS)
        return self._of_kind(kind)

    def _of_kind(self, kind: Kind) -> Any:
        schema = kind.schema
        if schema["type"] == "array":
            return self._random.choices((*CADRES, *UNITS, "", "x" * 900), k=self.one_of(0, 1, 3))
        if "properties" in schema:
            return dict.fromkeys([*schema["properties"]][: self.one_of(0, 1, 9)], "学")
        if schema["type"] == "boolean":
            return self.one_of(True, False)
        if kind is HALF:
            return self.one_of("2010-H1", "2010-H2", "2024-H1", "1899-H2", "9999-H1", "2010-H3")
        return self.one_of(*names_of(kind), *NAMES)

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _of(self, fact: str) -> dict[str, Any]:
        form = FORMS[fact]
        thing: dict[str, Any] = self.reference()
        if form.thing is not None:
            named = (
                self.one_of(*UNITS) if form.thing.key == "unit" else self.one_of("1", "2", "2010")
            )
            kind = {"type": form.thing.type} if self._random.random() < 0.8 else {}
            thing = {"id": form.thing.iri(named), "definition": kind}
        elif form.agent and self._random.random() < 0.5:
            thing = {"objectType": "Agent", **self.agent()}
        data = {
            name: self.value(name, kind)
            for name, kind in form.data.items()
            if self._random.random() < 0.7
        }
        return {
            "id": self._id(),
            "actor": self.agent(),
            "verb": {"id": form.verb},
            "object": thing,
            "result": {"success": self.one_of(True, False), "score": {"raw": self.one_of(0, 59.5)}},
            "context": {
                "registration": self._id(),
                "extensions": {v.extension(name): value for name, value in data.items()}
                | {v.extension(name): value for name, value in form.fixed.items()},
                "contextActivities": {
                    "category": [{"id": v.PROFILE}],
                    **self._grouping(form),
                },
            },
            "timestamp": self.one_of(*INSTANTS[:2], *INSTANTS),
        }

    def _grouping(self, form: Form) -> dict[str, Any]:
        """What the fact is grouped under, or something else, or nothing."""
        things = [{"id": one.iri(self.one_of("1", "2"))} for one in form.groupings.values()]
        if not things or self._random.random() < 0.2:
            return {}
        return {"grouping": self.one_of(things, things[0], [{"id": "tag:x"}, *things])}


def _actor(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    statement["actor"] = fuzzer.agent()


def _object(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    inner = {name: deepcopy(statement[name]) for name in ("actor", "verb", "object")}
    statement["object"] = fuzzer.one_of(
        fuzzer.reference(),
        {"objectType": "Agent", **fuzzer.agent()},
        {"objectType": "SubStatement", **inner},
        {
            "id": fuzzer.one_of(
                things.COURSE.iri("1"), things.UNIT.iri("A"), things.YEAR.iri("9999"), "tag:x"
            )
        },
    )


def _datum(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    data = statement["context"]["extensions"]
    if data:
        data[fuzzer.one_of(*data)] = fuzzer.one_of(*JUNK, *DAYS, *AMOUNTS, *NAMES)


def _more_data(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    names = {name for form in FORMS.values() for name in form.data}
    name = fuzzer.one_of(*sorted(names), "no such")
    statement["context"]["extensions"][v.extension(name)] = fuzzer.value(name)


def _timestamp(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    statement["timestamp"] = fuzzer.one_of(*INSTANTS, *DAYS)


def _no_timestamp(_: Fuzzer, statement: dict[str, Any]) -> None:
    statement.pop("timestamp", None)


def _result(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    statement["result"] = fuzzer.one_of(
        {"duration": fuzzer.one_of(*DURATIONS)},
        {"score": {"raw": fuzzer.one_of(-1, 10**18, 0.1), "scaled": fuzzer.one_of(-1, 0, 1)}},
        {"success": fuzzer.one_of(True, False), "extensions": {"tag:x": fuzzer.one_of(*JUNK)}},
        {},
    )


def _verb(fuzzer: Fuzzer, statement: dict[str, Any]) -> None:
    statement["verb"] = {"id": fuzzer.one_of(*(form.verb for form in FORMS.values()), "tag:verb")}


_CHANGES = (
    *(_actor, _object, _datum, _datum, _more_data, _timestamp, _no_timestamp, _result, _verb),
)
_AMOUNTS = frozenset(
    {
        *("credits", "minutes", "hours", "scheduled_days", "attended_days", "years", "days"),
        *("days_before_new_year", "authors", "follow_up_years"),
    }
)
