"""`lrs history`, `lrs as-of` and `lrs explain`: how a number came to be, what was known of it on a
day, and why it is what it is."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.audit import KnownAt, moment_of
from api.cli.console import show, show_document
from api.cli.stores import reading
from api.cli.tongue import misused
from lrs.message import message
from lrs.statement.years import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from projections.answers.basis import Basis
    from projections.reports.answer import Answer

BOTH = ("kind", "of", "cadre", "name", "member", "then", "now", "differs", "positions")
"""The members of a number on both axes that a person reads in a terminal."""

BRIEF = ("position", "day", "kind", "of", "cadre", "member", "before", "after", "fact", "authority")
"""The members of a change that a person reads in a terminal."""

Cadre = Annotated[
    str | None, typer.Argument(help="A cadre's id, or an agent's identifier.", show_default=False)
]
Unit = Annotated[str | None, typer.Option(help="A unit's short id instead.")]
TrainingClass = Annotated[str | None, typer.Option("--class", help="A class' short id instead.")]
InYear = Annotated[
    int | None,
    typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="Only what belongs to this credit year."),
]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as one JSON document.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="As CSV with a header, for spreadsheets.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("history")(history)
    app.command("as-of")(as_of)
    app.command("explain")(explain)


def history(  # each parameter is one of the command line
    cadre: Cadre = None,
    unit: Unit = None,
    training_class: TrainingClass = None,
    year: InYear = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only such numbers: balance, hours, line, finding, ...; repeatable."),
    ] = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Tells the biography of a number: every change, in the order in which it became known.

    Of a cadre his balances, cycles, hours, eligibility and follow-up items, of a unit its verdicts,
    of a class its state and the items of its follow-up. Each change names the statement that made
    it, who recorded that, when it happened and when it became known; what a day alone brought has
    no position. It follows from the log alone, as `GET /audit/history` does. Nothing is written.

    Example:

        lrs history c000001 --year 2025
        lrs history --unit A --csv > unit-a.csv
    """
    from projections.reports.answer import named
    from replay.history.answer import Asked, biography_answer, steps_of
    from replay.history.change import Kind

    _check_one(cadre, unit, training_class)
    unknown = set(kind or ()) - set(Kind)
    if unknown:
        expected = ", ".join(Kind)
        raise misused(
            message(
                "there is no kind {unknown}: {expected}",
                unknown=", ".join(unknown),
                expected=expected,
            )
        )
    asked = Asked(
        cadre=cadre,
        unit=unit,
        training_class=training_class,
        year=year,
        kinds=tuple(Kind(one) for one in kind or ()),
    )
    with reading() as conn:
        log, basis = _basis(conn, known_at)
        answer = biography_answer(steps_of(log, asked, basis), asked, basis)
        _print(named(answer, log, basis), as_json=as_json, as_csv=as_csv, brief=BRIEF)


def as_of(
    cadre: Cadre = None,
    unit: Unit = None,
    year: InYear = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Shows a cadre, a unit or a year on both axes: as it was known then, and as it is known now.

    Both are of the same day, that of `--known-at`: so what differs was learned since, and names
    the statements that made it differ. Without a cadre or a unit the whole year is counted by
    grade, and then come the cadres whose credits or grade differ. `--json` has the changes in the
    order in which they came, too. Nothing is written; `GET /audit/as-of` says the same.

    Example:

        lrs as-of c000001 --known-at 2025-12-31
        lrs as-of --unit A --year 2025 --known-at 2025-12-31
        lrs as-of --year 2025 --known-at 2025-12-31 --csv > differs.csv
    """
    from lrs.clock import system_clock
    from projections.answers.basis import Answers, Question
    from projections.reports.answer import named
    from replay.history.answer import Asked
    from replay.history.both_axes import as_of_answer

    if known_at is None:
        raise misused("name with --known-at as of when, such as 2025-12-31")
    if cadre is not None and unit is not None:
        raise misused("name a cadre or --unit, not both")
    with reading() as conn:
        log, then = _basis(conn, known_at)
        now = Answers(system_clock).basis(log, Question(today=then.today))
        answer = as_of_answer(log, Asked(cadre=cadre, unit=unit, year=year), then=then, now=now)
        _print(named(answer, log, now), as_json=as_json, as_csv=as_csv, brief=BOTH)


def explain(  # each parameter is one of the command line
    cadre: Cadre = None,
    unit: Unit = None,
    training_class: TrainingClass = None,
    about: Annotated[
        str, typer.Option(help="Which number of a cadre: balance, hours or promotion.")
    ] = "balance",
    year: InYear = None,
    known_at: KnownAt = None,
    lang: Annotated[str, typer.Option(help="The language of the sentences: zh or en.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Explains a number in sentences: why it is what it is, and what it would take to be another.

    A balance goes down to the lines of the ledger, each with its rule, its article and the policy
    that it stands in, the statement with its position and who recorded it, decisions and by whom,
    voids, what it rests on and what a cap cut. What is missing for a qualified year, a clear unit
    or a promotion is told with it. With a class, the items of its follow-up; with a cadre besides,
    his alone. `--json` tells the same to programs, as `GET /audit/explain` does.

    Example:

        lrs explain c000001 --year 2025 --lang zh
        lrs explain --unit A --year 2025
        lrs explain c000001 --about promotion --json
    """
    from lrs.clock import system_clock
    from projections.answers.basis import Answers
    from projections.reports.answer import named
    from projections.reports.telling import told
    from projections.words.languages import Language
    from replay.explain.answer import About, Explained, explained

    if unit is not None or training_class is None:
        _check_one(cadre, unit, training_class)
    if about not in set(About):
        raise misused(
            message("expected {about}, not {about2!r}", about=", ".join(About), about2=about)
        )
    if lang not in ("zh", "en"):
        raise misused(message("expected zh or en, not {lang!r}", lang=lang))
    asked = Explained(
        cadre=cadre, unit=unit, training_class=training_class, about=About(about), year=year
    )
    with reading() as conn:
        log, basis = _basis(conn, known_at)
        language: Language = "zh" if lang == "zh" else "en"
        answer = explained(Answers(system_clock), log, asked, basis, language=language)
        if as_json:
            show_document(told(named(answer, log, basis)))
        else:
            print(*answer.sentences, sep="\n")


def _check_one(*named: str | None) -> None:
    if sum(one is not None for one in named) != 1:
        raise misused("name one of a cadre, --unit and --class: whose history it is")


def _basis(conn: Any, known_at: str | None) -> "tuple[Any, Basis]":
    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader
    from projections.answers.basis import Answers, Question

    log = LogReader(conn)
    return log, Answers(system_clock).basis(log, Question(known_at=moment_of(known_at)))


def _print(answer: "Answer", *, as_json: bool, as_csv: bool, brief: tuple[str, ...]) -> None:
    """The answer as one document, as CSV, as a table for a person, or a row a line."""
    from api.reports.answering import columns_of
    from api.reports.tabular import written
    from projections.reports.telling import told

    if as_json:
        show_document(told(answer))
        return
    rows = [told(row, answer.glossary) for row in answer.rows()]  # type: ignore[attr-defined]
    if as_csv:
        sys.stdout.buffer.write(written(rows, columns_of(answer)))
        sys.stdout.buffer.flush()
    elif sys.stdout.isatty():
        show(*({name: row.get(name) for name in brief} for row in rows))
    else:
        show(*rows)
