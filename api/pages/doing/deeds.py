"""What can be done on a page: which facts have a form, and what each form asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from projections.facts.registry import FACTS
from projections.profile.forms import FORMS, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A fact that is stated on a form.

    `group` is the heading that it stands under. `asks` are the keys of its short form that are
    asked for, in their order, `needed` those that must be given besides what the fact itself needs.
    """

    fact: str
    group: str
    asks: tuple[str, ...]
    needed: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """How the fact is written."""
        return FORMS[self.fact]

    @property
    def is_own(self) -> bool:
        """Whether a cadre says it of himself."""
        return self.form.by_cadre

    @property
    def is_decision(self) -> bool:
        """Whether it is about another statement."""
        return self.form.thing is None

    @property
    def is_dated(self) -> bool:
        """Whether the day on which it happened has to be given: of what is learned; else it happens
        when it is said."""
        return self.group == "learning" and not self.form.ends


def _deed(group: str, fact: str, *asks: str, needed: tuple[str, ...] = ()) -> Deed:
    form = FORMS[fact]
    about = (form.thing.key,) if form.thing else ("target",)
    cadre = ("cadre",) if form.by_cadre else ()
    dated = () if form.ends else ("occurred",)
    keys = dict.fromkeys((*about, *cadre, *asks, *dated))
    if unknown := set(asks) - {"name", *form.data, *form.result, *form.groupings}:
        raise TypeError(f"{fact} has no {', '.join(sorted(unknown))}")
    if missing := set(form.needs) - keys.keys() - set(form.fixed):
        raise TypeError(f"the form of {fact} does not ask for {', '.join(sorted(missing))}")
    return Deed(fact=fact, group=group, asks=tuple(keys), needed=needed)


_LEARNING: Final = (
    _deed(
        "learning",
        "class.completed",
        "start",
        "end",
        "scheduled_days",
        "attended_days",
        "appraisal",
        "kind",
        "organiser",
        "hours",
        "certificate",
        "evidence",
        "substitute_for",
        "days_before_new_year",
        needed=("end",),
    ),
    _deed("learning", "course.passed", "by", "score", "hours", "class"),
    _deed("learning", "other_activity.done", "days", "hours", "appraisal", "evidence"),
    _deed("learning", "degree.admitted", "level", "holds_degree", "years", "evidence"),
    _deed("learning", "degree.conferred", "level", "certificate", "holds_degree", "evidence"),
    _deed("learning", "degree.withdrawn", "reason", "evidence"),
    _deed("learning", "book.published", "name", "role", "authors", "work_related", "evidence"),
    _deed(
        "learning",
        "article.published",
        "name",
        "outlet_level",
        "role",
        "authors",
        "work_related",
        "evidence",
    ),
    _deed("learning", "award.won", "name", "grade", "level", "authors", "work_related", "evidence"),
)
_CREDITS: Final = (
    _deed("credits", "credit.applied", "reason", "evidence"),
    _deed("credits", "credit.approved", "reason", "evidence"),
    _deed("credits", "credit.rejected", "reason", "evidence", needed=("reason",)),
    _deed("credits", "credit.assessed", "role", "unit", "evidence", needed=("role",)),
    _deed("credits", "credit.registered", "role", "unit", "evidence", needed=("role",)),
    _deed("credits", "act.voided", "reason", "evidence", needed=("reason",)),
    _deed("credits", "void.withdrawn", "reason", "evidence", needed=("reason",)),
)
_PLAN: Final = (
    *("name", "start", "end", "persons", "kind", "theme"),
    *("organiser", "institution", "class_tag", "follow_up_years"),
)
"""What the plan of a class tells, and its declaration, too."""
_CLASSES: Final = (
    _deed("classes", "class.declared", *_PLAN, needed=("start",)),
    _deed("classes", "class.planned", *_PLAN),
    _deed("classes", "class.cancelled", "reason", "evidence", needed=("reason",)),
    _deed("classes", "class.reopened", "reason", needed=("reason",)),
    _deed("classes", "class.approved", "reason", "evidence"),
    _deed("classes", "class.returned", "reason", "evidence", needed=("reason",)),
    _deed("classes", "class.rejected", "reason", "evidence", needed=("reason",)),
    _deed("classes", "cadre.nominated", "reason"),
    _deed("classes", "trainee.named", "unit"),
    _deed("classes", "quota.allocated", "unit", "persons"),
    _deed("classes", "substitution.approved", "cadre", "substitute", "reason", "evidence"),
    _deed("classes", "class.closed", "sign_in_sheet", "timetable"),
)
_FOLLOW_UP: Final = (
    _deed(
        "follow_up",
        "self_evaluation.submitted",
        "knowledge_renewed",
        "inspiration",
        "new_ideas",
        needed=("knowledge_renewed", "inspiration", "new_ideas"),
    ),
    _deed("follow_up", "learning_summary.submitted"),
    _deed("follow_up", "feedback.submitted"),
    _deed("follow_up", "seminar.held", "batch", "attendees"),
    _deed("follow_up", "visit.conducted", "method", "headings", "assessor", needed=("method",)),
    _deed("follow_up", "half_year_report.filed", "kind", "half"),
    _deed("follow_up", "institution_report.filed", "kind", "half"),
    _deed("follow_up", "result.fed_back", "unit"),
    _deed("follow_up", "improvement.decided", "aspect", "decision", needed=("decision",)),
)
_YEARS: Final = (
    _deed("years", "plan.reported", "year", "result", "evidence", needed=("year",)),
    _deed("years", "annual_result.reported", "year", "result", "evidence", needed=("year",)),
    _deed("years", "unit_assessment.self_inspected", "year", "result", needed=("year",)),
    _deed("years", "unit_assessment.inspected", "year", "result", needed=("year",)),
    _deed("years", "unit_assessment.evaluated", "year", "result", needed=("year",)),
    _deed("years", "year.published", "unit", "known_at", "number", "reason"),
    _deed("years", "year.reopened", "unit", "number", "reason", needed=("reason",)),
)

DEEDS: Final[Mapping[str, Deed]] = {
    one.fact: one for one in (*_LEARNING, *_CREDITS, *_CLASSES, *_FOLLOW_UP, *_YEARS)
}
"""What can be done, by the fact that it states."""

ABOUT: Final = ("cadre", "class", "unit", "year", "target")
"""The keys of whom and what a deed is about: those that a page names that leads to a form."""


def deeds_about(given: Mapping[str, str]) -> Iterator[Deed]:
    """The deeds that are about what is given: those that ask for it, or all where nothing is."""
    for deed in DEEDS.values():
        keys = {"year"} if "year" in given and deed.group == "years" else {*given}
        if not given or keys <= {*deed.asks} or (deed.is_decision and "target" in given):
            yield deed


def is_known(fact: str) -> bool:
    """Whether a fact has a form."""
    return fact in DEEDS and fact in FACTS
