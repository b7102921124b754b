"""Become PostgreSQL: drop root, ask to be interrupted when the parent dies, execute.

A script that `lrs/postgres/embedded.py` executes: only a process itself can ask for a signal on its
parent's death, and it must do so after its change of user, which clears the request.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, uid: int, gid: int, command: list[str]) -> None:
    """Execute `command` as `uid` and `gid`, or as ourselves when `uid` is -1."""
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
