"""`lrs survey`: what an institution collected without names, made ready to be posted."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import say
from lrs.message import message

if TYPE_CHECKING:
    from projections.profile.anonymous import Collection

app = typer.Typer(
    no_args_is_help=True, help="Answers and ratings without names, made ready to be posted."
)

Collected = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A table (CSV, UTF-8) whose first line names columns."),
]
Survey = Annotated[str, typer.Option(help="The short id of the survey that is closed by it.")]
Institution = Annotated[str, typer.Option(help="The short id of the institution that states it.")]
Ended = Annotated[
    str,
    typer.Option(
        metavar="INSTANT", help="When the collection had ended, as 2026-06-30T18:00:00+08:00."
    ),
]
Output = Annotated[Path | None, typer.Option(help="Where to write it, else standard output.")]


@app.command()
def publish(
    file: Collected,
    survey: Survey,
    institution: Institution,
    ended: Ended,
    output: Output = None,
) -> None:
    """Makes the statements of the answers to a survey, to be imported or posted.

    The table has a row for each answer, with the columns `question` and `choice`, and perhaps
    `count` for how many gave that answer. No name, no time and no number of a sheet belongs in it.

    What comes out are statements, a line each, sorted by their bytes and with one timestamp, the
    closing of the survey last; the institution is the actor of all. Who reads the log cannot tell
    who answered what, nor when, nor which answers are one person's. Post them in this order, in as
    many requests as they need, or import them. Answers that come after the closing never count.

    Example:

        lrs survey publish answers.csv --survey 2026-census --institution party-school
            --ended 2026-06-30T18:00:00+08:00 --output answers.ndjson
        lrs import answers.ndjson
    """
    from projections.profile.anonymous import answers

    rows = _rows(file, ("question", "choice"))
    _write(answers(rows, _collection(survey, institution, ended)), output)


@app.command()
def ratings(
    file: Collected,
    survey: Survey,
    institution: Institution,
    ended: Ended,
    year: Annotated[int, typer.Option(help="The credit year that is rated.")],
    output: Output = None,
) -> None:
    """Makes the statements of peer ratings (1 to 5), to be imported or posted.

    The table has a row for each rating, with the columns `cadre` (who is rated) and `rating`, and
    perhaps `count` for how many gave it. Who rated does not belong in it. The ratings count once
    the closing of their collection, which comes last, is in the log.

    Example:

        lrs survey ratings ratings.csv --survey 2026-peers --institution party-school --year 2026
            --ended 2026-12-20T18:00:00+08:00 --output ratings.ndjson
        lrs import ratings.ndjson
    """
    from projections.profile import anonymous

    rows = _rows(file, ("cadre", "rating"))
    made = anonymous.ratings(rows, _collection(survey, institution, ended), year=year)
    _write(made, output)


def _collection(survey: str, institution: str, ended: str) -> "Collection":
    from lrs.files.ndjson import FileError
    from projections.profile.anonymous import Collection

    try:
        at = datetime.fromisoformat(ended)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise FileError(
            message(
                "--ended: got {ended!r}, expected such as 2026-06-30T18:00:00+08:00", ended=ended
            )
        )
    return Collection(survey=survey, institution=institution, ended=at)


def _rows(file: Path, columns: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """The rows of a table: two texts, and how often. Raises FileError, which names the line and
    none of what stands there."""
    from lrs.files.ndjson import FileError

    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        stated = set(table.fieldnames or ())
        if not set(columns) <= stated <= {*columns, "count"}:
            wanted = " and ".join(columns)
            raise FileError(
                message(
                    "{file}: expected the columns {wanted}, perhaps count, and no other",
                    file=file,
                    wanted=wanted,
                )
            )
        for row in table:
            first, second, count = row[columns[0]], row[columns[1]], row.get("count") or "1"
            if not first or not second or not count.isdecimal():
                raise FileError(
                    message(
                        "{file}: line {line_num}: expected a value in each column",
                        file=file,
                        line_num=table.line_num,
                    )
                )
            yield first, second, int(count)


def _write(made: Sequence[bytes], output: Path | None) -> None:
    content = b"".join(line + b"\n" for line in made)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        output.write_bytes(content)
    say(
        message(
            "{count} statements without names, and the closing of the survey", count=len(made) - 1
        )
    )
