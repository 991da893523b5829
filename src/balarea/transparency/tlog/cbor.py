"""The small part of CBOR that a leaf uses, in its only spelling.

RFC 8949 §4.2.1 (deterministic encoding), limited to integers, bytes, text, booleans,
arrays, and maps whose keys are integers. `decode` accepts exactly what `encode` writes,
so equal values have equal bytes and a hash identifies the value.
"""

from typing import Any

from .errors import TlogError

type Value = int | bytes | str | bool | list[Value] | dict[int, Value]

MAX_DEPTH = 8

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _SIMPLE = 0, 1, 2, 3, 4, 5, 7
_FALSE, _TRUE = 0xF4, 0xF5
_MAX = 2**64 - 1


class InvalidCbor(TlogError):
    """Bytes that `encode` never writes, or a value that has no encoding here."""


def encode(value: Value) -> bytes:
    """The bytes of a value, else `InvalidCbor`."""
    return _encode(value, 0)


def _encode(value: Value, depth: int) -> bytes:
    if depth > MAX_DEPTH:
        raise InvalidCbor("nested too deeply")
    match value:
        case bool():
            return bytes([_TRUE if value else _FALSE])
        case int() if value >= 0:
            return _head(_UNSIGNED, value)
        case int():
            return _head(_NEGATIVE, -1 - value)
        case bytes():
            return _head(_BYTES, len(value)) + value
        case str():
            data = _utf8(value)
            return _head(_TEXT, len(data)) + data
        case list():
            items = b"".join(_encode(one, depth + 1) for one in value)
            return _head(_ARRAY, len(value)) + items
        case dict():
            return _head(_MAP, len(value)) + b"".join(_items(value, depth))
    raise InvalidCbor(f"{type(value).__name__} has no encoding here")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidCbor("text that has no UTF-8") from error


def _items(value: dict[int, Value], depth: int) -> list[bytes]:
    """Keys and values in the order of the keys' bytes."""
    if any(type(key) is not int for key in value):
        raise InvalidCbor("a key that is no integer")
    keys = sorted((_encode(key, 0), key) for key in value)
    return [encoded + _encode(value[key], depth + 1) for encoded, key in keys]


def _head(major: int, number: int) -> bytes:
    if number > _MAX:
        raise InvalidCbor("an integer beyond 64 bits")
    if number < 24:
        return bytes([major << 5 | number])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | code]) + number.to_bytes(size)
    raise AssertionError  # 8 bytes hold every number up to _MAX


def decode(data: bytes) -> Any:
    """The value of these bytes, else `InvalidCbor`; callers check its shape."""
    reader = _Reader(data)
    value = reader.value(0)
    if reader.position != len(data):
        raise InvalidCbor("bytes after the value")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def value(self, depth: int) -> Value:
        if depth > MAX_DEPTH:
            raise InvalidCbor("nested too deeply")
        major, number = self._head()
        match major:
            case 0:
                return number
            case 1:
                return -1 - number
            case 2:
                return self._take(number)
            case 3:
                return self._text(number)
            case 4:
                return [self.value(depth + 1) for _ in range(self._count(number))]
            case 5:
                return self._map(number, depth)
            case 7:
                return number == 1
        raise InvalidCbor("a tag")

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, code = first >> 5, first & 31
        if major == _SIMPLE:
            if first not in {_FALSE, _TRUE}:
                raise InvalidCbor("neither true nor false")
            return major, int(first == _TRUE)
        if code < 24:
            return major, code
        if code > 27:
            raise InvalidCbor("an indefinite length")
        size = 1 << (code - 24)
        number = int.from_bytes(self._take(size))
        if _head(major, number)[0] != first:
            raise InvalidCbor("a number that isn't in its shortest form")
        return major, number

    def _text(self, size: int) -> str:
        try:
            return self._take(size).decode()
        except UnicodeDecodeError as error:
            raise InvalidCbor("text that isn't UTF-8") from error

    def _map(self, count: int, depth: int) -> dict[int, Value]:
        value: dict[int, Value] = {}
        previous = b""
        for _ in range(self._count(count)):
            start = self.position
            key = self.value(depth + 1)
            if type(key) is not int:
                raise InvalidCbor("a key that is no integer")
            if (spelled := self.data[start : self.position]) <= previous:
                raise InvalidCbor("keys that repeat or aren't in order")
            previous = spelled
            value[key] = self.value(depth + 1)
        return value

    def _count(self, count: int) -> int:
        """Refuse more items than bytes remain, before any is read."""
        if count > len(self.data) - self.position:
            raise InvalidCbor("cut off")
        return count

    def _take(self, size: int) -> bytes:
        end = self.position + size
        if end > len(self.data):
            raise InvalidCbor("cut off")
        taken = self.data[self.position : end]
        self.position = end
        return taken
