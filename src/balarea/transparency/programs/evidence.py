"""Folders in which contradicting checkpoints are saved, for a third person to check.

Each has the two signed notes as they came, so that whoever has the log's public key can
check both with any tool for signed notes, and a file `reason.txt`.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from balarea.transparency.programs import durable_files

# Folders of one code; the first are the ones that matter, so later ones are not added.
MOST = 20


def find(folder: Path, code: str, files: Mapping[str, bytes]) -> Path | None:
    """Where this contradiction was saved before, if it was."""
    return next(folder.glob(f"*{_suffix(code, files)}"), None)


def save(folder: Path, code: str, files: Mapping[str, bytes], at: int) -> Path | None:
    """Save one contradiction, unless it is there; None if there are enough of its code.

    Args:
        folder: where the folders of evidence lie; made if needed.
        code: what the matter is, for instance `FORK`; part of the folder's name.
        files: name → content.
        at: seconds since 1970.

    Raises:
        OSError: the disk refuses.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place := find(folder, code, files):
        return place
    if len(list(folder.glob(f"[!.]*-{code}-*"))) >= MOST:
        return None
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
    place = folder / f"{stamp}{_suffix(code, files)}"
    draft = Path(tempfile.mkdtemp(dir=folder, prefix="."))
    try:
        for name, data in files.items():
            durable_files.replace(draft / name, data, durable_files.PUBLIC)
        os.chmod(draft, 0o755)  # noqa: PTH101, S103 - it is meant to be passed on
        draft.rename(place)
    except BaseException:
        with contextlib.suppress(OSError):
            shutil.rmtree(draft)
        raise
    durable_files.sync_folder(folder)
    return place


def _suffix(code: str, files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(b"\0".join(files[name] for name in sorted(files)))
    return f"-{code}-{digest.hexdigest()[:16]}"
