"""Values of explanations that are told in words: codes, and what these are called."""

from dataclasses import dataclass

from projections import reasons, verdicts
from projections.profile.forms import FORMS
from projections.words.authorities import authority_called
from projections.words.codes import CodeOf, called


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A value for programs, and what a sentence says in its place."""

    value: str | None
    zh: str
    en: str


Value = str | Worded | None
"""A value of a point: a text, which a sentence has as it is, or what is told in words."""

_REASONS = {
    code.value: both
    for sentences in (verdicts.SENTENCES, reasons.SENTENCES)
    for code, both in sentences.items()
}


def coded(of: CodeOf, code: str | bool | None) -> Worded | None:
    """A code in words; None for none."""
    if code is None:
        return None
    value = str(code)
    return Worded(value=value, zh=called(of, value, "zh"), en=called(of, value, "en"))


def fact(name: str) -> Worded:
    """The name of a fact in the words of its form."""
    display = FORMS[name].display if name in FORMS else {"zh-CN": name, "en": name}
    return Worded(value=name, zh=display["zh-CN"], en=display["en"])


def authority(name: str) -> Worded:
    """The credential that recorded something, as it is called."""
    return Worded(value=name, zh=authority_called(name, "zh"), en=authority_called(name, "en"))


def reason(code: str | None) -> Worded:
    """A reason or a verdict as its sentence; nothing is said in the place of none."""
    both = {"zh": "", "en": ""} if code is None else _REASONS[code]
    value = None if code is None else str(code)  # a code of an enumeration is told as its text
    return Worded(value=value, zh=both["zh"], en=both["en"])


def late(days: int) -> Worded:
    """How many days after it happened something became known; nothing is said of the same day."""
    zh, en = "", ""
    if days:
        zh = f"，迟{days}天" if days > 0 else f"，提前{-days}天"
        many = "day" if abs(days) == 1 else "days"
        en = f", {abs(days)} {many} {'after' if days > 0 else 'ahead'}"
    return Worded(value=str(days), zh=zh, en=en)


def quoted(subject: "Worded | str | None") -> Worded:
    """What a fact is about, as it is called; nothing is said of a fact that is about nothing."""
    if subject is None:
        return Worded(value=None, zh="", en="")
    if isinstance(subject, Worded):
        return Worded(value=subject.value, zh=f"“{subject.zh}”", en=f" {subject.en}")
    return Worded(value=subject, zh=f"“{subject}”", en=f" {subject}")
