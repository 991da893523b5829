"""Why a mall can't run, and the space on a disk, for want of which it often can't."""

import shutil
from pathlib import Path

ELSEWHERE = "choose another folder with --data"
FOR_A_NEW_MALL, FOR_A_START = 400, 100  # MB


class CannotRun(Exception):
    """A sentence for the operator: what is wrong and what to do. Without traceback."""


def require_space(path: Path, needed: int) -> None:
    if (space := shutil.disk_usage(path).free // 1_000_000) < needed:
        raise CannotRun(
            f"The disk of {path} is full ({space} MB free, {needed} MB needed): free "
            "some space, or choose a folder on another disk with --data."
        )
