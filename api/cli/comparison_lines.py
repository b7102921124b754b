"""A comparison of two policies as lines for people and as rows of a table."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from replay.policy_comparison import Change, Judged, Line
    from replay.what_if import Totals, UnitChange

    Found = Change | UnitChange | Totals


def kind_of(one: "Found") -> str:
    """What a result of a comparison is about: a cadre, a unit, or all as totals."""
    return {"Change": "cadre", "UnitChange": "unit"}.get(type(one).__name__, "totals")


COLUMNS: Final = (
    *("kind", "year", "unit", "unit_name", "cadre", "first", "second", "first_counted"),
    *("second_counted", "first_missing", "second_missing", "because"),
)


def row_of(one: "Found") -> dict[str, Any]:
    """A result as a row of the table: `first` and `second` are grades, verdicts, or how many have
    which."""
    from projections.exact import jsonable, plain
    from replay.policy_comparison import Change
    from replay.what_if import UnitChange

    row: dict[str, Any] = {"kind": kind_of(one), "year": one.year}
    if isinstance(one, Change):
        told = brief(one)
        row |= {name: told[name] for name in ("cadre", "unit", "because")}
        row |= {"first": one.first.grade, "second": one.second.grade}
        row |= {
            "first_counted": plain(one.first.counted),
            "second_counted": plain(one.second.counted),
        }
        row |= {"first_missing": _missing(one.first), "second_missing": _missing(one.second)}
    elif isinstance(one, UnitChange):
        row |= {"unit": one.unit, "unit_name": one.unit_name}
        row |= {"first": one.first.verdict, "second": one.second.verdict}
        row |= {"because": f"{_failed(one.first)} > {_failed(one.second)}"}
    else:
        row |= {"first": jsonable(one.first.grades), "second": jsonable(one.second.grades)}
        row |= {
            "first_counted": plain(one.first.counted),
            "second_counted": plain(one.second.counted),
        }
        row |= {"because": f"{one.grades_changed} cadres, {one.verdicts_changed} units"}
    return row


def _failed(judged: Any) -> str:
    return f"{judged.unqualified} of {judged.assessed} unqualified"


def sentence_of(one: "Found") -> str:
    """A result as a sentence."""
    from projections.exact import plain
    from replay.policy_comparison import Change
    from replay.what_if import UnitChange

    if isinstance(one, Change):
        told = brief(one)
        because = f"; because of {told['because']}" if told["because"] else ""
        return (
            f"{one.year}, {one.unit}: {one.cadre} would be {one.second.grade} instead of "
            f"{one.first.grade} ({told['counted']} credits, missing {told['missing']}){because}."
        )
    if isinstance(one, UnitChange):
        return (
            f"{one.year}, {one.unit}: the unit would be {one.second.verdict} instead of "
            f"{one.first.verdict} ({_failed(one.first)} > {_failed(one.second)})."
        )
    grades = [
        f"{one.first.grades.get(grade, 0)} > {one.second.grades.get(grade, 0)} {grade}"
        for grade in sorted({*one.first.grades, *one.second.grades})
    ]
    return (
        f"{one.year} in all: of {one.cadres} cadres {one.grades_changed} another grade "
        f"({', '.join(grades)}), {one.amounts_changed} another amount "
        f"({plain(one.first.counted)} > {plain(one.second.counted)} credits); of {one.units} units "
        f"{one.verdicts_changed} another verdict."
    )


def brief(change: "Change") -> dict[str, str | None]:
    """A change in a line for a person; the whole of it is for tools."""
    from projections.exact import plain

    first, second = change.first, change.second
    because = (
        f"{one.subject or one.fact} {_credits(one.first)} > {_credits(one.second)}"
        for one in change.because
    )
    return {
        "cadre": change.cadre,
        "year": str(change.year),
        "unit": change.unit,
        "grade": f"{first.grade} > {second.grade}",
        "counted": f"{plain(first.counted)} > {plain(second.counted)}",
        "missing": f"{_missing(first)} > {_missing(second)}",
        "because": ", ".join(because),
    }


def _missing(judged: "Judged") -> str:
    """What is lacking for the grade: one amount, or one for each target that lacks something."""
    from projections.exact import plain

    if judged.missing is not None:
        return plain(judged.missing)
    return ", ".join(f"{name} {plain(amount)}" for name, amount in judged.short.items()) or "0"


def _credits(line: "Line | None") -> str:
    from projections.exact import plain

    return plain(line.credits) if line else "-"
