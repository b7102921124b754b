"""What can go wrong without being a fault of the program, each told in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from api.cli.console import say
from lrs.message import message, message_of


@contextmanager
def exits_with(code: int, *mistakes: type[Exception]) -> Iterator[None]:
    """Ends the command with an exit code of its own after one of some mistakes, after any where
    none is named: so that an exit code which is an answer is never taken for it."""
    try:
        yield
    except Exception as error:
        told = None if mistakes and not isinstance(error, mistakes) else sentence(error)
        if told is None:
            raise
        say(message("lrs: {told}", told=told))
        raise typer.Exit(code) from None


def sentence(error: Exception) -> str | None:
    """What to tell of an error; None for one that should not happen and deserves its traceback."""
    import psycopg
    from eventsourcing import persistence

    if isinstance(error, psycopg.OperationalError):
        return message("the database does not answer: {first_line}", first_line=_first_line(error))
    if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
        # Not the text: it may quote the password.
        return message(
            "LRS_DATABASE_URL or LRS_OWNER_DATABASE_URL is no address like postgresql://..."
        )
    if isinstance(error, persistence.OperationalError | persistence.InterfaceError):
        return message(
            "the database does not answer: {first_line}; run the same command again",
            first_line=_first_line(error),
        )
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return message_of(error) if isinstance(error, _expected()) else None


def _expected() -> tuple[type[Exception], ...]:
    from api.cli.queries import QueryError
    from api.operations.first_start import NotReadyError
    from api.reports.asked import ReportError
    from api.xapi.sheet_import import BatchError
    from lrs.event.credentials import CredentialError
    from lrs.evidence.erasing import ErasureError
    from lrs.evidence.folder import EvidenceError
    from lrs.files.ndjson import FileError
    from lrs.log.appending import ClockBehindError
    from lrs.log.clock_ahead import NotAheadError
    from lrs.log.record_store import RefusedError
    from lrs.postgres.cluster import EmbeddedServerError
    from lrs.postgres.migrate import MigrationError
    from lrs.postgres.postgres import AnotherDatabaseError
    from lrs.postgres.roles import RolesError
    from lrs.settings import SettingsError
    from lrs.statement.versions import VersionError
    from projections.answers.basis import UnknownSubjectError, UnreachedPositionError
    from projections.case.publications import NoPolicyError
    from projections.policy.declaration import PolicyError
    from projections.profile.writing import FactError
    from projections.spreadsheets.faults import SheetError
    from projections.tables.erasing import BeingMadeError
    from projections.tables.trial import TrialError
    from projections.tables.versions import BuiltUponError
    from replay.attested import RestoreError
    from replay.export import RangeError
    from replay.parquet.errors import ExportError
    from replay.team import WorkerLostError

    return (
        AnotherDatabaseError,
        BatchError,
        BeingMadeError,
        BuiltUponError,
        ClockBehindError,
        CredentialError,
        EmbeddedServerError,
        ErasureError,
        EvidenceError,
        ExportError,
        FactError,
        FileError,
        MigrationError,
        NotAheadError,
        NoPolicyError,
        NotReadyError,
        PolicyError,
        QueryError,
        RangeError,
        RefusedError,
        ReportError,
        RestoreError,
        RolesError,
        SettingsError,
        SheetError,
        TrialError,
        UnknownSubjectError,
        UnreachedPositionError,
        VersionError,
        WorkerLostError,
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
