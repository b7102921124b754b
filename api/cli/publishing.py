"""What `lrs policy publish` and `list` tell: what judges what, and what would judge no more."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from api.cli.console import say
from lrs.message import message

if TYPE_CHECKING:
    from lrs.event.log import Log
    from projections.answers.publishing import Prospect
    from projections.case.publications import Published
    from projections.policy.parameter import Policy
    from projections.policy.succession import Succession


def ahead_of_publication(reader: "Log", policy: "Policy", effective: date | None) -> "Prospect":
    """What the publication would do, by all that the log knows now. Raises PolicyError."""
    from projections.answers.acts import GrowingReference
    from projections.answers.publishing import prospect

    head = reader.head()
    return prospect(GrowingReference().up_to(head, reader), head, policy, effective)


def tell_of_default(found: "Prospect", policy: "Policy", *, replace_default: bool) -> None:
    """Says that the default policy would judge nothing any more.

    Raises PolicyError where results were published under it, unless it is to be replaced.
    """
    from projections.policy.declaration import PolicyError

    if found.default is None:
        return
    since = found.policies.effective_from
    told = message(
        "{id} judged only as the default of an empty store, which nobody confirmed: "
        "from now on it judges nothing, and {id2} all from {since} on",
        id=found.default.id,
        id2=policy.id,
        since=since,
    )
    keep = message(
        "to keep it for the time before, run `lrs policy publish {id}` first", id=found.default.id
    )
    if found.results and not replace_default:
        years = ", ".join(map(str, found.results))
        raise PolicyError(
            message(
                "{told}; but the results of {years} were published under it: {keep}, or give "
                "--replace-default",
                told=told,
                years=years,
                keep=keep,
            )
        )
    say(
        message("{told}; {keep}.", told=told, keep=keep)
        if not replace_default
        else message("{told}.", told=told)
    )


def spans(policies: "Succession") -> list[str]:
    """What judges, each with its first and its last day."""
    ends = [*(f" to {one.since - timedelta(days=1)}" for one in policies.tenures[1:]), ""]
    return [
        f"{one.policy.id} from {one.since}{end}"
        for one, end in zip(policies.tenures, ends, strict=True)
    ]


def listed(found: Sequence["Published"]) -> Iterator[dict[str, Any]]:
    """A row for each publication."""
    from projections.case.publications import judging

    judges = judging(found)
    ends = {
        one.publication.position: following.publication.effective - timedelta(days=1)
        for one, following in pairwise(judges)
    }
    for one in found:
        publication, tenure = one.publication, one.tenure
        yield {
            "position": publication.position,
            "policy": publication.policy.id if publication.policy else None,
            "effective": publication.effective,
            "judges_from": tenure.since if tenure else None,
            "judges_to": ends.get(publication.position),
            "fate": one.fate.value,
            "default": publication.stand_in,
            "digest": publication.policy.digest if publication.policy else None,
            "stored": publication.stored,
            "fault": publication.fault,
        }
