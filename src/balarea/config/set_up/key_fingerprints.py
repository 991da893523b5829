"""Fingerprints of the keys that this mall's sealed data needs, beside the data.

A fingerprint identifies a key and reveals nothing of it.
"""

import hashlib
import hmac
import json
from collections.abc import Collection
from pathlib import Path

from balarea.config.launcher.errors import CannotRun

FILE = "key-prints.json"
RESTORE = "put back your copy (docs/operations/README.md says how), and start again."


def check(data: Path, keys: Path, needed: Collection[str], external: str = "") -> None:
    """Refuse when a needed or recorded key is missing, or isn't the recorded one.

    Args:
        needed: required even where nothing was recorded, as in a restored folder.
        external: name of a key that comes from the environment and needs no file.
    """
    path = data / FILE
    recorded = json.loads(path.read_text("utf-8")) if path.exists() else {}
    existing = _fingerprints(keys)
    if missing := sorted(({*needed, *recorded} - existing.keys()) - {external}):
        raise CannotRun(
            f"{keys} lacks {', '.join(missing)}, without which what the database holds"
            f" stays sealed: {RESTORE}"
        )
    for name in sorted(recorded.keys() - {external}):
        if existing[name] != recorded[name]:
            raise other_key(keys / name)


def other_key(path: Path) -> CannotRun:
    return CannotRun(
        f"{path} isn't the key under which the data of this mall are sealed: {RESTORE}"
    )


def record(data: Path, keys: Path) -> None:
    draft = data / f"{FILE}.new"
    draft.write_text(json.dumps(_fingerprints(keys), indent=1, sort_keys=True), "utf-8")
    draft.replace(data / FILE)


def _fingerprints(keys: Path) -> dict[str, str]:
    text, files = b"balarea|which key this is", filter(Path.is_file, keys.rglob("*"))
    return {
        path.relative_to(keys).as_posix(): hmac.new(
            path.read_bytes(), text, hashlib.sha256
        ).hexdigest()[:16]
        for path in files
    }
