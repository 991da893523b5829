"""Which keys the sealed data of this mall needs, noted beside them as prints.

A print tells that a key is the same, and nothing of the key. New keys would open
nothing of what is there, and whatever came in under them would be lost with the next
restore: so none is made for a database that holds something under seal.
"""

import hashlib
import hmac
import json
from collections.abc import Collection
from pathlib import Path

from balarea.config.house.errors import KeysMissing, KeysOfAnotherMall

NOTE = "key-prints.json"
_TEXT = b"balarea|which key this is"


def check(data: Path, keys: Path, needed: Collection[str], spared: str = "") -> None:
    """Refuse when a needed or noted key is missing, or isn't the noted one.

    Args:
        needed: what must be there even if nothing was noted, as in a restored folder.
        spared: a key that comes from elsewhere.
    """
    noted, found = _noted(data), _prints(keys)
    lacking = ({*needed, *noted} - found.keys()) - {spared}
    if lacking:
        raise KeysMissing(folder=keys, names=", ".join(sorted(lacking)))
    for name, print_ in sorted(noted.items()):
        if name != spared and found[name] != print_:
            raise KeysOfAnotherMall(path=keys / name)


def note(data: Path, keys: Path) -> None:
    """Note which keys there are now."""
    text = json.dumps(_prints(keys), indent=1, sort_keys=True)
    if (data / NOTE).exists() and (data / NOTE).read_text("utf-8") == text:
        return
    draft = data / f"{NOTE}.new"
    draft.write_text(text, encoding="utf-8")
    draft.replace(data / NOTE)


def _noted(data: Path) -> dict[str, str]:
    try:
        return dict(json.loads((data / NOTE).read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _prints(keys: Path) -> dict[str, str]:
    return {
        path.relative_to(keys).as_posix(): _print(path.read_bytes())
        for path in keys.rglob("*")
        if path.is_file()
    }


def _print(key: bytes) -> str:
    return hmac.new(key, _TEXT, hashlib.sha256).hexdigest()[:16]
