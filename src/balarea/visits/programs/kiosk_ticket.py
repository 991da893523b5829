"""A ticket on 80 mm paper, as the bytes of ESC/POS."""

import dataclasses
import textwrap
import unicodedata
from collections.abc import Mapping
from typing import Any, Self

from balarea.visits.programs import kiosk_printer

COLUMNS = 48
LARGEST = 8  # times the ordinary size, the most that ESC/POS has
QR_DOTS = 7  # for one module: about 25 mm, which phones read at arm's length
# Typographic characters that few printers have.
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...",
     "•": "-", "·": "-", "\u00a0": " ", "\u202f": " ", "×": "x"}
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class TicketText:
    """What a ticket says, in the visitor's language; empty texts are left out.

    Attributes:
        mall: the mall's name.
        copy_mark: that it is printed again.
        heading: what the number is, as “Nomor antrean”.
        label: the number, as `B012`.
        service, agency, place: for what, of whom, and where to wait.
        taken: day and time at which it was taken.
        waiting: people ahead and the range of the waiting time.
        passing: who may pass this number.
        bring_title, bring: what to bring, one line each.
        qr: the address behind the QR code; qr_note: what it is for.
        note: the last line.
    """

    mall: str
    heading: str
    label: str
    copy_mark: str = ""
    service: str = ""
    agency: str = ""
    place: str = ""
    taken: str = ""
    waiting: str = ""
    passing: str = ""
    bring_title: str = ""
    bring: tuple[str, ...] = ()
    qr: str = ""
    qr_note: str = ""
    note: str = ""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Of the mall's JSON; what this program doesn't know of is left out."""
        names = {field.name for field in dataclasses.fields(cls)}
        texts: dict[str, Any] = {n: str(v) for n, v in content.items() if n in names}
        if "bring" in content:
            texts["bring"] = tuple(str(one) for one in content["bring"])
        return cls(**texts)


def compose(text: TicketText) -> bytes:
    """The bytes that print a ticket and cut it off."""
    printer = kiosk_printer.composer()
    printer.hw("INIT")
    printer.set(align="center", bold=False)
    _lines(printer, text.mall)
    if text.copy_mark:
        printer.set(bold=True, invert=True)
        _lines(printer, f" {text.copy_mark} ")
        printer.set(bold=False, invert=False)
    _lines(printer, text.heading)
    _number(printer, text.label)
    _bold(printer, text.service)
    _lines(printer, text.agency)
    _bold(printer, text.place)
    printer.text("\n")
    printer.set(align="left")
    for paragraph in (text.taken, text.waiting, text.passing):
        _lines(printer, paragraph)
    if text.bring:
        _bold(printer, text.bring_title)
        for item in text.bring:
            _lines(printer, item, first="- ", later="  ")
    printer.set(align="center")
    if text.qr:
        printer.qr(text.qr, size=QR_DOTS, native=False)
    for paragraph in (text.qr_note, text.note):
        _lines(printer, paragraph)
    printer.cut()
    return bytes(printer.output)


def _number(printer: Any, label: str) -> None:
    """The number as large as the paper's width allows."""
    size = max(1, min(LARGEST, COLUMNS // max(1, len(label))))
    printer.set(bold=True, custom_size=True, width=size, height=size)
    printer.text(f"{plain(label)}\n")
    printer.set(bold=False, custom_size=True, width=1, height=1)


def _bold(printer: Any, text: str) -> None:
    printer.set(bold=True)
    _lines(printer, text)
    printer.set(bold=False)


def _lines(printer: Any, text: str, first: str = "", later: str = "") -> None:
    for line in textwrap.wrap(
        plain(text), COLUMNS, initial_indent=first, subsequent_indent=later
    ):
        printer.text(f"{line}\n")


def plain(text: str) -> str:
    """The text in characters of western code pages; `?` for others."""
    composed = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return composed.encode("latin-1", "replace").decode("latin-1")
