"""Malformed inputs, each made from a seeded `random.Random`.

JSON and CBOR that nest, lie about their length or end early; files with changed bytes;
multipart bodies that no browser writes; cookies, headers, addresses, form fields.
"""

import base64
import functools
import io
import json
import struct
from collections.abc import Callable
from random import Random
from typing import Any

import pikepdf
from PIL import Image

# Values on which parsers of text, numbers, days and ids commonly fail.
ODD = (
    *("", " ", "0", "-1", "00", "1e309", "NaN", "Infinity", "١٢٣", "²", "½", "null"),
    *("9" * 400, "1" * 5000, "-" + "9" * 30, "0x10", "1_000", "1,5", "1.5", "+0"),
    *("2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "0001-01-01"),
    *("31-12-9999", "29-02-2025", "2026-11-28T25:61:61Z", "24:00", "٢٠٢٦-٠١-٠١"),
    *(
        "../" * 20,
        "%00",
        "%ff%fe",
        "%",
        "%zz",
        "\x1b[31m",
        "\u202e",
        "\ufeff",
        "\u2028",
    ),
    *("e\u0301" * 200, "𝒳" * 40, "ﷺ" * 100, "🧾" * 40, "ſ", "İ", "ß" * 90),
    *(
        "'",
        '"',
        "\\",
        "<script>",
        "{{ 7*7 }}",
        "{% load x %}",
        "%(x)s",
        "{0.__class__}",
    ),
    *(
        "a" * 70_000,
        "a\r\nSet-Cookie: x=1",
        "\t\n",
        "x" * 256,
        "00000000-0000-0000-0000",
    ),
    *("{00000000-0000-0000-0000-000000000000}", "urn:uuid:" + "0" * 32, "0" * 32),
    *("[" * 3000, "(" * 3000, "a" * 3000 + "!", "-" * 3000, "0 " * 3000, ".." * 900),
    *("+62812", "0812" * 30, "a@b", "a@" + "b." * 120 + "id", "@" * 300, "xn--a.id"),
    *("NaN-01-01", "1970-01-01", "on", "true", "[]", "{}", "//evil.example", "/\\evil"),
    *("javascript:alert(1)", "/\t/evil.example", "*:*", "a & b | !c", "':*&", "qq OR"),
)
CHARSETS = ("utf-8", "utf-7", "utf-16", "idna", "hex", "zip", "rot13", "nope", "", "\\")


def text(random: Random) -> str:
    """One unusual value, parts of two, or random characters."""
    kind = random.randrange(4)
    if kind < 2:
        return random.choice(ODD)
    if kind == 2:
        return random.choice(ODD)[:60] + random.choice(ODD)[:60]
    points = (random.choice((0x7F, 0x2FF, 0xFFFF, 0x10FFFF)) for _ in range(30))
    signs = [chr(random.randrange(1, point)) for point in points]
    return "".join(sign for sign in signs if not "\ud800" <= sign <= "\udfff")


def nested(random: Random) -> str:
    """Deeply nested JSON."""
    depth = random.choice((5, 60, 900, 3000, 9000, 200_000))
    opened, closed = random.choice((("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")))
    ended = closed * depth if random.random() < 0.7 else ""
    return opened * depth + "1" + ended


def value(random: Random, depth: int = 3) -> Any:
    """A random JSON value."""
    kind = random.randrange(9 if depth else 6)
    if kind == 6:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    if kind > 6:
        return {text(random)[:40]: value(random, depth - 1) for _ in range(3)}
    numbers = (0, -1, 2**63, 10**400, 1.5, -0.0, float("inf"), float("nan"))
    return random.choice((None, True, random.choice(numbers), text(random), "a", []))


def damaged(random: Random, content: bytes) -> bytes:
    """The bytes with some of them changed, doubled, removed or cut off."""
    made = bytearray(content)
    for _ in range(random.choice((1, 1, 3, 20))):
        place = random.randrange(len(made) + 1)
        kind = random.randrange(6)
        if kind == 0:
            del made[place:]
        elif kind == 1:
            del made[place : place + random.randrange(1, 64)]
        elif kind == 2:
            made[place:place] = random.randbytes(random.randrange(1, 16))
        elif kind == 3:
            made[place:place] = made[place : place + 200] * random.randrange(1, 4)
        elif place < len(made):
            made[place] = random.choice((0, 0xFF, 0x80, random.randrange(256)))
    return bytes(made)


def _cbor(random: Random, depth: int = 3) -> bytes:
    """A CBOR item whose header may declare more than follows."""
    major, size = random.randrange(8), random.randrange(4)
    if random.random() < 0.3:
        lengths = (
            b"\x18\xff",
            b"\x19\xff\xff",
            b"\x1a\xff\xff\xff\xff",
            b"\x1b" + b"\xff" * 8,
        )
        head = random.choice((*lengths, b"\x1c", b"\x1f", b"\x18", b"\x19\x01"))
        return bytes([major << 5 | head[0]]) + head[1:]
    if major in {2, 3}:
        return bytes([major << 5 | size]) + random.randbytes(size)
    if major in {4, 5} and depth:
        items = size * (2 if major == 5 else 1)
        return bytes([major << 5 | size]) + b"".join(
            _cbor(random, depth - 1) for _ in range(items)
        )
    return bytes([major << 5 | random.randrange(24)])


def cbor(random: Random) -> bytes:
    """A CBOR item, deep or broken."""
    if random.random() < 0.35:
        head = random.choice((b"\x81", b"\xa1\x61a", b"\xa1\x81", b"\x82\x01"))
        return head * random.choice((40, 400, 900, 3000, 14_000)) + b"\x01"
    return _cbor(random) + random.randbytes(random.randrange(3))


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _authenticator(random: Random) -> bytes:
    """Authenticator data (WebAuthn 6.1), with a key that may be invalid."""
    flags = random.choice((0x45, 0xC5, 0x41, 0x05, 0xFF, 0))
    identity = random.randbytes(16)
    size = random.choice((16, 0, 0xFFFF))
    key = random.choice(
        (cbor(random), b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + bytes(32))
    )
    made = random.randbytes(32) + bytes([flags]) + struct.pack(">I", 1)
    made += bytes(16) + struct.pack(">H", size) + identity + key
    return made + (cbor(random) if flags & 0x80 else b"")


def _attestation(random: Random) -> bytes:
    kind = random.randrange(3)
    if kind == 0:
        return cbor(random)
    data = _authenticator(random)
    statement = cbor(random) if kind == 1 else b"\xa0"
    head = b"\xa3\x63fmt\x64none\x67attStmt" + statement
    made = head + b"\x68authData\x59" + struct.pack(">H", len(data) & 0xFFFF) + data
    return made if random.random() < 0.7 else damaged(random, made)


def _client_data(random: Random, kind: str, challenge: str) -> bytes:
    if random.random() < 0.3:
        return nested(random)[:12_000].encode()
    data = {"type": kind, "challenge": challenge, "origin": "http://localhost:8000"}
    if random.random() < 0.4:
        data[random.choice((*data, "more"))] = value(random)
    return json.dumps(data).encode()


def credential(random: Random, kind: str, challenge: str) -> str:
    """A device's response (`PublicKeyCredential.toJSON()`), or a malformed one."""
    if random.random() < 0.25:
        return random.choice((nested, text))(random)
    identity = _b64(random.randbytes(16))
    response: dict[str, Any] = {
        "clientDataJSON": _b64(_client_data(random, kind, challenge)),
        "attestationObject": _b64(_attestation(random)),
        "authenticatorData": _b64(_authenticator(random)),
        "signature": _b64(random.randbytes(64)),
        "userHandle": _b64(random.choice((b"1", b"x" * 90, random.randbytes(16)))),
    }
    data: dict[str, Any] = {
        "id": identity,
        "rawId": identity,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    if random.random() < 0.4:
        place = random.choice((data, response))
        place[random.choice(list(place))] = value(random)
    if random.random() < 0.1:
        data.pop(random.choice(list(data)))
    return json.dumps(data)


@functools.cache
def files() -> tuple[bytes, ...]:
    """Valid files of the accepted types, to be damaged."""
    contents = []
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"):
        out = io.BytesIO()
        Image.linear_gradient("L").resize((90, 60)).convert("RGB").save(out, kind)
        contents.append(out.getvalue())
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments["isi.json"] = b'{"code": "AAAA-BBBB-CCCC-DDDD-EEE"}'
        made.save(out)
    return (
        *contents,
        out.getvalue(),
        b"%PDF-1.7\n" + b"[" * 9000 + b"\n%%EOF",
        b"%PDF-",
    )


def file(random: Random, *more: bytes) -> bytes:
    content = random.choice((*files(), *more))
    return content if random.random() < 0.1 else damaged(random, content)


def multipart(random: Random, name: str, content: bytes) -> tuple[bytes, str]:
    """A multipart body and its content type; seldom valid."""
    edge = random.choice(("b", "-" * 60, "b" * 300, "b c", 'b"', "é", ""))
    charset = random.choice(CHARSETS)
    kind = f"multipart/form-data; boundary={edge}"
    if random.random() < 0.4:
        kind += f"; charset={charset}"
    line = f'form-data; name="{name}"; filename="{text(random)[:80]}"'
    if random.random() < 0.3:
        end = random.choice(("", "%"))
        line = f"form-data; name={name}; filename*={charset}''%FF%00{end}"
    coding = random.choice(("", "base64", "quoted-printable", "x" * 99, "8bit"))
    head = (
        f"--{edge}\r\nContent-Disposition: {line}\r\nContent-Type: image/jpeg;"
        f" charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    ).encode()
    many = random.choice((1, 1, 2, 1200))
    parts = [head + content[: 200 if many > 2 else None] + b"\r\n"] * many
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    return (body if random.random() < 0.6 else damaged(random, body)), kind


def urlencoded(random: Random) -> tuple[bytes, str]:
    """An urlencoded form, with many fields or an invalid charset."""
    kind = f"application/x-www-form-urlencoded; charset={random.choice(CHARSETS)}"
    many = random.choice((b"a=1&" * 3000, b"%", b"%u0000=%", b"&&&=&;", b"\xff=\xfe"))
    return damaged(random, many), random.choice((kind, "text/plain", "", "a/b;" * 50))


def headers(random: Random) -> dict[str, str]:
    """Some malformed headers, by their WSGI names."""
    names = (
        *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE"),
        *(
            "HTTP_REFERER",
            "HTTP_ORIGIN",
            "HTTP_IF_NONE_MATCH",
            "HTTP_RANGE",
            "HTTP_HOST",
        ),
        *("HTTP_IF_MODIFIED_SINCE", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"),
        *("HTTP_X_TIMESTAMP", "HTTP_X_SIGNATURE", "HTTP_X_CSRFTOKEN", "CONTENT_TYPE"),
    )
    makers: tuple[Callable[[Random], str], ...] = (text, _weighed)
    return {
        name: _latin(random.choice(makers)(random))
        for name in random.sample(names, random.randrange(1, 5))
    }


def _weighed(random: Random) -> str:
    words = random.choices(("br", "gzip", "*", "id", "en", "bytes=0-", "q", "a/b"), k=9)
    return ",".join(f"{word};q={random.choice(ODD)[:8]}" for word in words)


def _latin(given: str) -> str:
    """A header as WSGI passes it: each byte as one character, on one line."""
    made = given.encode("utf-8", "replace").decode("latin-1")
    return made.replace("\r", " ").replace("\n", " ").replace("\x00", " ")[:8000]


def cookies(random: Random, names: tuple[str, ...]) -> str:
    """A Cookie header with our names and values of all kinds."""
    made = (f"{name}={_latin(text(random))[:3000]}" for name in names)
    return "; ".join(one for one in made if random.random() < 0.7)
