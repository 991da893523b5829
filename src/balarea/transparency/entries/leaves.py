"""A leaf of the public log: its closed schema and its bytes.

A leaf is a map of canonical CBOR with the integer keys of `_KEYS`. There is no place
for a text of one's own: codes have an alphabet, everything else is a number, a flag or
a hash. So no personal data can reach the log by a leaf, whatever a caller passes.

Pure: the verifier's program uses it without Django.
"""

import dataclasses
import re
from typing import Any

from balarea.transparency.tlog import cbor

VERSIONS = frozenset({1, 2})
MAX_BYTES = 300
LATE_AFTER = 60  # seconds between the claimed time and the database's
_HASH = 32
_PSEUDONYM = 16
_TYPE = re.compile(r"[A-Z_]{1,40}", re.ASCII)
_AGENCY = re.compile(r"[A-Z0-9]{0,10}", re.ASCII)
_SERVICE = re.compile(r"[A-Z0-9_.-]{0,20}", re.ASCII)
_MAX_TIME = 1 << 40


class InvalidLeaf(ValueError):
    """The values or the bytes are no leaf of the schema."""


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf:
    """What the public log says of one step.

    Attributes:
        version: of the commitment: 1, one HMAC of the whole entry; 2, a root of
            commitments to single fields, see `commitments`.
        type: a code of `entry_types`.
        agency, service: codes of the catalogue, or empty.
        tag: 32 bytes, another for each step; only the holder of the case's key can
            tell that two steps belong to one case.
        time: the claimed time, in seconds of Unix time.
        actor: 16 bytes: the pseudonym of who acted, another each quarter.
        commitment: 32 bytes.
        previous: 32 bytes that bind the leaf to the case's leaf before it, or empty.
        rules: SHA-256 of the rules in force, or empty.
        is_late: whether the claimed time is more than `LATE_AFTER` seconds away from
            the time at which the database wrote the entry.
    """

    version: int
    type: str
    agency: str
    service: str
    tag: bytes
    time: int
    actor: bytes
    commitment: bytes
    previous: bytes
    rules: bytes
    is_late: bool


# The key of each attribute in the map; never changed, and no key is used again.
_KEYS = {
    "version": 1,
    "type": 2,
    "agency": 3,
    "service": 4,
    "tag": 5,
    "time": 6,
    "actor": 7,
    "commitment": 8,
    "previous": 9,
    "rules": 10,
    "is_late": 11,
}
_CODES = {"type": _TYPE, "agency": _AGENCY, "service": _SERVICE}
_LENGTHS = {
    "tag": (_HASH,),
    "actor": (_PSEUDONYM,),
    "commitment": (_HASH,),
    "previous": (0, _HASH),
    "rules": (0, _HASH),
}


def encode(leaf: Leaf) -> bytes:
    """The bytes of a leaf, at most `MAX_BYTES`.

    Raises:
        InvalidLeaf: a value does not fit the schema.
    """
    _check({name: getattr(leaf, name) for name in _KEYS})
    data = cbor.encode({key: getattr(leaf, name) for name, key in _KEYS.items()})
    if len(data) > MAX_BYTES:
        raise InvalidLeaf(f"a leaf has at most {MAX_BYTES} bytes")
    return data


def decode(data: bytes) -> Leaf:
    """The leaf whose bytes these are.

    Raises:
        InvalidLeaf: they are not canonical, or don't fit the schema.
    """
    if len(data) > MAX_BYTES:
        raise InvalidLeaf(f"a leaf has at most {MAX_BYTES} bytes")
    try:
        values = cbor.decode(data)
    except ValueError as error:
        raise InvalidLeaf(f"not canonical CBOR: {error}") from None
    if not isinstance(values, dict) or set(values) != set(_KEYS.values()):
        raise InvalidLeaf("a leaf has all keys of the schema and no others")
    named = {name: values[key] for name, key in _KEYS.items()}
    _check(named)
    return Leaf(**named)


def _check(values: dict[str, Any]) -> None:
    if values["version"] not in VERSIONS or isinstance(values["version"], bool):
        raise InvalidLeaf("the version is unknown")
    for name, pattern in _CODES.items():
        value = values[name]
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise InvalidLeaf(f"{name} is not spelled as a code")
    for name, lengths in _LENGTHS.items():
        value = values[name]
        if not isinstance(value, bytes) or len(value) not in lengths:
            raise InvalidLeaf(f"{name} is not {lengths[-1]} bytes long")
    time = values["time"]
    if type(time) is not int or not 0 <= time < _MAX_TIME:
        raise InvalidLeaf("time is not in seconds since 1970")
    if not isinstance(values["is_late"], bool):
        raise InvalidLeaf("is_late is neither true nor false")
