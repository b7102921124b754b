"""The forums and lectures that trainees attended within a class (M3-3(3), A2-1, R72).

They are shown, and worth what the policy gives such an activity: nothing by default (Q34).
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from projections.case.subject import Subject
from projections.facts.credit_facts import OtherActivityDone

RULE: Final = "R72"
FORUMS: Final = ("forum", "city_lecture")
"""The kinds of other activities that are forums and lectures."""


def forums_of(subject: Subject, trainees: Collection[str]) -> Mapping[str, int]:
    """How many forums and lectures each trainee attended within the class."""
    attended = [one for one in subject.standing(OtherActivityDone) if one.kind in FORUMS]
    count = Counter(subject.cadre(one) for one in attended)
    return {cadre: count[cadre] for cadre in trainees}
