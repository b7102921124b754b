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
    def about(self) -> str:
        """The key of what it is about: a thing, a person, or another statement."""
        return _about(self.form)

    @property
    def is_own(self) -> bool:
        """Whether a cadre says it of himself."""
        return self.form.by_cadre

    @property
    def is_decision(self) -> bool:
        """Whether it is about another statement."""
        return self.about == "target"

    @property
    def is_dated(self) -> bool:
        """Whether the day on which it happened has to be given: of what is learned; else it happens
        when it is said."""
        return self.group == "learning" and not self.form.ends


def _about(form: Form) -> str:
    return form.thing.key if form.thing else form.agent or "target"


def _deed(group: str, fact: str, *asks: str, needed: tuple[str, ...] = ()) -> Deed:
    form = FORMS[fact]
    cadre = ("cadre",) if form.by_cadre else ()
    dated = () if form.ends else ("occurred",)
    keys = dict.fromkeys((_about(form), *cadre, *asks, *dated))
    actor = ("real_name",) if form.by_cadre else ("person",)
    if unknown := set(asks) - {"name", *actor, *form.data, *form.result, *form.groupings}:
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
    ),
    _deed(
        "learning",
        "in_post_training.completed",
        "start",
        "end",
        "scheduled_days",
        "attended_days",
        "appraisal",
        "organiser",
        "hours",
        "certificate",
        "evidence",
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
    _deed("learning", "history.imported", "hours", "source", "subject", "start", "end"),
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
    _deed("classes", "class.observer_assigned", "person", needed=("person",)),
    _deed("classes", "class.closed", "sign_in_sheet", "timetable"),
)
_IN_CLASS: Final = (
    _deed("in_class", "problem.submitted", "kind"),
    _deed("in_class", "problem.routed", "office", "reason", "evidence", needed=("office",)),
    _deed("in_class", "problem.answered", "reason", "evidence"),
    _deed("in_class", "problem.adopted", "reason", "evidence"),
    _deed("in_class", "test.taken", "test", "success"),
    _deed("in_class", "elective.chosen", "elective"),
    _deed("in_class", "book_list.given", "books"),
    _deed("in_class", "book.chosen", "book"),
    _deed("in_class", "reading_club.attended", "kind", "size"),
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
    _deed("follow_up", "sample.drawn", "seed", "frame", "n", "drawn"),
    _deed("follow_up", "interview.held", "method", "headings", "assessor", "score"),
    _deed("follow_up", "service.given", "kind"),
    _deed("follow_up", "group.appointed", "group", "members"),
    _deed("follow_up", "institution_group.appointed", "group", "members"),
)
_YEARS: Final = (
    _deed("years", "plan.reported", "year", "result", "evidence", needed=("year",)),
    _deed("years", "annual_result.reported", "year", "result", "evidence", needed=("year",)),
    _deed("years", "unit_assessment.self_inspected", "year", "result", needed=("year",)),
    _deed("years", "unit_assessment.inspected", "year", "result", needed=("year",)),
    _deed("years", "unit_assessment.evaluated", "year", "result", needed=("year",)),
    _deed("years", "year.published", "unit", "known_at", "number", "reason"),
    _deed("years", "circular.issued", "unit", "known_at", "number", "reason", needed=("number",)),
    _deed(
        "years",
        "corrigendum.issued",
        "unit",
        "known_at",
        "number",
        "reason",
        needed=("number", "reason"),
    ),
    _deed("years", "year.reopened", "unit", "number", "reason", needed=("reason",)),
)

_MOVED: Final = ("occurred",)
"""What changes a cadre's place says from which day."""
_ROSTER: Final = (
    _deed(
        "roster",
        "cadre.enrolled",
        "real_name",
        "level",
        "managed_by",
        "scheme",
        needed=("real_name", *_MOVED),
    ),
    _deed("roster", "unit.assigned", "level", "managed_by", "scheme", needed=_MOVED),
    _deed("roster", "cadre.left", "reason", needed=_MOVED),
    _deed("roster", "cadre.returned", "unit", "reason", needed=_MOVED),
    _deed("roster", "level.changed", "reason", needed=_MOVED),
    _deed("roster", "appointment.made", "unit", "level", "reason", needed=_MOVED),
    _deed("roster", "probation.extended", "until", "reason", "evidence"),
    _deed("roster", "exemption.granted", "year", "reason", "evidence", needed=("reason",)),
    _deed("roster", "tag.given", "reason", "evidence"),
    _deed("roster", "tag.withdrawn", "reason", "evidence"),
    _deed("roster", "cadre.identified", "reason"),
    _deed(
        "roster",
        "unit.registered",
        "name",
        "parent",
        "kind",
        "payroll",
        "first_responsible",
        "direct_responsible",
    ),
)
_PERSONAL: Final = (
    _deed("personal", "plan.set", "evidence"),
    _deed("personal", "learning_report.made"),
    _deed("personal", "yearly_score.given", "year", "score"),
    _deed("personal", "account.opened", "number", "reason"),
    _deed("personal", "card.issued", "number", "reason"),
    _deed("personal", "card.lost", "number", "reason"),
    _deed("personal", "card.reissued", "number", "reason"),
    _deed("personal", "handbook.issued"),
)
_NEEDS: Final = (
    _deed("needs", "survey.opened", "name", "kind", "class"),
    _deed("needs", "survey.closed"),
    _deed("needs", "need.recorded", "kind", "method"),
    _deed("needs", "needs_report.filed"),
    _deed("needs", "needs_report.published"),
    _deed("needs", "programme.offered", "name", "year", "renewed", "block"),
    _deed(
        "needs",
        "course.catalogued",
        "name",
        "credits",
        "minutes",
        "hours",
        "category",
        "programme",
        "new_subject",
        "block",
        "module",
        "same_as",
        "class",
        needed=("credits",),
    ),
)
_RESOURCES: Final = (
    _deed("resources", "teacher.pooled", "name", "kind", "unit"),
    _deed("resources", "teacher.removed", "reason"),
    _deed("resources", "teacher.trained", "days"),
    _deed("resources", "budget.recorded", "year", "payroll", "amount"),
    _deed("resources", "fund.spent", "year", "amount", "purpose"),
    _deed("resources", "rotation_plan.set", "year", "cadres"),
    _deed("resources", "responsibility_letter.signed", "year", "parties"),
    _deed("resources", "mid_year.reviewed", "year"),
    _deed("resources", "year_end.inspected", "year"),
    _deed("resources", "teacher.lent", "teacher", "days", "fee"),
    _deed("resources", "county_plan.approved", "year"),
    _deed("resources", "county_teaching.evaluated", "year", "result"),
)

DEEDS: Final[Mapping[str, Deed]] = {
    one.fact: one
    for one in (
        *(*_LEARNING, *_CREDITS, *_CLASSES, *_IN_CLASS, *_FOLLOW_UP, *_YEARS),
        *(*_ROSTER, *_PERSONAL, *_NEEDS, *_RESOURCES),
    )
}
"""What can be done, by the fact that it states."""

ELSEWHERE: Final[Mapping[str, str]] = {
    "peer.rated": "lrs survey ratings",
    "policy.published": "lrs policy publish",
    "report.issued": "lrs report issue",
    "survey.answered": "lrs survey publish",
}
"""The facts that have no form, and what states them: answers and ratings have no name of whoever
gave them, so nobody who is signed in enters them; policies and reports are whole documents."""

ABOUT: Final = ("cadre", "class", "course", "unit", "year", "target")
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
