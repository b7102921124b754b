"""A program that is killed while it builds a trial of a policy."""

KILLED = """
import os, signal
from projections.tables import runner
from api.cli import main
step, steps = runner.Runner.step, 0
runner.BUCKET = 1
def dying(self, conn):
    global steps
    steps += 1
    if steps == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return step(self, conn)
runner.Runner.step = dying
main()
"""
"""Runs `lrs`, which is killed before its fourth step, with something folded and most not."""
