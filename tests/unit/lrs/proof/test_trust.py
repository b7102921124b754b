"""Trust policies, by the rules and the example of c2sp.org/tlog-policy."""

from itertools import combinations

import pytest

from lrs.proof.checkpoint import Checkpoint
from lrs.proof.cosignature import ED25519, ML_DSA_44, WitnessSigner
from lrs.proof.introduction import Keyring
from lrs.proof.note import Note, NoteError, SigningKey
from lrs.proof.trust import PolicyFileError, TrustPolicy, trusting

LOG = SigningKey.from_seed("city.example/lrs", bytes(32))
WITNESSES = {
    name: WitnessSigner.from_seed(f"{name}.example", kind, bytes([number + 1] * 32))
    for number, (name, kind) in enumerate(
        [("X1", ED25519), ("X2", ML_DSA_44), ("X3", ED25519), ("Y1", ED25519), ("Y2", ML_DSA_44)]
    )
}
HEAD = str(Checkpoint(origin=LOG.name, size=3, root=bytes(32)))

EXAMPLE = f"""
# the example of the document, a witness fewer
log {LOG.public}

witness X1 {WITNESSES["X1"].public}
witness X2\t{WITNESSES["X2"].public} http://x2.example/
  witness X3 {WITNESSES["X3"].public}
group X-witnesses 2 X1 X2 X3

witness Y1 {WITNESSES["Y1"].public}
witness Y2 {WITNESSES["Y2"].public}
group Y-witnesses any Y1 Y2

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def note(*names: str) -> Note:
    cosigned = (WITNESSES[name].cosign(HEAD, seconds=1) for name in names)
    return Note(text=HEAD, signatures=(LOG.sign(HEAD), *cosigned))


@pytest.mark.parametrize(
    "names", [one for size in range(6) for one in combinations(WITNESSES, size)]
)
def test_the_quorum_of_the_example(names: tuple[str, ...]) -> None:
    policy = TrustPolicy.read(EXAMPLE)
    assert policy.cosigners(note(*names)) == set(names)
    met = sum(name.startswith("X") for name in names) >= 2 and {"Y1", "Y2"} & set(names)
    if met:
        assert policy.check(note(*names)).size == 3
    else:
        with pytest.raises(NoteError, match="the policy wants X-and-Y"):
            policy.check(note(*names))


def test_a_cosignature_that_does_not_verify_is_an_error_and_no_absence() -> None:
    good = note("X1", "X2", "Y1")
    elsewhere = WITNESSES["X1"].cosign(HEAD.replace("\n3\n", "\n2\n"), seconds=1)
    bad = Note(text=HEAD, signatures=(good.signatures[0], elsewhere))
    with pytest.raises(NoteError, match=r"X1\.example: the cosignature does not verify"):
        TrustPolicy.read(EXAMPLE).check(bad)


def test_who_wants_no_witness_believes_the_log_alone() -> None:
    assert trusting([LOG.public]).check(note()).size == 3
    assert TrustPolicy.read(f"log {LOG.public} http://log\nquorum none").check(note()).size == 3
    with pytest.raises(NoteError, match="no trusted key signed this"):
        trusting([SigningKey.from_seed(LOG.name, bytes([9] * 32)).public]).check(note())


def test_a_log_vouches_for_no_other_log() -> None:
    other = SigningKey.from_seed("village.example/lrs", bytes([9] * 32))
    trust = trusting([LOG.public, other.public])
    assert trust.check(note()).size == Keyring(trust.logs).check(note()).size == 3
    forged = Note(text=HEAD, signatures=(other.sign(HEAD),))
    for check in (trust.check, Keyring(trust.logs).check):
        with pytest.raises(NoteError, match="no trusted key signed this"):
            check(forged)
    with pytest.raises(NoteError, match="is the name of no key that is believed"):
        trusting([other.public]).check(note())


def test_groups_may_stand_in_each_other_however_deep() -> None:
    nested = "".join(f"group G{one} any G{one - 1}\n" for one in range(1, 3000))
    policy = TrustPolicy.read(f"log {LOG.public}\n{W1}\ngroup G0 all W1\n{nested}quorum G2999")
    assert policy.check(note("X1")).size == 3
    with pytest.raises(NoteError, match="the policy wants G2999"):
        policy.check(note("X2"))


def test_the_address_of_a_witness_is_known() -> None:
    found = TrustPolicy.read(EXAMPLE).witnesses
    assert (found["X2"].url, found["X1"].url) == ("http://x2.example/", None)


W1, W2 = f"witness W1 {WITNESSES['X1'].public}", f"witness W2 {WITNESSES['X2'].public}"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("", "there is no line `quorum NAME`"),
        ("quorum none\nquorum none", "line 2: there is a second line `quorum`"),
        ("quorum W1", "line 1: W1: no line above names such a witness or group"),
        ("believe everybody", "line 1: 'believe': expected one of log, witness, group, quorum"),
        (f"{W1}\n{W1}", "line 2: W1: this name is taken"),
        (f"{W1}\n{W1.replace('W1', 'W2')}", "line 2: this key stands on another line already"),
        (f"{W1} http://a http://b", "line 1: wrong number of words"),
        ("witness none x", "line 1: none: this name is taken"),
        ("witness W1", "line 1: wrong number of words"),
        (f"witness W1 {LOG.public}", "line 1: .*expected a witness's key"),
        (f"log {WITNESSES['X1'].public}", "line 1: .*expected an Ed25519 key of type 01"),
        (f"{W1}\ngroup G 2 W1", "line 2: '2': expected all, any, or 1 to 1"),
        (f"{W1}\ngroup G 0 W1", "line 2: '0': expected all, any, or 1 to 1"),
        (f"{W1}\ngroup G {'9' * 5000} W1", "line 2: '99.*99': expected all, any, or 1 to 1"),
        ("group G all", "line 1: 'all': expected all, any, or 1 to 0"),
        ("quorum none\r\n", "line 1: has a control character"),
        ("# a bell\a\nquorum none", "line 1: has a control character"),
        (f"{W1}\ngroup G any W1 W1", "line 2: the group G has a member twice"),
        (f"{W1}\n{W2}\ngroup G any W1\ngroup H any W1 W2", "line 4: W1 is a member of another"),
    ],
)
def test_what_is_no_policy(lines: str, fault: str) -> None:
    with pytest.raises(PolicyFileError, match=fault):
        TrustPolicy.read(lines)
