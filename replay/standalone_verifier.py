"""Verifies an evidence bundle of a learning record store. This file needs nothing of the store.

    python verify.py BUNDLE --key FILE [--checkpoint FILE]... [--json]

BUNDLE is the folder that `lrs evidence export` wrote. FILE of --key has the public key of the log,
which you got from its operator by another way than the bundle; FILE of --checkpoint is a checkpoint
that you kept earlier. Exit code 0: good. 1: tampered. 2: it cannot be told.

It uses Python's standard library and the package `cryptography`, and follows public documents:
RFC 6962 (Merkle trees), c2sp.org/signed-note and c2sp.org/tlog-checkpoint (what is signed).

How it works. Each event of the log is a leaf, seven lines of text (see `leaf`). The hash over all
leaves is the root of a tree; the log's key signed the root. So whoever changes, adds, removes or
moves an event changes the root, and cannot sign the new one without the key. With the key he can:
then only a checkpoint that you kept tells, whose root over the first events is another one.

`Erased` says that earlier events were erased; where one stood is a `Blank`, which has what its leaf
needs. `KeyRotated` has a note by which the log's key introduces the one that signs from there on:
who believes one of them believes both.
"""

import argparse
import base64
import gzip
import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GOOD, TAMPERED, CANNOT_TELL = 0, 1, 2
OUTCOMES = ("good", "tampered", "cannot_tell")
ERASABLE = {"StatementRecorded", "DocumentStored", "DocumentDeleted"}
SHA2 = hashlib.sha256, hashlib.sha224, hashlib.sha384, hashlib.sha512


class UnreadableError(Exception):
    """What is needed to tell is not there or cannot be read."""


# --- The tree (RFC 6962, section 2.1)


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Leaves come one after the other; `parts` are the roots of complete subtrees, the largest
    first."""

    def __init__(self) -> None:
        self.size = 0
        self.parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.parts.append(leaf_hash(leaf))
        self.size += 1
        size = self.size
        while size % 2 == 0:  # two subtrees of one size become one
            right = self.parts.pop()
            self.parts[-1] = node_hash(self.parts[-1], right)
            size //= 2

    def root(self) -> bytes:
        root = self.parts[-1]
        for left in reversed(self.parts[:-1]):
            root = node_hash(left, root)
        return root


# --- An event and its leaf


def leaf_of(event: dict[str, Any]) -> bytes:
    """The seven lines that the tree commits to. `state` are the bytes of the event, `nonce` sixteen
    random ones: without them nobody can guess the content from the digest."""
    state, nonce = base64.b64decode(event["state"]), base64.b64decode(event["nonce"])
    topic, digest = event["topic"], hmac.new(nonce, state, hashlib.sha256).hexdigest()
    if topic == "Blank" and said(event).get("topic") in ERASABLE:
        topic, digest = said(event)["topic"], str(said(event).get("digest"))
    lines = ["lrs-event/v1", str(event["position"]), event["stored"], event["id"]]
    lines += [str(event["version"]), topic, digest]
    return "".join(line + "\n" for line in lines).encode()


def said(event: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an event, of a statement its body; empty where it was changed to none."""
    state = base64.b64decode(event["state"])
    body = state.partition(b"\n")[2] if event["topic"] == "StatementRecorded" else state
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def belongs(content: bytes, key: bytes, event: dict[str, Any]) -> bool:
    """Whether a document has the digest that its event states, under the key that lies beside it;
    whether a statement names an attachment by its SHA-2."""
    if event["topic"] == "DocumentStored":
        return bool(hmac.new(key, content, hashlib.sha256).hexdigest() == said(event).get("digest"))
    parts = [said(event), said(event).get("object", {})]
    named = {one["sha2"].lower() for part in parts for one in part.get("attachments", ())}
    return bool(named & {function(content).hexdigest() for function in SHA2})


def lines_of(*files: Path) -> Iterator[dict[str, Any]]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def events(bundle: Path) -> Iterator[dict[str, Any]]:
    """The events of a bundle in order."""
    return lines_of(*sorted((bundle / "events").glob("*.jsonl.gz")))


# --- Signed notes and checkpoints


class Key:
    """A public key of a log: a line `name+id+key`."""

    def __init__(self, line: str) -> None:
        self.line = line.strip()
        self.name, key_id, encoded = self.line.split("+", 2)
        material = base64.b64decode(encoded, validate=True)
        self.id = hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]
        if material[:1] != b"\x01" or len(material) != 33 or self.id.hex() != key_id:
            raise UnreadableError(f"{line} is no Ed25519 key of a log")
        self.public = Ed25519PublicKey.from_public_bytes(material[1:])

    def signed(self, note: str) -> list[str]:
        """The lines of a note that this key signed; none where it did not."""
        text, gap, signatures = note.rpartition("\n\n")
        for line in signatures.splitlines() if gap else []:
            dash, signer, encoded = line.split(" ", 2)
            signature = base64.b64decode(encoded, validate=True)
            if (dash, signer, signature[:4]) == ("\u2014", self.name, self.id):
                self.public.verify(signature[4:], f"{text}\n".encode())
                return text.splitlines()
        return []


# --- The verification


class Verification:
    def __init__(self, bundle: Path, keys: list[Key], kept: list[Path]) -> None:
        self.bundle, self.keys = bundle, {key.line: key for key in keys}
        self.heads = [bundle / "checkpoint", *kept]
        self.faults: list[str] = []
        self.untold: list[str] = []
        self.bad: list[int] = []
        self.agreed: dict[Path, int] = {}
        self.blanks: set[int] = set()
        self.erased: dict[int, int] = {}
        self.introduced: list[tuple[int, Key, Key]] = []
        self.tree = Tree()
        self.roots = {"0": hashlib.sha256(b"").digest()}

    def run(self) -> int:
        self.read_events()
        for file in self.heads:
            try:
                self.check_head(file)
            except InvalidSignature:
                self.untold.append(f"{file}: the signature does not verify")
            except (UnreadableError, OSError, ValueError, LookupError) as error:
                self.untold.append(f"{file}: {error}")
        if (signed := self.agreed.get(self.heads[0], self.tree.size)) < self.tree.size:
            self.blame(signed + 1, "stands behind the checkpoint of the bundle: nobody signed it")
        self.check_files()
        if self.faults:
            return TAMPERED
        return GOOD if self.agreed and self.tree.size and not self.untold else CANNOT_TELL

    def blame(self, position: int, fault: str) -> None:
        self.bad.append(position)
        self.faults.append(f"position {position} {fault}")

    def check_head(self, file: Path) -> None:
        """A checkpoint that the key of its time signed has the root of the first so many events."""
        for _ in self.introduced:
            for _, old, new in self.introduced:
                if self.keys.keys() & {old.line, new.line}:
                    self.keys |= {old.line: old, new.line: new}
        for key in self.keys.values():
            name, size, root, *_ = [*key.signed(file.read_text(encoding="utf-8")), "", "", ""]
            later = [at for at, old, _ in self.introduced if old.line == key.line]
            if name != key.name or any(int(size) >= at for at in later):
                continue
            if int(size) > self.tree.size:
                self.blame(self.tree.size + 1, f"is missing: {file} is of {size} events")
            elif self.roots[size] != base64.b64decode(root, validate=True):
                self.faults.append(f"{file} has another root over the first {size} events")
            else:
                self.agreed[file] = int(size)
            return
        raise UnreadableError("no checkpoint that a key of the log signed in its time")

    def read_events(self) -> None:
        sizes = {file.read_text(encoding="utf-8").split("\n", 2)[1] for file in self.heads}
        before = ""
        for event in events(self.bundle):
            position = self.tree.size + 1
            if event["position"] != position:
                self.blame(position, "is missing")
                break
            if event["stored"] <= before:
                self.blame(position, "was stored before the one before it")
            before = event["stored"]
            self.tree.add(leaf_of(event))
            if str(position) in sizes:
                self.roots[str(position)] = self.tree.root()
            self.heed(position, event["topic"], said(event))
        for position in self.blanks:
            if self.erased.get(position, 0) <= position:
                self.blame(position, "is blank, and no event says that it was erased")
        for position in self.erased.keys() - self.blanks:
            self.blame(position, "is there, and an event says that it was erased")

    def heed(self, position: int, topic: str, said: dict[str, Any]) -> None:
        if topic == "Blank":
            self.blanks.add(position)
        elif topic == "Erased":
            self.erased |= dict.fromkeys(said.get("positions", ()), position)
        elif topic == "KeyRotated":
            self.learn_key(position, str(said.get("introduction")))

    def learn_key(self, position: int, note: str) -> None:
        try:
            old, new = map(Key, note.split("\n")[1:3])
            if old.signed(note) == ["lrs-key/v1", old.line, new.line] and old.name == new.name:
                self.introduced.append((position, old, new))
                return
        except (UnreadableError, InvalidSignature, ValueError):
            pass
        self.blame(position, "introduces no key")

    def check_files(self) -> None:
        """Each file has the name of its own SHA-256, and belongs to the event that uses it."""
        for file in sorted((self.bundle / "content").glob("*/*")):
            if hashlib.sha256(file.read_bytes()).hexdigest() != file.name:
                self.faults.append(f"{file} was changed")
        uses: dict[int, list[tuple[Path, bytes]]] = {}
        for use in lines_of(self.bundle / "uses.jsonl.gz"):
            file = self.bundle / "content" / use["sha256"][:2] / use["sha256"]
            key = bytes.fromhex(use["digest_key"] or "")
            uses.setdefault(use["position"], []).append((file, key))
        for event in events(self.bundle):
            for file, key in uses.get(event["position"], ()):
                if not file.exists():
                    self.blame(event["position"], f"lacks {file}")
                elif not belongs(file.read_bytes(), key, event):
                    self.blame(event["position"], f"is of another file than {file}")

    def told(self, code: int) -> dict[str, Any]:
        return {
            "outcome": OUTCOMES[code],
            "events": self.tree.size,
            "checkpoints": sorted(self.agreed.values()),
            "first_bad": min(self.bad, default=None),
            "faults": self.faults + self.untold,
            "erased": sorted(self.blanks),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description="Verifies an evidence bundle.")
    parser.add_argument("bundle", type=Path, help="the folder")
    parser.add_argument("--key", type=Path, action="append", required=True, help="a key of the log")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="one you kept")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    options = parser.parse_args()
    try:
        keys = [Key(file.read_text(encoding="utf-8-sig")) for file in options.key]
        verification = Verification(options.bundle, keys, options.checkpoint)
        code = verification.run()
        told = verification.told(code)
    except Exception as error:
        code = CANNOT_TELL
        told = {"outcome": OUTCOMES[code], "faults": [f"{type(error).__name__}: {error}"]}
    print(json.dumps(told) if options.json else "\n".join(f"{k}: {v}" for k, v in told.items()))
    return code


if __name__ == "__main__":
    sys.exit(main())
