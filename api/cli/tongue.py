"""The language of the command line: Chinese where the environment asks for it, else English."""

import re
from typing import TYPE_CHECKING, Any

import typer

from lrs.locale import asked
from projections.words.languages import Language

if TYPE_CHECKING:
    from collections.abc import Callable


def language() -> Language:
    """By `LRS_LANG`, else by the locale of the terminal."""
    return "zh" if asked().lower().startswith("zh") else "en"


def spoken(told: str) -> str:
    """A message in the language of the command line."""
    if language() == "en":
        return str(told)
    from projections.words.messages import in_language

    return in_language(told, "zh")


def misused(told: str) -> typer.BadParameter:
    """The error of a wrong use (exit code 2), in the language of the command line."""
    return typer.BadParameter(spoken(told))


def command_of(app: typer.Typer) -> "Callable[[], object]":
    """The command line as a callable; its help in Chinese where that is asked for."""
    if language() == "en":
        return app
    from typer import rich_utils

    command = typer.main.get_command(app)
    translate(command)
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.ERRORS_PANEL_TITLE = "错误"
    rich_utils.DEFAULT_STRING = "[默认：{}]"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.RICH_HELP = "用 [blue]'{command_path} {help_option}'[/] 查看帮助。"
    return command


def translate(command: Any) -> None:
    """Puts Chinese into the help of a command, of its options and of the commands below it."""
    if command.help:
        command.help = "\n\n".join(map(spoken, paragraphs(command.help)))
    for parameter in command.params:
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
