"""What a policy asks of teachers, funds and sharing in a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from projections.policy.declaration import Parameter
from projections.policy.succession import Succession
from projections.policy.terms import Terms

_PARTS: Final[Mapping[str, Parameter[Any]]] = {
    "teacher_days": Terms.teacher.days_per_year,
    "agency_rate": Terms.funding.agency,
    "enterprise_rate": Terms.funding.enterprise_institution,
    "mid_year_from": Terms.sharing.mid_year_from,
    "mid_year_until": Terms.sharing.mid_year_until,
    "year_end_from": Terms.sharing.year_end_from,
    "year_end_until": Terms.sharing.year_end_until,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked in a credit year, each with its article; None where the policy is silent.

    `teacher_days` are those of training that a full-time teacher needs (M4-6). `agency_rate` and
    `enterprise_rate` are the shares of the payroll that units set aside (M4-4). The other days, as
    MM-DD, say when an agreement is reviewed and inspected (M3-5(4)).
    """

    teacher_days: Decimal | None
    agency_rate: Decimal | None
    enterprise_rate: Decimal | None
    mid_year_from: str | None
    mid_year_until: str | None
    year_end_from: str | None
    year_end_until: str | None
    articles: Mapping[str, str]

    def article(self, part: str) -> str:
        """The article of a part, by its name here."""
        return self.articles[part]


def asked_of_year(policies: Succession, year: int) -> Asked:
    """What the policies ask in a credit year, by the terms of its last day."""
    terms = policies.of_year(year)
    return Asked(
        teacher_days=terms.get(Terms.teacher.days_per_year),
        agency_rate=terms.get(Terms.funding.agency),
        enterprise_rate=terms.get(Terms.funding.enterprise_institution),
        mid_year_from=terms.get(Terms.sharing.mid_year_from),
        mid_year_until=terms.get(Terms.sharing.mid_year_until),
        year_end_from=terms.get(Terms.sharing.year_end_from),
        year_end_until=terms.get(Terms.sharing.year_end_until),
        articles={part: terms.article_if_stated(one) for part, one in _PARTS.items()},
    )
