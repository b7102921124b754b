"""What the library of the command line (typer) says of its own, which has no catalogue to add to:
its sentences are recognised by their patterns and told by ours."""

from collections.abc import Callable
from typing import Any, Final

SENTENCES: Final = (
    "Usage: {usage}",
    "Show this message and exit.",
    "Missing command.",
    "Missing argument {name}.",
    "Missing option {name}.",
    "Missing option {name}. Choose from:{choices}",
    "Missing argument {name}. Choose from:{choices}",
    "No such command {name}.",
    "No such command {name}. Did you mean {others}?",
    "No such option: {name}",
    "No such option: {name} (Possible options: {others})",
    "Got unexpected extra argument(s) ({arguments})",
    "Option {name} requires an argument.",
    "Option {name} does not take a value.",
    "Invalid value: {why}",
    "Invalid value for {name}: {why}",
    "Value error, {why}",
    "{value} is not one of {choices}.",
    "{value} does not match the formats {formats}.",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {least}",
    "Input should be less than or equal to {most}",
    "{kind} {path} does not exist.",
    "{kind} {path} is a directory.",
    "{kind} {path} is a file.",
    "{kind} {path} is not readable.",
)
"""What a person who runs `lrs` can be told by typer, by click within it, and by pydantic in
a parameter of theirs; the more that is said of one thing, the later it stands."""

METAVARS: Final = {
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "<str>": "<文字>",
    "<int>": "<整数>",
    "<int range>": "<整数>",
    "<float>": "<数>",
    "<float range>": "<数>",
    "<bool>": "",
    "<path>": "<路径>",
    "<file>": "<文件>",
    "<dir>": "<目录>",
    "<UUID>": "<UUID>",
    "<datetime>": "<时间>",
    "<%Y-%m-%d>": "<年-月-日>",
}
"""What typer writes in the place of what is to be given, and what we do; a flag takes nothing."""


def speak(spoken: Callable[[str], str]) -> None:
    """Lets typer say in Chinese what it says of its own; `spoken` tells a message in it."""
    from rich.markdown import Markdown
    from typer import rich_utils

    from projections.words.retelling import recognised

    class Folding(Markdown):
        """A help text that is broken anywhere: Chinese has no spaces, and what would not fit
        between two of them would be cut off."""

        def __rich_console__(self, console: Any, options: Any) -> Any:
            return super().__rich_console__(console, options.update(overflow="fold"))

    highlight = rich_utils.highlighter

    def highlight_spoken(told: Any) -> Any:
        if not isinstance(told, str):
            return highlight(told)
        return highlight(spoken(recognised(told, SENTENCES[::-1])))

    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.ERRORS_PANEL_TITLE = "错误"
    rich_utils.DEFAULT_STRING = "[默认：{}]"
    rich_utils.ENVVAR_STRING = "[环境变量：{}]"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.RICH_HELP = "用 [blue]'{command_path} {help_option}'[/] 查看帮助。"
    rich_utils.ABORTED_TEXT = "已中止。"
    # Each usage and each error passes through the highlighter as text, and nothing else does that
    # is one of the sentences.
    patched: Any = rich_utils
    patched.highlighter, patched.Markdown = highlight_spoken, Folding


def translate_metavars(command: Any) -> None:
    """Puts Chinese in the place of options and commands in the usage of a command."""
    for name in ("options_metavar", "subcommand_metavar"):
        if shown := getattr(command, name, None):
            setattr(command, name, METAVARS.get(shown, shown))


def translate_type(parameter: Any) -> None:
    """Puts Chinese in the place of what is to be given to an option or an argument."""
    shown = parameter.display_type
    parameter.display_type = lambda ctx: METAVARS.get(str(shown(ctx)), shown(ctx))
