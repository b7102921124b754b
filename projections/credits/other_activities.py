"""Credits of what the regulation encourages without giving it a value (R25, A3-3(1), Q34)."""

from decimal import Decimal
from typing import Final

from projections.case.case import Case, Refusal, Rule
from projections.credits.claims import Claim
from projections.exact import ZERO
from projections.facts.credit_facts import OtherActivityDone
from projections.policy.terms import Terms
from projections.reasons import Reason

CATEGORY: Final = "other"


def claim(case: Case, fact: OtherActivityDone) -> Claim:
    """What a secondment, field research and the like earn: what the policy lists for the kind, once
    approved, and nothing while it lists none."""
    look = case.look(fact)
    value: Decimal = look.terms.other_activities.get(fact.kind, ZERO)
    refusal = case.refusal(fact)
    if refusal is None and not value:
        refusal = Refusal(reason=Reason.NOT_VALUED)
    article = look.terms.article(Terms.other_activities)
    return Claim(
        fact=fact,
        year=look.year,
        rule=Rule(id="R25", article=article, category=CATEGORY, subject=fact.kind),
        sort="activity",
        subject=fact.kind,
        scope=None,
        worth=value,
        refusal=refusal,
    )
