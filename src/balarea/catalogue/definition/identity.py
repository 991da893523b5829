"""The identity of a definition: SHA-256 of its canonical JSON (RFC 8785)."""

import hashlib

import msgspec
import rfc8785

from .bundles import Bundle
from .format import Definition

MAX_BYTES = 256 * 1024
MAX_BUNDLE_BYTES = 4 * MAX_BYTES


def canonical(definition: Definition | Bundle) -> bytes:
    """The one JSON text of a definition: keys sorted, defaults left out."""
    return rfc8785.dumps(msgspec.to_builtins(definition))


def identity(definition: Definition | Bundle) -> str:
    """64 hexadecimal digits by which an application pins its definition."""
    return hashlib.sha256(canonical(definition)).hexdigest()


def decode(content: bytes) -> Definition:
    """A definition from JSON; raises `msgspec.ValidationError` on any other shape."""
    if len(content) > MAX_BYTES:
        message = f"a definition has at most {MAX_BYTES} bytes"
        raise msgspec.ValidationError(message)
    return _decoder.decode(content)


def decode_bundle(content: bytes) -> Bundle:
    """A bundle from JSON; raises `msgspec.ValidationError` on any other shape."""
    if len(content) > MAX_BUNDLE_BYTES:
        message = f"a bundle has at most {MAX_BUNDLE_BYTES} bytes"
        raise msgspec.ValidationError(message)
    return _bundle_decoder.decode(content)


_decoder = msgspec.json.Decoder(Definition)
_bundle_decoder = msgspec.json.Decoder(Bundle)
