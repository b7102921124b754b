"""`lrs report` and `lrs reproduce`: reports that are issued, and made again years later."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import say, show
from api.cli.mistakes import exits_with
from api.cli.stores import open_database, open_store, reading
from lrs.message import message, message_of

if TYPE_CHECKING:
    from psycopg import Connection

    from api.reports.asked import Question
    from api.reports.issuing import Issued, Reproduced
    from lrs.event.log import Log
    from projections.case.reference import Reference

app = typer.Typer(no_args_is_help=True, help="Reports that are issued, and can be made again.")

DIFFERS = 1
CANNOT_TELL = 2


def register(app_: typer.Typer) -> None:
    """Adds the command that stands by itself."""
    app_.command()(reproduce)


@app.command()
def issue(
    request: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION",
            help="Path and query of an endpoint of reports, as over HTTP (docs/analysts.md).",
        ),
    ],
    number: Annotated[
        str | None,
        typer.Option(help="The number of the paper, by which it is found and cited."),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Writes the answer there as JSON."),
    ] = None,
    csv_file: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Writes the answer there as a table."),
    ] = None,
    pdf_file: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", help="Writes its official form there as PDF."),
    ] = None,
) -> None:
    """Issues a report: makes an answer, and states in the log what it rests on.

    Any question that answers from the log: the circular of a year, its drift, a handbook, a unit's
    members, a follow-up. It is answered as who reads all would be, and whole, whatever pages it
    comes in. The statement (`report.issued`) has the question, the last position of the log, the
    day, the digest of the policies, the versions of program and rules, the last checkpoint, and the
    digest of the answer. `lrs reproduce` makes the same answer from it again.

    A report that was issued by mistake is withdrawn by voiding its statement. A number is given
    once, also where its report was withdrawn: for one that a report has already the exit code is 2.

    Example:

        lrs report issue '/reports/circular?year=2025' --number 12 --json circular-2025.json
        lrs report issue '/cadres/c000001/handbook' --csv handbook.csv
        lrs report issue '/cadres/c000001/personal-statement?year=2025' --pdf statement.pdf
    """
    import orjson
    import psycopg

    from api.http.reads import read_only
    from api.reports.alone import reports_alone
    from api.reports.asked import Question, ask, ask_csv, quoted
    from api.reports.issuing import NumberError, check_number, giving, statement_of
    from lrs.clock import system_clock
    from lrs.entropy import new_statement_id
    from lrs.log.log_reader import LogReader
    from lrs.log.operator import state

    with (
        exits_with(CANNOT_TELL, NumberError),
        open_database() as database,
        open_store(database) as store,
        psycopg.connect(database.service) as conn,
    ):
        read_only(conn)
        reader = LogReader(conn)
        check_number(reader, _reference(reader), number)  # before the answer, which may take long
        position, checkpoint = _where(conn)
        question = Question(request=quoted(request), position=position, at=system_clock())
        pages = ask(reports_alone(), conn, question)
        table = ask_csv(reports_alone(), conn, question) if csv_file else b""
        form = _form(conn, question) if pdf_file else b""
        report = new_statement_id()
        statement = statement_of(
            question, pages, report=report, checkpoint=checkpoint, number=number
        )
        if json_file:
            json_file.write_bytes(orjson.dumps(pages[0] if len(pages) == 1 else pages))
        if csv_file:
            csv_file.write_bytes(table)
        if pdf_file:
            pdf_file.write_bytes(form)
        with giving(database.service, number, _reference):
            state(store, statement)  # last, so that nothing is issued that nobody was handed
    show(_line(statement))


def _form(conn: "Connection[Any]", question: "Question", *, with_checkpoint: bool = True) -> bytes:
    """The official form of the answer to a question. Raises ReportError."""
    from api.cli.printing import forms_at

    forms = forms_at(
        conn, position=question.position, at=question.at, with_checkpoint=with_checkpoint
    )
    return forms.ask(question.request)


@app.command("list")
def list_reports() -> None:
    """Lists the reports that were issued, with what they rest on. Only reads.

    Example:

        lrs report list
    """

    from api.reports.issuing import issued
    from lrs.log.log_reader import LogReader

    with reading() as conn:
        reader = LogReader(conn)
        show(*map(_row, issued(reader, _reference(reader), until=reader.head())))


def reproduce(
    report: Annotated[str, typer.Argument(help="The id or the number of a report.")],
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also compares a file, JSON, CSV or PDF, that is said to be the report.",
        ),
    ] = None,
) -> None:
    """Makes a report again that was issued, and tells whether it is the same.

    The same question is asked of the log as it ended when the report was issued, on that day; what
    was recorded, published or rebuilt since has no say. Digests are compared: the exit code is 0
    where they are the same, 1 where they differ, with the first member that does, and 2 where it
    cannot be told. That is also so where they differ and the rules of this program are of another
    version, then `versions` has both, or where something was erased from the log since; and where
    no report, or several, have the number.

    With `--against` a file is compared with what was made now, to the first value that differs; and
    `file_is_issued` says whether it has the digest of the report that was issued. A form, PDF, is
    set again and compared byte by byte: with the same fonts, settings and version of the program.

    Needs no server, only reads, and works on a restored dump. Whether the log itself is what was
    signed is told by `lrs verify`.

    Example:

        lrs reproduce 12 --against circular-2025.json
    """
    import psycopg

    from api.http.reads import read_only
    from api.reports.issuing import find
    from lrs.log.log_reader import LogReader
    from projections.exact import jsonable

    with (
        exits_with(CANNOT_TELL),
        open_database(only_to_read=True) as database,
        psycopg.connect(database.reader) as conn,
    ):
        read_only(conn)
        reader = LogReader(conn)
        found, head = find(reader, _reference(reader), report), reader.head()
        erased = reader.last_erased(until=head, after=found.fact.known or 0) > 0
        told, file = _made_again(conn, found, head, against, erased=erased)
    show({**jsonable(told), **file})
    say(message("{why}.", why=told.why))
    if file.get("file_difference"):
        say("the file is another than what was made now: see `file_difference`.")
    if told.same is None or (told.same and file.get("file_is_issued", True) is None):
        raise typer.Exit(CANNOT_TELL)
    if not told.same or file.get("file_difference"):
        raise typer.Exit(DIFFERS)


def _made_again(
    conn: "Connection[Any]", found: "Issued", head: int, against: Path | None, *, erased: bool
) -> tuple["Reproduced", dict[str, Any]]:
    from api.reports.alone import reports_alone
    from api.reports.asked import ReportError, ask
    from api.reports.issuing import cannot_tell, compared, question_of

    question = question_of(found.fact, head)
    try:
        pages = ask(reports_alone(), conn, question)
    except ReportError as error:
        return cannot_tell(
            found, question, message("it cannot be made again: {error}", error=message_of(error))
        ), {}
    told = compared(found, question, pages, erased=erased)
    if against is None:
        return told, {}
    return told, _against(conn, told, question, pages, against.read_bytes())


def _against(
    conn: "Connection[Any]", told: "Reproduced", question: "Question", pages: Any, content: bytes
) -> dict[str, Any]:
    """How a file compares with what was issued, by its digest, and with what was made now.

    Another version of the program may set the same answer in other bytes: whether such a form is
    what was issued cannot be told.
    """
    import orjson

    from api.reports.alone import reports_alone
    from api.reports.asked import ask_csv
    from api.reports.issuing import first_difference
    from api.reports.stamp import digest

    if content.startswith(b"%PDF"):
        is_made, difference = _against_form(conn, question, content)
        is_issued = None if told.versions and not is_made else is_made and told.same
        return {"file_is_issued": is_issued, "file_difference": difference}
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError:
        made = ask_csv(reports_alone(), conn, question)
        return {"file_difference": _first_line(content, made)}
    file = data if isinstance(data, list) else [data]
    return {
        "file_is_issued": digest(*file) == told.issued,
        "file_difference": first_difference(file, list(pages)),
    }


def _against_form(
    conn: "Connection[Any]", question: "Question", content: bytes
) -> tuple[bool, str | None]:
    """Whether a form has the very bytes of the one that is set now; where it has not, why. One that
    was handed over before a checkpoint covered its position is set as it was then."""
    for with_checkpoint in (True, False):
        if content == _form(conn, question, with_checkpoint=with_checkpoint):
            return True, None
    return False, message(
        "the form is not what is set now: its text was changed, or it was set in other fonts, with "
        "other names of offices, or by another version of the program"
    )


def _first_line(one: bytes, other: bytes) -> str | None:
    """The first line that differs between two tables; None for the same bytes."""
    if one == other:
        return None
    lines = [part.split(b"\n") for part in (one, other)]
    pairs = zip(*lines, strict=False)
    at = next((at for at, (left, right) in enumerate(pairs) if left != right), None)
    if at is None:
        return f"lines: {len(lines[0])} → {len(lines[1])}"
    left, right = (part[at].decode(errors="replace").strip() for part in lines)
    return f"line {at + 1}: {left!r} → {right!r}"


def _reference(log: "Log") -> "Reference":
    """What all ledgers share, by the whole log."""
    from projections.answers.acts import GrowingReference

    return GrowingReference().up_to(log.head(), log)


def _where(conn: "Connection[Any]") -> tuple[int, str | None]:
    """The last position of the log, and its last signed checkpoint."""
    from lrs.evidence.tile_store import TileStore
    from lrs.log.log_reader import LogReader

    note = TileStore(conn).last_checkpoint()
    return LogReader(conn).head(), None if note is None else str(note)


def _line(statement: dict[str, Any]) -> dict[str, Any]:
    said = {
        name.rpartition("/")[2]: value for name, value in statement["context"]["extensions"].items()
    }
    names = ("request", "position", "today", "policies", "answer", "number")
    found = {name: said.get(name) for name in names}
    return {"report": statement["id"], **found, "position": int(said["position"])}


def _row(found: "Issued") -> dict[str, Any]:
    from projections.exact import jsonable

    fact = found.fact
    today: date | None = fact.today
    return {
        "report": str(fact.statement_id),
        "number": fact.number,
        "issued": jsonable(fact.occurred),
        "request": fact.request,
        "position": fact.known,
        "today": today and today.isoformat(),
        "policies": fact.policies,
        "answer": fact.answer,
        "by": fact.credential,
        "stands": found.stands,
    }
