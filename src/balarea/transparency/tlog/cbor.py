"""Canonical CBOR (RFC 8949, 4.2.1) of the few types that a leaf of the log needs.

Integers, byte strings, texts, arrays, maps and booleans. Every value has one encoding:
the shortest heads, definite lengths, and the keys of maps, integers, in the order of
their encodings. Anything else is refused, so that two different byte strings never
mean the same leaf.
"""

from typing import Any

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _SIMPLE = 0, 1, 2, 3, 4, 5, 7
_FALSE, _TRUE = 20, 21
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}
_LIMIT = 1 << 64
_MAX_DEPTH = 16


class InvalidCbor(ValueError):
    """The bytes are not canonical CBOR of the supported types, or a value has none."""


def encode(value: Any) -> bytes:
    """The one encoding of `value`.

    Raises:
        InvalidCbor: it has another type, or a map has a key that is no integer.
    """
    if isinstance(value, bool):
        return _head(_SIMPLE, _TRUE if value else _FALSE)
    if isinstance(value, int):
        return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        content = _utf8(value)
        return _head(_TEXT, len(content)) + content
    if isinstance(value, list | tuple):
        return _head(_ARRAY, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        return _head(_MAP, len(value)) + _pairs(value)
    raise InvalidCbor(f"{type(value).__name__} has no encoding here")


def decode(data: bytes) -> Any:
    """The value whose encoding is exactly `data`; arrays become lists.

    Raises:
        InvalidCbor: it is not canonical, of an unsupported type, or has other bytes
            after it.
    """
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise InvalidCbor("bytes follow the value")
    return value


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for info, size in _SIZES.items():
        if number < 1 << (8 * size):
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise InvalidCbor("a number needs more than 64 bits")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidCbor("a text has no UTF-8") from None


def _pairs(value: dict[Any, Any]) -> bytes:
    for key in value:
        if not isinstance(key, int) or isinstance(key, bool):
            raise InvalidCbor("a key of a map is no integer")
    encoded = sorted((encode(key), encode(item)) for key, item in value.items())
    return b"".join(key + item for key, item in encoded)


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends."""
    if depth > _MAX_DEPTH:
        raise InvalidCbor("values are nested too deeply")
    major, number, at = _read_head(data, at)
    if major == _UNSIGNED:
        return number, at
    if major == _NEGATIVE:
        return -1 - number, at
    if major in (_BYTES, _TEXT):
        return _string(data, at, number, is_text=major == _TEXT)
    if major == _ARRAY:
        return _array(data, at, number, depth)
    if major == _MAP:
        return _map(data, at, number, depth)
    if major == _SIMPLE and number in (_FALSE, _TRUE):
        return number == _TRUE, at
    raise InvalidCbor("a value has an unsupported type")


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, number, and where the content begins."""
    if at >= len(data):
        raise InvalidCbor("the bytes end too early")
    major, info = data[at] >> 5, data[at] & 31
    if info < 24:
        return major, info, at + 1
    size = _SIZES.get(info)
    if size is None or major == _SIMPLE:
        raise InvalidCbor("a length is indefinite, or a value unsupported")
    content = data[at + 1 : at + 1 + size]
    number = int.from_bytes(content, "big")
    if len(content) < size or _head(major, number) != data[at : at + 1 + size]:
        raise InvalidCbor("a number is cut off, or not in its shortest form")
    return major, number, at + 1 + size


def _string(data: bytes, at: int, length: int, *, is_text: bool) -> tuple[Any, int]:
    content = data[at : at + length]
    if len(content) < length:
        raise InvalidCbor("the bytes end too early")
    if not is_text:
        return content, at + length
    try:
        return content.decode(), at + length
    except UnicodeDecodeError:
        raise InvalidCbor("a text is not UTF-8") from None


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[Any, int]:
    items: list[Any] = []
    for _ in range(length):
        item, at = _value(data, at, depth + 1)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, length: int, depth: int) -> tuple[Any, int]:
    items: dict[int, Any] = {}
    last = b""
    for _ in range(length):
        begins = at
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, int) or isinstance(key, bool):
            raise InvalidCbor("a key of a map is no integer")
        if last >= (encoded := data[begins:at]):
            raise InvalidCbor("keys of a map repeat, or are not in order")
        items[key], at = _value(data, at, depth + 1)
        last = encoded
    return items, at
