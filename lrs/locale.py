"""The language that the environment asks for, read apart from the settings, which a help text need
not load."""

import os


def asked() -> str:
    """The first that is set of `LRS_LANG` and the variables of POSIX, such as `zh_CN.UTF-8`."""
    for name in ("LRS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if found := os.environ.get(name):
            return found
    return ""
