"""Answers that are remembered: what was asked once, and the latest of what is asked about today."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from lrs.event.log import Log
from projections.answers.kept import KeptAnswers
from projections.answers.turns import Turns

if TYPE_CHECKING:
    from projections.answers.basis import Basis

_T = TypeVar("_T")

REMEMBERED = 32
"""Answers over many cadres that are kept; one of a city takes a few megabytes."""

QUESTIONS = 256
"""Questions about today of which the latest is kept in memory: a few are over a city, the others
over a large unit each."""


class Latest:
    """What was kept of a question, and what is to be kept instead."""

    def __init__(self, found: Any) -> None:
        self.found = found
        self.is_for_disk = False

    def keep(self, answer: Any, *, on_disk: bool) -> None:
        """Keeps an answer for the next time, on disk also after a restart."""
        self.found, self.is_for_disk = answer, on_disk


class Remembered:
    """Answers in memory and, where there is a folder for them, on disk; a base of `Answers`."""

    def __init__(self, kept: KeptAnswers | None) -> None:
        self._kept = kept
        self._turns = Turns()
        self._erased = -1
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._latest: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def once(
        self,
        basis: "Basis",
        about: Hashable,
        make: Callable[[], _T],
        *,
        worth: Callable[[_T], bool] = lambda _: True,
    ) -> _T:
        """What ``make`` made of this basis the last time, else now.

        Nothing that is recorded later changes an answer as of a position, but an erasure does.
        ``about`` tells apart what is asked of one basis; ``worth`` says whether what was made is
        worth remembering.
        """
        erased = basis.reference.erased
        key = (about, basis.position, basis.today, basis.policies.digest, erased)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                made, aside = self._made[key]
                basis.watch.found.update(aside)
                return cast(_T, made)
        made = make()
        if not worth(made):
            return made
        with self._lock:
            _remember(self._made, key, (made, dict(basis.watch.found)), most=REMEMBERED)
        return made

    def lasting(self, reader: Log, basis: "Basis", about: Hashable, make: Callable[[], _T]) -> _T:
        """The same of an answer over many cadres, which takes long to make: it is kept on disk,
        too, and who asks for it while it is made, in whatever process, waits for it.

        Whoever asks must be entitled to all that `about` tells apart: what is kept is not asked.
        """
        erased = self._forget_erased(reader)
        known = reader.stored_at(basis.position)  # another one after a return to an older backup
        question = (about, basis.position, known, basis.today, basis.policies.digest, erased)

        def find() -> _T:
            if self._kept is None:
                return make()
            with self._kept.turn(question, reader.check):
                kept = self._kept.get(question)
                if kept is not None:
                    made, aside = kept
                    basis.watch.found.update(aside)
                    return cast(_T, made)
                made = make()
                if self._is_free_of(erased, basis):
                    self._kept.put(question, (made, dict(basis.watch.found)))
                return made

        with self._turns.of(question, reader.check):
            return self.once(basis, about, find)

    def set_once(self, name: Hashable, make: Callable[[], bytes]) -> bytes:
        """What `make` sets of an answer that is at hand, such as its form on paper; kept on disk
        where answers are. The name has to tell apart all that it follows from."""
        kept: bytes | None = self._kept.get(("set", name)) if self._kept else None
        if kept is not None:
            return kept
        made = make()
        if self._kept:
            self._kept.put(("set", name), made)
        return made

    @contextmanager
    def latest(self, about: Hashable, reader: Log, basis: "Basis") -> Iterator[Latest]:
        """What was last kept of a question about today, in memory or on disk, to answer it by what
        moved since; one at a time answers it."""
        key, erased = self._latest_key(about, reader, basis)
        with self._turns.of(key, reader.check), ExitStack() as stack:
            with self._lock:
                found = self._latest.get(key)
            if found is None and self._kept:
                stack.enter_context(self._kept.turn(key, reader.check))
                found = self._kept.get(key)
            latest = Latest(found)
            yield latest
            if latest.found is None or not self._is_free_of(erased, basis):
                return
            with self._lock:
                _remember(self._latest, key, latest.found, most=QUESTIONS)
            if latest.is_for_disk and self._kept:
                self._kept.put(key, latest.found)

    def has_latest(self, about: Hashable, reader: Log, basis: "Basis") -> bool:
        """Whether anything is kept of such a question."""
        key, _ = self._latest_key(about, reader, basis)
        return key in self._latest or (self._kept is not None and self._kept.has(key))

    def _latest_key(self, about: Hashable, reader: Log, basis: "Basis") -> tuple[Hashable, int]:
        """Under which it is kept, and the position of the last erasure."""
        erased = self._forget_erased(reader)
        return ("latest", about, basis.today, basis.policies.digest, erased), erased

    def _is_free_of(self, erased: int, basis: "Basis") -> bool:
        """Whether what was made of a basis may be kept: nothing was erased while it was made, so
        that nothing in it was read before the last erasure."""
        return basis.reference.erased == erased == self._erased

    def _forget_erased(self, reader: Log) -> int:
        """Forgets all that is kept, on disk, too, where something was erased since it was read; the
        position of the last erasure."""
        erased = reader.last_erased(until=reader.head())
        with self._lock:
            if erased == self._erased:
                return erased
            self._erased = erased
            self._made.clear()
            self._latest.clear()
            if self._kept:
                self._kept.begin(erased=erased)
        return erased


def _remember(kept: OrderedDict[Hashable, Any], key: Hashable, made: Any, *, most: int) -> None:
    """Keeps what was made, and no more than so much: what was made or asked for last."""
    kept[key] = made
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
