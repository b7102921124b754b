"""Credits of what the regulation encourages without giving it a value (R25, A3-3(1), Q34)."""

from collections.abc import Iterable, Iterator
from typing import Final

from projections.credits.case import Case, Entry, Refusal, Rule
from projections.exact import ZERO
from projections.facts.credit_facts import OtherActivityDone
from projections.reasons import Reason

CATEGORY: Final = "other"


def entries(case: Case, facts: Iterable[OtherActivityDone]) -> Iterator[Entry]:
    """The ledger lines of secondments, field research and the like: each earns what the policy
    lists for its kind, once approved, and nothing while it lists none."""
    for fact in facts:
        look = case.look(fact)
        value = look.terms.value("other_activities").get(fact.kind, ZERO)
        article = look.terms.article("other_activities")
        rule = Rule(id="R25", article=article, category=CATEGORY, subject=fact.kind)
        refusal = case.refusal(fact)
        if refusal is None and not value:
            refusal = Refusal(reason=Reason.NOT_VALUED)
        if refusal:
            yield case.refused(fact, refusal, rule, year=look.year)
        else:
            yield case.credited(fact, value, rule, year=look.year)
