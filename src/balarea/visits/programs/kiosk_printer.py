"""A receipt printer, and what can be known of whether a ticket came out of it.

python-escpos sends bytes and reads back what the printer says. Its own `paper_status`
takes silence for plenty of paper, so the bytes are read here: silence is `UNKNOWN`. A
network printer loses what it holds when its power goes, and a device file never
answers; such tickets are `UNKNOWN` too, and the visitor is asked to look.
"""

import contextlib
import dataclasses
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any

from escpos.exceptions import Error as PrinterError
from escpos.printer import Dummy, File, Network, Usb

from balarea.visits.programs.kiosk_numbers import FAILED, PRINTED, UNKNOWN

PROFILE = "TM-T20II"  # 80 mm: 576 dots, 48 columns
PORT = 9100
ANSWER_SECONDS = 3  # for a status that the printer gives at once
DONE_SECONDS = 8.0  # until a whole ticket has come out
READY, OFFLINE = "READY", "OFFLINE"
PAPER_OK, PAPER_LOW, PAPER_OUT = "OK", "LOW", "OUT"

# ESC/POS: DLE EOT 1 and 4 are answered at once, GS r 1 once all before it was printed.
_ONLINE, _PAPER, _DONE = b"\x10\x04\x01", b"\x10\x04\x04", b"\x1dr\x01"
_IS_OFFLINE, _PAPER_END, _PAPER_NEAR_END = 0x08, 0x60, 0x0C
_DONE_PAPER_END = 0x0C

logging.getLogger("escpos").setLevel(logging.ERROR)


@dataclasses.dataclass(frozen=True)
class Status:
    """What a printer says of itself; `UNKNOWN` where it says nothing.

    Attributes:
        printer: `READY`, `OFFLINE` or `UNKNOWN`.
        paper: `OK`, `LOW`, `OUT` or `UNKNOWN`.
    """

    printer: str
    paper: str

    @property
    def prints(self) -> bool:
        """Whether nothing that it says speaks against printing."""
        return self.printer != OFFLINE and self.paper != PAPER_OUT


class Printer:
    """One printer; its methods may be called by several threads.

    Args:
        connect: gives a new connection; None where the kiosk has no printer.
    """

    def __init__(self, connect: Callable[[], Any] | None) -> None:
        self._connect = connect
        self._turn = threading.Lock()

    @property
    def exists(self) -> bool:
        return self._connect is not None

    def status(self) -> Status:
        if self._connect is None:
            return Status(OFFLINE, UNKNOWN)
        with self._turn, self._open(self._connect) as device:
            return _status(device)

    def print(self, content: bytes) -> str:
        """Print; the state `PRINTED`, `FAILED` (nothing was sent) or `UNKNOWN`."""
        if self._connect is None:
            return FAILED
        with self._turn, self._open(self._connect) as device:
            if not _status(device).prints:
                return FAILED
            try:
                device._raw(content)
            except (OSError, PrinterError):
                return UNKNOWN
            return _outcome(device)

    @contextlib.contextmanager
    def _open(self, connect: Callable[[], Any]) -> Any:
        device = None
        with contextlib.suppress(OSError, PrinterError, RuntimeError, ValueError):
            device = connect()
            if not device.device:  # the library connects where that isn't done yet
                device.open()
        try:
            yield device
        finally:
            with contextlib.suppress(OSError, PrinterError):
                if device is not None:
                    device.close()


def _status(device: Any) -> Status:
    if device is None or not device.device:
        return Status(OFFLINE, UNKNOWN)
    answer = _ask(device, _ONLINE)
    if answer is None:
        return Status(UNKNOWN, UNKNOWN)
    is_offline = answer & _IS_OFFLINE
    return Status(OFFLINE if is_offline else READY, _paper(_ask(device, _PAPER)))


def _paper(answer: int | None) -> str:
    if answer is None:
        return UNKNOWN
    if answer & _PAPER_END:
        return PAPER_OUT
    return PAPER_LOW if answer & _PAPER_NEAR_END else PAPER_OK


def _outcome(device: Any) -> str:
    """What became of a ticket that was sent whole."""
    with contextlib.suppress(AttributeError, OSError):
        device.device.settimeout(DONE_SECONDS)
    answer = _ask(device, _DONE)
    if answer is not None:
        return UNKNOWN if answer & _DONE_PAPER_END else PRINTED
    # It didn't get that far. If it still says why, the ticket surely isn't whole.
    return FAILED if _paper(_ask(device, _PAPER)) == PAPER_OUT else UNKNOWN


def _ask(device: Any, question: bytes) -> int | None:
    """The byte that a printer answers with; None if it doesn't."""
    try:
        answer = device.query_status(question)
    except (OSError, PrinterError, NotImplementedError):
        return None
    return int(answer[0]) if len(answer) else None


def parse(text: str) -> Printer:
    """`none`, `network:HOST[:PORT]`, `usb:VENDOR:PRODUCT` (hex) or `file:/dev/usb/lp0`.

    Raises `ValueError` with a sentence for the operator.
    """
    kind, _, rest = text.partition(":")
    match kind:
        case "none" if not rest:
            return Printer(None)
        case "network" if rest:
            host, _, port = rest.rpartition(":") if ":" in rest else (rest, "", "")
            number = int(port or PORT)
            return Printer(lambda: _network(host, number))
        case "usb" if ":" in rest:
            vendor, product = (int(one, 16) for one in rest.split(":", 1))
            milliseconds = ANSWER_SECONDS * 1000
            return Printer(
                lambda: Usb(vendor, product, timeout=milliseconds, profile=PROFILE)
            )
        case "file" if rest:
            return Printer(lambda: File(rest, profile=PROFILE))
    raise ValueError(
        f"{text} isn't a printer: none, network:HOST[:PORT], usb:VENDOR:PRODUCT "
        "or file:/dev/…"
    )


def _network(host: str, port: int) -> Any:
    """The library's own `open` would leave a socket behind for each failure."""
    device = Network(host, port, profile=PROFILE)
    device.device = socket.create_connection((host, port), ANSWER_SECONDS)
    return device


def composer() -> Any:
    """A printer of the library that only collects the bytes."""
    return Dummy(profile=PROFILE)
