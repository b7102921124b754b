"""`lrs policy compare`: what another policy would change, before it is published."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.comparison_lines import COLUMNS, kind_of, row_of, sentence_of
from api.cli.console import progress, say
from api.cli.stores import open_database
from api.cli.tongue import spoken
from lrs.message import message
from lrs.statement.years import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from api.cli.comparison_lines import Found
    from lrs.event.log import Log
    from projections.policy.succession import Succession


class Format(StrEnum):
    """In which form a comparison is told."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


InForm = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="Sentences, a JSON object a line, or a table; by default sentences in a terminal and "
        "JSON elsewhere.",
    ),
]

Named = Annotated[
    str,
    typer.Argument(help="The id of a policy of this product, or a folder of your own."),
]


def compare(
    first: Named,
    second: Annotated[
        str | None, typer.Argument(help="Another; without it FIRST is tried as a publication.")
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="The credit year, by default all so far."),
    ] = None,
    effective: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day of the publication that is tried."),
    ] = None,
    form: InForm = None,
) -> None:
    """Tells what another policy would change, and why: before it is published.

    With one policy: what its publication with that effective day would change of the years so far,
    against what judges now; also other amounts of the same grade, and the cycles that it would cut
    short. With two: what the second would give differently in a year, each judging all time.

    Unit by unit come the cadres whose grade differs (`kind: cadre`), each with what either counts,
    what it lacks, by which article, and the statements that the two value differently; then the
    unit, where its verdict differs (`kind: unit`), as of one that reaches a third unqualified. At
    the end of each year come the totals (`kind: totals`): cadres by grade, credits, units by
    verdict, under either.

    All is judged that the log knows now. Nothing is published and no table is touched; a reading
    login is enough. Lines come as they are found, so that a city takes no more memory than a unit.
    `lrs trial build --policy` makes the tables of it, to look at with SQL.

    Example:

        lrs policy compare ./our-city --effective 2026-01-01
        lrs policy compare ./our-city --effective 2026-01-01 --format csv > changes.csv
    """
    import psycopg

    from lrs.log.log_reader import LogReader
    from replay.what_if import compare as compare_policies

    tell = TELLERS[form or (Format.TEXT if sys.stdout.isatty() else Format.JSON)]
    with (
        open_database(only_to_read=True) as database,
        psycopg.connect(database.reader, autocommit=True) as conn,
        progress("Comparing units", total=None) as advance,
    ):
        reader = LogReader(conn)
        then, now = _sides(reader, first, second, effective.date() if effective else None)
        years = [year] if year else _so_far(then)
        tally = _Tally()
        found = compare_policies(
            reader, then, now, years=years, amounts=second is None, advance=advance
        )
        tell(tally.counted(found))
    what = message("another grade") if second else message("another grade or count")
    span = str(years[0])
    if len(years) > 1:
        span = message("{first} to {last}", first=years[0], last=years[-1])
    say(
        message(
            "{cadres} results of cadres would have {what} in {span}, and {units} of "
            "units another verdict.",
            cadres=tally.cadres,
            what=what,
            span=span,
            units=tally.units,
        )
    )
    if second is None:
        _tell_of_cycles(then, now, years)


class _Tally:
    """Counts what passes by."""

    def __init__(self) -> None:
        self.cadres = self.units = 0

    def counted(self, found: Iterable["Found"]) -> Iterator["Found"]:
        """The same, counted."""
        for one in found:
            kind = kind_of(one)
            self.cadres += kind == "cadre"
            self.units += kind == "unit"
            yield one


def _tell_json(found: Iterable["Found"]) -> None:
    from projections.exact import jsonable

    for one in found:
        sys.stdout.write(orjson_line({"kind": kind_of(one), **jsonable(one)}))


def orjson_line(row: Mapping[str, Any]) -> str:
    """A JSON object with the end of its line."""
    import orjson

    return orjson.dumps(row).decode() + "\n"


def _tell_csv(found: Iterable["Found"]) -> None:
    from api.reports.tabular import lines
    from projections.reports.columns import columns_of

    for line in lines(map(row_of, found), columns_of(list(COLUMNS))):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _tell_text(found: Iterable["Found"]) -> None:
    for one in found:
        print(spoken(sentence_of(one)))


TELLERS = {Format.JSON: _tell_json, Format.CSV: _tell_csv, Format.TEXT: _tell_text}


def _tell_of_cycles(then: "Succession", now: "Succession", years: Sequence[int]) -> None:
    """Says which cycles, up to the end of the last one of these years, would be others."""
    from replay.policy_comparison import cycles_changed

    until = max(one.cycle_of(years[-1]).last for one in (then, now))
    for before, after in cycles_changed(then, now, range(years[0], until + 1)):
        if after.cut_short:
            say(
                message(
                    "The cycle {before} would be {after}, cut short by another count of cycles: "
                    "nobody has a verdict on it.",
                    before=before,
                    after=after,
                )
            )
        else:
            say(message("The cycle {before} would be {after}.", before=before, after=after))


def _sides(
    reader: "Log", first: str, second: str | None, effective: date | None
) -> tuple["Succession", "Succession"]:
    """What is compared: two policies, or what judges now and what would after a publication."""
    from api.cli.publishing import ahead_of_publication
    from projections.answers.acts import GrowingReference
    from projections.policy.declaration import PolicyError
    from projections.policy.folder import load
    from projections.policy.succession import succession_of

    if second is not None and effective is not None:
        raise PolicyError(
            "--effective is the day of a publication that is tried; of two policies each judges "
            "all time: leave it out, or name one policy"
        )
    if second is not None:
        return succession_of(load(first)), succession_of(load(second))
    head = reader.head()
    now = GrowingReference().up_to(head, reader).succession(known=head)
    return now, ahead_of_publication(reader, load(first), effective).policies


def _so_far(policies: "Succession") -> list[int]:
    """The credit years from the first that anything judges to that of today."""
    from lrs.clock import system_clock

    today = system_clock().astimezone(policies.zone).date()
    last = policies.year_of(today)
    return list(range(min(policies.year_of(policies.effective_from), last), last + 1))
