"""The parts on teachers, training funds and sharing between schools in a year."""

from typing import Any, Final

from projections.answers.resources import funds_of, sharing_of, teachers_of
from projections.case.finding import Found
from projections.reports import resources as reports
from projections.reports.telling import told_alone
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import WHOLE


def _teachers(asked: Asked, _: Any) -> Any:
    found = _of_teachers(asked)
    return told_alone(
        {
            one.teacher: {"days": one.days, "met": one.met}
            for one in found.teachers
            if one.met is not None
        }
    )


def _funds(asked: Asked, _: Any) -> Any:
    found = _of_funds(asked)
    return told_alone(
        {
            one.unit: {"required": one.required, "amount": one.amount, "met": one.met}
            for one in found.funds
        }
    )


def _spending(asked: Asked, _: Any) -> Any:
    return told_alone({one.unit: one.by_purpose for one in _of_funds(asked).funds})


def _sharing(asked: Asked, _: Any) -> Any:
    return told_alone(
        {
            one.agreement: {
                "letter": one.letter,
                "mid_year": one.mid_year.state,
                "year_end": one.year_end.state,
                "lent_days": one.lent_days,
                "fees": one.fees,
            }
            for one in _of_sharing(asked).agreements
        }
    )


def _county(asked: Asked, _: Any) -> Any:
    return {
        one.unit: {"plan": one.plan, "evaluation": one.evaluation}
        for one in _of_sharing(asked).counties
    }


def _open_items(asked: Asked, _: Any) -> Any:
    found = _of_sharing(asked).agreements
    return {
        one.agreement: [item.value for item in one.open_items] for one in found if one.open_items
    }


def _states(asked: Asked, _: Any) -> Any:
    """How far each of the three reports on a year is, or that it does not apply."""
    answers = {
        "teachers": _of_teachers(asked),
        "funds": _of_funds(asked),
        "sharing": _of_sharing(asked),
    }
    return {name: answer.state for name, answer in answers.items()}


def _resource_findings(asked: Asked, _: Any) -> Any:
    answers = (_of_teachers(asked), _of_funds(asked), _of_sharing(asked))
    return by_statement([one for answer in answers for one in answer.findings])


def by_statement(found: list[Found]) -> dict[str, list[str]]:
    """The codes of what is amiss, by statement."""
    codes: dict[str, list[str]] = {}
    for one in found:
        codes.setdefault(str(one.statement_id), []).append(one.reason.value)
    return codes


def _of_teachers(asked: Asked) -> reports.TeachersAnswer:
    basis, year = asked.basis, asked.year
    found = teachers_of(asked.log, basis, year)
    return reports.teachers(found, basis, year, after="", limit=None)


def _of_funds(asked: Asked) -> reports.FundsAnswer:
    basis, year = asked.basis, asked.year
    found = funds_of(asked.log, basis, year)
    return reports.funds(found, basis, year, after="", limit=None)


def _of_sharing(asked: Asked) -> reports.SharingAnswer:
    basis, year = asked.basis, asked.year
    found = sharing_of(asked.log, basis, year)
    return reports.sharing(found, basis, year, after="", limit=None)


PARTS: Final = (
    Part(key="teachers", about=("year",), take=_teachers),
    Part(key="funds", about=("year",), take=_funds),
    Part(key="spending", about=("year",), take=_spending),
    Part(key="sharing", about=("year",), take=_sharing),
    Part(key="county", about=("year",), take=_county),
    Part(key="open_items", about=("year",), take=_open_items),
    Part(key="resource_states", about=("year",), take=_states),
    Part(
        key="resource_findings",
        about=("year",),
        take=_resource_findings,
        shape=WHOLE,
        by_fact=True,
    ),
)
