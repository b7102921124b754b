"""The rows that findings are made of as of any basis: folded from the log as the tables are, and
held in memory, of all cadres only those that something may be amiss about.

It reads the whole log up to the basis once, and folds each cadre, class, follow-up and survey.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from lrs.event.log import Log, Recorded, pages
from lrs.event.references import LONGEST_CHAIN
from lrs.postgres.queries import load
from projections.answers.acts import in_buckets, load_targets, whom
from projections.answers.basis import Basis
from projections.answers.closed_years import closed_years
from projections.case.sifting import folded_or_sifted
from projections.exact import plain
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact, SetAside
from projections.reports.findings import VALUES
from projections.tables import bulk, intake, tracking
from projections.tables.classes import CLASSES
from projections.tables.follow_up import FOLLOW_UP
from projections.tables.in_class import IN_CLASS
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS
from projections.tables.projection import AnyProjection, Folded, Projection, Row
from projections.tables.resources import RESOURCES
from projections.tables.surveys import SURVEYS

QUERIES: Final = load("projections.tables", "findings")

_FOLDED: Final[tuple[AnyProjection, ...]] = (CLASSES, IN_CLASS, FOLLOW_UP, *RESOURCES, SURVEYS)
_OF_CADRES: Final = ("roster", "ledger_entry", "finding", "paper")
_OF_SUBJECTS: Final = (
    *("class", "class_finding", "class_substitution", "class_nomination"),
    *("follow_up_class", "follow_up_finding", "survey", "in_class_finding"),
    *("teacher_finding", "fund_finding", "agreement_finding", "county_finding"),
)

COLUMNS: Final[Mapping[str, bulk.Columns]] = {
    **{name: LEDGERS.tables[name] for name in _OF_CADRES},
    **{
        name: columns
        for projection in _FOLDED
        for name, columns in projection.tables.items()
        if name in _OF_SUBJECTS
    },
    "intake": INTAKE.tables["intake"],
    "set_aside": tracking.SET_ASIDE,
    "dangling": bulk.columns("target uuid, position int8"),
    "table_difference": bulk.columns("projection text, name text, key text, found timestamptz"),
}
"""The tables that findings are made of, with their columns. What a rebuild found in them is no fact
of the log, and belongs to the present alone."""

_T = TypeVar("_T", bound=Folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Rows of tables as of a basis, as a query reads them: `before` stands in front of it and makes
    a table `past_<name>` of each."""

    parameters: Mapping[str, object]
    before: str

    @property
    def tables(self) -> Collection[str]:
        """The names of the tables."""
        return COLUMNS.keys()


def past_of(log: Log, basis: Basis) -> Past:
    """The rows as of a basis."""
    found = _Rows(log, basis)
    found.read()
    return Past(
        parameters={
            f"past_{name}": Jsonb(some, dumps=_list) for name, some in found.tables.items()
        },
        before="WITH " + ", ".join(map(_table, COLUMNS)) + " ",
    )


def _table(name: str) -> str:
    columns = ", ".join(f"{column} {kind}" for column, kind in COLUMNS[name].items())
    query = QUERIES["past"].format(rows=f"%(past_{name})s", columns=columns)
    return f"past_{name} AS MATERIALIZED ({query})"


class _Rows:
    """The rows, gathered table by table; each is JSON already."""

    def __init__(self, log: Log, basis: Basis) -> None:
        self.tables: dict[str, list[bytes]] = {name: [] for name in COLUMNS}
        self._log, self._basis = log, basis
        self._persons: set[str] = set()
        self._keys: dict[str, set[str]] = {one.name: set() for one in _FOLDED}
        self._named: set[str] = set()
        self._shown: set[str] = set()
        self._papers: dict[str, list[Row]] = {}
        self._is_amiss = _amiss_in_ledgers(basis)

    def read(self) -> None:
        """Reads the log up to the basis, and folds what it speaks of."""
        for page in pages(self._log, after=0, until=self._basis.position):
            self._take_in(page)
        for projection in _FOLDED:
            for bucket in in_buckets(filter(tracking.is_key, self._keys[projection.name])):
                for name, rows in self._fold(projection, bucket).items():
                    if name in _OF_SUBJECTS:
                        self._named |= _cadres_of(name, rows)
                        self._add(name, rows)
        for bucket in in_buckets(filter(tracking.is_key, self._persons)):
            self._fold_cadres(bucket)
        self._add_papers()
        for bucket in in_buckets(self._named - self._shown):
            self._add("roster", self._fold(LEDGERS, bucket)["roster"])

    def _take_in(self, page: list[Recorded]) -> None:
        """Takes in whom and what some statements are about, and what is amiss with themselves."""
        reference, as_of = self._basis.reference, self._basis.as_of
        facts, rows = intake.read(page, reference)
        decisions = [one for one in facts if isinstance(one, Decision)]
        stated = [(fact, fact.position) for fact in facts if not isinstance(fact, Decision)]
        for fact, _ in stated:
            if (person := whom(fact, reference, as_of)) is not None:
                self._persons.add(person)
        for projection in _FOLDED:
            self._keys[projection.name].update(projection.own_keys(stated))
        known = {fact.statement_id: fact for fact in facts}
        load_targets(known, self._log, as_of.known)
        nowhere = {one.position: end for one in decisions if (end := _missing(one, known))}
        self._add("dangling", ((target, position) for position, target in nowhere.items()))
        self._add("intake", (row for row in rows if row[_AT] in nowhere or row[_UNAUTHORISED]))
        aside = [one for one in facts if isinstance(one, SetAside) and one.person is None]
        self._add("set_aside", tracking.set_aside_rows(INTAKE.name, None, aside))

    def _fold_cadres(self, persons: Collection[str]) -> None:
        """Adds the rows of those cadres something may be amiss about."""
        tables = self._fold(LEDGERS, persons)
        for name in ("ledger_entry", "roster", "finding"):
            some = [row for row in tables[name] if self._is_amiss(name, row)]
            self._named.update(str(row[0]) for row in some)
            if name != "roster":
                self._add(name, some)
        for row in tables["paper"]:
            self._papers.setdefault(str(row[1]), []).append(row)
        here = self._named.intersection(persons)
        self._add("roster", (row for row in tables["roster"] if row[0] in here))
        self._shown |= here

    def _add_papers(self) -> None:
        """Adds the papers that more than one act names."""
        for rows in self._papers.values():
            if len(rows) > 1:
                self._named.update(str(row[0]) for row in rows)
                self._add("paper", rows)
        self._papers.clear()

    def _fold(self, projection: Projection[_T], keys: Collection[str]) -> dict[str, list[Row]]:
        """The rows of some keys by table; what cannot be judged is set aside as it is in tables."""
        facts = projection.gather(keys, self._log, self._basis)
        fold = projection.folds(facts, self._log, self._basis)
        folded = {
            key: folded_or_sifted(partial(fold, key), some) for key, some in facts.items() if some
        }
        for key, one in folded.items():
            aside = one.set_aside if one is not None else None
            self._add(
                "set_aside",
                [_unfolded(projection, key, facts[key])]
                if aside is None
                else tracking.set_aside_rows(projection.name, key, aside),
            )
        found = [one for one in folded.values() if one is not None]
        return {name: list(rows) for name, rows in projection.rows(found).items()}

    def _add(self, table: str, rows: Iterable[Row]) -> None:
        """Adds rows, but for what no table can hold."""
        names = tuple(COLUMNS[table])
        for row in rows:
            try:
                told = orjson.dumps(dict(zip(names, row, strict=True)), default=_plain)
            except orjson.JSONEncodeError:
                continue
            if b"\\u0000" not in told:
                self.tables[table].append(told)


def _amiss_in_ledgers(basis: Basis) -> Callable[[str, Row], bool]:
    """Whether a row of a cadre's ledger may be amiss; all findings are."""
    published = closed_years(basis).published
    after = {one.year: 0 for one in published}
    for one in published:
        after[one.year] = min(after[one.year] or one.after, one.after)
    levels = basis.policies.levels
    units = set(basis.reference.units.ever(basis.as_of))
    year, position, credits_, reason = map(list(LEDGERS.tables["ledger_entry"]).index, _READ)
    kind, value = map(list(LEDGERS.tables["roster"]).index, ("kind", "value"))

    def is_amiss(table: str, row: Any) -> bool:
        if table == "ledger_entry":
            late = row[credits_] > 0 and row[position] > after.get(row[year], row[position])
            return bool(late or row[reason] in VALUES)
        if table == "roster":
            known = {"level": levels, "unit": units}.get(row[kind])
            return known is not None and row[value] is not None and row[value] not in known
        return True

    return is_amiss


_READ: Final = ("year", "position", "credits", "reason")
_AT, _UNAUTHORISED = map(list(INTAKE.tables["intake"]).index, ("position", "unauthorised"))


def _cadres_of(table: str, rows: Iterable[Row]) -> set[str]:
    """The cadres whom rows about something else name."""
    names = list(COLUMNS[table])
    at = names.index("cadre") if "cadre" in names else None
    return set() if at is None else {str(row[at]) for row in rows if row[at] is not None}


def _unfolded(projection: AnyProjection, key: str, facts: Collection[Fact]) -> Row:
    return tracking.unfolded_row(projection.name, key, position=min(one.position for one in facts))


def _missing(decision: Decision, known: Mapping[UUID, Fact]) -> UUID | None:
    """The statement that a decision is about in the end and that is not there; None where it is."""
    at: Fact | None = decision
    for _ in range(LONGEST_CHAIN):
        if not isinstance(at, Decision):
            return None
        if at.target not in known:
            return at.target
        at = known[at.target]
    return None


def _list(rows: list[bytes]) -> bytes:
    return b"[" + b",".join(rows) + b"]"


def _plain(value: Any) -> object:
    return plain(value) if isinstance(value, Decimal) else list(value)
