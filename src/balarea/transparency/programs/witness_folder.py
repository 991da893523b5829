"""The folder of a witness: its configuration, its keys, and its one file of state.

| File | What |
|---|---|
| `witness.conf` | name, address to listen on, logs; edited by its operator |
| `keys` | private keys, one a line, as Go's `sumdb/note` writes them |
| `state.json` | the last cosigned checkpoint of each log; replaced as a whole |
| `refused/` | checkpoints that contradict the state, see `evidence` |
| `mirror/` | copies of the logs, if it is configured |
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from balarea.transparency.programs import durable_files
from balarea.transparency.tlog import checkpoints, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, SigningKey, VerifierKey

CONFIGURATION, KEYS, STATE = "witness.conf", "keys", "state.json"
LOG_KEYS = {KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE}


class CannotRun(Exception):
    """A sentence for the operator: what is wrong and what to do."""


@dataclass(frozen=True)
class Log:
    """A log that is witnessed, by its origin.

    Args:
        keys: those that may sign its checkpoints.
        url: where its files are read, for a mirror; empty if it isn't mirrored.
    """

    origin: str
    keys: tuple[VerifierKey, ...]
    url: str = ""


@dataclass(frozen=True)
class Configuration:
    host: str
    port: int
    logs: Mapping[str, Log] = field(default_factory=dict)
    is_mirror: bool = False


@dataclass(frozen=True)
class Cosigned:
    """The last checkpoint of a log that the witness cosigned."""

    checkpoint: Checkpoint
    note: bytes  # with the log's signatures and the witness's own


def make(folder: Path, name: str, *, has_mldsa: bool) -> list[str]:
    """Make a new witness's folder with its keys; returns their vkeys.

    Raises `CannotRun` if there is a witness already: its keys are never replaced.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / KEYS).exists() or _has_cosigned(folder / STATE):
            raise CannotRun(f"{folder} has a witness already; nothing was changed.")
        kinds = [KeyType.ED25519_COSIGNATURE]
        kinds += [KeyType.MLDSA44_COSIGNATURE] if has_mldsa else []
        keys = [SigningKey(name, kind, secrets.token_bytes(32)) for kind in kinds]
        write_state(folder, {})
        content = "".join(f"{key.text}\n" for key in keys)
        durable_files.replace(folder / KEYS, content.encode())
    except notes.InvalidKey as error:
        raise CannotRun(f"{name} can't be a witness's name: {error}.") from None
    return [key.vkey for key in keys]


def _has_cosigned(path: Path) -> bool:
    """Whether there is a state that isn't empty; an empty one is of a broken start."""
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")) != {"logs": {}})
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True


def read_keys(folder: Path) -> list[SigningKey]:
    try:
        lines = (folder / KEYS).read_text(encoding="utf-8").split("\n")
        keys = [SigningKey.parse(line) for line in lines if line]
    except (OSError, ValueError) as error:
        raise CannotRun(
            f"Can't read the keys of {folder} ({error}): make a witness with "
            "`balarea witness new`, or give this user the right to read them."
        ) from None
    if not keys or not all(key.type.is_timed for key in keys):
        raise CannotRun(f"{folder / KEYS} has a key that can't cosign.")
    return keys


def read_configuration(folder: Path) -> Configuration:
    path = folder / CONFIGURATION
    try:
        return parse_configuration(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRun(
            f"Can't use {path} ({error}): see the page for operators of a witness."
        ) from None


def parse_configuration(text: str) -> Configuration:
    """Lines of words; empty ones and those that begin with `#` say nothing.

    ::

        listen 127.0.0.1:8090
        log mall.example/log+1a2b3c4d+AS… https://mall.example/log
        mirror
    """
    host, port, is_mirror = "127.0.0.1", 8090, False
    logs: dict[str, Log] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        match line.split():
            case []:
                pass
            case [first, *_] if first.startswith("#"):
                pass
            case ["listen", address]:
                host, port = parse_address(address)
            case ["mirror"]:
                is_mirror = True
            case ["log", vkey, *url] if len(url) <= 1:
                _add_log(logs, vkey, *url)
            case _:
                raise ValueError(f"line {number} says nothing that a witness knows")
    return Configuration(host, port, logs, is_mirror)


def parse_address(address: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:8090` or `[::1]:8090`, else ValueError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) <= 65_535:
        raise ValueError(f"{address} isn't an address and a port")
    return host.strip("[]"), int(port)


def _add_log(logs: dict[str, Log], vkey: str, url: str = "") -> None:
    key = VerifierKey.parse(vkey)
    if key.type not in LOG_KEYS:
        raise ValueError(f"the key of {key.name} isn't a log's")
    earlier = logs.get(key.name, Log(key.name, ()))
    logs[key.name] = Log(key.name, (*earlier.keys, key), url or earlier.url)


def read_state(folder: Path, logs: Iterable[Log]) -> dict[str, Cosigned]:
    """The last cosigned checkpoint by origin.

    A state that is missing is refused: a witness that forgot what it cosigned would
    cosign a second history.
    """
    path = folder / STATE
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))["logs"]
        keys = {log.origin: log.keys for log in logs}
        return {
            origin: _cosigned(note.encode(), keys.get(origin))
            for origin, note in stored.items()
        }
    except FileNotFoundError:
        raise CannotRun(
            f"{path} is missing: without it the witness doesn't know what it cosigned. "
            "Make a new witness with another name; an older copy of the file would "
            "let it cosign a second history."
        ) from None
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise CannotRun(
            f"{path} can't be used ({error}): make a new witness with another name."
        ) from None


def _cosigned(data: bytes, keys: tuple[VerifierKey, ...] | None) -> Cosigned:
    note = notes.parse(data) if keys is None else notes.open_note(data, keys)
    return Cosigned(checkpoints.parse(note.text), data)


def write_state(folder: Path, state: Mapping[str, Cosigned]) -> None:
    stored = {origin: one.note.decode() for origin, one in state.items()}
    data = json.dumps({"logs": stored}, ensure_ascii=False, indent=1).encode()
    durable_files.replace(folder / STATE, data)
