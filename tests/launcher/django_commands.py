"""Run many Django commands in one process: one per line of standard input.

Run by `script/database python …`, in the environment that `script/manage` gives to a
command. Stops at the first that fails, and names it.
"""

import shlex
import sys

from django.core.management import execute_from_command_line


def run(line: str) -> None:
    """Run one command; its `SystemExit` counts like that of a program."""
    try:
        execute_from_command_line(shlex.split(line))
    except SystemExit as end:
        if end.code:
            raise
    except BaseException:
        print(f"{line} failed", file=sys.stderr)
        raise


if __name__ == "__main__":
    for line in sys.stdin.read().splitlines():
        print(f"> {line}", flush=True)
        run(line)
