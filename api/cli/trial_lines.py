"""What a trial would change as sentences, as JSON and as rows of a table."""

from typing import TYPE_CHECKING, Any, Final

from api.cli.tongue import called, fact_called
from lrs.message import Message, message
from projections.words.codes import CodeOf

if TYPE_CHECKING:
    from collections.abc import Callable

    from replay.policy_comparison import Line
    from replay.trial_comparison import CadreChange, Counted, Found

KINDS: Final = {
    "CadreChange": "cadre",
    "VerdictChange": "unit",
    "TableDifference": "table",
    "Compared": "totals",
}

COLUMNS: Final = (
    *("kind", "year", "unit", "unit_name", "cadre", "stood", "made", "stood_counted"),
    *("made_counted", "because"),
)


def json_of(one: "Found") -> str:
    """A result as a JSON object."""
    import orjson

    from projections.exact import jsonable

    return orjson.dumps({"kind": _kind(one), **jsonable(one)}).decode()


def row_of(one: "Found") -> dict[str, Any]:
    """A result as a row: `stood` and `made` are grades or verdicts, of a table its keys."""
    from replay.trial_comparison import CadreChange
    from replay.trial_verdicts import VerdictChange

    row: dict[str, Any] = {"kind": _kind(one)}
    if isinstance(one, CadreChange):
        row |= {"year": one.year, "cadre": one.cadre, "because": _because(one, str)}
        row |= {"stood": one.stood and one.stood.grade, "made": one.made and one.made.grade}
        row |= {"stood_counted": _amount(one.stood), "made_counted": _amount(one.made)}
    elif isinstance(one, VerdictChange):
        row |= {"year": one.year, "unit": one.unit, "unit_name": one.unit_name}
        row |= {"stood": one.stood.verdict, "made": one.made.verdict}
    else:
        row["because"] = sentence_of(one)
    return row


def sentence_of(one: "Found") -> Message:
    """A result as a sentence."""
    from replay.table_differences import TableDifference
    from replay.trial_comparison import CadreChange
    from replay.trial_verdicts import VerdictChange

    if isinstance(one, CadreChange):
        return _of_cadre(one)
    if isinstance(one, VerdictChange):
        return message(
            "{year}: the unit {unit} would be {made} ({made_unqualified} of {made_assessed} "
            "unqualified) instead of {stood} ({stood_unqualified} of {stood_assessed}).",
            year=one.year,
            unit=one.unit,
            made=called(CodeOf.VERDICT, one.made.verdict),
            made_unqualified=one.made.unqualified,
            made_assessed=one.made.assessed,
            stood=called(CodeOf.VERDICT, one.stood.verdict),
            stood_unqualified=one.stood.unqualified,
            stood_assessed=one.stood.assessed,
        )
    if isinstance(one, TableDifference):
        form = message(", and it has another form") if one.another_form else ""
        return message(
            "{projection}: {table} differs of {keys} keys{form}.",
            projection=one.projection,
            table=one.table,
            keys=one.keys,
            form=form,
        )
    return message(
        "Up to position {position}, as of {today}: {cadres} cadres differ, {grades} of their "
        "grades, {units} verdicts of units, {tables} tables.",
        position=one.position,
        today=one.today,
        cadres=one.cadres,
        grades=one.grades,
        units=one.units,
        tables=one.tables,
    )


def _of_cadre(one: "CadreChange") -> Message:
    because = _because(one, fact_called)
    return message(
        "{year}: {cadre} would be {made} with {made_amount} credits instead of {stood} with "
        "{stood_amount}{because}.",
        year=one.year,
        cadre=one.cadre,
        made=_grade(one.made),
        made_amount=_amount(one.made),
        stood=_grade(one.stood),
        stood_amount=_amount(one.stood),
        because=message("; because of {statements}", statements=because) if because else "",
    )


def _grade(counted: "Counted | None") -> str:
    return called(CodeOf.GRADE, counted.grade) if counted else message("without a year")


def _because(change: "CadreChange", name: "Callable[[str], str]") -> str:
    """The statements that are worth something else, each with both; `name` says what a fact is
    called that is about nothing."""
    return ", ".join(
        f"{line.subject or name(line.fact)} {_credits(line.stood)} → {_credits(line.made)}"
        for line in change.because
    )


def _kind(one: "Found") -> str:
    return KINDS[type(one).__name__]


def _amount(counted: "Counted | None") -> str:
    from projections.exact import plain

    return plain(counted.counted) if counted else "-"


def _credits(line: "Line | None") -> str:
    from projections.exact import plain

    return plain(line.credits) if line else "-"
