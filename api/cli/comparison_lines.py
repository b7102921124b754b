"""A comparison of two policies as lines for people and as rows of a table."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from api.cli.tongue import called, fact_called
from lrs.message import Message, message
from projections.words.codes import CodeOf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from replay.policy_comparison import Change, Difference, Judged, Line
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
        row |= {"cadre": one.cadre, "unit": one.unit, "because": _because(one.because, str)}
        row |= {"first": one.first.grade, "second": one.second.grade}
        row |= {
            "first_counted": plain(one.first.counted),
            "second_counted": plain(one.second.counted),
        }
        row |= {"first_missing": _missing(one.first, str)}
        row |= {"second_missing": _missing(one.second, str)}
    elif isinstance(one, UnitChange):
        row |= {"unit": one.unit, "unit_name": one.unit_name}
        row |= {"first": one.first.verdict, "second": one.second.verdict}
        row |= {"because": f"{_failed(one.first)} → {_failed(one.second)}"}
    else:
        row |= {"first": jsonable(one.first.grades), "second": jsonable(one.second.grades)}
        row |= {
            "first_counted": plain(one.first.counted),
            "second_counted": plain(one.second.counted),
        }
        row |= {"because": f"{one.grades_changed} cadres, {one.verdicts_changed} units"}
    return row


def _failed(judged: Any) -> Message:
    return message(
        "{unqualified} of {assessed} unqualified",
        unqualified=judged.unqualified,
        assessed=judged.assessed,
    )


def sentence_of(one: "Found") -> Message:
    """A result as a sentence."""
    from replay.policy_comparison import Change
    from replay.what_if import UnitChange

    if isinstance(one, Change):
        return _of_cadre(one)
    if isinstance(one, UnitChange):
        return message(
            "{year}, {unit}: the unit would be {second} instead of {first} "
            "({first_failed} → {second_failed}).",
            year=one.year,
            unit=one.unit,
            second=called(CodeOf.VERDICT, one.second.verdict),
            first=called(CodeOf.VERDICT, one.first.verdict),
            first_failed=_failed(one.first),
            second_failed=_failed(one.second),
        )
    return _of_year(one)


def _of_cadre(one: "Change") -> Message:
    from projections.exact import plain

    first, second = one.first, one.second
    because = _because(one.because, fact_called)
    missing = (_missing(judged, partial(called, CodeOf.TARGET)) for judged in (first, second))
    return message(
        "{year}, {unit}: {cadre} would be {second} instead of {first} ({counted} credits, "
        "missing {missing}){because}.",
        year=one.year,
        unit=one.unit,
        cadre=one.cadre,
        second=called(CodeOf.GRADE, second.grade),
        first=called(CodeOf.GRADE, first.grade),
        counted=f"{plain(first.counted)} → {plain(second.counted)}",
        missing=" → ".join(missing),
        because=message("; because of {statements}", statements=because) if because else "",
    )


def _of_year(one: "Totals") -> Message:
    from projections.exact import plain

    grades = [
        f"{one.first.grades.get(grade, 0)} → {one.second.grades.get(grade, 0)} "
        f"{called(CodeOf.GRADE, grade)}"
        for grade in sorted({*one.first.grades, *one.second.grades})
    ]
    return message(
        "{year} in all: of {cadres} cadres {grades_changed} another grade ({grades}), "
        "{amounts_changed} another amount ({first} → {second} credits); of {units} units "
        "{verdicts_changed} another verdict.",
        year=one.year,
        cadres=one.cadres,
        grades_changed=one.grades_changed,
        grades=", ".join(grades),
        amounts_changed=one.amounts_changed,
        first=plain(one.first.counted),
        second=plain(one.second.counted),
        units=one.units,
        verdicts_changed=one.verdicts_changed,
    )


def _because(statements: "Iterable[Difference]", name: "Callable[[str], str]") -> str:
    """The statements that are worth something else, each with both; `name` says what a fact is
    called that is about nothing."""
    return ", ".join(
        f"{one.subject or name(one.fact)} {_credits(one.first)} → {_credits(one.second)}"
        for one in statements
    )


def _missing(judged: "Judged", name: "Callable[[str], str]") -> str:
    """What is lacking for the grade: one amount, or one for each target that lacks something;
    `name` says what a target is called."""
    from projections.exact import plain

    if judged.missing is not None:
        return plain(judged.missing)
    short = judged.short.items()
    return ", ".join(f"{name(target)} {plain(amount)}" for target, amount in short) or "0"


def _credits(line: "Line | None") -> str:
    from projections.exact import plain

    return plain(line.credits) if line else "-"
