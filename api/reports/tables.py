"""What the table of each report is: its rows, and its columns, which are always the same.

A column is written as the place of its value in the row (`online.passed`); behind it stands `#`
where it holds ids, which stay texts, `!` where it is a reason with its code and its sentences in
both languages, `*` where it holds amounts by name, or what is missing by target, which go into one
cell as `a=1; b=2`. What a report tells and no column has is found by a test.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from projections.reports.columns import Column, columns_of

Row = Mapping[str, Any]
Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a report, and the columns that they always have."""

    rows: Callable[[Report], Iterable[Row]]
    columns: Callable[[Report], list[Column]]


def _columns(text: str) -> list[Column]:
    return [column for word in text.split() for column in _column(word)]


def _column(word: str) -> Iterator[Column]:
    match word[-1]:
        case "#":
            yield Column(name=word[:-1], kind="id")
        case "*":
            yield Column(name=word[:-1], kind="map")
        case "!":
            for part in ("code", "zh", "en"):
                yield Column(name=f"{word[:-1]}.{part}", kind="plain")
        case _:
            yield Column(name=word, kind="plain")


def _list(member: str, columns: str) -> Table:
    """The table of a list in the report."""
    fixed = _columns(columns)
    return Table(rows=lambda report: report[member], columns=lambda _: fixed)


def _whole(columns: str) -> Table:
    """The table whose one row is the report itself."""
    fixed = _columns(columns)
    return Table(rows=lambda report: [report], columns=lambda _: fixed)


def _made(rows: Callable[[Report], Iterable[Row]], columns: str) -> Table:
    """A table whose rows are put together from several parts of the report."""
    fixed = _columns(columns)
    return Table(rows=rows, columns=lambda _: fixed)


def _circular(report: Report) -> Iterator[Row]:
    """The units, and behind them the persons whom the circular names, list by list."""
    for unit in report["units"]:
        result = report["reports"].get(unit["unit"])
        yield {"list": "units", "state": report["state"], **unit, "result": result}
    apart = report["by_reference"] or {"lists": {}}
    for prefix, lists in (("", report["lists"]), ("by_reference.", apart["lists"])):
        for name in ("commended_persons", "criticised_persons"):
            for person in lists.get(name, ()):
                yield {"list": prefix + name, "state": report["state"], **person}


def _compliance(report: Report) -> Iterator[Row]:
    """The members, and behind them those by reference where the policy lists them apart."""
    apart = report["apart"] or {"members": ()}
    for name, members in (("members", report["members"]), ("apart", apart["members"])):
        for member in members:
            yield {"list": name, **member}


def _cycle(report: Report) -> Iterator[Row]:
    """The units, and behind them the persons who fell short."""
    for unit, figures in report["units"].items():
        yield {"list": "units", "unit": unit, **figures}
    apart = report["by_reference"] or {"short": ()}
    for name, short in (("short", report["short"]), ("by_reference.short", apart["short"])):
        for person in short:
            yield {"list": name, "state": report["state"], **person}


def _at_risk(report: Report) -> Iterator[Row]:
    """Each target of each cadre who lags behind in one."""
    for cadre in report["cadres"]:
        for target, pace in cadre["targets"].items():
            named = {name: value for name, value in cadre.items() if name != "targets"}
            yield {**named, "target": target, "pace": pace}


def _drift(report: Report) -> Iterator[Row]:
    """Whose credits changed, and whose grade alone."""
    for person, change in report["changed"].items():
        then, now = zip(change["counted"], change["grade"], strict=True)
        yield {
            "list": "changed",
            "person": person,
            "state": report["state"],
            "then": {"counted": then[0], "grade": then[1]},
            "now": {"counted": now[0], "grade": now[1]},
            "because": change["because"],
        }
    for person, (before, after) in report["regraded"].items():
        yield {
            "list": "regraded",
            "person": person,
            "state": report["state"],
            "then": {"grade": before},
            "now": {"grade": after},
        }


_MEASURES: Final = _columns("lines credited zero credits hours")


def _learning(report: Report) -> list[Column]:
    """The dimensions that were asked for, then the measures."""
    return columns_of(report["by"]) + _MEASURES


_REPORTED: Final = "state due grace reported_on overdue reason!"


def _under(prefix: str, names: str) -> str:
    return " ".join(f"{prefix}.{name}" for name in names.split())


TABLES: Final[Mapping[str, Table]] = {
    "/cadres": _list("cadres", "cadre# name unit# level managed_by scheme"),
    "/cadres/{cadre:path}": _whole(
        "cadre# name unit# level managed_by by_reference tags# identifiers# registration.state "
        "registration.account# registration.card# registration.lacking registration.rule "
        "registration.article registration.evidence#"
    ),
    "/cadres/{cadre:path}/eligibility": _whole(
        "cadre# promotion_eligibility.reference promotion_eligibility.eligible "
        "promotion_eligibility.years promotion_eligibility.states* promotion_eligibility.grades* "
        "promotion_eligibility.reason! promotion_eligibility.rule promotion_eligibility.article "
        "promotion_eligibility.evidence# in_post_training"
    ),
    "/cadres/{cadre:path}/duty-report": _list(
        "years", "year state classes courses other hours credits grade zh en evidence#"
    ),
    "/cadres/{cadre:path}/hours": _list(
        "entries",
        "statement_id# position day fact subject# channel cycle hours reason! source rule article "
        "evidence#",
    ),
    "/catalogue": _list(
        "courses", "course# category credits minutes hours new_subject same_as# since statement_id#"
    ),
    "/catalogue/unmapped": _list("courses", "course# passes cadres first last"),
    "/identities/unmatched": _list("identities", "person# statements first last credentials#"),
    "/integrations/{credential:path}/reconciliation": _list(
        "statements", "id# position fact outcome credits reason! expected faults unmatched"
    ),
    "/integrations/{credential:path}/rejections": _list(
        "rejections",
        "number at status code index id# path expected message statements errors",
    ),
    "/reports/findings": _list(
        "findings", "code cadre# statement_id# day value# days rule article zh en"
    ),
    "/reports/at-risk": _made(
        _at_risk,
        "person# unit# target pace.window pace.state pace.unit pace.reached pace.required "
        "pace.expected pace.behind pace.reason! pace.article rule evidence#",
    ),
    "/reports/circular": _made(
        _circular,
        "unit# person# list state counted grade assessed qualified unqualified verdict "
        f"mean_credits rank reason! {_under('result', _REPORTED)} evidence#",
    ),
    "/reports/cycle": _made(
        _cycle,
        "unit# person# list state assessed qualified unqualified mean_credits hours_bound "
        "hours_met credits credits_missing hours hours_missing missing_by_target* reasons "
        "evidence#",
    ),
    "/reports/drift": _made(
        _drift, "person# list state then.counted now.counted then.grade now.grade because#"
    ),
    "/reports/learning": Table(rows=lambda report: report["groups"], columns=_learning),
    "/units/{unit:path}": _whole(
        "unit# registered label* kind first_responsible# direct_responsible# above# below# rule "
        "article evidence#"
    ),
    "/units/{unit:path}/applications": _list(
        "applications",
        "cadre# statement_id# position fact subject# category day applied_on state decided_on "
        "age_days rule article evidence#",
    ),
    "/units/{unit:path}/compliance": _made(
        _compliance,
        "person# list state counted missing missing_by_target* grade reason! evidence#",
    ),
    "/units/{unit:path}/deadlines": _whole(
        "unit# year year_state first_responsible# direct_responsible# state.state state.since "
        f"{_under('result', _REPORTED)} {_under('plan', _REPORTED)} "
        f"{_under('next_plan', _REPORTED)} without_personal_plan# in_post_trainings"
    ),
    "/units/{unit:path}/members": _list(
        "members",
        "cadre# name managed_by assessed by_reference_apart exempt state counted missing "
        "missing_by_target* grade "
        "hours.cycle hours.state hours.hours hours.by_channel* hours.level hours.target hours.met "
        "hours.short_by hours.reason! in_post_training personal_plan! online.passed online.failed "
        "online.scored online.score_total lacking evidence#",
    ),
}
"""By path of the route; a route that is not here has no table."""
