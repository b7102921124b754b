"""Notes, checkpoints, cosignatures and receipts, against the examples of the C2SP documents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrs.proof.checkpoint import Checkpoint
from lrs.proof.cosignature import ED25519, ML_DSA_44, WitnessKey, WitnessSigner, seconds_of
from lrs.proof.note import Note, NoteError, PublicKey, SigningKey
from lrs.proof.receipt import Receipt
from lrs.proof.tree import ProofError, inclusion_proof, leaf_hash, nodes_of, root_of

EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
)
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

LOG = SigningKey.from_seed("city.example/lrs", bytes(range(32)))
LEAVES = [f"leaf {number}".encode() for number in range(10)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
HEAD = Checkpoint(origin=LOG.name, size=10, root=root_of(HASHES))


def signed(text: str = str(HEAD)) -> Note:
    return Note(text=text, signatures=(LOG.sign(text),))


def test_the_example_of_the_document_verifies() -> None:
    note, key = Note.read(EXAMPLE), PublicKey.read(EXAMPLE_KEY)
    assert [one.name for one in note.verified([key])] == ["example.com/foo"]
    assert str(note) == EXAMPLE
    assert str(key) == EXAMPLE_KEY


def test_a_changed_text_does_not_verify() -> None:
    note = Note.read(EXAMPLE.replace("example m", "other m"))
    with pytest.raises(NoteError, match=r"example\.com/foo: the signature does not verify"):
        note.verified([PublicKey.read(EXAMPLE_KEY)])


def test_a_note_by_nobody_who_is_trusted() -> None:
    with pytest.raises(NoteError, match=r"no trusted key signed this: example\.com/foo"):
        Note.read(EXAMPLE).verified([LOG.public])


def test_signatures_of_others_are_not_looked_at() -> None:
    note = Note.read(EXAMPLE + "— somebody.else AAAAAAAAAAAA\n")
    assert len(note.verified([PublicKey.read(EXAMPLE_KEY)])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno signature\n",
        EXAMPLE.removesuffix("\n"),
        EXAMPLE.replace("— ", "- "),
        EXAMPLE.replace("message", "mess\tage"),
        EXAMPLE.replace("aQM=", "aQM"),
        EXAMPLE.replace("aQM=", "aQN="),
        "text\n\n— a+b AAAAAAAAAAAA\n",
        "text\n\n— a AAAA\n",
    ],
)
def test_what_is_no_note(text: str) -> None:
    with pytest.raises(NoteError):
        Note.read(text)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY[:-4],
        EXAMPLE_KEY.replace("example.com/foo", "a b"),
    ],
)
def test_what_is_no_key(vkey: str) -> None:
    with pytest.raises(NoteError):
        PublicKey.read(vkey)


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    assert Checkpoint.read(str(HEAD)) == HEAD
    assert Checkpoint.read(f"{HEAD}an extension\n") == HEAD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        f"origin\n07\n{str(HEAD).splitlines()[2]}\n",
        f"origin\n-1\n{str(HEAD).splitlines()[2]}\n",
        f"origin\n0\n{str(HEAD).splitlines()[2]}\n",
        "origin\n1\nAAAA\n",
        f"\n1\n{str(HEAD).splitlines()[2]}\n",
        f"{HEAD}\nafter an empty line\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.read(text)


@pytest.mark.parametrize("kind", [ED25519, ML_DSA_44])
def test_a_witness_cosigns_with_its_time(kind: int) -> None:
    witness = WitnessSigner.from_seed("witness.example/w1", kind, bytes(32))
    cosigned = witness.cosign(str(HEAD), seconds=1_679_315_147)
    note = Note.read(str(signed()) + str(cosigned))
    key = WitnessKey.read(str(witness.public))
    assert note.verified([key]) == (cosigned,)
    assert seconds_of(cosigned.signature) == 1_679_315_147
    changed = Note.read(str(note).replace("\n10\n", "\n9\n"))
    with pytest.raises(NoteError, match="the cosignature does not verify"):
        changed.verified([key])


def test_a_key_of_one_kind_is_none_of_the_other() -> None:
    witness = WitnessSigner.from_seed("witness.example/w1", ED25519, bytes(32))
    with pytest.raises(NoteError, match="expected an Ed25519 key of type 01, got type 04"):
        PublicKey.read(str(witness.public))
    with pytest.raises(NoteError, match="expected a witness's key of type 04 or 06, got 01"):
        WitnessKey.read(str(LOG.public))


def receipt(index: int) -> Receipt:
    proof = tuple(inclusion_proof(index, 10, nodes_of(HASHES)))
    return Receipt(index=index, proof=proof, checkpoint=signed())


@pytest.mark.parametrize("index", range(10))
def test_a_receipt_proves_its_leaf_and_no_other(index: int) -> None:
    found = Receipt.read(str(receipt(index)))
    assert found == receipt(index)
    assert found.check(LEAVES[index], [LOG.public]) == HEAD
    with pytest.raises(ProofError):
        found.check(LEAVES[index - 1], [LOG.public])


@given(st.data())
@settings(max_examples=100)
def test_a_receipt_with_one_character_changed_is_refused(data: st.DataObject) -> None:
    text = str(receipt(3))
    place = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(codec="ascii"))
    changed = text[:place] + char + text[place + 1 :]
    if changed == text:
        return
    with pytest.raises((NoteError, ProofError)):
        Receipt.read(changed).check(LEAVES[3], [LOG.public])


def test_what_is_extra_is_carried_and_trusted_by_nobody() -> None:
    whole = Receipt(index=0, proof=receipt(0).proof, checkpoint=signed(), extra=b"a statement")
    assert Receipt.read(str(whole)).extra == b"a statement"
