"""The command line `lrs`. Modules are imported inside the commands, so that --help is quick."""

import sys

import typer

from api.cli import (
    audit,
    changes,
    clock,
    credentials,
    documents,
    erasing,
    evidence,
    exporting,
    finding,
    histories,
    importing,
    policies,
    printing,
    queries,
    rebuilding,
    reports,
    restoring,
    serving,
    sheets,
    simulating,
    surveys,
    trials,
    verifying,
    witnessing,
)
from api.cli.mistakes import sentence
from api.cli.tongue import HELP_OPTIONS, command_of, spoken
from lrs.garbage_collection import collect_seldom

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": HELP_OPTIONS},
)


@app.callback()
def about() -> None:
    """An event-sourced learning record store for the training credits of civil servants.

    Statements come in, become immutable events in a gapless log, and credits are answered from it.
    Without settings everything runs on an embedded PostgreSQL under `LRS_HOME`; with
    `LRS_DATABASE_URL` on your own. Each command's `--help` says what it is for.

    Results go to standard output (JSON lines, a table in a terminal), all else to standard error.
    The exit code is 0, 1 when something failed, 2 for a wrong use.
    """


for module in (
    *(serving, importing, restoring, exporting, rebuilding, simulating, verifying, witnessing),
    *(documents, erasing, queries),
    *(audit, finding, histories, reports, changes, sheets, printing),
):
    module.register(app)
app.add_typer(clock.app, name="clock")
app.add_typer(credentials.app, name="credential")
app.add_typer(policies.app, name="policy")
app.add_typer(surveys.app, name="survey")
app.add_typer(trials.app, name="trial")
app.add_typer(reports.app, name="report")
app.add_typer(simulating.scenarios, name="scenario")
app.add_typer(evidence.app, name="evidence")


def main() -> None:
    """Runs the command line; an expected failure is one sentence and exit code 1."""
    collect_seldom()
    try:
        command_of(app)()
    except Exception as error:
        told = sentence(error)
        if told is None:
            raise
        print(f"lrs: {spoken(told)}", file=sys.stderr)
        sys.exit(1)
