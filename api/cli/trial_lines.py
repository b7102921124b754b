"""What a trial would change as sentences, as JSON and as rows of a table."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from replay.policy_comparison import Line
    from replay.trial_comparison import Counted, Found

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
        row |= {"year": one.year, "cadre": one.cadre, "because": because_of(one)}
        row |= {"stood": one.stood and one.stood.grade, "made": one.made and one.made.grade}
        row |= {"stood_counted": _amount(one.stood), "made_counted": _amount(one.made)}
    elif isinstance(one, VerdictChange):
        row |= {"year": one.year, "unit": one.unit, "unit_name": one.unit_name}
        row |= {"stood": one.stood.verdict, "made": one.made.verdict}
    else:
        row["because"] = sentence_of(one)
    return row


def sentence_of(one: "Found") -> str:
    """A result as a sentence."""
    from replay.table_differences import TableDifference
    from replay.trial_comparison import CadreChange
    from replay.trial_verdicts import VerdictChange

    if isinstance(one, CadreChange):
        because = because_of(one)
        return (
            f"{one.year}: {one.cadre} would be {one.made.grade if one.made else 'without a year'} "
            f"with {_amount(one.made)} credits instead of "
            f"{one.stood.grade if one.stood else 'without a year'} with {_amount(one.stood)}"
            f"{'; because of ' + because if because else ''}."
        )
    if isinstance(one, VerdictChange):
        return (
            f"{one.year}: the unit {one.unit} would be {one.made.verdict} "
            f"({one.made.unqualified} of {one.made.assessed} unqualified) instead of "
            f"{one.stood.verdict} ({one.stood.unqualified} of {one.stood.assessed})."
        )
    if isinstance(one, TableDifference):
        form = ", and it has another form" if one.another_form else ""
        return f"{one.projection}: {one.table} differs of {one.keys} keys{form}."
    return (
        f"Up to position {one.position}, as of {one.today}: {one.cadres} cadres differ, "
        f"{one.grades} of their grades, {one.units} verdicts of units, {one.tables} tables."
    )


def because_of(one: Any) -> str:
    """The statements that are worth something else, each with both."""
    return ", ".join(
        f"{line.subject or line.fact} {_credits(line.stood)} > {_credits(line.made)}"
        for line in one.because
    )


def _kind(one: "Found") -> str:
    return KINDS[type(one).__name__]


def _amount(counted: "Counted | None") -> str:
    from projections.exact import plain

    return plain(counted.counted) if counted else "-"


def _credits(line: "Line | None") -> str:
    from projections.exact import plain

    return plain(line.credits) if line else "-"
