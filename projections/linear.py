"""Linear programmes solved exactly: the least that a sum can be under linear bounds, in fractions.

The simplex method in its textbook form. Bland's rule chooses the pivots, so that it always ends.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Weights: TypeAlias = Mapping[str, Fraction]
"""What each amount counts in a sum, by name; a name that is not there counts nothing."""

Bound: TypeAlias = tuple[Weights, Fraction]
"""A weighted sum of the amounts, and what it may be at most."""

_Row: TypeAlias = list[Fraction]


def least(cost: Weights, bounds: Sequence[Bound], names: Sequence[str]) -> Fraction | None:
    """The least weighted sum of amounts that keep every bound; None where no amounts do.

    Amounts are zero or more. Raises ArithmeticError where the sum has no least.
    """
    rows, basis = _feasible(bounds, names)
    if rows is None:
        return None
    goal = [-cost.get(name, Fraction(0)) for name in names]
    goal += [Fraction(0)] * (len(bounds) + 1)
    for row, basic in zip(rows, basis, strict=True):
        _subtract(goal, row, goal[basic])
    _raise(rows, basis, goal)
    return goal[-1]


def _feasible(bounds: Sequence[Bound], names: Sequence[str]) -> tuple[list[_Row] | None, list[int]]:
    """The rows of a table in which some amounts keep all bounds, and which column each row gives.

    A row has a column for each name, one for what each bound leaves, and its right side. A bound
    that nothing keeps begins with a helper of its own, behind all columns, which is driven out.
    """
    width = len(names) + len(bounds)
    rows, basis = [], []
    goal = [Fraction(0)] * (width + 1)
    for number, (weights, most) in enumerate(bounds):
        row = [weights.get(name, Fraction(0)) for name in names]
        row += [Fraction(int(one == number)) for one in range(len(bounds))] + [most]
        if most < 0:
            row = [-one for one in row]
            _subtract(goal, row, Fraction(-1))
        rows.append(row)
        basis.append(width if most < 0 else len(names) + number)
    _raise(rows, basis, goal)
    if goal[-1]:
        return None, basis
    for number in [one for one, basic in enumerate(basis) if basic == width]:
        column = next(one for one, value in enumerate(rows[number]) if value)
        _pivot(rows, basis, goal, (number, column))
    return rows, basis


def _raise(rows: list[_Row], basis: list[int], goal: _Row) -> None:
    """Pivots until no column can raise the goal any further."""
    while (
        column := next((one for one, gain in enumerate(goal[:-1]) if gain > 0), None)
    ) is not None:
        ratios = [
            (row[-1] / row[column], basis[number], number)
            for number, row in enumerate(rows)
            if row[column] > 0
        ]
        if not ratios:
            raise ArithmeticError("the sum has no least: bound every amount")
        _pivot(rows, basis, goal, (min(ratios)[-1], column))


def _pivot(rows: list[_Row], basis: list[int], goal: _Row, place: tuple[int, int]) -> None:
    """Makes the column of a place be given by its row."""
    number, column = place
    factor = rows[number][column]
    rows[number] = [value / factor for value in rows[number]]
    for row in (*rows[:number], *rows[number + 1 :], goal):
        _subtract(row, rows[number], row[column])
    basis[number] = column


def _subtract(row: _Row, other: _Row, times: Fraction) -> None:
    if times:
        row[:] = [one - times * two for one, two in zip(row, other, strict=True)]
