"""Trust policies (c2sp.org/tlog-policy): which logs and witnesses are believed, and how many of
them it takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from lrs.message import message
from lrs.proof.checkpoint import Checkpoint, signed_by_its_log
from lrs.proof.cosignature import WitnessKey
from lrs.proof.note import Note, NoteError, PublicKey

NONE: Final = "none"
"""The quorum of nobody."""


class PolicyFileError(ValueError):
    """A trust policy that cannot be read; the message names the line and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A witness that is known, and where it takes checkpoints, None where nobody needs to know."""

    name: str
    key: WitnessKey
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPolicy:
    """The logs and witnesses of a policy. `groups` say how many of which names make one."""

    logs: tuple[PublicKey, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, tuple[int, tuple[str, ...]]]
    quorum: str

    @classmethod
    def read(cls, text: str) -> Self:
        """The policy of a file. Raises PolicyFileError."""
        reading = _Reading()
        for number, line in enumerate(text.split("\n"), 1):
            words = line.replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if any(ord(char) < 0x20 or char == "\x7f" for word in words for char in word):
                raise PolicyFileError(
                    message(
                        "line {number}: has a control character: end lines by \\n", number=number
                    )
                )
            if not words or words[0].startswith("#"):
                continue
            try:
                reading.take(*words)
            except (PolicyFileError, NoteError, TypeError) as error:
                told = "wrong number of words" if isinstance(error, TypeError) else error
                raise PolicyFileError(
                    message("line {number}: {told}", number=number, told=told)
                ) from None
        if reading.quorum is None:
            raise PolicyFileError("there is no line `quorum NAME`; `quorum none` wants no witness")
        return cls(
            logs=tuple(reading.logs),
            witnesses=reading.witnesses,
            groups=reading.groups,
            quorum=reading.quorum,
        )

    def check(self, note: Note) -> Checkpoint:
        """The checkpoint of a note that a log signed and enough witnesses cosigned.

        Raises NoteError where one of these did not, or a signature does not verify.
        """
        checkpoint, _ = signed_by_its_log(note, self.logs)
        self.check_cosigned(note)
        return checkpoint

    def check_cosigned(self, note: Note) -> None:
        """Raises NoteError unless enough witnesses cosigned a note, each of them rightly."""
        cosigned = self.cosigners(note)
        if not self._is_met(cosigned):
            told = ", ".join(sorted(cosigned)) or "nobody"
            raise NoteError(
                message(
                    "the policy wants {quorum}, and {told} cosigned this",
                    quorum=self.quorum,
                    told=told,
                )
            )

    def cosigners(self, note: Note) -> frozenset[str]:
        """The names of the witnesses that cosigned a note. Raises NoteError for a bad one."""
        found = set()
        for witness in self.witnesses.values():
            if witness.key.name in note.signers:
                try:
                    note.verified([witness.key])
                except NoteError:
                    if any(one.key_id == witness.key.key_id for one in note.signatures):
                        raise
                else:
                    found.add(witness.name)
        return frozenset(found)

    def _is_met(self, cosigned: frozenset[str]) -> bool:
        met = {NONE, *cosigned}
        for name, (least, members) in self.groups.items():  # a group's members stand above it
            if len(met.intersection(members)) >= least:
                met.add(name)
        return self.quorum in met


@dataclass(slots=True)
class _Reading:
    """What the lines of a policy said so far."""

    logs: list[PublicKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str | None = None
    _keys: set[bytes] = field(default_factory=set)
    _members: set[str] = field(default_factory=set)

    def take(self, kind: str, *words: str) -> None:
        """Takes in a line. Raises PolicyFileError, NoteError, and TypeError for too few words."""
        takers: Mapping[str, Callable[..., None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if kind not in takers:
            raise PolicyFileError(
                message("{kind!r}: expected one of {takers}", kind=kind, takers=", ".join(takers))
            )
        takers[kind](*words)

    def _log(self, vkey: str, *url: str) -> None:
        if len(url) > 1:
            raise TypeError
        key = PublicKey.read(vkey)
        self._once(key.key)
        self.logs.append(key)

    def _witness(self, name: str, vkey: str, url: str | None = None) -> None:
        self._name(name)
        key = WitnessKey.read(vkey)
        self._once(key.key)
        self.witnesses[name] = Witness(name=name, key=key, url=url)

    def _group(self, name: str, least: str, *members: str) -> None:
        self._name(name)
        unknown = [one for one in members if one not in self.witnesses and one not in self.groups]
        if unknown:
            raise PolicyFileError(
                message(
                    "{unknown}: no line above names such a witness or group", unknown=unknown[0]
                )
            )
        if twice := self._members.intersection(members):
            raise PolicyFileError(
                message("{twice} is a member of another group already", twice=min(twice))
            )
        if len(set(members)) < len(members):
            raise PolicyFileError(message("the group {name} has a member twice", name=name))
        self._members.update(members)
        numbers = {str(one): one for one in range(1, len(members) + 1)}
        if members:
            numbers |= {"any": 1, "all": len(members)}
        if least not in numbers:
            raise PolicyFileError(
                message(
                    "{least!r}: expected all, any, or 1 to {count}",
                    least=least[:60],
                    count=len(members),
                )
            )
        self.groups[name] = numbers[least], members

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise PolicyFileError("there is a second line `quorum`")
        if name != NONE and name not in self.witnesses and name not in self.groups:
            raise PolicyFileError(
                message("{name}: no line above names such a witness or group", name=name)
            )
        self.quorum = name

    def _name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyFileError(message("{name}: this name is taken", name=name))

    def _once(self, key: bytes) -> None:
        if key in self._keys:
            raise PolicyFileError("this key stands on another line already")
        self._keys.add(key)


def trusting(logs: Iterable[PublicKey]) -> TrustPolicy:
    """The policy of who believes some logs without a witness."""
    return TrustPolicy(logs=tuple(logs), witnesses={}, groups={}, quorum=NONE)
