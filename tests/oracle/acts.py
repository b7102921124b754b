"""Which acts of a cadre earn, in which year, and why the others do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from tests.oracle.facts import Fact, day_of, instant, order
from tests.oracle.policies import Policy, Succession, cycle_of
from tests.oracle.worth import BAOJI_RULES, PLAN_RULES

ACTS: Final = {
    "class.completed": "class",
    "course.passed": "course",
    "degree.admitted": "programme",
    "degree.conferred": "programme",
    "book.published": "work",
    "article.published": "work",
    "award.won": "achievement",
}
"""The acts that earn, and what each is about."""
NEED_APPROVAL: Final = frozenset(ACTS) - {"class.completed", "course.passed"}
_DUPLICATE: Final = {
    "class": "duplicate_class",
    "course": "duplicate_course",
    "programme": "second_certificate_same_programme",
    "work": "duplicate_work",
    "achievement": "duplicate_work",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What an act earns in a year; `day` is when the credit arose."""

    act: str
    place: int
    day: date
    year: int
    category: str
    credits: Fraction


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """An act that may earn: its worth, or why it has none though it is not a repetition."""

    fact: Fact
    policy: Policy
    about: str
    year: int
    category: str = ""
    credits: Fraction = Fraction(0)
    reason: str | None = None


class Judge:
    """Judges the acts of one cadre, of what is known, on a day."""

    def __init__(
        self, facts: Sequence[Fact], gone: set[str], succession: Succession, today: date
    ) -> None:
        self._facts, self._gone, self._today = facts, gone, today
        self._succession = succession
        self._standing = [one for one in facts if one["id"] not in gone]

    def judge(self, cadre: str) -> tuple[list[Line], dict[str, str]]:
        """The lines of a cadre, and the reason of each act of his that earned nothing."""
        lines: list[Line] = []
        reasons: dict[str, str] = {}
        claims: list[_Claim] = []
        for fact in self._facts:
            if fact["fact"] not in ACTS or fact["cadre"] != cadre:
                continue
            reason = self._early(fact)
            if reason is not None:
                reasons[fact["id"]] = reason
            elif fact["fact"] == "degree.admitted":
                own = list(self._study(fact))
                lines += own
                if not own:
                    reasons[fact["id"]] = "not_valued"
            else:
                claims.append(self._claim(fact))
        for claim, reason in _settle(claims):
            if reason is not None:
                reasons[claim.fact["id"]] = reason
            else:
                lines.append(self._line(claim))
        return lines, reasons

    def _early(self, fact: Fact) -> str | None:
        """The reasons that need no look at what the fact says."""
        day = day_of(fact)
        policy = self._succession.on(day)
        if fact["id"] in self._gone:
            return "voided"
        if day > self._today:
            return "not_yet_happened"
        covered = policy is not None and day >= policy.effective_from
        if not covered and fact["fact"] != "degree.admitted":
            return "before_effective_from"
        if fact["fact"] == "degree.admitted" and not any(
            self._covered(one) for one in self._study_days(fact)
        ):
            return "before_effective_from"
        ruling = self._ruling(fact)
        if ruling is not None and ruling["fact"] == "credit.rejected":
            return "pending_or_rejected"
        if fact["fact"] in NEED_APPROVAL and self._taken(fact) and ruling is None:
            return "pending_or_rejected"
        return None

    def _taken(self, fact: Fact) -> bool:
        """Whether a policy values such an act: where none does, none wants an approval."""
        days = [day_of(fact)]
        if fact["fact"] == "degree.admitted":
            days = self._study_days(fact)
        policies = [policy for policy in map(self._succession.on, days) if policy is not None]
        return any(one.baoji or fact["fact"] in PLAN_RULES for one in policies)

    def _covered(self, day: date) -> bool:
        policy = self._succession.on(day)
        return policy is not None and day >= policy.effective_from

    def _ruling(self, fact: Fact) -> Fact | None:
        """The approval or rejection that holds: the last of those that have happened."""
        rulings = [
            one
            for one in self._standing
            if one["fact"] in ("credit.approved", "credit.rejected")
            and one["target"] == fact["id"]
            and day_of(one) <= self._today
        ]
        return max(rulings, key=order, default=None)

    def _year(self, fact: Fact, policy: Policy) -> int:
        """The year in which an act is counted."""
        if policy["late_registration"] == "act_year":
            return day_of(fact).year
        approval = self._ruling(fact) if fact["fact"] in NEED_APPROVAL else None
        if approval is not None:
            return day_of(approval).year
        return date.fromisoformat(fact["recorded"]).year

    def _line(self, claim: _Claim) -> Line:
        return Line(
            act=claim.fact["id"],
            place=claim.fact["place"],
            day=day_of(claim.fact),
            year=claim.year,
            category=claim.category,
            credits=claim.credits,
        )

    # degrees in service

    def _study_days(self, letter: Fact) -> list[date]:
        """The days on which a year of study is credited: the letter's, then each 1 January, or each
        anniversary strictly before the conferral."""
        ends = [
            one
            for one in self._standing
            if one["fact"] in ("degree.conferred", "degree.withdrawn")
            and (one["cadre"], one["programme"]) == (letter["cadre"], letter["programme"])
            and day_of(letter) <= day_of(one) <= self._today
        ]
        end = min(ends, key=order, default=None)
        last = self._today if end is None else day_of(end)
        first = day_of(letter)
        years = range(first.year + 1, last.year + 1)
        # a history has one basis in all policies that have any
        if any(
            one.values.get("additional.annual_basis") == "anniversary"
            for one in self._succession.published
        ):
            following = [_anniversary(first, year) for year in years]
            return [first] + [
                day for day in following if day < last or (end is None and day == last)
            ]
        return [first] + [date(year, 1, 1) for year in years]

    def _study(self, letter: Fact) -> Iterator[Line]:
        for day in self._study_days(letter):
            policy = self._succession.on(day)
            if policy is None or day < policy.effective_from or not policy.baoji:
                continue
            yield Line(
                act=letter["id"],
                place=letter["place"],
                day=day,
                year=day.year,
                category="additional.annual",
                credits=Fraction(policy["additional.annual"]),
            )

    # everything else

    def _claim(self, fact: Fact) -> _Claim:
        policy = self._succession.on(day_of(fact))
        assert policy is not None
        worth = BAOJI_RULES if policy.baoji else PLAN_RULES
        about = ACTS[fact["fact"]]
        name = fact[about] if about != "course" else self._subject(fact[about], fact)
        entry = self._entry(fact["course"], fact) if about == "course" else None
        found = worth[fact["fact"]](fact, policy, entry) if fact["fact"] in worth else "not_valued"
        about = f"{about} {name}"
        claim = _Claim(fact=fact, policy=policy, about=about, year=self._year(fact, policy))
        if isinstance(found, str):
            return replace(claim, reason=found)
        return replace(claim, category=found[0], credits=found[1])

    def _entries(self, course: str, act: Fact) -> list[Fact]:
        """The values of a course by the time of the act, in order."""
        found = [
            one
            for one in self._standing
            if one["fact"] == "course.catalogued"
            and one["course"] == course
            and instant(one) <= instant(act)
        ]
        return sorted(found, key=order)

    def _entry(self, course: str, act: Fact) -> Fact | None:
        found = self._entries(course, act)
        return found[-1] if found else None

    def _subject(self, course: str, act: Fact) -> str:
        """What a course is a run of; a new subject from the last entry that says so."""
        while True:
            entry = self._entry(course, act)
            if entry is None or "same_as" not in entry:
                break
            course = entry["same_as"]
        new = [one["id"] for one in self._entries(course, act) if one.get("new_subject")]
        return f"{course} {new[-1] if new else ''}"


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _settle(claims: Sequence[_Claim]) -> Iterator[tuple[_Claim, str | None]]:
    """What counts once: the highest claim for a work, else the earliest act; of two the scope of
    the later one's day decides, which speaks of the years in which they count.

    What earns nothing for another reason repeats a work at any time, all else only afterwards: who
    failed a class first and passed it then, failed.
    """
    works = ("work ", "achievement ")
    earning = sorted(
        (one for one in claims if one.reason is None),
        key=lambda one: (
            -one.credits if one.about.startswith(works) else Fraction(0),
            order(one.fact),
        ),
    )
    taken: list[_Claim] = []
    for claim in earning:
        if any(_repeats(claim, other) for other in taken):
            yield claim, _DUPLICATE[claim.about.split(" ")[0]]
        else:
            taken.append(claim)
            yield claim, None
    first = ("unknown_value", "not_catalogued", "catalogue_credits_out_of_range", "not_passed")
    for claim in claims:
        if claim.reason is None:
            continue
        before = [
            one
            for one in taken
            if claim.about.startswith(works) or order(one.fact) < order(claim.fact)
        ]
        if claim.reason not in first and any(_repeats(claim, other) for other in before):
            yield claim, _DUPLICATE[claim.about.split(" ")[0]]
        else:
            yield claim, claim.reason


def _repeats(one: _Claim, other: _Claim) -> bool:
    if one.about != other.about:
        return False
    later = max(one, other, key=lambda claim: order(claim.fact))
    match _scope(later):
        case "year":
            return one.year == other.year
        case "cycle":
            return cycle_of(one.year) == cycle_of(other.year)
        case "never":
            return False
    return True


def _scope(claim: _Claim) -> str:
    kind = claim.about.split(" ")[0]
    if claim.policy.baoji:
        names = {
            "course": "basic.online.dedupe",
            "work": "reward.work_dedupe",
            "achievement": "reward.work_dedupe",
        }
        return str(claim.policy[names[kind]]) if kind in names else "lifetime"
    items = {"class": "items.training", "course": "items.course", "work": "items.book"}
    if claim.fact["fact"] not in PLAN_RULES:
        return "never"  # no item takes it
    return str(claim.policy[items[kind]].get("once", "lifetime"))
