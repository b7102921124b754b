"""What is amiss with a class at a moment: in its life, in its follow-up, with whom it called."""

from collections.abc import Iterator

from projections.amiss import Amiss
from projections.case.moves import moves_in_register
from projections.case.subject import Subject
from projections.classes.findings import findings, unheeded
from projections.follow_up.findings import FollowUpFinding
from projections.follow_up.follow_up import FollowUp
from projections.reports.findings import ELSEWHERE
from projections.selection.nominations import nominations
from projections.selection.substitutions import substitutions
from replay.history.change import Key, Kind


def findings_of_class(subject: Subject, follow_up: FollowUp | None) -> Iterator[Key]:
    """That each finding is there which the list of findings has of a class, by the statement that
    it is about and the cadre whom it names; None for `follow_up` where there is none."""
    for one in (*findings(subject), *unheeded(subject)):
        yield _key(one.code, str(one.evidence[0]))
    for sent in substitutions(subject):
        if sent.reason is not None:
            yield _key(sent.reason, str(sent.evidence[0]), sent.cadre)
    for called in nominations(subject):
        if called.reason not in (None, Amiss.SUBSTITUTED_UNAPPROVED):
            yield _key(called.reason, str(called.evidence[0]), called.cadre)
    for found in () if follow_up is None else follow_up.findings:
        if found.code not in ELSEWHERE and not _is_erased(subject, found):
            yield _key(found.code, str(found.statement_id), found.cadre)


def _is_erased(subject: Subject, found: FollowUpFinding) -> bool:
    """Whether a stranger to a class may be one of whom nothing is left: something was erased, and
    he belonged to no unit."""
    reference, as_of = subject.reference, subject.as_of
    if found.code is not Amiss.NOT_A_TRAINEE or found.cadre is None or not reference.erased:
        return False
    return not moves_in_register(reference, found.cadre, as_of).memberships(as_of)


def _key(code: Amiss | None, statement: str, cadre: str | None = None) -> Key:
    return Key(Kind.FINDING, statement, None, str(code), cadre)
