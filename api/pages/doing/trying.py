"""What a form would change, shown before it is sent: made by the fold that makes every answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.http.errors import ScopeError
from api.pages import rendering
from api.pages.audit import told_move
from api.pages.doing.filling import FieldFault
from api.pages.doing.rights import Right
from api.pages.frame import Frame
from api.reports.asking import Asking
from api.xapi.entitlement import as_if_recorded, outside
from api.xapi.known_ids import BRINGS, REGISTERS, filled_in, told, unknown_ids, with_like
from lrs.event.log import Log
from lrs.log.post import Post
from projections.answers import search
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.spreadsheets.faults import Said
from projections.words.persons import same_person
from replay.dry_run import DryRun, Effect, Reads, dry_run
from replay.history.change import Kind, Moved

_OWED: Final = frozenset({"year_state", "annual_result", "plan"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number that would change: what it is called, what it is, what it would be."""

    name: str
    before: str
    after: str
    amiss: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom or what an id of a form means: its name, as far as who asks reads it, and what is told
    of an id that nobody knows."""

    name: str | None
    unknown: Said | None


_KEYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("cadre", "substitute", "substitute_for"), "cadre"),
    **dict.fromkeys(("unit", "parent"), "unit"),
    **dict.fromkeys(("course", "same_as"), "course"),
    "class": "class",
}
"""The keys of a short form whose ids are held to what is known, with where it is known."""


async def tried(
    asking: Asking, post: Post, fact: Mapping[str, Any]
) -> tuple[DryRun, Mapping[str, Meant]]:
    """What a POST would change, if it were recorded now; and what the ids of its form mean."""
    meant: dict[str, Meant] = {}

    def read(answers: Answers, log: Log, basis: Basis) -> DryRun:
        now = answers.now()
        statements = list(as_if_recorded(post.drafts, after=basis.position, stored=now))
        visible = asking.visible(basis)
        reads = Reads(
            cadre=_reader(asking, answers, log, basis),
            unit=lambda one: visible is None or one in visible,
        )
        meant.update(_meant(fact, log, basis, visible))
        return dry_run(log, statements, basis, answers, reads=reads)

    return await asking.answer(read), meant


def _meant(
    fact: Mapping[str, Any], log: Log, basis: Basis, visible: frozenset[str] | None
) -> Iterator[tuple[str, Meant]]:
    """What the ids of a form mean, by the keys that hold them."""
    for key in (fact.keys() & _KEYS.keys()) - {BRINGS.get(fact["fact"])}:
        kind, id_ = _KEYS[key], str(fact[key])
        register, unknown = REGISTERS[kind], None
        like = unknown_ids(kind, [id_], log, basis).get(id_)
        if like is not None:
            nearest = told(kind, like, log, basis, visible=visible)
            unknown = with_like(filled_in(register.unknown, id_), nearest)
        is_read = search.is_visible(register.kind, id_, basis, visible)
        yield key, Meant(register.name(id_, basis) if is_read else None, unknown)


def _reader(asking: Asking, answers: Answers, log: Log, basis: Basis) -> Callable[[str], bool]:
    """Whether who asks reads the reports of a cadre; of one whom the log does not name yet he reads
    what will be said of him."""
    known: dict[str, bool] = {}

    def reads(cadre: str) -> bool:
        if cadre not in known:
            try:
                asking.dossier(answers, log, basis, cadre)
            except ScopeError:
                known[cadre] = False
            except UnknownSubjectError:
                known[cadre] = True
            else:
                known[cadre] = True
        return known[cadre]

    return reads


def objections(run: DryRun, right: Right, fact: Mapping[str, Any]) -> list[FieldFault]:
    """Why what was tried may not be sent: it decides on nothing, or its credential may not state it
    of whom it is about."""
    found: list[FieldFault] = []
    for one in run.stated:
        if "target" in fact and one.target is None:
            found.append(FieldFault("target", _NO_TARGET))
        elif right.own is not None and one.cadre != same_person(right.own):
            found.append(FieldFault("cadre", _not_own(right.own)))
        elif not one.entitled:
            name = next((key for key in ("cadre", "target", "unit") if key in fact), "")
            is_read = any(each.cadre == one.cadre and each.read for each in run.effects)
            found.append(FieldFault(name, outside(one.unit if is_read else None, right.grant)))
    return found


_NO_TARGET: Final = Said("日志中没有这条语句", "the log has no such statement")


def _not_own(own: str) -> Said:
    return Said(
        f"此凭据只能办理本人（{own}）的事项；代他人办理由管理员另行授权",
        f"this credential may do this for its own cadre alone, {own}; an administrator grants more",
    )


def numbers_of(effect: Effect, frame: Frame) -> Sequence[Number]:
    """The numbers of an effect that change, as people call them."""
    return [_number(one, frame) for one in effect.moved]


def _number(moved: Moved, frame: Frame) -> Number:
    _, name, before, after = told_move(moved, frame)
    if moved.kind is Kind.FINDING:
        return Number(name, before, after, amiss=moved.after is not None)
    if moved.member in _OWED:
        t = frame.texts
        before, after = (
            rendering.DASH if one is None else str(t.of_code("owed", one))
            for one in (moved.before, moved.after)
        )
    about = moved.cadre if moved.kind is Kind.ITEM else None
    return Number(f"{name} {about}" if about else name, before, after)
