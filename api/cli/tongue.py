"""The language of the command line: Chinese where the environment asks for it, else English."""

import re
from typing import TYPE_CHECKING, Any, Final

import typer

from api.cli.typer_words import speak, translate_metavars, translate_type
from lrs.locale import asked
from projections.words import codes
from projections.words.codes import CodeOf
from projections.words.languages import Language

if TYPE_CHECKING:
    from collections.abc import Callable

HELP_OPTIONS: Final = ["-h", "--help"]
"""The options that ask for help, of every command."""


def language() -> Language:
    """By `LRS_LANG`, else by the locale of the terminal."""
    return "zh" if asked().lower().startswith("zh") else "en"


def spoken(told: str) -> str:
    """A message in the language of the command line."""
    if language() == "en":
        return str(told)
    from projections.words.messages import in_language

    return in_language(told, "zh")


def called(of: CodeOf, code: str) -> str:
    """What a code, such as a grade, is called in the language of the command line."""
    return codes.called(of, code, language())


def fact_called(name: str) -> str:
    """What the fact of a statement is called in the language of the command line."""
    from replay.explain.worded import fact

    told = fact(name)
    return told.zh if language() == "zh" else told.en


def misused(told: str) -> typer.BadParameter:
    """The error of a wrong use (exit code 2), in the language of the command line."""
    return typer.BadParameter(spoken(told))


def command_of(app: typer.Typer) -> "Callable[[], object]":
    """The command line as a callable; its help in Chinese where that is asked for."""
    if language() == "en":
        return app
    command = typer.main.get_command(app)
    translate(command)
    speak(spoken)
    return command


def translate(command: Any) -> None:
    """Puts Chinese into the help of a command, of its options and of the commands below it."""
    if command.help:
        command.help = "\n\n".join(map(spoken, paragraphs(command.help)))
    translate_metavars(command)
    asks_for_help = command.get_help_option(typer.Context(command, help_option_names=HELP_OPTIONS))
    for parameter in (*command.params, asks_for_help):
        translate_type(parameter)
        if told := getattr(parameter, "help", None):
            parameter.help = spoken(told)
    for each in getattr(command, "commands", {}).values():
        translate(each)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line but for commands, which are indented."""
    return [
        part if part.startswith("    ") else " ".join(part.split())
        for part in re.split(r"\n[ \t]*\n", text.strip("\n"))
    ]
