"""The fact that a policy is published, and what of its content can be read."""

from datetime import date
from typing import Annotated, Any, ClassVar, Final

from lrs.message import message
from projections.facts.data import Text
from projections.facts.declaration import IN_FORCE, Declaration, Key, own
from projections.facts.fact import POSITION, Base, Fact
from projections.policy.declaration import PolicyError
from projections.policy.parameter import Policy
from projections.policy.reading import policy_of
from projections.words.kinds import DAY, DOCUMENT, FLAG
from projections.words.statement import Statement
from projections.words.things import POLICY, Words

_FORMER_DEFAULT: Final = "99a42c54b3849b31e22cc86bf3f9274f914d25dcf1931dcfd1f4c08c4abb8175"
"""Digest of the policy that empty stores published by themselves before they said that they did."""


class PolicyPublished(Fact, frozen=True, kw_only=True):
    """A policy, whole, in force from `effective`; where it cannot be read, `fault` says why.

    `stand_in`: an empty store published it by itself, as long as its operator says nothing.
    `digest` is the one that is stated of the content.
    """

    name: ClassVar[str] = "policy.published"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("published-policy", en="published the policy", zh="发布政策"),
        reserved=True,
        object=POLICY,
        at=IN_FORCE,
        needs=("content", "effective"),
        en="A policy, whole, in force from its day on.",
        zh="发布完整的政策，自施行之日起生效。",
    )

    digest: Annotated[
        Text,
        Words(
            "The SHA-256 of the canonical content, in hexadecimal.",
            "规范化全文的 SHA-256，十六进制。",
        ),
    ] = None
    effective: Annotated[
        date, DAY, Words("The day from which a policy is in force.", "政策施行日期。")
    ]
    policy: Annotated[
        Policy | None,
        DOCUMENT,
        Key("content"),
        Words("The canonical content of a policy.", "政策的规范化全文。"),
    ]
    fault: str | None
    stand_in: Annotated[
        bool,
        FLAG,
        Words(
            "Whether an empty store published the policy by itself, for as long as its operator "
            "publishes none.",
            "是否由空库自行发布、在管理者发布政策之前暂用的政策。",
        ),
    ]

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """The policy that the content is, unless something about it is wrong."""
        content, digest = said["policy"], said["digest"]
        said["policy"], said["fault"] = None, None
        try:
            if said["unreadable"]:
                raise PolicyError(
                    message(
                        "{unreadable}: cannot be read, state a day",
                        unreadable=", ".join(said["unreadable"]),
                    )
                )
            said["policy"] = _stated(POLICY.id(statement.object.id), content, digest)
        except PolicyError as error:
            said["fault"] = str(error)
        if said["effective"] is None:
            said["effective"] = said["policy"].effective_from if said["policy"] else date.max
        if said["stand_in"] is None:
            said["stand_in"] = base[POSITION] == 1 and digest == _FORMER_DEFAULT
        return cls(*base, **said)


def _stated(policy_id: str, content: object, digest: str | None) -> Policy:
    """The policy that a publication carries. Raises PolicyError where it is not what it says."""
    policy = policy_of(content, place=f"policy {policy_id}")
    if policy.id != policy_id:
        raise PolicyError(
            message(
                "policy {policy_id}: its content calls itself {id}",
                policy_id=policy_id,
                id=policy.id,
            )
        )
    if digest is not None and digest != policy.digest:
        raise PolicyError(
            message(
                "policy {policy_id}: digest {digest} stated, {digest2} found",
                policy_id=policy_id,
                digest=digest,
                digest2=policy.digest,
            )
        )
    return policy
