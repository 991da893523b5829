"""QRIS payment codes: EMVCo merchant-presented mode in Bank Indonesia's profile.

A payload is a row of objects: two digits of tag, two of length, the value. The last
object (63) is the CRC-16 of everything before its value. Pure; no Django.

Sources: EMV QRCPS Merchant-Presented Mode 1.1; PADG 21/18/PADG/2019 (QRIS).
"""

import dataclasses
from typing import Final

PAYLOAD_FORMAT, INITIATION, ACQUIRER, REPOSITORY = "00", "01", "26", "51"
CATEGORY, CURRENCY, AMOUNT, COUNTRY = "52", "53", "54", "58"
NAME, CITY, POSTAL_CODE, ADDITIONAL, CRC = "59", "60", "61", "62", "63"
BILL_NUMBER, TERMINAL = "01", "07"

DYNAMIC: Final = "12"  # made for one payment; 11 is the sticker on a market stall
RUPIAH: Final = "360"  # ISO 4217
SCHEME: Final = "ID.CO.QRIS.WWW"
GOVERNMENT: Final = "9399"  # ISO 18245: government services not elsewhere classified
CRITERION: Final = "URE"  # a regular merchant, neither micro nor a public utility
MAX_AMOUNT: Final = 10**13 - 1  # thirteen characters


class InvalidPayload(ValueError):
    """The text is not a well-formed QRIS payload, or its checksum is wrong."""


@dataclasses.dataclass(frozen=True, slots=True)
class Merchant:
    """Who is paid. `pan` and `nmid` are given out by the acquiring bank."""

    pan: str
    id: str
    nmid: str
    name: str
    city: str
    postal_code: str


def crc16(content: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected."""
    crc = 0xFFFF
    for byte in content:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _object(tag: str, value: str) -> str:
    if not 1 <= len(value) <= 99:
        raise ValueError(f"QRIS object {tag} must have 1 to 99 characters")
    return f"{tag}{len(value):02}{value}"


def _template(tag: str, *objects: tuple[str, str]) -> str:
    return _object(tag, "".join(_object(inner, value) for inner, value in objects))


def _text(value: str, limit: int) -> str:
    """Printable ASCII of at most `limit` characters, as every bank's reader takes it.

    Raises:
        ValueError: a character that some readers would count as two.
    """
    if not (value.isascii() and value.isprintable()):
        raise ValueError("QRIS texts are printable ASCII")
    return value[:limit].strip()


def encode(merchant: Merchant, *, amount: int, number: str) -> str:
    """The payload that asks for `amount` whole rupiah for bill `number`."""
    if not 0 < amount <= MAX_AMOUNT:
        raise ValueError("a QRIS amount is positive and has at most 13 digits")
    body = "".join(
        (
            _object(PAYLOAD_FORMAT, "01"),
            _object(INITIATION, DYNAMIC),
            _template(
                ACQUIRER,
                ("00", SCHEME),
                ("01", merchant.pan),
                ("02", merchant.id),
                ("03", CRITERION),
            ),
            _template(
                REPOSITORY, ("00", SCHEME), ("02", merchant.nmid), ("03", CRITERION)
            ),
            _object(CATEGORY, GOVERNMENT),
            _object(CURRENCY, RUPIAH),
            _object(AMOUNT, str(amount)),
            _object(COUNTRY, "ID"),
            _object(NAME, _text(merchant.name, 25)),
            _object(CITY, _text(merchant.city, 15)),
            _object(POSTAL_CODE, _text(merchant.postal_code, 10)),
            _template(ADDITIONAL, (BILL_NUMBER, _text(number, 25)), (TERMINAL, "A01")),
            CRC + "04",
        )
    )
    return f"{body}{crc16(body.encode()):04X}"


def data_objects(text: str) -> dict[str, str]:
    """A row of objects as ``{tag: value}``, in their order. For templates as well.

    Raises:
        InvalidPayload: a wrong length, a foreign tag, or a tag that comes twice.
    """
    objects: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise InvalidPayload(f"no tag and length at {at}")
        tag, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if not length or len(value) != length or tag in objects:
            raise InvalidPayload(f"object {tag} is cut off, empty or repeated")
        objects[tag] = value
        at += 4 + length
    return objects


def decode(payload: str) -> dict[str, str]:
    """The objects of a whole payload, its first, last and checksum having been checked.

    Raises:
        InvalidPayload: whatever is wrong with it.
    """
    objects = data_objects(payload)
    tags = list(objects)
    if tags[:1] != [PAYLOAD_FORMAT] or tags[-1:] != [CRC] or len(objects[CRC]) != 4:
        raise InvalidPayload("a payload begins with 00 and ends with 63")
    if f"{crc16(payload[:-4].encode()):04X}" != objects[CRC].upper():
        raise InvalidPayload("the checksum is wrong")
    return objects
